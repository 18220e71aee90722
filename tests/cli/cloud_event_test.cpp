#include "cli/cloud_event.hpp"

#include "campaign/event_codec.hpp"
#include "cli/log_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chant::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr timestamp noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 12h + 7us;

store::recorded_event recorded(const campaign::event& e, timestamp at = noon) {
  store::recorded_event r;
  r.offset = campaign::log_offset(41);
  r.stream.bytes.fill(std::byte{0xAB});
  r.version = campaign::stream_version(3);
  r.id.bytes.fill(std::byte{0x01});
  r.type = campaign::type_code(e);
  r.schema = campaign::schema_version(e);
  r.at = at;
  r.payload = campaign::encode(e);
  return r;
}

result<void> append(cloud_event_writer& to, const store::recorded_event& e, std::string& lines) {
  return to.append(view_of(e), lines);
}

TEST(CloudEvent, HoldsEveryAttributeOnOneLine) {
  cloud_event_writer writer("demo");
  std::string line;
  ASSERT_TRUE(
      append(writer, recorded(campaign::session_opened{.language = "fr", .country = "CH"}), line));
  EXPECT_EQ(line, R"({"specversion":"1.0","id":"01010101010101010101010101010101",)"
                  R"("source":"/chant/demo","type":"chant.session_opened.v2",)"
                  R"("subject":"abababababababababababababababab",)"
                  R"("time":"2026-11-23T12:00:00.000007Z","datacontenttype":"application/json",)"
                  R"("offset":41,"version":3,"data":{"language":"fr","country":"CH"}})"
                  "\n");
}

TEST(CloudEvent, LeavesPersonalFieldsOut) {
  cloud_event_writer writer("demo");
  campaign::subscriber_added added;
  added.email = campaign::personal_text("zoe@example.org").with_ciphertext("sealed-zoe");
  added.language = "en";
  std::string line;
  ASSERT_TRUE(append(writer, recorded(added), line));
  EXPECT_THAT(line, HasSubstr(R"("email":null)"));
  EXPECT_THAT(line, testing::Not(HasSubstr("zoe")));
}

TEST(CloudEvent, FollowsTheDateFromLineToLine) {
  cloud_event_writer writer("demo");
  std::string lines;
  const campaign::event e = campaign::session_opened{.language = "en", .country = ""};
  ASSERT_TRUE(append(writer, recorded(e, noon), lines));
  ASSERT_TRUE(append(writer, recorded(e, noon + 12h), lines));
  ASSERT_TRUE(append(writer, recorded(e, noon), lines));
  EXPECT_THAT(lines, HasSubstr("2026-11-24T00:00:00.000007Z"));
  EXPECT_TRUE(lines.ends_with("}\n"));
  EXPECT_THAT(lines.substr(lines.rfind(R"("time")")), HasSubstr("2026-11-23T12:00:00.000007Z"));
}

TEST(CloudEvent, NamesTheOffsetOfAPayloadItCannotRead) {
  cloud_event_writer writer("demo");
  auto broken = recorded(campaign::session_opened{.language = "en", .country = ""});
  broken.payload.resize(broken.payload.size() / 2);
  std::string line;
  const auto done = writer.append(view_of(broken), line);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, errc::corrupt);
  EXPECT_THAT(done.error().detail, HasSubstr("offset 41"));
  EXPECT_EQ(line, "");
}

TEST(Rfc3339, ReadsWhatItWrites) {
  EXPECT_EQ(rfc3339(noon), "2026-11-23T12:00:00.000007Z");
  EXPECT_EQ(parse_rfc3339(rfc3339(noon)), noon);
}

TEST(Rfc3339, ReadsZonesFractionsAndDates) {
  EXPECT_EQ(parse_rfc3339("2026-11-23T13:30:00.000007+01:30"), noon);
  EXPECT_EQ(parse_rfc3339("2026-11-23T07:00:00.0000079-05:00"), noon);
  EXPECT_EQ(parse_rfc3339("2026-11-23 12:00:00Z"), noon - 7us);
  EXPECT_EQ(parse_rfc3339("2026-11-23"), noon - 7us - 12h);
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const auto* text :
       {"", "4711", "2026-13-01", "2026-02-30", "2026-11-23T", "2026-11-23T12:00",
        "2026-11-23T12:00:00", "2026-11-23T24:00:00Z", "2026-11-23T12:00:00.Z",
        "2026-11-23T12:00:00Zx", "2026-11-23T12:00:00+1"})
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
}

}  // namespace
}  // namespace chant::cli
