#include "base/cbor.hpp"

#include "base/text.hpp"

#include <array>
#include <cstring>
#include <limits>

namespace chant::cbor {

namespace {

constexpr unsigned one_byte = 24;     // low bits of a head whose argument follows in one byte;
constexpr unsigned eight_bytes = 27;  // 25 and 26: in two and four

unsigned width_of(std::uint64_t argument) {
  if (argument <= std::numeric_limits<std::uint8_t>::max()) return 0;
  if (argument <= std::numeric_limits<std::uint16_t>::max()) return 1;
  return argument <= std::numeric_limits<std::uint32_t>::max() ? 2 : 3;
}

}  // namespace

void writer::long_head(unsigned major, std::uint64_t argument) {
  const unsigned width = width_of(argument);
  std::array<char, 9> head{static_cast<char>(major << 5U | (one_byte + width))};
  const unsigned size = 1U << width;
  for (unsigned i = 0; i < size; ++i)
    head[size - i] = static_cast<char>(argument >> (8 * i) & 0xFFU);
  out_.append(head.data(), size + 1);
}

reader::initial reader::next_head() {
  if (!ok_ || at_ == end_) {
    ok_ = false;
    return {};
  }
  const unsigned first = static_cast<unsigned char>(*at_++);
  initial h{.major = first >> 5U, .low = first & 31U, .argument = first & 31U};
  if (h.low < one_byte) return h;
  const unsigned size = h.low <= eight_bytes ? 1U << (h.low - one_byte) : 0;
  if (size == 0 || left() < size) {  // reserved or of indefinite length, or cut off
    ok_ = false;
    return {};
  }
  h.argument = 0;
  for (unsigned i = 0; i < size; ++i)
    h.argument = h.argument << 8U | static_cast<unsigned char>(*at_++);
  // Simple values and floats (major 7) carry bits there, not a number that could be shorter.
  if (h.major != 7 && (h.argument < one_byte || width_of(h.argument) != h.low - one_byte))
    ok_ = false;
  return h;
}

std::uint64_t reader::head_of(unsigned major) {
  const initial h = next_head();
  if (h.major != major) ok_ = false;
  return ok_ ? h.argument : 0;
}

std::string_view reader::take(std::uint64_t size) {
  if (!ok_ || size > left()) {
    ok_ = false;
    return {};
  }
  const std::string_view content(at_, static_cast<std::size_t>(size));
  at_ += content.size();
  return content;
}

std::string_view reader::content_of(unsigned major) { return take(head_of(major)); }

std::size_t reader::count_of(unsigned major, std::size_t bytes_per_item) {
  const std::uint64_t count = head_of(major);
  if (count > left() / bytes_per_item) ok_ = false;
  return ok_ ? static_cast<std::size_t>(count) : 0;
}

std::int64_t reader::integer() {
  const initial h = next_head();
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (h.major > 1 || h.argument > most) ok_ = false;
  if (!ok_) return 0;
  return static_cast<std::int64_t>(h.major == 0 ? h.argument : ~h.argument);
}

std::string_view reader::text() {
  const std::string_view content = content_of(3);
  if (valid_utf8(content)) return content;
  ok_ = false;
  return {};
}

bool reader::boolean() {
  const initial h = next_head();
  if (h.major != 7 || (h.low != 20 && h.low != 21)) ok_ = false;
  return ok_ && h.low == 21;
}

bool reader::take_null() {
  if (!ok_ || at_ == end_ || static_cast<unsigned char>(*at_) != 0xF6) return false;
  ++at_;
  return true;
}

bool reader::take_text(std::string_view expected) {
  if (!ok_ || left() <= expected.size()) return false;
  if (static_cast<unsigned char>(*at_) != (3U << 5U | expected.size())) return false;
  if (std::memcmp(at_ + 1, expected.data(), expected.size()) != 0) return false;
  at_ += 1 + expected.size();
  return true;
}

void reader::skip() {
  // Items still to come on each level; what is below a level must be done before it goes on.
  std::array<std::uint64_t, depth_max + 1> open{1};
  for (std::size_t level = 0; ok_;) {
    if (open[level] == 0) {
      if (level == 0) return;
      --level;
      continue;
    }
    --open[level];
    const initial h = next_head();
    if (h.major == 2 || h.major == 3) take(h.argument);
    if (h.major < 4 || h.major == 7) continue;
    const std::uint64_t items = h.major == 6 ? 1 : h.argument;
    if (items > left() || (h.major == 5 && items > left() / 2) || level == depth_max) {
      ok_ = false;
      return;
    }
    open[++level] = h.major == 5 ? items * 2 : items;
  }
}

}  // namespace chant::cbor
