#include "cli/backup_verbs.hpp"

#include "base/files.hpp"
#include "campaign/event_codec.hpp"
#include "cli/admin_json.hpp"
#include "cli/cloud_event.hpp"
#include "cli/progress.hpp"
#include "store/erasure_list.hpp"
#include "store/log_reader.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <cerrno>
#include <set>
#include <utility>
#include <vector>

namespace chant::cli {

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::string_view route = "/admin/v1/backups";
constexpr std::chrono::milliseconds between_questions{200};

json::object to_json(const store::backup_summary& made) {
  return {{"name", made.name},
          {"head", made.head},
          {"files", made.files},
          {"bytes", made.bytes},
          {"keys_removed", made.keys_removed},
          {"recordings_removed", made.recordings_removed}};
}

exit_code print(const json::object& made, const io& streams) {
  if (streams.json()) {
    streams.out << json::serialize(made) << '\n';
    return exit_code::ok;
  }
  const auto count = [&](std::string_view name) {
    return grouped(number_member<std::uint64_t>(made, name));
  };
  write_properties(streams.out,
                   {{"backup", text_member(made, "name")},
                    {"events", count("head")},
                    {"files", count("files")},
                    {"size", readable_bytes(number_member<std::uint64_t>(made, "bytes"))},
                    {"old copies of keys removed", count("keys_removed")},
                    {"recordings of erased fans removed", count("recordings_removed")}});
  return exit_code::ok;
}

/// The last backup's summary, once the node is done with it.
result<json::object> await_end(const backup_tools& with, const io& streams) {
  progress line(streams, progress::on_terminal());
  for (;;) {
    const auto value = json_in(with.ask(route), route);
    if (!value) return std::unexpected(value.error());
    if (!value->is_object()) return std::unexpected(not_understood(route));
    const auto& now = value->get_object();
    if (const auto* fault = now.if_contains("fault"); fault != nullptr && fault->is_object())
      return std::unexpected(error{errc::io, text_member(fault->get_object(), "code"),
                                   text_member(fault->get_object(), "detail"), ""});
    if (const auto* done = now.if_contains("done"); done != nullptr && done->is_object())
      return done->get_object();
    line.tell(fmt::format("copied {} files, {}",
                          grouped(number_member<std::uint64_t>(now, "files")),
                          readable_bytes(number_member<std::uint64_t>(now, "bytes"))));
    with.sleep(between_questions);
  }
}

std::string age_of(const store::listed_backup& backup, timestamp now) {
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - backup.made()).count();
  return age < 60 ? "now" : readable_seconds(static_cast<std::uint64_t>(age));
}

/// Codes of what is wrong with one backup; none: all is well.
result<std::vector<std::string>> faults_of(const store::listed_backup& backup) {
  std::vector<std::string> faults;
  const auto differing = store::verify_backup(backup);
  if (!differing && differing.error().kind != errc::corrupt)
    return std::unexpected(differing.error());
  if (!differing) return std::vector{differing.error().code};
  for (const auto& file : *differing) faults.push_back("file_differs " + file);
  if (backup.value("part") != "data" || !faults.empty()) return faults;
  const auto log = store::log_reader::open({.dir = backup.dir / "log"});
  if (!log) return std::vector{log.error().code};
  const auto report = (*log)->verify();
  if (!report) return std::unexpected(report.error());
  for (const auto& fault : report->faults) faults.push_back(fault.code);
  return faults;
}

result<std::vector<store::listed_backup>> all_at(const fs::path& dir) {
  auto one = store::read_manifest(dir);
  if (one) return std::vector{store::listed_backup{.dir = dir, .about = *std::move(one)}};
  if (one.error().kind != errc::not_found) return std::unexpected(one.error());
  return store::list_backups(dir);
}

std::string label_of(const store::listed_backup& backup) {
  return fmt::format("{} ({})", backup.value("name"), backup.value("part"));
}

}  // namespace

result<exit_code> create_backup(const backup_tools& with, const backup_create_options& options,
                                const io& streams) {
  const auto to = fs::absolute(options.to).lexically_normal();
  const auto keys_to =
      options.keys_to.empty() ? fs::path() : fs::absolute(options.keys_to).lexically_normal();
  json::object body{{"to", to.string()}, {"with_node_key", options.with_node_key}};
  if (!keys_to.empty()) body["keys_to"] = keys_to.string();
  const auto begun = act(with.change, route, words_of_user(options.why), std::move(body));
  if (begun) {
    const auto made = await_end(with, streams);
    if (!made) return std::unexpected(made.error());
    return print(*made, streams);
  }
  if (begun.error().code != "node_unreachable") return std::unexpected(begun.error());
  const auto made = with.offline({.to = to, .keys_to = keys_to, .keys_keep = options.keys_keep},
                                 options.with_node_key);
  if (!made) return std::unexpected(made.error());
  return print(to_json(*made), streams);
}

result<exit_code> list_backups(const backup_list_options& options, timestamp now,
                               const io& streams) {
  if (options.prune) {
    const auto pruned = store::prune_keys(options.dir, options.keys_keep, now);
    if (!pruned) return std::unexpected(pruned.error());
  }
  const auto all = store::list_backups(options.dir);
  if (!all) return std::unexpected(all.error());
  if (streams.json()) {
    json::array list;
    for (const auto& backup : *all)
      list.push_back(
          json::object{{"name", backup.value("name")},
                       {"part", backup.value("part")},
                       {"campaign", backup.value("campaign")},
                       {"made", rfc3339(backup.made())},
                       {"files", std::strtoull(backup.value("files").c_str(), nullptr, 10)},
                       {"bytes", std::strtoull(backup.value("bytes").c_str(), nullptr, 10)}});
    streams.out << json::serialize(list) << '\n';
    return exit_code::ok;
  }
  table t({{.title = "backup"},
           {.title = "part"},
           {.title = "campaign"},
           {.title = "age"},
           {.title = "files", .number = true},
           {.title = "size", .number = true}});
  for (const auto& backup : *all)
    t.add({backup.value("name"), backup.value("part"), backup.value("campaign"),
           age_of(backup, now), backup.value("files"),
           readable_bytes(std::strtoull(backup.value("bytes").c_str(), nullptr, 10))});
  t.write(streams.out);
  return exit_code::ok;
}

result<exit_code> verify_backups(const fs::path& dir, const io& streams) {
  const auto all = all_at(dir);
  if (!all) return std::unexpected(all.error());
  if (all->empty())
    return std::unexpected(error{errc::not_found, "backup_unknown",
                                 fmt::format("{} holds no backup", dir.string()), ""});
  json::array list;
  properties lines;
  bool sound = true;
  for (const auto& backup : *all) {
    const auto faults = faults_of(backup);
    if (!faults) return std::unexpected(faults.error());
    sound = sound && faults->empty();
    list.push_back(json::object{{"name", backup.value("name")},
                                {"part", backup.value("part")},
                                {"faults", json::value_from(*faults)}});
    if (faults->empty()) lines.emplace_back(label_of(backup), "as it was written");
    for (const auto& fault : *faults) lines.emplace_back(label_of(backup), fault);
  }
  if (streams.json()) {
    streams.out << json::serialize(list) << '\n';
  } else {
    write_properties(streams.out, lines);
  }
  return sound ? exit_code::ok : exit_code::degraded;
}

result<exit_code> export_erasures(const log_view& log, const fs::path& to, const io& streams) {
  const auto erased = campaign::type_code(campaign::session_erased{});
  std::set<campaign::session_id> all;
  const auto read = log.scan(campaign::log_offset(), log.head(), [&](const store::event_view& e) {
    if (e.type == erased) all.insert(e.stream);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (to == "-") {
    for (const auto& one : all) streams.out << one.hex() << '\n';
    return exit_code::ok;
  }
  const auto file = fs::absolute(to);
  const fs::path aside = file.string() + ".new";
  std::error_code why;
  fs::remove(aside, why);
  const std::vector<campaign::session_id> ids(all.begin(), all.end());
  if (auto written = store::append_erasures(aside, ids); !written)
    return std::unexpected(written.error());
  fs::rename(aside, file, why);
  if (!why && !sync_dir(file.parent_path())) why = std::error_code(errno, std::generic_category());
  if (why)
    return std::unexpected(
        error{errc::io, "erasures_io", fmt::format("{}: {}", file.string(), why.message()), ""});
  return exit_code::ok;
}

result<exit_code> restore(const store::restore_options& options, timestamp now,
                          random_source& random, const io& streams) {
  progress line(streams, progress::on_terminal());
  const auto made =
      store::restore_backup(options, now, random, [&](std::uint64_t files, std::uint64_t bytes) {
        line.tell(fmt::format("copied {} files, {}", grouped(files), readable_bytes(bytes)));
      });
  if (!made) return std::unexpected(made.error());
  if (streams.json()) {
    streams.out << json::serialize(json::object{{"backup", made->name},
                                                {"keys", made->keys_name},
                                                {"head", made->head},
                                                {"files", made->files},
                                                {"bytes", made->bytes},
                                                {"erased", made->erased},
                                                {"erased_anew", made->erased_anew},
                                                {"recordings_left_out", made->recordings_left_out},
                                                {"node_key", made->node_key},
                                                {"dry_run", options.dry_run}})
                << '\n';
    return exit_code::ok;
  }
  write_properties(
      streams.out,
      {{"backup", made->name},
       {"keys", made->keys_name},
       {"events", grouped(made->head)},
       {"erased fans", grouped(made->erased)},
       {"erased after the backup", grouped(made->erased_anew)},
       {"recordings left out", grouped(made->recordings_left_out)},
       {"key that wraps the keys", made->node_key ? "came with them" : "put it in place yourself"},
       {"written", options.dry_run ? "nothing: --dry-run"
                                   : fmt::format("{} files, {}", grouped(made->files),
                                                 readable_bytes(made->bytes))}});
  return exit_code::ok;
}

}  // namespace chant::cli
