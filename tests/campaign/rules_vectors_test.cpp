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

boost::json::array vectors(std::string_view kind) {
  std::ifstream file(RULES_VECTORS);
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str()).at(kind).as_array();
}

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

}  // namespace
}  // namespace chant::campaign
