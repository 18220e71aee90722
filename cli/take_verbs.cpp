#include "cli/take_verbs.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/media_kind.hpp"
#include "cli/cloud_event.hpp"
#include "store/disk_takes.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <set>
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
                     .at = at.at};
  }
  void fold(const store::event_view& at, const campaign::take_uploaded& e) {
    auto& known = takes[e.take];
    known.session = at.stream;
    known.uploaded = true;
    known.bytes = e.size_bytes;
    known.media_type = e.media_type;
    known.sha256 = e.sha256;
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
          {"time", rfc3339(t.at)}};
}

/// The uploaded recordings that are meant.
result<listed_takes> chosen(const log_view& log, const take_export_options& options) {
  auto takes = read_takes(log);
  if (!takes) return takes;
  std::erase_if(*takes, [](const auto& t) { return !t.second.uploaded; });
  if (!options.take) return takes;
  const auto id = campaign::take_id::from_hex(*options.take);
  if (!id)
    return std::unexpected(
        error{errc::malformed, "bad_take", "a recording is named by its 32 hex digits", ""});
  const auto found = takes->find(*id);
  if (found == takes->end())
    return std::unexpected(
        error{errc::not_found, "take_unknown", "there is no uploaded recording of that name", ""});
  return listed_takes{*found};
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
                               const take_export_options& options, const io& streams) {
  if (options.take.has_value() == options.all)
    return std::unexpected(error{errc::malformed, "usage", "name one recording, or say --all", ""});
  const auto takes = chosen(log, options);
  if (!takes) return std::unexpected(takes.error());
  std::error_code failed;
  fs::create_directories(options.out, failed);
  if (failed)
    return std::unexpected(error{errc::io, "out_unusable",
                                 fmt::format("{}: {}", options.out.string(), failed.message()),
                                 ""});
  std::uint64_t lost = 0;
  json::array files;
  for (const auto& [id, take] : *takes) {
    const auto from = store::disk_takes::kept_file(data_dir / "takes", {take.session, id});
    const auto to =
        options.out / fmt::format("{}.{}", id.hex(), campaign::extension_of(take.media_type));
    if (!fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed)) {
      ++lost;
      streams.err << fmt::format("chant: {} cannot be copied: {}\n", id.hex(), failed.message());
      continue;
    }
    auto said = json_of(id, take);
    said["file"] = to.string();
    files.push_back(std::move(said));
    if (!streams.json()) streams.out << to.string() << '\n';
  }
  if (streams.json()) streams.out << json::serialize(files) << '\n';
  if (lost == 0) return exit_code::ok;
  return files.empty() ? exit_code::failed : exit_code::partial;
}

}  // namespace chant::cli
