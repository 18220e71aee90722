// What went wrong in a fan's browser, as far as it may be kept: no word of it is a person's.
#pragma once

#include "campaign/events.hpp"

#include <cstdint>
#include <string_view>

namespace chant::campaign {

/// A browser's report as it came in: nothing in it is to be trusted. UTF-8.
struct front_report {
  std::string_view message{};
  std::string_view stack{};   ///< of V8 ("at f (url:1:2)"), or as the others write ("f@url:1:2")
  std::string_view source{};  ///< where it happened, for reports without a stack
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  std::string_view release{};
  std::string_view page{};        ///< path of the page, perhaps with query
  std::string_view user_agent{};  ///< what the browser calls itself
};

struct front_error_limits {
  static constexpr std::size_t message_bytes = 200;
  static constexpr std::size_t frames = 8;
  static constexpr std::size_t frames_in_fingerprint = 3;
  static constexpr std::size_t word_bytes = 64;  ///< of a function, a file, a release
};

/// One report, cleaned and named. Of the message's first line stays what browsers' own messages are
/// made of (front_error_words.hpp), names in quotes where engines put names, files of the build and
/// short numbers; everything else, which may be what a fan typed, becomes "…". The stack is made
/// anew from what reads as a frame. The fingerprint is the digest of the message, numbers left out,
/// and the topmost frames with file names freed of their digests: a defect keeps it over releases
/// while its file stays the same.
[[nodiscard]] front_error_counted described(const front_report& report);

/// What came of the reports: takes them to the log. Thread-safe.
class front_error_book {
 public:
  virtual ~front_error_book() = default;
  /// Never waits and promises nothing: reports are counted at most once.
  virtual void note(front_error_counted report) = 0;
};

}  // namespace chant::campaign
