#include "store/restore.hpp"

#include "base/awaited.hpp"
#include "campaign/event_codec.hpp"
#include "campaign/own_stream.hpp"
#include "store/erasure_list.hpp"
#include "store/files.hpp"
#include "store/keys_witness.hpp"
#include "store/log_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

namespace chant::store {

namespace {

namespace fs = std::filesystem;

using sessions = std::set<campaign::session_id>;

std::unexpected<error> refused(std::string code, std::string detail) {
  return std::unexpected(error{errc::refused, std::move(code), std::move(detail), ""});
}

std::unexpected<error> io_error(const fs::path& file, const std::error_code& why) {
  return std::unexpected(error{errc::io,
                               why == std::errc::no_space_on_device ? "disk_full" : "restore_io",
                               fmt::format("{}: {}", file.string(), why.message()), ""});
}

/// The backup that a path names, or the newest of the part in it.
result<listed_backup> choose(const fs::path& path, std::string_view part) {
  auto one = read_manifest(path);
  if (one) return listed_backup{.dir = path, .about = *std::move(one)};
  if (one.error().kind != errc::not_found) return std::unexpected(one.error());
  const auto all = list_backups(path);
  if (!all) return std::unexpected(all.error());
  for (auto at = all->rbegin(); at != all->rend(); ++at)
    if (at->value("part") == part) return *at;
  return std::unexpected(error{errc::not_found, "backup_unknown",
                               fmt::format("{} holds no backup of that kind", path.string()), ""});
}

result<void> check_whole(const listed_backup& backup) {
  const auto differing = verify_backup(backup);
  if (!differing) return std::unexpected(differing.error());
  if (differing->empty()) return {};
  return std::unexpected(
      error{errc::corrupt, "backup_differs",
            fmt::format("{}: {} is not what was written ({} files are not)", backup.dir.string(),
                        differing->front(), differing->size()),
            ""});
}

result<void> check_together(const listed_backup& data, const listed_backup& keys,
                            const restore_options& options, timestamp now) {
  if (data.value("part") != "data" || keys.value("part") != "keys")
    return refused("backup_of_other_kind", "--from wants a backup, --keys-from one of keys");
  if (data.value("campaign") != keys.value("campaign"))
    return refused("campaign_differs", "log and keys are of different campaigns");
  if (keys.made() < data.made())
    return refused("keys_backup_older",
                   "the keys are older than the log: those of its last events are missing");
  if (!options.old_keys && keys.made() + options.keys_keep < now)
    return refused("keys_backup_expired",
                   fmt::format("the keys are older than {} days: fans erased since would come back "
                               "if no list names them",
                               options.keys_keep.count()));
  return {};
}

result<void> check_room_for(const fs::path& data) {
  std::error_code ignored;
  if (!fs::exists(data, ignored) || fs::is_empty(data, ignored)) return {};
  return std::unexpected(error{errc::conflict, "data_dir_exists",
                               fmt::format("{} is there already", data.string()), ""});
}

/// Whom the log has, and whom it knows to be erased.
struct log_census {
  std::unordered_set<campaign::session_id> all;
  sessions erased;
};

result<log_census> count_sessions(const fs::path& log_dir) {
  const auto log = log_reader::open({.dir = log_dir});
  if (!log) return std::unexpected(log.error());
  const auto erased = campaign::type_code(campaign::session_erased{});
  log_census census;
  const auto read = (*log)->scan(log_offset(), (*log)->head(), [&](const event_view& event) {
    census.all.insert(event.stream);
    if (event.type == erased) census.erased.insert(event.stream);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return census;
}

result<void> add_list(const fs::path& file, sessions& to) {
  const auto listed = read_erasures(file);
  if (!listed) return std::unexpected(listed.error());
  to.insert(listed->begin(), listed->end());
  return {};
}

/// Whom the keys know to be erased.
result<void> add_marks(const keys_database& keys, sessions& to) {
  constexpr std::size_t fans_a_step = 4096;
  std::string last;
  for (;;) {
    const auto some = keys.fans_after(last, fans_a_step);
    if (!some) return std::unexpected(some.error());
    for (const auto& [name, value] : *some)
      if (value == keys_database::erased_mark) to.insert(*campaign::session_id::from_raw(name));
    if (some->size() < fans_a_step) return {};
    last = some->back().first;
  }
}

/// Everything that is copied, and whom nothing may be left of.
struct plan {
  listed_backup data;
  listed_backup keys;
  std::vector<sealed_file> data_files = {};
  std::vector<sealed_file> keys_files = {};
  log_census log = {};
  sessions erased = {};
};

result<sessions> erased_everywhere(const plan& p, const restore_options& options) {
  sessions erased = p.log.erased;
  if (auto added = add_list(p.data.dir / "ERASED", erased); !added)
    return std::unexpected(added.error());
  for (const auto& list : options.erasures) {
    if (!fs::exists(list))
      return std::unexpected(error{errc::not_found, "erasures_unknown",
                                   fmt::format("{} is not there", list.string()), ""});
    if (auto added = add_list(list, erased); !added) return std::unexpected(added.error());
  }
  const auto keys = keys_database::read_only(p.keys.dir / "keys" / "db");
  if (!keys) return std::unexpected(keys.error());
  if (auto added = add_marks(**keys, erased); !added) return std::unexpected(added.error());
  return erased;
}

result<plan> make_plan(const restore_options& options, timestamp now) {
  if (auto free = check_room_for(options.data); !free) return std::unexpected(free.error());
  auto data = choose(options.from, "data");
  if (!data) return std::unexpected(data.error());
  auto keys = choose(options.keys_from, "keys");
  if (!keys) return std::unexpected(keys.error());
  if (auto fit = check_together(*data, *keys, options, now); !fit)
    return std::unexpected(fit.error());
  plan p{.data = *std::move(data), .keys = *std::move(keys)};
  for (const auto* backup : {&p.data, &p.keys})
    if (auto whole = check_whole(*backup); !whole) return std::unexpected(whole.error());
  auto data_files = read_sums(p.data.dir, p.data.about);
  if (!data_files) return std::unexpected(data_files.error());
  p.data_files = *std::move(data_files);
  auto keys_files = read_sums(p.keys.dir, p.keys.about);
  if (!keys_files) return std::unexpected(keys_files.error());
  p.keys_files = *std::move(keys_files);
  auto census = count_sessions(p.data.dir / "log");
  if (!census) return std::unexpected(census.error());
  p.log = *std::move(census);
  auto erased = erased_everywhere(p, options);
  if (!erased) return std::unexpected(erased.error());
  p.erased = *std::move(erased);
  return p;
}

bool is_of_somebody_erased(const plan& p, std::string_view file) {
  const auto session = session_of_recording(file);
  return session && p.erased.contains(*session);
}

/// Nothing is written yet; what would be.
restore_report foretell(const plan& p) {
  restore_report report{.name = p.data.value("name"), .keys_name = p.keys.value("name")};
  const auto head = p.data.value("head");
  report.head = std::strtoull(head.c_str(), nullptr, 10);
  report.erased = p.erased.size();
  report.erased_anew =
      static_cast<std::uint64_t>(std::ranges::count_if(p.erased, [&](const auto& one) {
        return p.log.all.contains(one) && !p.log.erased.contains(one);
      }));
  for (const auto& file : p.data_files)
    if (is_of_somebody_erased(p, file.name)) ++report.recordings_left_out;
  report.node_key = std::ranges::any_of(
      p.keys_files, [](const auto& file) { return file.name == "keys/node.key"; });
  return report;
}

result<void> copy_files(const listed_backup& backup, const std::vector<sealed_file>& files,
                        const fs::path& into, const std::function<bool(std::string_view)>& wanted,
                        const std::function<void(std::uint64_t)>& copied_bytes) {
  for (const auto& file : files) {
    if (file.name == "MANIFEST" || !wanted(file.name)) continue;
    const auto copied = copy_summed(backup.dir / file.name, into / file.name);
    if (!copied) return std::unexpected(copied.error());
    if (copied->digest != file.digest)
      return std::unexpected(error{errc::corrupt, "backup_differs",
                                   fmt::format("{} changed while it was read", file.name), ""});
    copied_bytes(copied->size_bytes);
  }
  return {};
}

result<void> make_links(const manifest& about, const fs::path& into) {
  constexpr std::string_view prefix = "link ";
  for (const auto& [key, target] : about) {
    if (!key.starts_with(prefix)) continue;
    const auto link = into / key.substr(prefix.size());
    std::error_code why;
    fs::create_directories(link.parent_path(), why);
    if (!why) fs::create_symlink(target, link, why);
    if (why) return io_error(link, why);
  }
  return {};
}

/// Destroys the keys of everybody erased, and makes the witness.
result<void> settle_keys(const plan& p, const fs::path& into) {
  const auto keys = keys_database::serve(into / "keys" / "db");
  if (!keys) return std::unexpected(keys.error());
  std::vector<keys_database::entry> marks{{std::string(keys_database::complete), "1"}};
  for (const auto& one : p.erased) marks.emplace_back(one.view(), keys_database::erased_mark);
  if (auto put = (*keys)->put(marks, true); !put) return put;
  if (auto gone = (*keys)->forget_old_bytes(); !gone) return gone;
  const auto witnessed = keys_witness::begin(into / "log" / "KEYS", **keys);
  if (!witnessed) return std::unexpected(witnessed.error());
  return (*witnessed)->sync();
}

result<void> append(rocksdb_log& log, const campaign::session_id& stream, const campaign::event& e,
                    timestamp now, random_source& random) {
  new_event record{.id = {},
                   .type = campaign::type_code(e),
                   .schema = campaign::schema_version(e),
                   .at = now,
                   .payload = campaign::encode(e),
                   .lookup = campaign::lookup_of(e)};
  campaign::fill_random(record.id, random);
  const auto appended = awaited<append_receipt>([&](completion<append_receipt> done) {
    log.append({.stream = stream, .expected = expected_version::any(), .events = {record}},
               std::move(done));
  });
  if (!appended) return std::unexpected(appended.error());
  return {};
}

/// The log learns of erases that came after the backup, and of the restore itself.
result<void> settle_log(const plan& p, const restore_options& options, const fs::path& into,
                        timestamp now, random_source& random) {
  const auto log = rocksdb_log::open({.dir = into / "log",
                                      .space = {.min_free_bytes = 0, .min_free_percent = 0},
                                      .ballast_bytes = 0});
  if (!log) return std::unexpected(log.error());
  for (const auto& one : p.erased) {
    if (!p.log.all.contains(one) || p.log.erased.contains(one)) continue;
    if (auto told = append(**log, one, campaign::session_erased{}, now, random); !told) return told;
  }
  const campaign::operator_acted act{.act = "restore",
                                     .subject = p.data.value("name"),
                                     .who = options.who,
                                     .whence = "restore",
                                     .why = options.why};
  if (auto told = append(**log, campaign::own_stream(), act, now, random); !told) return told;
  (*log)->close();
  return {};
}

result<void> build(const plan& p, const restore_options& options, const fs::path& into,
                   timestamp now, random_source& random, restore_report& report,
                   const std::function<void(std::uint64_t, std::uint64_t)>& tell) {
  const auto copied = [&](std::uint64_t bytes) {
    report.bytes += bytes;
    tell(++report.files, report.bytes);
  };
  const auto all = [](std::string_view) { return true; };
  const auto but_the_erased = [&](std::string_view name) {
    return !is_of_somebody_erased(p, name);
  };
  if (auto done = copy_files(p.data, p.data_files, into, but_the_erased, copied); !done)
    return done;
  if (auto done = copy_files(p.keys, p.keys_files, into, all, copied); !done) return done;
  if (auto done = make_links(p.data.about, into); !done) return done;
  if (auto done = settle_keys(p, into); !done) return done;
  if (auto done = settle_log(p, options, into, now, random); !done) return done;
  return sync_file_system(into);
}

}  // namespace

result<restore_report> restore_backup(
    const restore_options& options, timestamp now, random_source& random,
    const std::function<void(std::uint64_t files, std::uint64_t bytes)>& tell) {
  const auto p = make_plan(options, now);
  if (!p) return std::unexpected(p.error());
  auto report = foretell(*p);
  if (options.dry_run) return report;
  auto data = fs::absolute(options.data).lexically_normal();
  if (!data.has_filename()) data = data.parent_path();  // it was written with a slash at its end
  const fs::path aside = data.string() + ".unfinished";
  std::error_code why;
  fs::remove_all(aside, why);
  if (!why) fs::create_directories(aside, why);
  if (!why) fs::permissions(aside, fs::perms::owner_all, why);
  if (why) return io_error(aside, why);
  if (auto built = build(*p, options, aside, now, random, report, tell); !built) {
    fs::remove_all(aside, why);
    return std::unexpected(built.error());
  }
  fs::rename(aside, data, why);
  if (why) return io_error(data, why);
  if (!sync_dir(data.parent_path()))
    return io_error(data, std::error_code(errno, std::generic_category()));
  return report;
}

}  // namespace chant::store
