// What stands in the log for each event: golden payloads of every version, old forms lifted, and
// bytes that are none refused.
#include "campaign/event_codec.hpp"

#include "base/bytes.hpp"
#include "tests/campaign/event_samples.hpp"

#include <gmock/gmock.h>
#include <boost/json.hpp>

#include <fstream>

namespace chant::campaign {
namespace {

std::string golden(std::string_view type, std::uint16_t version) {
  std::ifstream file(std::string(GOLDEN_EVENTS) + "/" + std::string(type) + ".v" +
                     std::to_string(version) + ".hex");
  std::string digits;
  for (std::string line; std::getline(file, line);) digits += line;
  return from_hex(digits).value_or("");
}

std::string raw(std::string_view hex) { return *from_hex(hex); }

TEST(EventCodec, WritesEveryEventAsItsGoldenPayload) {
  const auto samples = sample_events();
  ASSERT_EQ(samples.size(), std::variant_size_v<event>);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    ASSERT_EQ(samples[i].index(), i);
    const auto type = *type_name(type_code(samples[i]));
    EXPECT_EQ(to_hex(as_bytes(encode(samples[i]))),
              to_hex(as_bytes(golden(type, schema_version(samples[i])))))
        << type;
  }
}

TEST(EventCodec, ReadsEveryGoldenPayload) {
  for (const auto& e : sample_events()) {
    const auto type = type_code(e);
    EXPECT_EQ(decode(type, schema_version(e), golden(*type_name(type), schema_version(e))),
              result<event>(e))
        << *type_name(type);
  }
}

TEST(EventCodec, LiftsTheFirstFormOfSessionOpened) {
  EXPECT_EQ(decode(1, 1, golden("session_opened", 1)),
            result<event>(session_opened{.language = "pt", .country = ""}));
}

TEST(EventCodec, DoesNotTakeAnOldFormForANewOne) {
  EXPECT_EQ(decode(1, 2, golden("session_opened", 1)).error().code, "event_malformed");
  EXPECT_EQ(decode(1, 1, golden("session_opened", 2)).error().code, "event_malformed");
}

TEST(EventCodec, NamesTypesBothWays) {
  for (const auto& e : sample_events())
    EXPECT_EQ(type_code(*type_name(type_code(e))), type_code(e));
  EXPECT_EQ(type_name(0), std::nullopt);
  EXPECT_EQ(type_name(999), std::nullopt);
  EXPECT_EQ(type_code("session_closed"), std::nullopt);
}

TEST(EventCodec, RefusesTypesAndVersionsItDoesNotKnow) {
  const std::string payload = golden("session_opened", 2);
  for (const auto& [type, schema] : {std::pair{0, 1}, {999, 1}, {1, 0}, {1, 3}}) {
    const auto e =
        decode(static_cast<std::uint16_t>(type), static_cast<std::uint16_t>(schema), payload);
    ASSERT_FALSE(e);
    EXPECT_EQ(e.error().kind, errc::corrupt);
    EXPECT_EQ(e.error().code, "event_unknown");
  }
}

TEST(EventCodec, SkipsKeysItDoesNotKnowInAnyOrder) {
  // {"x": [1, {"y": null}], "country": "CH", "later": 1.5, "language": "fr"}
  const auto payload =
      raw("a4"
          "6178"
          "8201a16179f6"
          "67636f756e747279"
          "624348"
          "656c61746572"
          "f93e00"
          "686c616e6775616765"
          "626672");
  EXPECT_EQ(decode(1, 2, payload),
            result<event>(session_opened{.language = "fr", .country = "CH"}));
}

TEST(EventCodec, TakesAnOptionalFieldThatIsNullForAbsent) {
  subscriber_added e{.email = personal_text::sealed("e"), .name = std::nullopt, .language = "en"};
  const std::string without = encode(e);
  std::string with_null = without;
  with_null[0] = static_cast<char>(0xA4);
  with_null += raw("646e616d65f6");  // "name": null
  EXPECT_EQ(decode(5, 1, without), result<event>(e));
  EXPECT_EQ(decode(5, 1, with_null), result<event>(e));
}

TEST(EventCodec, RefusesPayloadsThatDoNotFit) {
  const std::vector<std::pair<const char*, std::string>> cases{
      {"nothing", ""},
      {"no map", raw("626672")},
      {"a field missing", raw("a1686c616e6775616765626672")},
      {"a field twice",
       raw("a3686c616e677561676562667267636f756e747279624348686c616e6775616765626672")},
      {"a number for text", raw("a2686c616e67756167650167636f756e747279624348")},
      {"null for text", raw("a2686c616e6775616765f667636f756e747279624348")},
      {"text that is no UTF-8", raw("a2686c616e677561676562ff7267636f756e747279624348")},
      {"cut off", raw("a2686c616e677561676562667267636f756e7472796243")},
      {"more pairs than bytes", raw("bbffffffffffffffff")},
      {"bytes behind it", golden("session_opened", 2) + "x"},
  };
  for (const auto& [what, payload] : cases) {
    const auto e = decode(1, 2, payload);
    ASSERT_FALSE(e) << what;
    EXPECT_EQ(e.error().kind, errc::corrupt) << what;
    EXPECT_EQ(e.error().code, "event_malformed") << what;
  }
}

TEST(EventCodec, RefusesIdsOfAnotherLengthAndUnknownEnumTexts) {
  const auto with = [](std::string payload, std::string_view old, std::string_view now) {
    return payload.replace(payload.find(old), old.size(), now);
  };
  const std::string rendered = golden("artwork_rendered", 1);
  EXPECT_TRUE(decode(3, 1, rendered));
  EXPECT_FALSE(decode(3, 1, with(rendered, raw("4ca5"), raw("4b"))));
  EXPECT_FALSE(decode(5, 1, with(golden("subscriber_added", 1), "16-17", "16-18")));
}

TEST(EventCodec, KnowsUnderWhichShareIdAnOrderIsFound) {
  const auto samples = sample_events();
  EXPECT_EQ(lookup_of(samples[1]), filled_id<share_id>(0xA5));
  for (std::size_t i = 0; i < samples.size(); ++i)
    EXPECT_EQ(lookup_of(samples[i]).has_value(), i == 1) << i;
}

TEST(EventCodec, VisitsPersonalFieldsByTheirIndex) {
  std::vector<std::pair<int, std::string>> seen;
  for (event e : sample_events()) {
    for_each_personal(e, [&](std::uint8_t field, personal_text& text) {
      seen.emplace_back(field, text.ciphertext());
      text = text.opened("open");
    });
    if (const auto* ordered = std::get_if<artwork_ordered>(&e)) {
      EXPECT_EQ(ordered->name.clear(), "open");
    }
  }
  EXPECT_THAT(seen,
              testing::ElementsAre(std::pair(2, "sealed name"), std::pair(0, "sealed address"),
                                   std::pair(1, "sealed name")));
}

TEST(EventCodec, WritesCiphertextAloneIntoThePayload) {
  artwork_ordered e;
  e.name = personal_text("Zoë").with_ciphertext("sealed");
  EXPECT_EQ(encode(e).find("Zoë"), std::string::npos);
  EXPECT_NE(encode(e).find("sealed"), std::string::npos);
}

TEST(EventCodec, SaysInJsonEverythingButWhatIsPersonal) {
  const auto samples = sample_events();
  EXPECT_EQ(to_json(samples[1]),
            R"({"share":"paWlpaWlpaWlpaWl","team":"gb-wls","name":null,"language":"zh-Hans",)"
            R"("revision":"2016-06-10"})");
  EXPECT_EQ(to_json(samples[3]),
            R"({"share":"paWlpaWlpaWlpaWl","renderer":"r7","code_points":[77824,888,65]})");
  EXPECT_EQ(to_json(samples[4]),
            R"({"email":null,"name":null,"language":"tr","age_band":"16-17","opt_in":null})");
  EXPECT_EQ(to_json(samples[7]),
            R"({"letter":"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a","kind":"welcome","queue_id":"4XyZ"})");
  for (const auto& e : samples) EXPECT_NO_THROW(static_cast<void>(boost::json::parse(to_json(e))));
}

}  // namespace
}  // namespace chant::campaign
