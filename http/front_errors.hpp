// Errors that happened in fans' browsers: counted, grouped, and told to the log without anything a
// fan may have typed.
#pragma once

#include "base/metrics.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace chant::http {

/// Thread-safe.
class front_errors {
 public:
  explicit front_errors(metrics::registry& registry);

  /// Takes one report, a JSON object with `message`, `source`, `line`, `release` (all optional).
  /// The first of each group is logged, then one a minute with the number since; 60 lines a minute
  /// in all. errc::malformed.
  [[nodiscard]] result<void> report(std::string_view json, std::chrono::seconds now);

  /// Groups remembered at present; at most 1024, then all are forgotten.
  [[nodiscard]] std::size_t groups() const;

 private:
  struct group {
    std::chrono::seconds logged_at;
    std::uint64_t since = 0;
  };

  [[nodiscard]] bool may_log(std::chrono::seconds now);

  metrics::counter& reports_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, group> groups_;
  std::chrono::seconds minute_{};  // began then …
  unsigned lines_ = 0;             // … and has had so many lines
};

}  // namespace chant::http
