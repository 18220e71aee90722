#include "actors/front_error_sink.hpp"

#include "base/log.hpp"
#include "campaign/event_codec.hpp"

namespace chant::actors {

front_error_sink::front_error_sink(metrics::registry& registry)
    : counted_(campaign::type_code(campaign::front_error_counted{})),
      kinds_(registry.make_gauge("chant_front_error_groups",
                                 "Kinds of errors that browsers have reported.")) {}

event_sink::taken front_error_sink::take(const store::recorded_event& event, completion<void>) {
  const auto decoded = campaign::decode(event.type, event.schema, event.payload);
  if (const auto* counted =
          decoded ? std::get_if<campaign::front_error_counted>(&*decoded) : nullptr)
    groups_.add(*counted, event.at);
  show();
  return taken::done;
}

void front_error_sink::restore(std::string_view state) {
  using campaign::front_error_groups;
  auto groups = front_error_groups::decode(state, front_error_groups::kept_by_node);
  if (!groups)
    log::error("the groups of front-end errors cannot be read, new ones are begun",
               {{"code", groups.error().code}});
  groups_ = groups.value_or(front_error_groups(front_error_groups::kept_by_node));
  show();
}

void front_error_sink::show() { kinds_.set(static_cast<std::int64_t>(groups_.size())); }

}  // namespace chant::actors
