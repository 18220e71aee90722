#include "app/node.hpp"

#include "actors/node_actors.hpp"
#include "app/admin_routes.hpp"
#include "app/letters.hpp"
#include "app/pictures.hpp"
#include "app/resources.hpp"
#include "app/signals.hpp"
#include "app/stores.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "config/campaign_files.hpp"
#include "config/config.hpp"
#include "http/admin_api.hpp"
#include "http/fan_site.hpp"
#include "http/server.hpp"
#include "http/static_files.hpp"
#include "render/base_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>
#include <utility>

namespace chant::app {

namespace {

namespace fs = std::filesystem;

unsigned cores_if_zero(std::uint32_t wanted) {
  return wanted > 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

log::level level_of(std::string_view name) {
  if (name == "debug") return log::level::debug;
  if (name == "warn") return log::level::warn;
  if (name == "error") return log::level::error;
  return log::level::info;
}

/// The things that need no thread and depend on nothing but settings and files.
struct foundation {
  config::node settings;
  config::campaign_files campaign;
  metrics::registry metrics;
  system_clock time;
  system_random random;
};

actors::node_ports ports_of(foundation& base, stores& kept,
                            const std::shared_ptr<const render::base_pictures>& bases,
                            const actors::picture_assembler& assembler,
                            std::function<std::string()> site_url) {
  return {.log = *kept.log,
          .snapshots = *kept.state,
          .keys = *kept.keys,
          .checkpoints = *kept.state,
          .blobs = *kept.artwork,
          .clock = base.time,
          .random = base.random,
          .terms = base.campaign.terms,
          .metrics = base.metrics,
          .make_pictures = make_pictures(bases),
          .assembler = assembler,
          .write_letters =
              make_letters(base.campaign, base.settings.data_dir / "outbox", std::move(site_url))};
}

actors::node_options actor_options(const config::node::pool_settings& pools) {
  return {.actor_threads = pools.actors,
          .renderers = pools.renderers,
          .mailers = pools.mailers,
          .sessions = pools.sessions,
          .passivate_after = pools.passivate_after};
}

result<http::router> make_site(foundation& base, actors::node_actors& living) {
  const auto& settings = base.settings;
  const auto dir = settings.campaign.site.empty() ? default_site_dir() : settings.campaign.site;
  auto files = http::static_files::load(dir);
  if (!files) return std::unexpected(files.error());
  auto country = http::country_finder::open(settings.http.country_database);
  if (!country) return std::unexpected(country.error());
  std::string share_template((*files)->bytes_of("/share.html"));
  if (share_template.empty())
    return std::unexpected(error{errc::invalid_config, "share_template_missing",
                                 fmt::format("{} holds no share.html", dir.string()),
                                 "campaign.site"});
  return http::make_fan_router({.service = living.service(),
                                .gallery = living.gallery(),
                                .terms = base.campaign.terms,
                                .texts = base.campaign.texts,
                                .metrics = base.metrics,
                                .random = base.random,
                                .time = base.time,
                                .files = *std::move(files),
                                .country = *std::move(country),
                                .public_url = settings.http.public_url,
                                .share_template = std::move(share_template),
                                .title = base.campaign.title,
                                .artist = base.campaign.artist,
                                .song = base.campaign.song,
                                .state = base.campaign.state});
}

result<http::server_options> public_listener(const config::node::http_settings& settings) {
  const auto proxies = http::network_list::parse(settings.trusted_proxies);
  if (!proxies)
    return std::unexpected(error{errc::invalid_config, "config_out_of_range",
                                 "http.trusted_proxies holds something that is no address or block",
                                 "http.trusted_proxies"});
  http::server_options options;
  options.address = settings.address;
  options.port = settings.port;
  options.threads = cores_if_zero(settings.threads);
  options.trust.proxies = *proxies;
  options.country_header = settings.country_header;
  options.rates.per_second = settings.requests_per_second;
  options.rates.burst = settings.burst;
  options.rates.loopback = settings.limit_loopback;
  options.connections_per_address = settings.connections_per_address;
  if (!settings.tls_certificate.empty())
    options.tls = http::tls_files{.certificate = settings.tls_certificate, .key = settings.tls_key};
  return options;
}

/// Scheme, host and port as they are printed and, where no public URL is set, written into letters.
std::string own_url(const config::node::http_settings& settings, std::uint16_t port) {
  const bool v6 = settings.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", settings.tls_certificate.empty() ? "http" : "https",
                     v6 ? "[" : "", settings.address, v6 ? "]" : "", port);
}

/// Answers in flight are given the drain time; a second signal cuts it short.
void drain(http::server& listener, const signals& asked, std::chrono::seconds at_most) {
  std::jthread impatient([&] {
    asked.wait();
    listener.hurry();
  });
  if (!listener.drain(at_most)) log::warn("requests were still open at the end of the drain time");
  // Wakes the thread that waits for a second signal, if none came.
  ::pthread_kill(impatient.native_handle(), SIGTERM);
}

result<foundation*> prepare(const cli::serve_options& options, std::optional<foundation>& base) {
  auto settings = config::load(options.config_file, options.overrides);
  if (!settings) return std::unexpected(settings.error());
  log::set_level(level_of(settings->log_level));
  auto campaign = config::load_campaign(settings->campaign.dir.empty() ? default_campaign_dir()
                                                                       : settings->campaign.dir);
  if (!campaign) return std::unexpected(campaign.error());
  base.emplace();
  base->settings = *std::move(settings);
  base->campaign = *std::move(campaign);
  return &*base;
}

}  // namespace

result<void> serve(const cli::serve_options& options) {
  const auto started = std::chrono::steady_clock::now();
  const signals asked;
  std::optional<foundation> holder;
  const auto prepared = prepare(options, holder);
  if (!prepared) return std::unexpected(prepared.error());
  foundation& base = **prepared;

  auto kept = stores::open(base.settings, base.random, base.metrics);
  if (!kept) return std::unexpected(kept.error());
  const auto bases =
      load_bases(base.settings, base.campaign, [](std::size_t done, std::size_t all) {
        log::info("base picture ready", {{"done", done}, {"of", all}});
      });
  if (!bases) return std::unexpected(bases.error());
  const auto assembler = make_assembler(*bases);

  auto listening = public_listener(base.settings.http);
  if (!listening) return std::unexpected(listening.error());
  // Letters name the site; where no public URL is set, by the port, which is known once it is
  // bound.
  std::atomic<std::uint16_t> port{base.settings.http.port};
  const auto site_url = [&] {
    const auto& configured = base.settings.http.public_url;
    return configured.empty() ? own_url(base.settings.http, port.load()) : configured;
  };
  actors::node_actors living(ports_of(base, *kept, *bases, *assembler, site_url),
                             actor_options(base.settings.pools));

  const auto site = make_site(base, living);
  if (!site) return std::unexpected(site.error());
  http::server listener(*std::move(listening), *site, base.metrics, base.time);
  if (auto up = listener.start(); !up) return up;
  port = listener.port();

  const auto ready = [&]() -> result<void> {
    if (listener.draining())
      return std::unexpected(error{errc::unavailable, "draining", "The node is going down.", ""});
    return kept->log->ready();
  };
  const admin_view view{.actors = living,
                        .log = *kept->log,
                        .ready = ready,
                        .campaign = base.campaign.terms.catalogue.campaign,
                        .port = port,
                        .started = started};
  http::admin_worker slow;
  const auto admin_router = http::make_admin_router(
      {.metrics = base.metrics, .ready = ready, .routes = admin_routes(view)}, slow);
  http::server_options admin_options;
  admin_options.unix_socket = base.settings.data_dir / "admin.sock";
  http::server admin(std::move(admin_options), admin_router, base.metrics, base.time);
  if (auto up = admin.start(); !up) return up;

  std::printf("ready %s\n", own_url(base.settings.http, port).c_str());
  std::fflush(stdout);
  log::info(
      "serving",
      {{"port", port.load()}, {"campaign", view.campaign}, {"head", kept->log->head().value()}});

  asked.wait();
  log::info("asked to end: finishing what is open");
  drain(listener, asked, base.settings.http.drain);
  listener.stop();
  living.stop();
  admin.stop();
  kept->log->close();
  log::info("ended", {{"head", kept->log->head().value()}});
  return {};
}

}  // namespace chant::app
