// Field types in CBOR and JSON, those too that no event uses yet, and the reading of forms.
#include "campaign/field_codec.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace chant::campaign {
namespace {

template <class T>
std::optional<T> through_cbor(const T& value) {
  std::string bytes;
  cbor::writer to(bytes);
  write_field(to, value);
  cbor::reader from(bytes);
  T again{};
  read_field(from, again);
  return from.done() ? std::optional(again) : std::nullopt;
}

template <class T>
std::string json(const T& value) {
  std::string out;
  append_json(out, value);
  return out;
}

timestamp at(std::int64_t microseconds) {
  return timestamp(std::chrono::microseconds(microseconds));
}

TEST(FieldCodec, ReadsBackEveryType) {
  EXPECT_EQ(through_cbor(true), true);
  EXPECT_EQ(through_cbor(false), false);
  EXPECT_EQ(through_cbor(age_band::age_16_17), age_band::age_16_17);
  EXPECT_EQ(through_cbor(std::uint64_t{1} << 63U), std::uint64_t{1} << 63U);
  EXPECT_EQ(through_cbor(std::vector<std::uint32_t>{0, 0xFFFFFFFF}),
            (std::vector<std::uint32_t>{0, 0xFFFFFFFF}));
  for (const auto t :
       {at(0), at(-1), at(1'465'560'000'000'001), at(std::numeric_limits<std::int64_t>::min())})
    EXPECT_EQ(through_cbor(t), t);
}

TEST(FieldCodec, SaysTimesAsRfc3339) {
  EXPECT_EQ(json(at(1'465'585'200'000'001)), "\"2016-06-10T19:00:00.000001Z\"");
  EXPECT_EQ(json(at(-1)), "\"1969-12-31T23:59:59.999999Z\"");
}

TEST(FieldCodec, SaysTheRestAsJsonDoes) {
  EXPECT_EQ(json(true), "true");
  EXPECT_EQ(json(false), "false");
  EXPECT_EQ(json(age_band::adult), "\"18+\"");
  EXPECT_EQ(json(std::string("a\"b")), R"("a\"b")");
  EXPECT_EQ(json(std::vector<std::uint32_t>{}), "[]");
}

TEST(FieldCodec, SaysPersonalTextOnlyToWhomItMayBeShown) {
  std::string out;
  append_json(out, personal_text("Zoë"), personal_in_json::never);
  append_json(out, personal_text("Zoë"), personal_in_json::opened);
  EXPECT_EQ(out, "null\"Zoë\"");
}

TEST(FieldCodec, RefusesAListItemBeyondItsType) {
  std::string bytes;
  cbor::writer to(bytes);
  to.array(1);
  to.unsigned_integer(std::uint64_t{1} << 32U);
  cbor::reader from(bytes);
  std::vector<std::uint32_t> list;
  read_field(from, list);
  EXPECT_FALSE(from.ok());
}

struct read_pair {
  std::string kept;
  std::optional<age_band> band;
  bool ok = false;
};

read_pair read_with(std::span<const field_key> form, const std::string& bytes) {
  read_pair out;
  cbor::reader from(bytes);
  read_form(from, form, [&](std::uint8_t field) {
    if (field == 0) return read_field(from, out.kept);
    read_field(from, out.band);
  });
  out.ok = from.done();
  return out;
}

TEST(Form, StepsOverFieldsThatWereDropped) {
  constexpr std::array form{field_key{"gone"}, field_key{"kept", 0}, field_key{"band", 1, false}};
  std::string bytes;
  cbor::writer to(bytes);
  to.map(3);
  to.text("gone");
  to.array(1);
  to.text("x");
  to.text("kept");
  to.text("k");
  to.text("band");
  to.text("18+");
  const read_pair pair = read_with(form, bytes);
  EXPECT_TRUE(pair.ok);
  EXPECT_EQ(pair.kept, "k");
  EXPECT_EQ(pair.band, age_band::adult);
}

TEST(Form, WantsDroppedFieldsToBeThereAllTheSame) {
  constexpr std::array form{field_key{"gone"}, field_key{"kept", 0}};
  std::string bytes;
  cbor::writer to(bytes);
  to.map(1);
  to.text("kept");
  to.text("k");
  EXPECT_FALSE(read_with(form, bytes).ok);
}

TEST(Form, RefusesAKeyThatStandsTwiceThoughDropped) {
  constexpr std::array form{field_key{"gone"}, field_key{"kept", 0}};
  std::string bytes;
  cbor::writer to(bytes);
  to.map(3);
  for (const char* key : {"gone", "kept", "gone"}) {
    to.text(key);
    to.text("k");
  }
  EXPECT_FALSE(read_with(form, bytes).ok);
}

}  // namespace
}  // namespace chant::campaign
