#include "cli/key_verbs.hpp"

#include "cli/admin_json.hpp"
#include "cli/cloud_event.hpp"
#include "cli/progress.hpp"
#include "store/keys_database.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <utility>

namespace chant::cli {

namespace {

namespace json = boost::json;

constexpr std::string_view route = "/admin/v1/keys";
constexpr std::chrono::milliseconds between_questions{200};

json::value text_or_null(const std::optional<store::kek_id>& id) {
  return id ? json::value(id->hex()) : json::value();
}

/// The same shape as the node's answer.
result<json::object> read_from_disk(const key_tools& with) {
  const auto database = store::keys_database::read_only(with.data_dir / "keys" / "db");
  if (!database) return std::unexpected(database.error());
  const auto state = (*database)->state();
  if (!state) return std::unexpected(state.error());
  const auto census = (*database)->count();
  if (!census) return std::unexpected(census.error());
  json::array by_kek;
  for (const auto& [id, keys] : census->by_kek)
    by_kek.push_back(json::object{{"kek", id.hex()}, {"keys", keys}});
  if (census->before_ids > 0)
    by_kek.push_back(json::object{{"kek", nullptr}, {"keys", census->before_ids}});
  const bool dated = state->kek_since != timestamp{};
  return json::object{{"source", with.source},
                      {"kek", text_or_null(state->kek)},
                      {"kek_since", dated ? json::value(rfc3339(state->kek_since)) : json::value()},
                      {"retiring", text_or_null(state->retiring)},
                      {"keys", census->keys()},
                      {"erased", census->erased},
                      {"by_kek", std::move(by_kek)},
                      {"rotation", nullptr}};
}

result<json::object> ask_node(const key_tools& with) {
  auto value = json_in(with.ask(route), route);
  if (!value) return std::unexpected(value.error());
  if (!value->is_object()) return std::unexpected(not_understood(route));
  return std::move(value->get_object());
}

result<json::object> keys_now(const key_tools& with) {
  auto told = ask_node(with);
  if (told || told.error().code != "node_unreachable") return told;
  return read_from_disk(with);
}

const json::object* rotation_in(const json::object& keys) {
  const auto* rotation = keys.if_contains("rotation");
  return rotation != nullptr && rotation->is_object() ? &rotation->get_object() : nullptr;
}

const json::object* fault_in(const json::object& keys) {
  const auto* rotation = rotation_in(keys);
  const auto* fault = rotation != nullptr ? rotation->if_contains("fault") : nullptr;
  return fault != nullptr && fault->is_object() ? &fault->get_object() : nullptr;
}

bool is_running(const json::object& keys) {
  const auto* rotation = rotation_in(keys);
  const auto* running = rotation != nullptr ? rotation->if_contains("running") : nullptr;
  return running != nullptr && running->is_bool() && running->get_bool();
}

struct wrapped_keys {
  std::string kek;
  std::uint64_t keys;
};

std::vector<wrapped_keys> by_kek(const json::object& keys) {
  std::vector<wrapped_keys> all;
  const auto* list = keys.if_contains("by_kek");
  if (list == nullptr || !list->is_array()) return all;
  for (const auto& one : list->get_array())
    if (one.is_object())
      all.push_back({text_member(one.get_object(), "kek"),
                     number_member<std::uint64_t>(one.get_object(), "keys")});
  return all;
}

bool is_sound(const json::object& keys) {
  if (fault_in(keys) != nullptr) return false;
  const auto in_force = text_member(keys, "kek");
  const auto retiring = text_member(keys, "retiring");
  return std::ranges::all_of(by_kek(keys), [&](const auto& some) {
    return some.kek.empty() || some.kek == in_force || some.kek == retiring;
  });
}

std::string or_unknown(std::string text) { return text.empty() ? "unknown" : text; }

properties lines_of(const json::object& keys) {
  properties lines{{"source", text_member(keys, "source")},
                   {"key in force", or_unknown(text_member(keys, "kek"))},
                   {"since", or_unknown(text_member(keys, "kek_since"))},
                   {"fans' keys", grouped(number_member<std::uint64_t>(keys, "keys"))},
                   {"erased", grouped(number_member<std::uint64_t>(keys, "erased"))}};
  if (const auto retiring = text_member(keys, "retiring"); !retiring.empty())
    lines.emplace_back("retiring", retiring);
  for (const auto& some : by_kek(keys))
    lines.emplace_back("wrapped by",
                       fmt::format("{}  {}", some.kek.empty() ? "the key of before ids" : some.kek,
                                   grouped(some.keys)));
  if (const auto* fault = fault_in(keys))
    lines.emplace_back("rotation stopped", fmt::format("{} ({})", text_member(*fault, "detail"),
                                                       text_member(*fault, "code")));
  else if (is_running(keys))
    lines.emplace_back(
        "rotation",
        fmt::format("{} of {}", grouped(number_member<std::uint64_t>(*rotation_in(keys), "done")),
                    grouped(number_member<std::uint64_t>(*rotation_in(keys), "total"))));
  return lines;
}

exit_code print(const json::object& keys, const io& streams) {
  if (streams.json()) {
    streams.out << json::serialize(keys) << '\n';
  } else {
    write_properties(streams.out, lines_of(keys));
  }
  return is_sound(keys) ? exit_code::ok : exit_code::degraded;
}

result<json::object> await_end(const key_tools& with, const io& streams) {
  progress line(streams, progress::on_terminal());
  for (;;) {
    auto now = ask_node(with);
    if (!now || !is_running(*now)) return now;
    const auto& rotation = *rotation_in(*now);
    line.tell(fmt::format("{} of {} keys wrapped anew",
                          grouped(number_member<std::uint64_t>(rotation, "done")),
                          grouped(number_member<std::uint64_t>(rotation, "total"))));
    with.sleep(between_questions);
  }
}

}  // namespace

result<exit_code> show_keys(const key_tools& with, const io& streams) {
  const auto keys = keys_now(with);
  if (!keys) return std::unexpected(keys.error());
  return print(*keys, streams);
}

result<exit_code> rotate_keys(const key_tools& with, const rotate_options& options,
                              const io& streams) {
  const auto begun = act(with.change, fmt::format("{}/rotate", route), words_of_user(options.why));
  if (!begun) return std::unexpected(begun.error());
  if (!options.wait) {
    if (!begun->is_object()) return std::unexpected(not_understood(route));
    return print(begun->get_object(), streams);
  }
  const auto ended = await_end(with, streams);
  if (!ended) return std::unexpected(ended.error());
  return print(*ended, streams);
}

}  // namespace chant::cli
