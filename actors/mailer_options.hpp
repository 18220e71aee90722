// How the mailer goes about its work.
#pragma once

#include "actors/domain_limits.hpp"
#include "actors/hourly_pace.hpp"
#include "actors/letter_search.hpp"
#include "actors/settled_letters.hpp"

#include <chrono>
#include <cstdint>

namespace chant::actors {

struct mailer_options {
  domain_policy domains = {};
  pace_policy pace = {};
  // In ticks of one second.
  std::uint32_t stall_ticks = 60;  ///< for a letter to be written; then it is begun again
  std::uint32_t stop_ticks = 15;   ///< for what is at the relay when stopping
  letter_search_options search = {};
  std::chrono::days keep_settled = settled_letters::kept_by_default;  ///< in the queue
};

}  // namespace chant::actors
