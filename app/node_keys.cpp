#include "app/node_keys.hpp"

#include "campaign/event_codec.hpp"
#include "store/witness.hpp"

#include <utility>
#include <vector>

namespace chant::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t events_per_read = 4096;

std::unique_ptr<store::kek_source> kek_of(const config::node& settings, random_source& random) {
  const auto& keys = settings.keys;
  if (keys.source == "env") return store::kek_in_environment(keys.env, keys.previous_env);
  if (keys.source == "command")
    return store::kek_of_command(keys.command, keys.previous_command, keys.command_timeout);
  const auto file = keys.file.empty() ? settings.data_dir / "keys" / "node.key" : keys.file;
  return store::kek_in_file(fs::absolute(file), random);
}

bool has_events(const fs::path& data_dir) {
  const auto seen = store::witness::read(data_dir / "log" / "HEAD");
  return seen && *seen && (*seen)->head.value() > 0;
}

}  // namespace

store::fan_keys_options key_options(const config::node& settings,
                                    std::function<result<void>()> admit, random_source& random) {
  return {.dir = settings.data_dir / "keys",
          .admit = std::move(admit),
          .kek = kek_of(settings, random),
          .witness = settings.data_dir / "log" / "KEYS",
          .expected = has_events(settings.data_dir),
          .accept_lost = settings.keys.accept_lost,
          .erasures = settings.backup.erasures};
}

result<void> learn_who_was_erased(const store::event_log& log, store::rocksdb_fan_keys& keys) {
  if (keys.knows_all_erased()) return {};
  const auto erased = campaign::type_code(campaign::session_erased{});
  std::vector<campaign::session_id> all;
  campaign::log_offset next;
  for (;;) {
    const auto page = log.read_from(next, events_per_read);
    if (!page) return std::unexpected(page.error());
    for (const auto& event : *page)
      if (event.type == erased) all.push_back(event.stream);
    if (page->size() < events_per_read) return keys.mark_erased(all);
    next = campaign::log_offset(next.value() + page->size());
  }
}

}  // namespace chant::app
