// How a node's fan keys are opened: with the key that the settings name, beside the log they belong
// to.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "store/event_log.hpp"
#include "store/rocksdb_fan_keys.hpp"

#include <functional>

namespace chant::app {

/// `random` outlives what is opened with them.
[[nodiscard]] store::fan_keys_options key_options(const config::node& settings,
                                                  std::function<result<void>()> admit,
                                                  random_source& random);

/// Keys that an older version kept do not say who was erased, but the log does: read once, whole.
[[nodiscard]] result<void> learn_who_was_erased(const store::event_log& log,
                                                store::rocksdb_fan_keys& keys);

}  // namespace chant::app
