// A small CBOR writer and reader (RFC 8949) for event payloads and snapshots: definite lengths and
// shortest heads only, so that a value has one encoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chant::cbor {

/// Containers and tags inside one another that a reader follows when it skips a value: far above
/// what events need, far below what could hurt.
inline constexpr std::size_t depth_max = 16;

/// Appends items to a string it does not own. The caller is answerable for the structure: after
/// array(n) come n items, after map(n) n pairs.
class writer {
 public:
  explicit writer(std::string& out) : out_(out) {}

  void unsigned_integer(std::uint64_t value) { head(0, value); }
  void integer(std::int64_t value) {
    if (value >= 0) return head(0, static_cast<std::uint64_t>(value));
    head(1, ~static_cast<std::uint64_t>(value));
  }
  void bytes(std::string_view value) {
    head(2, value.size());
    out_.append(value);
  }
  /// Precondition: UTF-8.
  void text(std::string_view value) {
    head(3, value.size());
    out_.append(value);
  }
  void array(std::size_t items) { head(4, items); }
  void map(std::size_t pairs) { head(5, pairs); }
  void boolean(bool value) { out_.push_back(static_cast<char>(value ? 0xF5 : 0xF4)); }
  void null() { out_.push_back(static_cast<char>(0xF6)); }

 private:
  void head(unsigned major, std::uint64_t argument) {
    if (argument < 24) {
      out_.push_back(static_cast<char>(major << 5U | static_cast<unsigned>(argument)));
    } else {
      long_head(major, argument);
    }
  }
  void long_head(unsigned major, std::uint64_t argument);

  std::string& out_;
};

/// Reads items one after the other. The first item that is not what was asked for, or that is cut
/// off, makes the reader fail for good: every later call returns an empty value, so the caller may
/// check ok() once at the end. Views point into the bytes that were given. Never reads past them.
class reader {
 public:
  explicit reader(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  [[nodiscard]] bool ok() const { return ok_; }
  /// All bytes were read, and all were what was asked for.
  [[nodiscard]] bool done() const { return ok_ && at_ == end_; }

  std::uint64_t unsigned_integer() { return head_of(0); }
  std::int64_t integer();
  std::string_view bytes() { return content_of(2); }
  /// Fails unless it is UTF-8.
  std::string_view text();
  /// Number of items that follow; never more than there are bytes left.
  std::size_t array() { return count_of(4, 1); }
  /// Number of pairs that follow; never more than there are bytes left for.
  std::size_t map() { return count_of(5, 2); }
  bool boolean();
  /// Steps over a null if the next item is one.
  bool take_null();
  /// Steps over a text of at most 23 bytes if the next item is exactly that.
  bool take_text(std::string_view expected);
  /// Steps over one item of any kind, to a depth of depth_max.
  void skip();
  /// For callers that find a value unfit.
  void fail() { ok_ = false; }

 private:
  struct initial {
    unsigned major = 0;
    unsigned low = 0;
    std::uint64_t argument = 0;
  };
  initial next_head();
  std::uint64_t head_of(unsigned major);
  std::string_view content_of(unsigned major);
  std::string_view take(std::uint64_t size);
  std::size_t count_of(unsigned major, std::size_t bytes_per_item);
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  const char* at_;
  const char* end_;
  bool ok_ = true;
};

}  // namespace chant::cbor
