#include "store/record.hpp"

#include "tests/store/log_events.hpp"

#include <gtest/gtest.h>

namespace chant::tests {
namespace {

using store::log_offset;
using store::stream_version;

store::event_view a_view(std::string_view payload, std::optional<campaign::share_id> lookup) {
  return {log_offset(77),
          stream_named(3),
          stream_version(0x01020304),
          an_event(9).id,
          0xABCD,
          0x0102,
          timestamp(std::chrono::microseconds(-5)),
          lookup,
          payload};
}

std::string bytes_of(const store::event_view& view) {
  return std::string(store::record_head(view).bytes()).append(view.payload);
}

TEST(Record, ReadsBackWhatWasWritten) {
  for (const auto& lookup : {std::optional<campaign::share_id>{}, std::optional(share_named(4))}) {
    const auto before = a_view("the payload", lookup);
    const auto bytes = bytes_of(before);
    const auto after = store::decode_record(log_offset(77), bytes).value();
    EXPECT_EQ(after.offset, before.offset);
    EXPECT_EQ(after.stream, before.stream);
    EXPECT_EQ(after.version, before.version);
    EXPECT_EQ(after.id, before.id);
    EXPECT_EQ(after.type, before.type);
    EXPECT_EQ(after.schema, before.schema);
    EXPECT_EQ(after.at, before.at);
    EXPECT_EQ(after.lookup, before.lookup);
    EXPECT_EQ(after.payload, before.payload);
  }
}

TEST(Record, HasTheBytesOfTheFormat) {
  const auto bytes = bytes_of(a_view("x", std::nullopt));
  ASSERT_EQ(bytes.size(), 53u);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\xAB\xCD\x01\x02\0\0\0\0", 8));
  EXPECT_EQ(bytes.substr(8, 8), std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFB", 8));
  EXPECT_EQ(bytes.substr(16, 16), stream_named(3).view());
  EXPECT_EQ(bytes.substr(32, 4), std::string("\x01\x02\x03\x04", 4));
  EXPECT_EQ(bytes.substr(36, 16), an_event(9).id.view());
  EXPECT_EQ(bytes.substr(52), "x");
}

TEST(Record, IsCorruptWhenCutOrOfALaterFormat) {
  auto bytes = bytes_of(a_view("", share_named(1)));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = store::decode_record(log_offset(5), std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().kind, errc::corrupt);
    EXPECT_NE(cut.error().detail.find('5'), std::string::npos);
  }
  bytes[4] = '\x80';
  EXPECT_EQ(code_of(store::decode_record(log_offset(5), bytes)), "record_malformed");
}

TEST(Record, KeysSortAsNumbersDo) {
  const auto key = [](std::uint64_t n) {
    return std::string(store::offset_key(log_offset(n)).bytes());
  };
  EXPECT_LT(key(255), key(256));
  EXPECT_LT(key(1ULL << 32U), key(1ULL << 63U));
  EXPECT_EQ(store::parse_offset(key(123456789)), log_offset(123456789));
  EXPECT_FALSE(store::parse_offset("1234567"));

  const store::stream_key place(stream_named(1), stream_version(258));
  const auto parsed = store::parse_stream_key(place.bytes());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->stream, stream_named(1));
  EXPECT_EQ(parsed->version, stream_version(258));
  EXPECT_FALSE(store::parse_stream_key("short"));
}

}  // namespace
}  // namespace chant::tests
