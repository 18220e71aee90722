// The rules in C++, by the vectors that rules_vectors.test.mjs runs against the JavaScript.
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "campaign/rules.hpp"

#include <gmock/gmock.h>
#include <boost/json.hpp>

#include <fstream>
#include <sstream>

namespace chant::campaign {
namespace {

boost::json::object all_vectors() {
  std::ifstream file(RULES_VECTORS);
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str()).as_object();
}

boost::json::array vectors(std::string_view kind) { return all_vectors().at(kind).as_array(); }

// What JSON can hold in UTF-8, or bytes that are none; nothing for JavaScript's own vectors.
std::optional<std::string> input_of(const boost::json::object& vector) {
  if (vector.contains("utf16")) return std::nullopt;
  if (const auto* bytes = vector.if_contains("bytes")) return from_hex(bytes->as_string());
  return std::string(vector.at("input").as_string());
}

template <class Check>
int run(std::string_view kind, Check check) {
  int runs = 0;
  for (const auto& value : vectors(kind)) {
    const auto& vector = value.as_object();
    const auto input = input_of(vector);
    if (!input) continue;
    SCOPED_TRACE(std::string(vector.at("note").as_string()));
    const result<std::string> got = check(*input, default_rules());
    ++runs;
    if (const auto* kept = vector.if_contains("kept")) {
      EXPECT_EQ(got.value_or("refused"), std::string(kept->as_string()));
    } else {
      EXPECT_FALSE(got) << *got;
      if (got) continue;
      EXPECT_EQ(got.error().kind, errc::refused);
      EXPECT_EQ(got.error().code, std::string(vector.at("code").as_string()));
      EXPECT_EQ(got.error().field, kind == "names" ? "name" : "email");
      EXPECT_FALSE(got.error().detail.empty());
    }
  }
  return runs;
}

TEST(NameRules, HoldForEveryVector) { EXPECT_GE(run("names", check_name), 90); }
TEST(EmailRules, HoldForEveryVector) { EXPECT_GE(run("emails", check_email), 50); }

TEST(NameRules, KeepWhatTheyKept) {
  for (const auto& value : vectors("names")) {
    const auto* kept = value.as_object().if_contains("kept");
    if (kept == nullptr) continue;
    const std::string name(kept->as_string());
    EXPECT_EQ(check_name(name, default_rules()), result<std::string>(name));
  }
}

TEST(NameRules, AgreeOnPlainNamesWithAndWithoutTheShortWay) {
  // A sign outside the plain ranges sends the whole name the long way.
  for (char32_t c = 0x20; c < 0x180; ++c) {
    std::string plain = "a";
    append_utf8(plain, c);
    plain += "b";
    const auto shortly = check_name(plain, default_rules());
    const auto at_length = check_name(plain + "\u4E2D", default_rules());
    ASSERT_EQ(shortly.has_value(), at_length.has_value()) << static_cast<unsigned>(c);
    if (shortly) {
      EXPECT_EQ(*shortly + "\u4E2D", *at_length);
    }
  }
}

age_band band(const boost::json::value& text) {
  return parse<age_band>(std::string_view(text.as_string())).value();
}

rules rules_of_the_vectors() {
  const auto under = all_vectors().at("ages_under").as_object();
  rules r = default_rules();
  r.subscriber_age_min = band(under.at("subscriber_age_min"));
  r.draw_age_min = band(under.at("draw_age_min"));
  r.subscriber_age_min_by_country.clear();
  for (const auto& [country, age] : under.at("subscriber_age_min_by_country").as_object())
    r.subscriber_age_min_by_country.emplace(country, band(age));
  r.draw_countries_excluded.clear();
  for (const auto& country : under.at("draw_countries_excluded").as_array())
    r.draw_countries_excluded.emplace_back(country.as_string());
  return r;
}

TEST(AgeRules, HoldForEveryVector) {
  const auto r = rules_of_the_vectors();
  const auto code_of = [](const result<void>& got) { return got ? "" : got.error().code; };
  const auto all = vectors("ages");
  EXPECT_GE(all.size(), 12U);
  for (const auto& value : all) {
    const auto& vector = value.as_object();
    SCOPED_TRACE(std::string(vector.at("note").as_string()));
    const std::string country(vector.at("country").as_string());
    const auto age = band(vector.at("age"));
    EXPECT_EQ(code_of(check_subscriber_age(age, country, r)),
              std::string(vector.at("subscriber").as_string()));
    EXPECT_EQ(code_of(check_draw_entry(age, country, r)),
              std::string(vector.at("draw").as_string()));
  }
}

}  // namespace
}  // namespace chant::campaign
