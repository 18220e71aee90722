#include "app/stage_admin.hpp"

#include "app/backup_routes.hpp"
#include "app/draw_routes.hpp"
#include "app/key_routes.hpp"
#include "app/letters.hpp"
#include "app/node_acts.hpp"
#include "app/retention_routes.hpp"
#include "mail/outbox.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

namespace chant::app {

namespace {

actors::retention_ports retention_ports_of(const stage_admin_ports& of) {
  const auto outbox = of.settings.data_dir / "outbox";
  return {.log = *of.kept.log,
          .sessions = of.living.service(),
          .own = of.living.own_events(),
          .time = of.time,
          .letter_is_kept =
              [outbox](const campaign::event_id& letter) {
                std::error_code ignored;
                return std::filesystem::exists(mail::outbox::file_of(outbox, letter), ignored);
              },
          .erase_letter = make_letter_eraser(outbox)};
}

actors::retention_options retention_options_of(const config::node::retention_settings& settings) {
  return {.limits = {.sessions_days = settings.sessions_days,
                     .takes_days = settings.takes_days,
                     .letters_days = settings.letters_days},
          .per_second = settings.per_second,
          .daily = settings.daily};
}

}  // namespace

stage_admin::stage_admin(stage_admin_ports ports)
    : ports_(std::move(ports)),
      view_{.actors = ports_.living,
            .log = *ports_.kept.log,
            .ready = ports_.ready,
            .campaign = ports_.campaign,
            .port = ports_.port,
            .admin_port = [this] { return remote_ ? remote_->port() : std::uint16_t{0}; },
            .started = ports_.started},
      draws_(draw_ports(ports_.kept, ports_.living.own_events(), ports_.random,
                        ports_.settings.data_dir)),
      desk_{.sessions = ports_.living.service(),
            .chronicle = ports_.living.chronicle(),
            .gallery = ports_.living.gallery(),
            .log = ports_.living.own_events(),
            .site_url = ports_.site_url},
      keeper_(retention_ports_of(ports_), retention_options_of(ports_.settings.retention)),
      backups_({.log = *ports_.kept.log,
                .keys = *ports_.kept.keys,
                .data_dir = ports_.settings.data_dir,
                .campaign = ports_.campaign},
               ports_.time) {}

std::vector<http::admin_route> stage_admin::all_routes() {
  auto& own = ports_.living.own_events();
  auto all = admin_routes(view_);
  const auto add = [&](std::vector<http::admin_route> more) {
    std::ranges::move(more, std::back_inserter(all));
  };
  add(session_acts(desk_));
  add(node_acts(ports_.living, ports_.settings.data_dir));
  add(retention_routes(keeper_, own));
  add(draw_routes(draws_, own));
  add(mail_routes(ports_.post));
  add(key_routes(*ports_.kept.keys, *ports_.kept.rotation, own));
  add(backup_routes(backups_, ports_.settings, own));
  add(ports_.more);
  return all;
}

result<void> stage_admin::open_port(const http::admin_api& api) {
  const auto& wanted = ports_.settings.admin;
  if (wanted.address.empty()) return {};
  remote_routes_.emplace(http::make_admin_router(
      api, slow_, wanted.writes ? http::admin_access::full : http::admin_access::read_only));
  http::server_options options;
  options.address = wanted.address;
  options.port = wanted.port;
  options.tls = http::tls_files{
      .certificate = wanted.tls_certificate, .key = wanted.tls_key, .client_ca = wanted.client_ca};
  remote_.emplace(std::move(options), *remote_routes_, ports_.metrics, ports_.time);
  return remote_->start();
}

result<void> stage_admin::open() {
  const http::admin_api api{
      .metrics = ports_.metrics, .ready = ports_.ready, .routes = all_routes()};
  // Over TCP first: what the socket says names the port.
  if (auto up = open_port(api); !up) return up;
  routes_.emplace(http::make_admin_router(api, slow_));
  http::server_options options;
  options.unix_socket = ports_.settings.data_dir / "admin.sock";
  socket_.emplace(std::move(options), *routes_, ports_.metrics, ports_.time);
  return socket_->start();
}

void stage_admin::rest() { keeper_.stop(); }

void stage_admin::stop() {
  if (socket_) socket_->stop();
  if (remote_) remote_->stop();
}

}  // namespace chant::app
