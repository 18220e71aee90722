// How the mailer goes about its work.
#pragma once

#include "actors/domain_limits.hpp"
#include "actors/hourly_pace.hpp"

#include <chrono>
#include <cstdint>

namespace chant::actors {

struct mailer_options {
  domain_policy domains = {};
  pace_policy pace = {};
  // In ticks of one second.
  std::uint32_t stall_ticks = 60;  ///< for a letter to be written; then it is begun again
  std::uint32_t stop_ticks = 15;   ///< for what is at the relay when stopping
  std::uint32_t sweep_ticks = 60;  ///< between two looks for claims that nobody follows up
  /// A claim older than this is nobody's any more. Longer than a relay may take for one letter.
  std::chrono::seconds claim_lasts{30 * 60};
};

}  // namespace chant::actors
