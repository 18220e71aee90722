#include "actors/letter_sink.hpp"

#include "actors/recovery.hpp"
#include "campaign/event_codec.hpp"

#include <algorithm>
#include <utility>

namespace chant::actors {

namespace {

error overloaded() {
  return {.kind = errc::unavailable,
          .code = "overloaded",
          .detail = "too many letters wait",
          .field = {}};
}

}  // namespace

struct letter_sink::letter_in_work {
  store::recorded_event event;
  completion<void> done;
  std::optional<campaign::share_id> share;  ///< of the fan's latest artwork
  letter_order order;
};

letter_sink::letter_sink(store::fan_keys& keys, job_queue& threads, letter_writer_factory factory,
                         letter_eraser erase_letter, campaign::service& sessions,
                         campaign::gallery& gallery)
    : keys_(keys),
      threads_(threads),
      factory_(std::move(factory)),
      erase_letter_(std::move(erase_letter)),
      sessions_(sessions),
      gallery_(gallery),
      writers_(threads.workers()),
      subscriber_added_(campaign::type_code(campaign::subscriber_added{})) {}

letter_sink::~letter_sink() = default;

event_sink::taken letter_sink::take(const store::recorded_event& event, completion<void> done) {
  auto w = std::make_shared<letter_in_work>(
      letter_in_work{.event = event, .done = std::move(done), .share = {}, .order = {}});
  sessions_.view(event.stream,
                 [this, w](result<campaign::session> of) { on_session(w, std::move(of)); });
  return taken::later;
}

void letter_sink::on_session(const work& w, result<campaign::session> of) {
  if (!of) return w->done(std::unexpected(std::move(of.error())));
  if (of->erased) return w->done({});  // nobody is left to write to
  const bool recorded = std::ranges::any_of(of->letters, [&](const campaign::letter& l) {
    return l.asked_by == w->event.id && l.settled();
  });
  if (recorded) return w->done({});
  if (of->artworks.empty()) return write(w);
  w->share = of->artworks.back().share;
  gallery_.find(*w->share, [this, w](result<campaign::exhibit> found) {
    if (!found && is_passing(found.error().kind))
      return w->done(std::unexpected(std::move(found.error())));
    if (!found) return write(w);
    w->order.latest = letter_order::artwork{.what = *std::move(found), .jpeg = {}};
    fetch_picture(w);
  });
}

void letter_sink::fetch_picture(const work& w) {
  gallery_.draw(*w->share, campaign::layout::cover, [this, w](result<campaign::picture> drawn) {
    if (!drawn && is_passing(drawn.error().kind))
      return w->done(std::unexpected(std::move(drawn.error())));
    if (drawn)
      w->order.latest->jpeg = drawn->jpeg.flatten();
    else
      w->order.latest.reset();
    write(w);
  });
}

void letter_sink::write(const work& w) {
  const bool posted = threads_.post(job_queue::priority::background,
                                    [this, w](unsigned worker) { write_now(w, worker); });
  if (!posted) w->done(std::unexpected(overloaded()));
}

void letter_sink::write_now(const work& w, unsigned worker) {
  auto event = open_event(w->event, keys_);
  if (!event) return w->done(std::unexpected(std::move(event.error())));
  const auto& added = std::get<campaign::subscriber_added>(*event);
  if (added.email.is_erased()) return w->done({});  // nobody is left to write to
  w->order.asked_by = w->event.id;
  w->order.asked_at = w->event.at;
  w->order.language = added.language;
  w->order.email = added.email.clear();
  if (added.name) w->order.name = std::string(added.name->clear());
  auto writer = writer_of(worker);
  if (!writer) return w->done(std::unexpected(std::move(writer.error())));
  auto fate = (*writer)->deliver(w->order);
  if (!fate) return w->done(std::unexpected(std::move(fate.error())));
  record(w, *std::move(fate));
}

void letter_sink::record(const work& w, letter_fate fate) {
  sessions_.submit(
      w->event.stream,
      campaign::record_letter{.letter = w->event.id,
                              .kind = std::string(kind),
                              .what = fate.accepted ? campaign::record_letter::fate::accepted
                                                    : campaign::record_letter::fate::failed,
                              .word = std::move(fate.word)},
      [this, w](result<campaign::outcome> recorded) {
        if (recorded) return w->done({});
        if (recorded.error().kind == errc::gone) return discard(w);
        w->done(std::unexpected(std::move(recorded.error())));
      });
}

// The fan erased everything while the letter was being written.
void letter_sink::discard(const work& w) {
  const bool posted = threads_.post(job_queue::priority::background,
                                    [this, w](unsigned) { w->done(erase_letter_(w->event.id)); });
  if (!posted) w->done(std::unexpected(overloaded()));
}

result<letter_writer*> letter_sink::writer_of(unsigned worker) {
  auto& writer = writers_[worker];
  if (!writer) {
    auto made = factory_();
    if (!made) return std::unexpected(std::move(made.error()));
    writer = *std::move(made);
  }
  return writer.get();
}

}  // namespace chant::actors
