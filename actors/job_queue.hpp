// Where work that blocks goes: disk reads, drawing and letters never run on the actors' scheduler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace chant::actors {

/// A bounded queue of jobs with a fixed number of workers behind it. Thread-safe.
class job_queue {
 public:
  enum class priority : std::uint8_t {
    urgent,      ///< a browser waits for it
    background,  ///< a consumer's; runs when nothing urgent is queued
  };
  /// Called once with the index of the worker that runs it, 0 to workers() - 1. Must not throw.
  using job = std::move_only_function<void(unsigned worker)>;

  virtual ~job_queue() = default;
  /// False when the queue is full or closed: the job is destroyed without having run.
  [[nodiscard]] virtual bool post(priority how, job work) = 0;
  [[nodiscard]] virtual unsigned workers() const = 0;
  /// Jobs waiting, those that run not counted.
  [[nodiscard]] virtual std::size_t depth() const = 0;
};

}  // namespace chant::actors
