#include "actors/session_chronicle.hpp"

#include "actors/recovery.hpp"

#include <memory>
#include <utility>

namespace chant::actors {
namespace {

error refused(errc kind, const char* code, const char* detail) {
  return {.kind = kind, .code = code, .detail = detail, .field = {}};
}

}  // namespace

void session_chronicle::tell(const campaign::session_id& of, completion<campaign::history> done) {
  auto shared = std::make_shared<completion<campaign::history>>(std::move(done));
  const bool posted = readers_.post(job_queue::priority::background,
                                    [this, of, shared](unsigned) { (*shared)(read(of)); });
  if (!posted)
    (*shared)(std::unexpected(
        refused(errc::unavailable, "overloaded", "too many reads wait for the disk")));
}

result<campaign::history> session_chronicle::read(const campaign::session_id& of) const {
  const auto records = log_.read_stream(of, {}, events_at_most);
  if (!records) return std::unexpected(records.error());
  if (records->empty())
    return std::unexpected(
        refused(errc::not_found, "session_not_found", "this session was never opened"));
  if (records->size() == events_at_most)
    return std::unexpected(
        refused(errc::too_large, "session_too_long", "the session has too many events"));
  campaign::history told{.of = of, .events = {}, .state = {}};
  for (const auto& record : *records) {
    auto what = open_event(record, keys_);
    if (!what) return std::unexpected(std::move(what.error()));
    told.state = campaign::apply(std::move(told.state), record.id, *what);
    told.events.push_back({.id = record.id, .at = record.at, .what = *std::move(what)});
  }
  if (told.state.erased)
    return std::unexpected(
        refused(errc::gone, "gone", "Everything about this session was erased."));
  return told;
}

}  // namespace chant::actors
