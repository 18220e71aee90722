#include "store/backup.hpp"

#include "campaign/event_codec.hpp"
#include "store/erasure_list.hpp"
#include "store/witness.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace chant::store {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view format = "1";
constexpr std::string_view recordings = "takes/kept/";
constexpr std::size_t events_per_read = 4096;

std::int64_t seconds_of(timestamp t) {
  return std::chrono::duration_cast<std::chrono::seconds>(t.time_since_epoch()).count();
}

std::string name_of(timestamp now, log_offset head) {
  const auto second = std::chrono::time_point_cast<std::chrono::seconds>(now);
  return fmt::format("{:%Y%m%dT%H%M%SZ}-{}", fmt::gmtime(second.time_since_epoch().count()),
                     head.value());
}

manifest about(std::string_view part, const std::string& name, const backup_parts& parts,
               timestamp now) {
  return {{"format", std::string(format)},
          {"part", std::string(part)},
          {"name", name},
          {"campaign", parts.campaign},
          {"made", std::to_string(seconds_of(now))}};
}

/// A directory under the data directory for hard links, gone afterwards.
class scratch {
 public:
  explicit scratch(fs::path dir) : dir_(std::move(dir)) { remove(); }
  ~scratch() { remove(); }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  [[nodiscard]] const fs::path& path() const { return dir_; }

 private:
  void remove() const {
    std::error_code ignored;
    fs::remove_all(dir_, ignored);
  }
  fs::path dir_;
};

/// What the copy of a log holds, by its own witness.
result<std::uint64_t> head_of(const fs::path& log_dir) {
  const auto seen = witness::read(log_dir / "HEAD");
  if (!seen) return std::unexpected(seen.error());
  return *seen ? (*seen)->head.value() : 0;
}

result<void> copy_log_and_files(const backup_parts& parts, sealed_dir_writer& into) {
  const scratch copy(parts.data_dir / "log" / "copying");
  if (auto made = parts.log.checkpoint_to(copy.path()); !made) return made;
  if (auto added = into.add_tree(copy.path(), "log"); !added) return added;
  // A recording is kept before the log hears of it; one that goes meanwhile was given up.
  if (auto added = into.add_tree(parts.data_dir / "takes" / "kept", "takes/kept"); !added)
    return added;
  if (auto added = into.add_tree(parts.data_dir / "wordings", "wordings"); !added) return added;
  // Builds, not what previews wrote.
  return into.add_tree(parts.data_dir / "stages", "stages",
                       [](std::string_view name) { return name == "data"; });
}

result<void> copy_keys(const backup_parts& parts, const backup_options& options, timestamp now,
                       const std::string& name) {
  auto into = sealed_dir_writer::begin(options.keys_to / name);
  if (!into) return std::unexpected(into.error());
  const scratch copy(parts.data_dir / "keys" / "copying");
  auto copied = parts.keys.with_copy(
      copy.path(), [&]() -> result<void> { return into->add_tree(copy.path(), "keys/db"); });
  if (!copied) return copied;
  // The salts of draws not yet held: secrets as well.
  if (auto added = into->add_tree(parts.data_dir / "draws", "draws"); !added) return added;
  if (!options.node_key.empty()) {
    const auto added = into->add(options.node_key, "keys/node.key");
    if (!added) return std::unexpected(added.error());
    if (!*added)
      return std::unexpected(error{errc::not_found, "node_key_missing",
                                   "there is no node.key that could be copied", ""});
  }
  return into->seal(about("keys", name, parts, now));
}

result<std::vector<campaign::session_id>> erased_in(const rocksdb_log& log) {
  const auto erased = campaign::type_code(campaign::session_erased{});
  std::vector<campaign::session_id> all;
  log_offset next;
  for (;;) {
    const auto page = log.read_from(next, events_per_read);
    if (!page) return std::unexpected(page.error());
    for (const auto& event : *page)
      if (event.type == erased) all.push_back(event.stream);
    if (page->size() < events_per_read) return all;
    next = log_offset(next.value() + page->size());
  }
}

/// Recordings cannot be made unreadable, so they go. Who they were of is noted first: whoever
/// checks the backup does not miss them.
result<std::uint64_t> forget_recordings(const listed_backup& backup,
                                        const std::set<campaign::session_id>& erased) {
  std::vector<fs::path> files;
  std::vector<campaign::session_id> whose;
  std::error_code why;
  for (const auto& entry : fs::recursive_directory_iterator(backup.dir / recordings, why)) {
    if (entry.is_directory()) continue;
    const auto session =
        session_of_recording(entry.path().lexically_relative(backup.dir).generic_string());
    if (!session || !erased.contains(*session)) continue;
    files.push_back(entry.path());
    whose.push_back(*session);
  }
  if (files.empty()) return 0;
  if (auto noted = append_erasures(backup.dir / "ERASED", whose); !noted)
    return std::unexpected(noted.error());
  for (const auto& file : files) {
    fs::remove(file, why);
    if (why)
      return std::unexpected(
          error{errc::io, "backup_io", fmt::format("{}: {}", file.string(), why.message()), ""});
  }
  if (auto synced = sync_file_system(backup.dir); !synced) return std::unexpected(synced.error());
  return files.size();
}

result<std::uint64_t> forget_in_older(const backup_parts& parts, const fs::path& in) {
  const auto erased = erased_in(parts.log);
  if (!erased) return std::unexpected(erased.error());
  const std::set<campaign::session_id> gone(erased->begin(), erased->end());
  const auto older = list_backups(in);
  if (!older) return std::unexpected(older.error());
  std::uint64_t removed = 0;
  for (const auto& backup : *older) {
    const auto here = forget_recordings(backup, gone);
    if (!here) return here;
    removed += *here;
  }
  return removed;
}

/// Seconds since 1970, up to the year 9999: a backup of no known age must not count as an old one.
std::optional<timestamp> time_in(std::string_view text) {
  constexpr std::int64_t latest = 253'402'300'799;
  std::int64_t seconds = -1;
  const auto [end, why] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (why != std::errc() || end != text.data() + text.size() || seconds < 0 || seconds > latest)
    return std::nullopt;
  return timestamp(std::chrono::seconds(seconds));
}

/// Absolute, without links and a slash at the end; it need not be there.
fs::path true_path(const fs::path& of) {
  std::error_code unmade;
  auto path = fs::weakly_canonical(fs::absolute(of), unmade);
  return path.has_filename() ? path : path.parent_path();
}

/// Whether one is the other, or lies in it.
bool within_each_other(const fs::path& a, const fs::path& b) {
  const auto one = true_path(a);
  const auto other = true_path(b);
  const auto [in_one, in_other] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  return in_one == one.end() || in_other == other.end();
}

}  // namespace

std::string listed_backup::value(std::string_view key) const {
  const auto found = about.find(key);
  return found == about.end() ? std::string() : found->second;
}

timestamp listed_backup::made() const { return time_in(value("made")).value_or(timestamp{}); }

result<backup_summary> create_backup(
    const backup_parts& parts, const backup_options& options, timestamp now,
    const std::function<bool(std::uint64_t files, std::uint64_t bytes)>& tell) {
  if (!options.keys_to.empty() && within_each_other(options.to, options.keys_to))
    return std::unexpected(error{errc::refused, "keys_beside_log",
                                 "keys are kept apart from what they open: name another directory",
                                 "keys_to"});
  backup_summary made{.name = name_of(now, parts.log.head())};
  auto into = sealed_dir_writer::begin(options.to / made.name);
  if (!into) return std::unexpected(into.error());
  into->tell_of_progress(tell);
  if (auto copied = copy_log_and_files(parts, *into); !copied)
    return std::unexpected(copied.error());
  // After the log: every event in the copy has its key in this one.
  if (!options.keys_to.empty()) {
    if (auto copied = copy_keys(parts, options, now, made.name); !copied)
      return std::unexpected(copied.error());
    const auto pruned = prune_keys(options.keys_to, options.keys_keep, now);
    if (!pruned) return std::unexpected(pruned.error());
    made.keys_removed = *pruned;
  }
  const auto head = head_of(into->place() / "log");
  if (!head) return std::unexpected(head.error());
  made.head = *head;
  made.files = into->files();
  made.bytes = into->bytes();
  auto told = about("data", made.name, parts, now);
  told["head"] = std::to_string(made.head);
  if (auto sealed = into->seal(std::move(told)); !sealed) return std::unexpected(sealed.error());
  const auto forgotten = forget_in_older(parts, options.to);
  if (!forgotten) return std::unexpected(forgotten.error());
  made.recordings_removed = *forgotten;
  return made;
}

result<std::vector<listed_backup>> list_backups(const fs::path& in) {
  std::vector<listed_backup> all;
  std::error_code why;
  for (const auto& entry : fs::directory_iterator(in, why)) {
    if (!entry.is_directory() || entry.path().filename().string().starts_with('.')) continue;
    auto told = read_manifest(entry.path());
    if (told && !time_in((*told)["made"]))
      return std::unexpected(
          error{errc::corrupt, "manifest_malformed",
                fmt::format("{} does not say when it was made", entry.path().string()), ""});
    if (told)
      all.push_back({.dir = entry.path(), .about = *std::move(told)});
    else if (told.error().kind != errc::not_found)
      return std::unexpected(told.error());
  }
  if (why)
    return std::unexpected(error{errc::not_found, "backups_unknown",
                                 fmt::format("{}: {}", in.string(), why.message()), ""});
  std::ranges::sort(all, {}, [](const auto& one) { return std::pair(one.made(), one.dir); });
  return all;
}

result<std::uint64_t> prune_keys(const fs::path& keys_dir, std::chrono::days keep, timestamp now) {
  const auto all = list_backups(keys_dir);
  if (!all) return std::unexpected(all.error());
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(keys_dir, ignored))
    if (entry.path().extension() == ".unfinished") fs::remove_all(entry.path(), ignored);
  std::uint64_t removed = 0;
  for (const auto& backup : *all) {
    if (backup.value("part") != "keys" || backup.made() + keep > now) continue;
    std::error_code why;
    fs::remove_all(backup.dir, why);
    if (why)
      return std::unexpected(error{errc::io, "backup_io",
                                   fmt::format("{}: {}", backup.dir.string(), why.message()), ""});
    ++removed;
  }
  return removed;
}

result<std::vector<std::string>> verify_backup(const listed_backup& backup) {
  const auto files = read_sums(backup.dir, backup.about);
  if (!files) return std::unexpected(files.error());
  const auto erased = read_erasures(backup.dir / "ERASED");
  if (!erased) return std::unexpected(erased.error());
  return differing_files(backup.dir, *files, [&](std::string_view name) {
    const auto session = session_of_recording(name);
    return session && std::ranges::binary_search(*erased, *session);
  });
}

std::optional<campaign::session_id> session_of_recording(std::string_view name) {
  constexpr std::size_t shelf = 3;  // "xx/"
  if (!name.starts_with(recordings) || name.size() < recordings.size() + shelf + 32)
    return std::nullopt;
  return campaign::session_id::from_hex(name.substr(recordings.size() + shelf, 32));
}

}  // namespace chant::store
