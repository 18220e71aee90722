// The wall clock as a port, so that time is an input: recorded in events, steered by tests.
#pragma once

#include <chrono>

namespace chant {

/// UTC, microseconds: the resolution of every time stamp in the log.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// Tells the time. Implementations are safe to call from any thread.
class clock {
 public:
  virtual ~clock() = default;
  [[nodiscard]] virtual timestamp now() const = 0;
};

/// The machine's clock.
class system_clock final : public clock {
 public:
  [[nodiscard]] timestamp now() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now());
  }
};

/// A clock that stands still until it is moved. For tests and simulation; not thread-safe.
class manual_clock final : public clock {
 public:
  explicit manual_clock(timestamp start = timestamp{}) : now_(start) {}
  [[nodiscard]] timestamp now() const override { return now_; }
  void advance(std::chrono::microseconds by) { now_ += by; }

 private:
  timestamp now_;
};

}  // namespace chant
