// Errors that happened in fans' browsers: read, counted, and handed on without anything a fan may
// have typed.
#pragma once

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "campaign/front_error.hpp"

#include <array>
#include <string_view>

namespace chant::http {

/// Thread-safe. The book outlives it.
class front_errors {
 public:
  front_errors(campaign::front_error_book& book, metrics::registry& registry);

  /// Takes one report, a JSON object; all members are optional: `kind` (script, promise, csp,
  /// resource), `message`, `stack`, `source`, `line`, `column`, `release`, `page`, `agent` (as
  /// User-Agent) and `weight`, how many reports it stands for when browsers report a sample, 1 to
  /// 100. errc::malformed.
  [[nodiscard]] result<void> report(std::string_view json);

 private:
  static constexpr std::array<std::string_view, 5> kinds{"script", "promise", "csp", "resource",
                                                         "other"};

  campaign::front_error_book& book_;
  std::array<metrics::counter*, kinds.size()> by_kind_{};
};

}  // namespace chant::http
