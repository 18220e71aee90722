// The small parts at the server's edges: errors as answers, reports of browsers, country databases.
#include "http/country.hpp"
#include "http/front_errors.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"
#include "tests/http/fakes.hpp"
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

struct FrontErrors : ::testing::Test {
  tests::memory_front_errors book;
  metrics::registry registry;
  front_errors errors{book, registry};
};

TEST_F(FrontErrors, GoOnWithoutWhatAFanMayHaveTyped) {
  ASSERT_TRUE(errors.report(
      R"({"kind":"script","message":"TypeError: Quirin Xylander is not a function","line":7,
          "column":9,"source":"https://fans.example/assets/app-Abc12345.js?name=Xylander",
          "page":"/en/studio?name=Xylander","release":"b7","agent":"Gecko Firefox/153.0"})"));
  const auto noted = book.noted();
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0].message, "TypeError: … is not a function");
  EXPECT_EQ(noted[0].stack, "(anonymous) app-Abc12345.js:7:9");
  EXPECT_EQ(noted[0].page, "/studio");
  EXPECT_EQ(noted[0].release, "b7");
  EXPECT_EQ(noted[0].browser, "firefox");
  EXPECT_EQ(noted[0].reports, 1U);
}

TEST_F(FrontErrors, AreCountedByKind) {
  for (const auto* report :
       {R"({"kind":"csp"})", R"({"kind":"csp","weight":10})", R"({"kind":"made up"})", "{}"})
    ASSERT_TRUE(errors.report(report));
  const auto text = registry.prometheus_text();
  EXPECT_NE(text.find("chant_front_errors_total{kind=\"csp\"} 11"), text.npos) << text;
  EXPECT_NE(text.find("chant_front_errors_total{kind=\"other\"} 2"), text.npos) << text;
}

TEST_F(FrontErrors, DoNotBelieveAnyWeightOrPlace) {
  ASSERT_TRUE(errors.report(R"({"weight":9000000000,"source":"a.js","line":-1,"column":"x"})"));
  ASSERT_TRUE(errors.report(R"({"weight":-5})"));
  EXPECT_EQ(book.noted()[0].reports, 100U);
  EXPECT_EQ(book.noted()[0].stack, "(anonymous) a.js:0:0");
  EXPECT_EQ(book.noted()[1].reports, 1U);
}

TEST_F(FrontErrors, WantJson) {
  const auto taken = errors.report("oops");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "json_malformed");
  EXPECT_TRUE(book.noted().empty());
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
