#include "actors/letter_maker.hpp"

#include "actors/event_sink.hpp"
#include "actors/recovery.hpp"
#include "campaign/event_codec.hpp"

#include <map>
#include <utility>
#include <variant>

namespace chant::actors {
namespace {

constexpr std::size_t events_per_read = 256;

error overloaded() {
  return {.kind = errc::unavailable,
          .code = "overloaded",
          .detail = "too many letters wait",
          .field = {}};
}

error nobody_left() {
  return {.kind = errc::gone, .code = "gone", .detail = "the fan was erased", .field = {}};
}

letter_order order_of(const store::recorded_event& asked, std::string_view kind,
                      const campaign::subscriber_added& by) {
  letter_order order{.asked_by = asked.id,
                     .session = asked.stream,
                     .kind = std::string(kind),
                     .asked_at = asked.at,
                     .language = by.language,
                     .email = std::string(by.email.clear()),
                     .name = {},
                     .latest = {}};
  if (by.name) order.name = std::string(by.name->clear());
  return order;
}

/// Reads a stream up to the event that asked for the letter.
class order_search {
 public:
  order_search(const store::fan_keys& keys, const campaign::event_id& letter)
      : keys_(keys), letter_(letter) {}

  /// The order, once the event is the one that asked for it.
  [[nodiscard]] result<std::optional<letter_order>> look_at(const store::recorded_event& event) {
    if (event.type == added_) {
      if (event.id != letter_) {
        subscriptions_.emplace(event.id, event);
        return std::nullopt;
      }
      return opened(event, event);
    }
    if (event.type != confirmed_ || event.id != letter_) return std::nullopt;
    const auto known = campaign::decode(event.type, event.schema, event.payload);
    if (!known) return std::unexpected(known.error());
    const auto found =
        subscriptions_.find(std::get<campaign::subscriber_confirmed>(*known).asked_by);
    if (found == subscriptions_.end()) return std::nullopt;
    return opened(event, found->second);
  }

 private:
  [[nodiscard]] result<std::optional<letter_order>> opened(
      const store::recorded_event& asked, const store::recorded_event& subscription) const {
    auto event = open_event(subscription, keys_);
    if (!event) return std::unexpected(std::move(event.error()));
    const auto& added = std::get<campaign::subscriber_added>(*event);
    if (added.email.is_erased()) return std::unexpected(nobody_left());
    const bool first = asked.id == subscription.id && added.opt_in.has_value();
    return order_of(asked, first ? "confirm" : "welcome", added);
  }

  const store::fan_keys& keys_;
  const campaign::event_id letter_;
  const std::uint16_t added_ = campaign::type_code(campaign::subscriber_added{});
  const std::uint16_t confirmed_ = campaign::type_code(campaign::subscriber_confirmed{});
  std::map<campaign::event_id, store::recorded_event> subscriptions_;
};

}  // namespace

result<letter_order> find_order(const store::event_log& log, const store::fan_keys& keys,
                                const campaign::session_id& session,
                                const campaign::event_id& letter) {
  order_search search(keys, letter);
  campaign::stream_version seen;
  for (;;) {
    const auto page = log.read_stream(session, seen, events_per_read);
    if (!page) return std::unexpected(page.error());
    for (const auto& event : *page) {
      auto found = search.look_at(event);
      if (!found) return std::unexpected(std::move(found.error()));
      if (*found) return **std::move(found);
      seen = event.version;
    }
    if (page->empty())
      return std::unexpected(error{.kind = errc::not_found,
                                   .code = "letter_unknown",
                                   .detail = "the session asked for no such letter",
                                   .field = {}});
  }
}

struct letter_maker::task {
  letter_order order;
  completion<written_letter> done;
};

letter_maker::letter_maker(letter_maker_env env)
    : env_(std::move(env)), writers_(env_.threads.workers()) {}
letter_maker::~letter_maker() = default;

void letter_maker::open(const store::queued_letter& letter, completion<letter_order> done) {
  const auto shared = std::make_shared<completion<letter_order>>(std::move(done));
  const bool posted = env_.threads.post(job_queue::priority::background,
                                        [this, session = letter.session, id = letter.letter,
                                         shared](unsigned) { (*shared)(open_now(session, id)); });
  if (!posted) (*shared)(std::unexpected(overloaded()));
}

result<letter_order> letter_maker::open_now(const campaign::session_id& session,
                                            const campaign::event_id& letter) const {
  auto order = find_order(env_.log, env_.keys, session, letter);
  if (!order) return order;
  const auto reason = env_.suppressed.find(env_.digests.of(order->email));
  if (!reason) return std::unexpected(reason.error());
  if (*reason)
    return std::unexpected(error{.kind = errc::refused,
                                 .code = "suppressed",
                                 .detail = "nothing is sent to that address",
                                 .field = {}});
  return order;
}

void letter_maker::write(letter_order order, completion<written_letter> done) {
  const auto w = std::make_shared<task>(task{.order = std::move(order), .done = std::move(done)});
  env_.sessions.view(w->order.session,
                     [this, w](result<campaign::session> of) { on_session(w, std::move(of)); });
}

void letter_maker::on_session(const work& w, result<campaign::session> of) {
  if (!of) return w->done(std::unexpected(std::move(of.error())));
  if (of->erased) return w->done(std::unexpected(nobody_left()));
  if (of->artworks.empty()) return post(w);
  const auto share = of->artworks.back().share;
  env_.gallery.find(share, [this, w, share](result<campaign::exhibit> found) {
    if (!found && is_passing(found.error().kind))
      return w->done(std::unexpected(std::move(found.error())));
    if (!found) return post(w);
    w->order.latest = letter_order::artwork{.what = *std::move(found), .jpeg = {}};
    fetch_picture(w, share);
  });
}

void letter_maker::fetch_picture(const work& w, campaign::share_id share) {
  env_.gallery.draw(share, campaign::layout::cover, [this, w](result<campaign::picture> drawn) {
    if (!drawn && is_passing(drawn.error().kind))
      return w->done(std::unexpected(std::move(drawn.error())));
    if (drawn)
      w->order.latest->jpeg = drawn->jpeg.flatten();
    else
      w->order.latest.reset();
    post(w);
  });
}

void letter_maker::post(const work& w) {
  const bool posted =
      env_.threads.post(job_queue::priority::background,
                        [this, w](unsigned worker) { w->done(write_now(w->order, worker)); });
  if (!posted) w->done(std::unexpected(overloaded()));
}

result<written_letter> letter_maker::write_now(const letter_order& order, unsigned worker) {
  auto& writer = writers_[worker];
  if (!writer) {
    auto made = env_.factory();
    if (!made) return std::unexpected(std::move(made.error()));
    writer = *std::move(made);
  }
  return writer->write(order);
}

}  // namespace chant::actors
