#include "app/node.hpp"

#include "app/signals.hpp"
#include "app/stage.hpp"
#include "base/log.hpp"
#include "config/config.hpp"

#include <pthread.h>

#include <chrono>
#include <csignal>
#include <cstdio>
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

}  // namespace

result<void> serve(const cli::serve_options& options) {
  const signals asked;
  const auto settings = config::load(options.config_file, options.overrides);
  if (!settings) return std::unexpected(settings.error());
  log::set_level(level_of(settings->log_level));
  auto content = read_content(*settings);
  if (!content) return std::unexpected(content.error());
  const auto production = stage::open(*settings, *std::move(content));
  if (!production) return std::unexpected(production.error());

  std::printf("ready %s\n", (*production)->url().c_str());
  std::fflush(stdout);

  asked.wait();
  log::info("asked to end: finishing what is open");
  drain(**production, asked, settings->http.drain);
  (*production)->stop();
  return {};
}

}  // namespace chant::app
