#include "actors/erase_sink.hpp"

#include "campaign/erase_receipt.hpp"
#include "campaign/event_codec.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace chant::actors {
namespace {

constexpr std::size_t events_per_read = 256;

}  // namespace

erase_sink::erase_sink(erase_env env, letter_eraser erase_letter)
    : env_(env),
      erase_letter_(std::move(erase_letter)),
      session_erased_(campaign::type_code(campaign::session_erased{})) {}

event_sink::taken erase_sink::take(const store::recorded_event& event, completion<void> done) {
  auto shared = std::make_shared<completion<void>>(std::move(done));
  const bool posted = env_.readers.post(
      job_queue::priority::background,
      [this, fan = event.stream, shared](unsigned) { erase(fan, std::move(*shared)); });
  if (!posted)
    (*shared)(std::unexpected(error{.kind = errc::unavailable,
                                    .code = "overloaded",
                                    .detail = "too many reads wait for the disk",
                                    .field = {}}));
  return taken::later;
}

void erase_sink::erase(const campaign::session_id& fan, completion<void> done) {
  auto gone = remove_all(fan);
  if (!gone) return done(std::unexpected(std::move(gone.error())));
  env_.own.append_once(*std::move(gone), campaign::receipt_name(fan), std::move(done));
}

result<campaign::erase_carried_out> erase_sink::remove_all(const campaign::session_id& fan) {
  // The key first: whoever opens a name from now on finds nothing to keep.
  if (auto gone = env_.keys.destroy(fan); !gone) return std::unexpected(std::move(gone.error()));
  campaign::erase_carried_out counted{.session = fan.hex()};
  campaign::stream_version seen;
  for (;;) {
    const auto page = env_.log.read_stream(fan, seen, events_per_read);
    if (!page) return std::unexpected(page.error());
    for (const auto& event : *page) {
      if (auto gone = remove_traces_of(event, counted); !gone)
        return std::unexpected(std::move(gone.error()));
      seen = event.version;
    }
    if (page->size() < events_per_read) break;
  }
  if (auto gone = env_.takes.discard_all(fan); !gone)
    return std::unexpected(std::move(gone.error()));
  return counted;
}

result<void> erase_sink::remove_traces_of(const store::recorded_event& event,
                                          campaign::erase_carried_out& counted) {
  const auto known = campaign::decode(event.type, event.schema, event.payload);
  if (!known) return std::unexpected(known.error());
  if (const auto* order = std::get_if<campaign::artwork_ordered>(&*known)) {
    ++counted.pictures;
    return env_.gallery.forget(order->share);
  }
  // Those that ask for letters.
  if (std::holds_alternative<campaign::subscriber_added>(*known) ||
      std::holds_alternative<campaign::subscriber_confirmed>(*known)) {
    ++counted.letters;
    return erase_letter_(event.id);
  }
  if (std::holds_alternative<campaign::take_begun>(*known)) ++counted.recordings;
  if (std::holds_alternative<campaign::take_dropped>(*known)) --counted.recordings;
  return {};
}

}  // namespace chant::actors
