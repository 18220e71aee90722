// From an order in the log to what the public may see of it.
#pragma once

#include "base/result.hpp"
#include "campaign/gallery.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"

namespace chant::actors {

/// The exhibit of an artwork_ordered record, its name opened. Blocks on the disk. errc::gone, code
/// "erased", when the fan's key is destroyed; errc::not_found when the record is another event.
[[nodiscard]] result<campaign::exhibit> exhibit_of(const store::recorded_event& record,
                                                   const store::fan_keys& keys);

}  // namespace chant::actors
