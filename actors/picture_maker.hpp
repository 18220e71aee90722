// What the actors need of drawing, as ports: app/ implements them over render/.
#pragma once

#include "base/result.hpp"
#include "base/rope.hpp"
#include "campaign/layout.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chant::actors {

/// What is kept of an artwork: the parts of its three pictures that the name changes.
struct rendered {
  std::string strips;
  std::vector<std::uint32_t> undrawable;  ///< not empty: the pictures go without the name
};

/// Draws. Used by one thread, the one that made it; blocks for some milliseconds.
class picture_maker {
 public:
  virtual ~picture_maker() = default;
  [[nodiscard]] virtual result<rendered> make(std::string_view team, std::string_view name,
                                              std::string_view language) = 0;
};

/// Called on each drawing thread before its first picture. Thread-safe.
using picture_maker_factory = std::function<result<std::unique_ptr<picture_maker>>()>;

/// Puts kept strips and the team's base pictures together. Thread-safe; must be quick: it may run
/// on the caller's thread.
class picture_assembler {
 public:
  virtual ~picture_assembler() = default;
  /// One JPEG; shares its bytes with `strips` where it can. errc::corrupt: the strips are damaged.
  [[nodiscard]] virtual result<rope> assemble(std::string_view team, std::string_view language,
                                              campaign::layout which,
                                              std::shared_ptr<const std::string> strips) const = 0;
  /// Of renderer, fonts and base pictures: the same revision draws the same bytes.
  [[nodiscard]] virtual const std::string& revision() const = 0;
};

}  // namespace chant::actors
