#include "app/node.hpp"

#include "app/current_build.hpp"
#include "app/signals.hpp"
#include "app/stage.hpp"
#include "app/stage_routes.hpp"
#include "app/stages.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "store/data_lock.hpp"

#include <pthread.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

namespace chant::app {

namespace {

log::level level_of(std::string_view name) {
  if (name == "debug") return log::level::debug;
  if (name == "warn") return log::level::warn;
  if (name == "error") return log::level::error;
  return log::level::info;
}

/// Answers in flight are given the drain time; a second signal cuts it short.
void drain(stage& of, const signals& asked, std::chrono::seconds at_most) {
  std::jthread impatient([&] {
    asked.wait();
    of.hurry();
  });
  of.drain(at_most);
  // Wakes the thread that waits for a second signal, if none came.
  ::pthread_kill(impatient.native_handle(), SIGTERM);
}

/// A line a second at most while pictures are drawn, and one at the end.
picture_progress told_now_and_then() {
  return
      [last = std::chrono::steady_clock::time_point()](std::size_t done, std::size_t all) mutable {
        const auto now = std::chrono::steady_clock::now();
        if (done < all && now - last < std::chrono::seconds(1)) return;
        last = now;
        log::info("base pictures are ready", {{"done", done}, {"of", all}});
      };
}

}  // namespace

result<void> serve(const cli::serve_options& options) {
  const signals asked;
  const auto settings = config::load(options.config_file, options.overrides);
  if (!settings) return std::unexpected(settings.error());
  log::set_level(level_of(settings->log_level));

  // The log takes the lock, but pictures come first, and seconds later nobody reads what is said.
  if (auto free = store::data_lock::expect_free(settings->data_dir / "log"); !free) return free;

  stages all(*settings);
  const auto deployed = with_production(*settings);
  if (!deployed) return std::unexpected(deployed.error());
  auto content =
      read_content(*deployed, {.upload_url = deployed->takes.upload_url}, told_now_and_then());
  if (!content) return std::unexpected(content.error());
  const auto production = stage::open(
      {.name = std::string(config::production),
       .settings = *deployed,
       .admin_routes = [&all](campaign::own_events& log) { return stage_routes(all, log); }},
      *std::move(content));
  if (!production) return std::unexpected(production.error());
  all.start(**production);

  std::printf("ready %s\n", (*production)->url().c_str());
  std::fflush(stdout);

  asked.wait();
  log::info("asked to end: finishing what is open");
  {
    const std::jthread previews([&all] { all.stop(); });
    drain(**production, asked, settings->http.drain);
  }
  (*production)->stop();
  return {};
}

}  // namespace chant::app
