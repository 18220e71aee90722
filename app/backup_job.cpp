#include "app/backup_job.hpp"

#include "app/node_keys.hpp"
#include "base/log.hpp"
#include "base/random.hpp"

#include <utility>

namespace chant::app {

result<void> backup_job::start(store::backup_options options) {
  const std::scoped_lock lock(mutex_);
  if (now_.running)
    return std::unexpected(
        error{errc::conflict, "backup_running", "a backup is being made already", ""});
  now_ = {.running = true, .files = 0, .bytes = 0, .done = {}, .fault = {}};
  thread_ = std::jthread(
      [this, options = std::move(options)](const std::stop_token& stop) { run(options, stop); });
  return {};
}

backup_progress backup_job::progress() const {
  const std::scoped_lock lock(mutex_);
  return now_;
}

void backup_job::run(const store::backup_options& options, const std::stop_token& stop) {
  const auto tell = [&](std::uint64_t files, std::uint64_t bytes) {
    const std::scoped_lock lock(mutex_);
    now_.files = files;
    now_.bytes = bytes;
    return !stop.stop_requested();
  };
  auto made = store::create_backup(parts_, options, time_.now(), tell);
  if (made) {
    log::info("backed up", {{"name", made->name}, {"files", made->files}, {"bytes", made->bytes}});
  } else {
    log::error("a backup failed", {{"code", made.error().code}, {"reason", made.error().detail}});
  }
  const std::scoped_lock lock(mutex_);
  now_.running = false;
  if (made) {
    now_.done = *std::move(made);
  } else {
    now_.fault = std::move(made.error());
  }
}

result<std::filesystem::path> node_key_file(const config::node& settings) {
  if (settings.keys.source != "file")
    return std::unexpected(error{errc::refused, "node_key_elsewhere",
                                 "the key that wraps the others is not kept in a file of Chant's",
                                 "with_node_key"});
  return settings.keys.file.empty() ? settings.data_dir / "keys" / "node.key" : settings.keys.file;
}

result<store::backup_summary> back_up(const config::node& settings,
                                      const store::backup_options& asked, bool with_node_key,
                                      const std::string& campaign) {
  auto options = asked;
  if (with_node_key) {
    auto key = node_key_file(settings);
    if (!key) return std::unexpected(key.error());
    options.node_key = *std::move(key);
  }
  system_random random;
  const auto keys = store::rocksdb_fan_keys::open_in(key_options(settings, {}, random), random);
  if (!keys) return std::unexpected(keys.error());
  const auto log =
      store::rocksdb_log::open({.dir = settings.data_dir / "log",
                                .space = {.min_free_bytes = settings.store.min_free_bytes,
                                          .min_free_percent = settings.store.min_free_percent},
                                .accept_lost_tail = settings.store.accept_lost_tail});
  if (!log) return std::unexpected(log.error());
  return store::create_backup(
      {.log = **log, .keys = **keys, .data_dir = settings.data_dir, .campaign = campaign}, options,
      system_clock().now(), [](std::uint64_t, std::uint64_t) { return true; });
}

}  // namespace chant::app
