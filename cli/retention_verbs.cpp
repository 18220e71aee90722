#include "cli/retention_verbs.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <array>
#include <string_view>

namespace chant::cli {

namespace {

namespace json = boost::json;

constexpr std::string_view route = "/admin/v1/retention";

struct kept_thing {
  std::string_view name;
  std::string_view rule;
};
constexpr std::array things{
    kept_thing{"sessions", "days since the fan last did something"},
    kept_thing{"recordings", "days since the recording came"},
    kept_thing{"letters", "days since the letter was asked for; its copy goes"}};

result<exit_code> show(const result<json::value>& told, const io& streams) {
  if (!told) return std::unexpected(told.error());
  if (!told->is_object()) return std::unexpected(not_understood(route));
  if (streams.json()) {
    streams.out << json::serialize(*told) << '\n';
    return exit_code::ok;
  }
  table t({{.title = "what"}, {.title = "due", .number = true}, {.title = "because"}});
  for (const auto& thing : things) {
    const auto* row = told->get_object().if_contains(thing.name);
    if (row == nullptr || !row->is_object()) return std::unexpected(not_understood(route));
    const auto days = number_member<std::uint64_t>(row->get_object(), "days");
    t.add({std::string(thing.name), grouped(number_member<std::uint64_t>(row->get_object(), "due")),
           days == 0 ? "kept for ever" : fmt::format("{} {}", days, thing.rule)});
  }
  t.write(streams.out);
  return exit_code::ok;
}

}  // namespace

result<exit_code> show_retention(const admin_call& ask, const io& streams) {
  return show(json_in(ask(route), route), streams);
}

result<exit_code> run_retention(const admin_change& change, const operator_words& words,
                                const io& streams) {
  return show(act(change, route, words), streams);
}

}  // namespace chant::cli
