#include "actors/take_janitor.hpp"

#include "campaign/event_codec.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace chant::actors {

take_janitor::take_janitor(store::take_store& files, job_queue& workers)
    : files_(files),
      workers_(workers),
      take_dropped_(campaign::type_code(campaign::take_dropped{})) {}

event_sink::taken take_janitor::take(const store::recorded_event& event, completion<void> done) {
  auto shared = std::make_shared<completion<void>>(std::move(done));
  const bool posted = workers_.post(job_queue::priority::background,
                                    [this, event, shared](unsigned) { (*shared)(clear(event)); });
  if (!posted)
    (*shared)(std::unexpected(error{.kind = errc::unavailable,
                                    .code = "overloaded",
                                    .detail = "too many jobs wait for the disk",
                                    .field = {}}));
  return taken::later;
}

result<void> take_janitor::clear(const store::recorded_event& event) {
  const auto what = campaign::decode(event.type, event.schema, event.payload);
  if (!what) return std::unexpected(what.error());
  const auto* dropped = std::get_if<campaign::take_dropped>(&*what);
  if (dropped == nullptr) return {};
  return files_.discard({event.stream, dropped->take});
}

}  // namespace chant::actors
