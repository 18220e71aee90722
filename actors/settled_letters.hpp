// Lets the mail queue forget what was settled long ago, a page at a time: while it does, letters
// are taken and sent as ever.
#pragma once

#include "actors/job_queue.hpp"
#include "base/clock.hpp"
#include "store/mail_queue.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace chant::actors {

/// One caller at a time. Queue and readers outlive it, and its jobs.
class settled_letters {
 public:
  /// Long enough that whatever comes back still finds its letter: relays try for five days
  /// (RFC 5321, 4.5.4.1), complaints come when their writer reads mail.
  static constexpr std::chrono::days kept_by_default{30};
  /// A second's worth: some ten milliseconds in which no other change of the queue gets through.
  static constexpr std::size_t letters_per_page = 1000;
  static constexpr std::uint32_t ticks_between_runs = 3600;

  settled_letters(store::mail_queue& queue, job_queue& readers, std::chrono::days keep)
      : queue_(queue), readers_(readers), keep_(keep) {}

  /// To be called once a second. Posts a page at the first call, while there is more, and once an
  /// hour.
  void tick(timestamp now);

 private:
  enum class progress : std::uint8_t { done, under_way, more };

  store::mail_queue& queue_;
  job_queue& readers_;
  const std::chrono::days keep_;
  std::shared_ptr<std::atomic<progress>> progress_ =
      std::make_shared<std::atomic<progress>>(progress::more);
  std::uint32_t ticks_ = 0;  ///< since the last page was posted
};

}  // namespace chant::actors
