#include "app/stage.hpp"

#include "actors/node_actors.hpp"
#include "app/bounce_watch.hpp"
#include "app/kept_wordings.hpp"
#include "app/letters.hpp"
#include "app/listener.hpp"
#include "app/mail_post.hpp"
#include "app/mail_routes.hpp"
#include "app/node_acts.hpp"
#include "app/pictures.hpp"
#include "app/stage_admin.hpp"
#include "app/stores.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "http/admin_api.hpp"
#include "http/fan_site.hpp"
#include "http/server.hpp"
#include "mail/bounce_webhook.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <utility>

namespace chant::app {

namespace {

actors::node_options actor_options(const config::node::pool_settings& pools, unsigned readers) {
  return {.actor_threads = pools.actors,
          .renderers = pools.renderers,
          .mailers = pools.mailers,
          .readers = readers,
          .sessions = pools.sessions,
          .passivate_after = pools.passivate_after,
          .take_threads = pools.takes};
}

actors::take_options take_options_of(const config::node::take_settings& takes,
                                     const campaign::rules& rules) {
  return {.largest = rules.take_bytes_max,
          .expire_after = takes.expire_after,
          .uploads = takes.uploads_at_once};
}

/// How letters are tried again is the node's to say, not the campaign's.
stage_content under_policy(stage_content content, const mail_settings& how) {
  content.campaign.terms.letters = letter_policy_of(how);
  return content;
}

http::sign_up_options sign_up_limits_of(const config::node& settings) {
  return {.sessions_per_address = settings.sign_ups.sessions_per_address_day,
          .letters_per_address = settings.sign_ups.letters_per_address_day,
          .per_network_hour = settings.sign_ups.per_network_hour,
          .loopback = settings.http.limit_loopback};
}

}  // namespace

// Destroyed from the last to the first: who is asked outlives who asks.
struct stage::parts {
  parts(stage_options o, stage_content c)
      : name(std::move(o.name)),
        settings(std::move(o.settings)),
        size(o.size),
        more_routes(std::move(o.admin_routes)),
        content(under_policy(std::move(c), settings.mail)),
        port(settings.http.port),
        pages(std::make_shared<http::site_in_force>(content.site)) {}

  [[nodiscard]] result<void> open();
  [[nodiscard]] result<void> open_admin();
  [[nodiscard]] result<void> open_post();
  [[nodiscard]] mail_view view_of_post();
  [[nodiscard]] actors::letter_writer_factory letters();
  [[nodiscard]] actors::node_ports ports();
  [[nodiscard]] result<http::router> make_router();
  [[nodiscard]] result<void> open_webhook(http::fan_site& site);
  [[nodiscard]] result<void> ready() const;
  [[nodiscard]] std::string site_url() const;
  void stop();

  const std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  const std::string name;
  const config::node settings;
  const stage_size size;
  const std::function<std::vector<http::admin_route>(campaign::own_events&)> more_routes;
  const stage_content content;
  // Letters name the site; where no public URL is set, by the port, which is known once it is
  // bound.
  std::atomic<std::uint16_t> port;
  metrics::registry metrics;
  system_clock time;
  system_random random;
  stores kept;
  std::unique_ptr<actors::picture_assembler> assembler;
  std::optional<mail::dkim_signer> signer;
  std::unique_ptr<mail::relay> relay;
  std::shared_ptr<http::site_in_force> pages;
  std::optional<actors::node_actors> living;
  std::optional<http::router> routes;
  std::optional<http::server> listener;
  std::optional<bounce_watch> bounces;
  std::optional<stage_admin> admin;
  bool stopped = false;
};

std::string stage::parts::site_url() const {
  const auto& configured = settings.http.public_url;
  return configured.empty() ? own_url(settings.http, port.load()) : configured;
}

actors::node_ports stage::parts::ports() {
  return {.log = *kept.log,
          .snapshots = *kept.state,
          .keys = *kept.keys,
          .checkpoints = *kept.state,
          .blobs = *kept.artwork,
          .takes = *kept.takes,
          .grants = *kept.grants,
          .clock = time,
          .random = random,
          .terms = content.campaign.terms,
          .metrics = metrics,
          .make_pictures = make_pictures(content.bases),
          .assembler = *assembler,
          .write_letters = letters(),
          .erase_letter = make_letter_eraser(settings.data_dir / "outbox"),
          .letters = kept.state->letters(),
          .suppressed = kept.state->suppressed(),
          .digests = *kept.digests,
          .relay = *relay};
}

result<void> stage::parts::open_webhook(http::fan_site& site) {
  if (settings.mail.webhook_secret_file.empty()) return {};
  auto secret = read_secret(settings.mail.webhook_secret_file, "mail.webhook_secret_file");
  if (!secret) return std::unexpected(std::move(secret.error()));
  site.letter_returns = &living->letter_returns();
  site.read_mail_event = [this, secret = *std::move(secret)](
                             std::string_view body,
                             std::string_view signature) -> result<campaign::returned_letter> {
    if (auto signs = mail::check_webhook(secret, signature, body, time.now()); !signs)
      return std::unexpected(std::move(signs.error()));
    const auto read = mail::read_webhook(body);
    if (!read) return std::unexpected(read.error());
    return returned_letter_of(*read);
  };
  return {};
}

result<http::router> stage::parts::make_router() {
  auto country = http::country_finder::open(settings.http.country_database);
  if (!country) return std::unexpected(country.error());
  http::fan_site site{.service = living->service(),
                      .chronicle = living->chronicle(),
                      .gallery = living->gallery(),
                      .takes = living->takes(),
                      .front_errors = living->front_errors(),
                      .permits = *kept.permits,
                      .terms = content.campaign.terms,
                      .texts = content.campaign.texts,
                      .metrics = metrics,
                      .random = random,
                      .time = time,
                      .pages = pages,
                      .country = *std::move(country),
                      .public_url = settings.http.public_url,
                      .upload_url = settings.takes.upload_url,
                      .title = content.campaign.title,
                      .artist = content.campaign.artist,
                      .song = content.campaign.song,
                      .state = content.campaign.state,
                      .sign_ups = sign_up_limits_of(settings),
                      .frozen = [this] { return living->frozen(); }};
  if (auto told = open_webhook(site); !told) return std::unexpected(told.error());
  return http::make_fan_router(std::move(site));
}

result<void> stage::parts::ready() const {
  if (listener->draining())
    return std::unexpected(error{errc::unavailable, "draining", "The node is going down.", ""});
  return kept.log->ready();
}

result<void> stage::parts::open_post() {
  const auto& from = content.campaign.mail_from_address;
  auto signs = make_signer(settings.mail, from);
  if (!signs) return std::unexpected(std::move(signs.error()));
  signer = *std::move(signs);
  auto post = make_relay(settings.mail, from, settings.data_dir / "outbox");
  if (!post) return std::unexpected(std::move(post.error()));
  relay = *std::move(post);
  return {};
}

actors::letter_writer_factory stage::parts::letters() {
  return make_letters(content.campaign, *kept.permits, signer ? &*signer : nullptr,
                      [this] { return site_url(); });
}

mail_view stage::parts::view_of_post() {
  const auto write_test = [this](const campaign::event_id& id,
                                 const std::string& to) -> result<actors::written_letter> {
    const auto writer = letters()();
    if (!writer) return std::unexpected(writer.error());
    return (*writer)->write({.asked_by = id,
                             .session = {},
                             .kind = "welcome",
                             .asked_at = time.now(),
                             .language = "en",
                             .email = to,
                             .name = {},
                             .latest = {}});
  };
  return {.queue = kept.state->letters(),
          .suppressed = kept.state->suppressed(),
          .digests = *kept.digests,
          .sessions = living->service(),
          .own = living->own_events(),
          .returns = living->letter_returns(),
          .relay = *relay,
          .clock = time,
          .random = random,
          .write_test = write_test,
          .relay_name = settings.mail.relay,
          .outbox = settings.data_dir / "outbox"};
}

result<void> stage::parts::open() {
  auto listening = public_listener(settings.http);
  if (!listening) return std::unexpected(listening.error());
  listening->connections = size.connections;
  auto opened = stores::open(settings, size.stores, random, metrics);
  if (!opened) return std::unexpected(opened.error());
  kept = *std::move(opened);
  auto knowing = with_kept_wordings(settings.data_dir, pages->get());
  if (!knowing) return std::unexpected(knowing.error());
  pages->put(*std::move(knowing));
  assembler = make_assembler(content.bases);
  if (auto made = open_post(); !made) return made;
  auto options = actor_options(settings.pools, size.readers);
  options.mail = mailer_options_of(settings.mail);
  options.frozen = is_frozen(settings.data_dir);
  options.takes = take_options_of(settings.takes, content.campaign.terms.rules);
  living.emplace(ports(), options);

  auto made = make_router();
  if (!made) return std::unexpected(made.error());
  routes.emplace(*std::move(made));
  listener.emplace(*std::move(listening), *routes, metrics, time);
  if (auto up = listener->start(); !up) return up;
  port = listener->port();
  if (!settings.mail.bounce_dir.empty())
    bounces.emplace(settings.mail.bounce_dir, living->letter_returns());
  return open_admin();
}

result<void> stage::parts::open_admin() {
  admin.emplace(stage_admin_ports{
      .settings = settings,
      .kept = kept,
      .living = *living,
      .metrics = metrics,
      .time = time,
      .random = random,
      .campaign = content.campaign.terms.catalogue.campaign,
      .port = port,
      .started = started,
      .ready = [this] { return ready(); },
      .site_url = [this] { return site_url(); },
      .post = view_of_post(),
      .more = more_routes ? more_routes(living->own_events()) : std::vector<http::admin_route>()});
  return admin->open();
}

void stage::parts::stop() {
  if (std::exchange(stopped, true)) return;
  if (listener) listener->stop();
  if (admin) admin->rest();
  bounces.reset();
  if (living) living->stop();
  if (admin) admin->stop();
  if (!kept.log) return;
  kept.log->close();
  log::info("ended", {{"stage", name}, {"head", kept.log->head().value()}});
}

stage::stage(std::unique_ptr<parts> p) : parts_(std::move(p)) {}
stage::~stage() { stop(); }

result<std::unique_ptr<stage>> stage::open(stage_options options, stage_content content) {
  std::unique_ptr<stage> opened(
      new stage(std::make_unique<parts>(std::move(options), std::move(content))));
  const auto& p = *opened->parts_;
  if (auto up = opened->parts_->open(); !up) return std::unexpected(up.error());
  log::info("serving", {{"stage", p.name},
                        {"port", p.port.load()},
                        {"campaign", p.content.campaign.terms.catalogue.campaign},
                        {"head", p.kept.log->head().value()}});
  return opened;
}

std::string stage::url() const { return own_url(parts_->settings.http, parts_->port.load()); }

std::uint16_t stage::port() const { return parts_->port.load(); }

const std::shared_ptr<const render::base_pictures>& stage::bases() const {
  return parts_->content.bases;
}

metrics::registry& stage::measured() { return parts_->metrics; }

void stage::put_site(std::shared_ptr<const http::site> next) {
  parts_->pages->put(std::move(next));
}

void stage::drain(std::chrono::seconds at_most) {
  if (!parts_->listener->drain(at_most))
    log::warn("requests were still open at the end of the drain time");
}

void stage::hurry() { parts_->listener->hurry(); }
void stage::stop() { parts_->stop(); }

}  // namespace chant::app
