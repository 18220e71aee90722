#include "actors/erase_sink.hpp"

#include "campaign/event_codec.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace chant::actors {
namespace {

constexpr std::size_t events_per_read = 256;

}  // namespace

erase_sink::erase_sink(store::event_log& log, store::fan_keys& keys, job_queue& readers,
                       actor_gallery& gallery, letter_eraser erase_letter)
    : log_(log),
      keys_(keys),
      readers_(readers),
      gallery_(gallery),
      erase_letter_(std::move(erase_letter)),
      session_erased_(campaign::type_code(campaign::session_erased{})) {}

event_sink::taken erase_sink::take(const store::recorded_event& event, completion<void> done) {
  auto shared = std::make_shared<completion<void>>(std::move(done));
  const bool posted =
      readers_.post(job_queue::priority::background,
                    [this, fan = event.stream, shared](unsigned) { (*shared)(erase(fan)); });
  if (!posted)
    (*shared)(std::unexpected(error{.kind = errc::unavailable,
                                    .code = "overloaded",
                                    .detail = "too many reads wait for the disk",
                                    .field = {}}));
  return taken::later;
}

result<void> erase_sink::erase(const campaign::session_id& fan) {
  // The key first: whoever opens a name from now on finds nothing to keep.
  if (auto gone = keys_.destroy(fan); !gone) return gone;
  campaign::stream_version seen;
  for (;;) {
    const auto page = log_.read_stream(fan, seen, events_per_read);
    if (!page) return std::unexpected(page.error());
    for (const auto& event : *page) {
      if (auto gone = erase_traces_of(event); !gone) return gone;
      seen = event.version;
    }
    if (page->size() < events_per_read) return {};
  }
}

result<void> erase_sink::erase_traces_of(const store::recorded_event& event) {
  const auto known = campaign::decode(event.type, event.schema, event.payload);
  if (!known) return std::unexpected(known.error());
  if (const auto* order = std::get_if<campaign::artwork_ordered>(&*known))
    return gallery_.forget(order->share);
  if (std::holds_alternative<campaign::subscriber_added>(*known)) return erase_letter_(event.id);
  return {};
}

}  // namespace chant::actors
