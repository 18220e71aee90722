// Numbers that must not mix: a stream version is not a log offset, though both are integers.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>

namespace chant {

/// A number of type T that converts to nothing by itself. Tag makes the type distinct.
template <class T, class Tag>
class strong {
 public:
  using value_type = T;

  constexpr strong() = default;
  constexpr explicit strong(T value) : value_(value) {}

  [[nodiscard]] constexpr T value() const { return value_; }
  [[nodiscard]] constexpr strong next() const { return strong(static_cast<T>(value_ + 1)); }

  friend constexpr auto operator<=>(const strong&, const strong&) = default;

 private:
  T value_{};
};

}  // namespace chant

template <class T, class Tag>
struct std::hash<chant::strong<T, Tag>> {
  std::size_t operator()(const chant::strong<T, Tag>& s) const { return std::hash<T>{}(s.value()); }
};
