#include "cli/take_verbs.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/media_kind.hpp"
#include "cli/cloud_event.hpp"
#include "store/disk_takes.hpp"
#include "store/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <cerrno>
#include <ranges>
#include <set>
#include <system_error>
#include <utility>
#include <variant>

namespace chant::cli {

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

/// Folds the events that speak of recordings.
class take_reader {
 public:
  /// False when the event cannot be read; `why` says so.
  [[nodiscard]] bool take(const store::event_view& recorded) {
    const auto event = campaign::decode(recorded.type, recorded.schema, recorded.payload);
    if (!event) {
      why = error{errc::corrupt, event.error().code,
                  fmt::format("offset {}: {}", recorded.offset.value(), event.error().detail), ""};
      return false;
    }
    std::visit([&](const auto& e) { fold(recorded, e); }, *event);
    return true;
  }

  [[nodiscard]] bool wants(std::uint16_t type) const { return types_.contains(type); }

  listed_takes takes;
  std::optional<error> why;

 private:
  void fold(const store::event_view& at, const campaign::take_begun& e) {
    takes[e.take] = {.session = at.stream,
                     .bytes = e.size_bytes,
                     .media_type = e.media_type,
                     .tier = e.tier,
                     .sha256 = {},
                     .by_client = false,
                     .at = at.at};
  }
  void fold(const store::event_view& at, const campaign::take_uploaded& e) {
    auto& known = takes[e.take];
    known.session = at.stream;
    known.uploaded = true;
    known.bytes = e.size_bytes;
    known.media_type = e.media_type;
    known.sha256 = e.sha256;
    known.by_client = e.sha256_by.has_value();
    known.at = at.at;
  }
  void fold(const store::event_view&, const campaign::take_dropped& e) { takes.erase(e.take); }
  void fold(const store::event_view& at, const campaign::session_erased&) {
    std::erase_if(takes, [&](const auto& t) { return t.second.session == at.stream; });
  }
  void fold(const store::event_view&, const auto&) {}

  const std::set<std::uint16_t> types_{campaign::type_code(campaign::take_begun{}),
                                       campaign::type_code(campaign::take_uploaded{}),
                                       campaign::type_code(campaign::take_dropped{}),
                                       campaign::type_code(campaign::session_erased{})};
};

std::string_view word_of(const listed_take& t) { return t.uploaded ? "uploaded" : "begun"; }

json::object json_of(const campaign::take_id& id, const listed_take& t) {
  return {{"id", id.hex()},
          {"session", t.session.hex()},
          {"state", word_of(t)},
          {"bytes", t.bytes},
          {"media_type", t.media_type},
          {"tier", t.tier},
          {"sha256", t.sha256.empty() ? json::value() : json::value(t.sha256)},
          {"sha256_by", t.by_client ? json::value("client") : json::value()},
          {"time", rfc3339(t.at)}};
}

/// The uploaded recordings that are meant.
result<listed_takes> chosen(const log_view& log, const take_choice& which) {
  if (which.take.has_value() == which.all)
    return std::unexpected(error{errc::malformed, "usage", "name one recording, or say --all", ""});
  auto takes = read_takes(log);
  if (!takes) return takes;
  std::erase_if(*takes, [](const auto& t) { return !t.second.uploaded; });
  if (!which.take) return takes;
  const auto id = campaign::take_id::from_hex(*which.take);
  if (!id)
    return std::unexpected(
        error{errc::malformed, "bad_take", "a recording is named by its 32 hex digits", ""});
  const auto found = takes->find(*id);
  if (found == takes->end())
    return std::unexpected(
        error{errc::not_found, "take_unknown", "there is no uploaded recording of that name", ""});
  return listed_takes{*found};
}

/// errno, in words.
std::string why_not() { return std::error_code(errno, std::generic_category()).message(); }

/// Copies a file and tells the digest of what was read. Nothing, with errno: it did not work.
std::optional<sha256_digest> copy_out(const fs::path& from, const fs::path& to) {
  const descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.valid()) return std::nullopt;
  const descriptor copy(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!copy.valid()) return std::nullopt;
  sha256_stream digest;
  while (true) {
    const auto piece = store::read_piece(source.number());
    if (!piece || !write_all(copy.number(), *piece)) return std::nullopt;
    if (piece->empty()) return digest.finish();
    digest.add(*piece);
  }
}

enum class condition : std::uint8_t { intact, damaged, missing, unreadable };

std::string_view word_of(condition c) {
  switch (c) {
    case condition::intact:
      return "intact";
    case condition::damaged:
      return "damaged";
    case condition::missing:
      return "missing";
    case condition::unreadable:
      return "unreadable";
  }
  return "";
}

condition condition_of(const fs::path& file, const listed_take& take, const io& streams) {
  const descriptor from(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from.valid() && errno == ENOENT) return condition::missing;
  const auto digest = from.valid() ? store::digest_of(from.number()) : std::nullopt;
  if (!digest) {
    streams.err << fmt::format("chant: {}: {}\n", file.string(), why_not());
    return condition::unreadable;
  }
  return digest->hex() == take.sha256 ? condition::intact : condition::damaged;
}

using conditions = std::map<campaign::take_id, condition>;

/// Fans give takes up while others are read: those are not missing.
result<void> forget_given_up(log_view& log, conditions& seen) {
  if (auto moved = log.refresh(); !moved) return moved;
  const auto now = read_takes(log);
  if (!now) return std::unexpected(now.error());
  std::erase_if(seen, [&](const auto& one) { return !now->contains(one.first); });
  return {};
}

void write_conditions(const listed_takes& takes, const conditions& seen, const io& streams) {
  table t({{.title = "id"},
           {.title = "session"},
           {.title = "state"},
           {.title = "size", .number = true},
           {.title = "digest by"}});
  json::array all;
  for (const auto& [id, is] : seen) {
    const auto& take = takes.at(id);
    auto said = json_of(id, take);
    said["state"] = word_of(is);
    all.push_back(std::move(said));
    if (is != condition::intact)
      t.add({id.hex(), take.session.hex(), std::string(word_of(is)), readable_bytes(take.bytes),
             take.by_client ? "client" : "node"});
  }
  if (streams.json()) {
    streams.out << json::serialize(all) << '\n';
    return;
  }
  const auto intact = std::ranges::count(seen | std::views::values, condition::intact);
  streams.out << fmt::format("{} of {} recordings are what was recorded\n",
                             grouped(static_cast<std::uint64_t>(intact)), grouped(seen.size()));
  if (static_cast<std::size_t>(intact) < seen.size()) t.write(streams.out);
}

}  // namespace

result<listed_takes> read_takes(const log_view& log) {
  take_reader reader;
  const auto end =
      log.scan(campaign::log_offset(0), log.head(), [&](const store::event_view& event) {
        return !reader.wants(event.type) || reader.take(event);
      });
  if (!end) return std::unexpected(end.error());
  if (reader.why) return std::unexpected(*reader.why);
  return std::move(reader.takes);
}

result<exit_code> list_takes(const log_view& log, const io& streams) {
  const auto takes = read_takes(log);
  if (!takes) return std::unexpected(takes.error());
  table t({{.title = "id"},
           {.title = "session"},
           {.title = "state"},
           {.title = "size", .number = true},
           {.title = "type"},
           {.title = "tier"}});
  json::array all;
  for (const auto& [id, take] : *takes) {
    if (streams.json())
      all.push_back(json_of(id, take));
    else
      t.add({id.hex(), take.session.hex(), std::string(word_of(take)), readable_bytes(take.bytes),
             take.media_type, take.tier});
  }
  if (streams.json())
    streams.out << json::serialize(all) << '\n';
  else
    t.write(streams.out);
  return exit_code::ok;
}

result<exit_code> export_takes(const log_view& log, const fs::path& data_dir,
                               const take_choice& which, const fs::path& to, const io& streams) {
  const auto takes = chosen(log, which);
  if (!takes) return std::unexpected(takes.error());
  std::error_code failed;
  fs::create_directories(to, failed);
  if (failed)
    return std::unexpected(
        error{errc::io, "out_unusable", fmt::format("{}: {}", to.string(), failed.message()), ""});
  std::uint64_t wrong = 0;
  json::array files;
  for (const auto& [id, take] : *takes) {
    const auto from = store::disk_takes::kept_file(data_dir / "takes", {take.session, id});
    const auto file = to / fmt::format("{}.{}", id.hex(), campaign::extension_of(take.media_type));
    const auto digest = copy_out(from, file);
    const bool is_intact = digest && digest->hex() == take.sha256;
    if (!is_intact) ++wrong;
    if (!digest) {
      streams.err << fmt::format("chant: {} cannot be copied: {}\n", id.hex(), why_not());
      continue;
    }
    if (!is_intact)
      streams.err << fmt::format("chant: {} is damaged: its digest is not the log's\n", id.hex());
    auto said = json_of(id, take);
    said["file"] = file.string();
    said["intact"] = is_intact;
    files.push_back(std::move(said));
    if (!streams.json()) streams.out << file.string() << '\n';
  }
  if (streams.json()) streams.out << json::serialize(files) << '\n';
  if (wrong == 0) return exit_code::ok;
  return files.empty() ? exit_code::failed : exit_code::partial;
}

result<exit_code> verify_takes(log_view& log, const fs::path& data_dir, const take_choice& which,
                               const io& streams, progress& told) {
  const auto takes = chosen(log, which);
  if (!takes) return std::unexpected(takes.error());
  conditions seen;
  for (const auto& [id, take] : *takes) {
    told.tell(
        fmt::format("{} of {} recordings read", grouped(seen.size()), grouped(takes->size())));
    const auto file = store::disk_takes::kept_file(data_dir / "takes", {take.session, id});
    seen.emplace(id, condition_of(file, take, streams));
  }
  const auto is_wrong = [](condition c) { return c != condition::intact; };
  if (std::ranges::any_of(seen | std::views::values, is_wrong))
    if (auto forgotten = forget_given_up(log, seen); !forgotten)
      return std::unexpected(forgotten.error());
  write_conditions(*takes, seen, streams);
  return std::ranges::any_of(seen | std::views::values, is_wrong) ? exit_code::degraded
                                                                  : exit_code::ok;
}

}  // namespace chant::cli
