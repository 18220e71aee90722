#include "actors/exhibits.hpp"

#include "actors/recovery.hpp"
#include "campaign/events.hpp"

#include <utility>
#include <variant>

namespace chant::actors {

result<campaign::exhibit> exhibit_of(const store::recorded_event& record,
                                     const store::fan_keys& keys) {
  auto event = open_event(record, keys);
  if (!event) return std::unexpected(std::move(event.error()));
  auto* order = std::get_if<campaign::artwork_ordered>(&*event);
  if (!order)
    return std::unexpected(error{.kind = errc::not_found,
                                 .code = "artwork_not_found",
                                 .detail = "no artwork has that name",
                                 .field = {}});
  if (order->name.is_erased())
    return std::unexpected(error{.kind = errc::gone,
                                 .code = "erased",
                                 .detail = "the fan has erased this artwork",
                                 .field = {}});
  return campaign::exhibit{.share = order->share,
                           .team = std::move(order->team),
                           .name = std::string(order->name.clear()),
                           .language = std::move(order->language),
                           .ordered_at = record.at};
}

}  // namespace chant::actors
