// What the settings must be together, beyond what each must be for itself (setting_list.hpp).
#pragma once

#include "base/result.hpp"
#include "config/config.hpp"

namespace chant::config {

/// errc::invalid_config "config_out_of_range", naming the setting to blame.
[[nodiscard]] result<void> check_consistency(const node& settings);

}  // namespace chant::config
