// The small parts at the server's edges: errors as answers, reports of browsers, country databases.
#include "http/country.hpp"
#include "http/front_errors.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chant::http {
namespace {

using namespace std::string_literals;

TEST(Problem, GivesEachKindOfErrorItsStatus) {
  const std::vector<std::pair<errc, unsigned>> expected{
      {errc::malformed, 400},      {errc::unauthorized, 401},
      {errc::not_found, 404},      {errc::conflict, 409},
      {errc::gone, 410},           {errc::too_large, 413},
      {errc::refused, 422},        {errc::too_many_requests, 429},
      {errc::unavailable, 503},    {errc::timeout, 503},
      {errc::corrupt, 500},        {errc::io, 500},
      {errc::invalid_config, 500}, {errc::internal, 500}};
  for (const auto& [kind, status] : expected) {
    const auto r = problem({kind, "some_code", "Some detail.", "some_field"});
    EXPECT_EQ(r.status, status);
    EXPECT_NE(r.text.find(R"("code":"some_code")"), std::string::npos);
    EXPECT_NE(r.text.find(R"("field":"some_field")"), std::string::npos);
    EXPECT_EQ(r.text.find("Some detail.") == std::string::npos, status == 500);
    EXPECT_EQ(r.fields.find("Retry-After: ") != std::string::npos, status == 429 || status == 503);
    EXPECT_NE(reason_of(status), "Unknown");
  }
}

TEST(JsonWriter, PutsCommasAndEscapesWhereTheyBelong) {
  json_writer out;
  out.begin_object();
  out.member("a", "x\"\\\n\x01");
  out.key("b");
  out.begin_array();
  out.value(1);
  out.value(true);
  out.value(nullptr);
  out.begin_object();
  out.end_object();
  out.end_array();
  out.member("c", -5);
  out.key("d");
  out.raw("{}");
  out.end_object();
  EXPECT_EQ(out.text(), R"({"a":"x\"\\\u000a\u0001","b":[1,true,null,{}],"c":-5,"d":{}})");
}

class FrontErrors : public ::testing::Test {
 protected:
  std::string logged(std::string_view report, std::chrono::seconds at = {}) {
    testing::internal::CaptureStderr();
    const auto taken = errors.report(report, at);
    EXPECT_TRUE(taken);
    return testing::internal::GetCapturedStderr();
  }
  metrics::registry registry;
  front_errors errors{registry};
};

TEST_F(FrontErrors, AreLoggedWithoutWhatAFanMayHaveTyped) {
  const auto line = logged(
      R"({"message":"TypeError: Quirin Xylander is not a function","line":7,"stack":"at quirin@example.net",
          "source":"https://fans.example/assets/app-Abc12345.js?name=Xylander","page":"/en/","release":"app-Abc12345.js"})");
  EXPECT_NE(line.find(R"("kind":"TypeError")"), line.npos) << line;
  EXPECT_NE(line.find(R"("source":"app-Abc12345.js","line":7)"), line.npos) << line;
  EXPECT_EQ(line.find("Xylander"), line.npos) << line;
  EXPECT_EQ(line.find("quirin"), line.npos) << line;
  EXPECT_NE(
      logged(R"({"message":"Zoë: oops","source":"/x/Zoë"})").find(R"("kind":"other","source":"")"),
      std::string::npos);
}

TEST_F(FrontErrors, AreLoggedOnceAMinuteAGroupWithTheirNumber) {
  const auto report = R"({"message":"TypeError: x","line":1})";
  EXPECT_NE(logged(report).find(R"("count":1)"), std::string::npos);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(logged(report, std::chrono::seconds(59)), "");
  EXPECT_NE(logged(R"({"message":"TypeError: x","line":2})"), "") << "another group";
  EXPECT_NE(logged(report, std::chrono::seconds(60)).find(R"("count":10)"), std::string::npos);
  EXPECT_NE(registry.prometheus_text().find("chant_front_errors_total 12"), std::string::npos);
}

TEST_F(FrontErrors, HaveABoundedNumberOfGroupsAndLines) {
  testing::internal::CaptureStderr();
  for (int i = 0; i < 3000; ++i)
    EXPECT_TRUE(errors.report(R"({"line":)" + std::to_string(i) + "}", {}));
  EXPECT_EQ(std::ranges::count(testing::internal::GetCapturedStderr(), '\n'), 60);
  EXPECT_LE(errors.groups(), 1024U);
  EXPECT_NE(logged(R"({"line":-1})", std::chrono::seconds(60)), "");
}

TEST_F(FrontErrors, WantJson) {
  const auto taken = errors.report("oops", {});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "json_malformed");
}

/// A database of one bit: addresses that begin with 0 are in Japan, of the others nothing is known.
std::string one_bit_database(std::string_view country) {
  const auto text = [](std::string_view t) {
    return std::string(1, static_cast<char>(0x40 + t.size())).append(t);
  };
  const auto tree =
      "\x00\x00\x11\x00\x00\x01"s;  // left: data at 1 + 16; right: node_count, nothing
  const auto data = "\xe1" + text("country") + "\xe1" + text("iso_code") + text(country);
  return tree + std::string(16, '\0') + data + "\xab\xcd\xefMaxMind.com" + "\xe9" +
         text("node_count") + "\xc1\x01" + text("record_size") + "\xa1\x18" + text("ip_version") +
         "\xa1\x04" + text("database_type") + text("Test") + text("languages") + "\x00\x04"s +
         text("binary_format_major_version") + "\xa1\x02" + text("binary_format_minor_version") +
         "\xa0" + text("build_epoch") + "\x01\x02\x01"s + text("description") + "\xe0";
}

TEST(CountryDatabase, IsAskedWhereNoHeaderSays) {
  const tests::temporary_dir dir;
  const auto finder = country_finder::open(dir.write("country.mmdb", one_bit_database("JP")));
  ASSERT_TRUE(finder);
  request r;
  r.client = ip_address::v4({1, 2, 3, 4});
  EXPECT_EQ(finder->find(r), "JP");
  r.client = ip_address::v4({200, 2, 3, 4});
  EXPECT_EQ(finder->find(r), "");
  r.client = *parse_address("2001:db8::1");
  EXPECT_EQ(finder->find(r), "");
  r.client = ip_address::v4({1, 2, 3, 4});
  r.fields[static_cast<std::size_t>(header::country)] = "FR";
  EXPECT_EQ(finder->find(r), "FR");
}

TEST(CountryDatabase, IsNotBelievedWhenItSaysNoCountry) {
  const tests::temporary_dir dir;
  const auto finder = country_finder::open(dir.write("country.mmdb", one_bit_database("x1")));
  ASSERT_TRUE(finder);
  request r;
  r.client = ip_address::v4({1, 2, 3, 4});
  EXPECT_EQ(finder->find(r), "");
}

}  // namespace
}  // namespace chant::http
