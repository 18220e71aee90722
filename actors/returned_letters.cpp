#include "actors/returned_letters.hpp"

#include "actors/letter_maker.hpp"

#include <utility>

namespace chant::actors {
namespace {

using kind = campaign::returned_letter::kind;

error unknown() {
  return {.kind = errc::not_found,
          .code = "letter_unknown",
          .detail = "no letter of that id was sent",
          .field = "letter"};
}

}  // namespace

struct returned_letters::task {
  campaign::returned_letter what;
  completion<void> done;
  campaign::session_id session;
};

void returned_letters::report(campaign::returned_letter what, completion<void> done) {
  const auto w =
      std::make_shared<task>(task{.what = std::move(what), .done = std::move(done), .session = {}});
  const bool posted =
      env_.readers.post(job_queue::priority::background, [this, w](unsigned) { look_up(w); });
  if (!posted)
    w->done(std::unexpected(error{.kind = errc::unavailable,
                                  .code = "overloaded",
                                  .detail = "too many reads wait for the disk",
                                  .field = {}}));
}

// The address first: once the session knows, nobody would come back for it.
void returned_letters::look_up(const work& w) {
  const auto letter = env_.queue.find(w->what.letter);
  if (!letter) return w->done(std::unexpected(letter.error()));
  if (!*letter) return w->done(std::unexpected(unknown()));
  w->session = (*letter)->session;
  if (w->what.what == kind::soft) return record(w);
  const auto order = find_order(env_.log, env_.keys, w->session, w->what.letter);
  if (!order && order.error().kind == errc::gone) return w->done(std::unexpected(unknown()));
  if (!order) return w->done(std::unexpected(order.error()));
  const auto digest = env_.digests.of(order->email);
  const auto listed = env_.suppressed.find(digest);
  if (!listed) return w->done(std::unexpected(listed.error()));
  if (*listed) return record(w);
  suppress(w, digest);
}

void returned_letters::suppress(const work& w, const std::string& digest) {
  const auto* reason = w->what.what == kind::complaint ? "complained" : "bounced";
  env_.own.append({campaign::address_suppressed{.address = digest, .reason = reason}},
                  [this, w](result<void> listed) {
                    if (!listed) return w->done(std::move(listed));
                    record(w);
                  });
}

void returned_letters::record(const work& w) {
  campaign::command c = campaign::record_complaint{.letter = w->what.letter};
  if (w->what.what != kind::complaint)
    c = campaign::record_bounce{
        .letter = w->what.letter, .reason = w->what.code, .hard = w->what.what == kind::hard};
  env_.sessions.submit(w->session, std::move(c), [w](result<campaign::outcome> recorded) {
    if (recorded) return w->done({});
    if (recorded.error().kind == errc::gone) return w->done(std::unexpected(unknown()));
    w->done(std::unexpected(std::move(recorded.error())));
  });
}

}  // namespace chant::actors
