// Waits, on a thread that may block, for an answer that comes on another.
#pragma once

#include "base/result.hpp"

#include <future>
#include <memory>
#include <utility>

namespace chant {

/// Calls `ask` with a completion and returns what that is given. It ends because every completion
/// comes exactly once.
template <class T, class Ask>
[[nodiscard]] result<T> awaited(Ask&& ask) {
  // Shared with the completion: its last moments outlive this call.
  const auto answer = std::make_shared<std::promise<result<T>>>();
  std::forward<Ask>(ask)([answer](result<T> given) { answer->set_value(std::move(given)); });
  return answer->get_future().get();
}

}  // namespace chant
