// What holds of bytes, CBOR and text whatever they hold.
#include "base/bytes.hpp"
#include "base/cbor.hpp"
#include "base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace chant {
namespace {

std::u32string any_code_points() {
  const auto code_point =
      rc::gen::map(rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, 0x80),
                                  rc::gen::inRange<std::uint32_t>(0x80, 0x3000),
                                  rc::gen::inRange<std::uint32_t>(0x3000, 0xD800),
                                  rc::gen::inRange<std::uint32_t>(0xE000, 0x110000)),
                   [](std::uint32_t c) { return static_cast<char32_t>(c); });
  return *rc::gen::container<std::u32string>(code_point);
}

std::string utf8(const std::u32string& points) {
  std::string text;
  for (const char32_t c : points) append_utf8(text, c);
  return text;
}

RC_GTEST_PROP(Hex, ReadsBackWhatItWrote, (const std::string& raw)) {
  RC_ASSERT((from_hex(to_hex(as_bytes(raw))) == raw));
}

RC_GTEST_PROP(Base64url, ReadsBackWhatItWrote, (const std::string& raw)) {
  RC_ASSERT((from_base64url(to_base64url(as_bytes(raw))) == raw));
}

RC_GTEST_PROP(Base64url, HasOneTextForEachValue, (const std::string& text)) {
  const auto raw = from_base64url(text);
  if (raw) RC_ASSERT(to_base64url(as_bytes(*raw)) == text);
}

RC_GTEST_PROP(Utf8, AcceptsEveryCodePoint, ()) {
  const std::u32string points = any_code_points();
  const std::string text = utf8(points);
  RC_ASSERT(valid_utf8(text));
  std::u32string again;
  for (std::string_view rest = text; !rest.empty();) again += take_code_point(rest);
  RC_ASSERT((again == points));
}

RC_GTEST_PROP(Nfc, IsIdempotentAndValid, ()) {
  const std::string once = nfc(utf8(any_code_points()));
  RC_ASSERT(valid_utf8(once));
  RC_ASSERT(nfc(once) == once);
}

RC_GTEST_PROP(Graphemes, AreNoMoreThanCodePoints, ()) {
  const std::u32string points = any_code_points();
  const std::size_t count = grapheme_count(utf8(points));
  RC_ASSERT(count <= points.size());
  RC_ASSERT((count == 0) == points.empty());
}

RC_GTEST_PROP(CborReader, SkipsAnyBytesWithoutHarm, (const std::string& bytes)) {
  cbor::reader from(bytes);
  for (std::size_t i = 0; i <= bytes.size() && from.ok(); ++i) from.skip();
  RC_ASSERT(!from.ok());  // each step takes a byte at least: the last one finds the end
}

RC_GTEST_PROP(Cbor, ReadsBackIntegers, (std::int64_t signed_value, std::uint64_t unsigned_value)) {
  std::string out;
  cbor::writer to(out);
  to.integer(signed_value);
  to.unsigned_integer(unsigned_value);
  cbor::reader from(out);
  RC_ASSERT(from.integer() == signed_value);
  RC_ASSERT(from.unsigned_integer() == unsigned_value);
  RC_ASSERT(from.done());
}

}  // namespace
}  // namespace chant
