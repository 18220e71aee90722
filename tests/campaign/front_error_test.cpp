// What stays of a browser's report, and when two of them are the same error.
#include "campaign/front_error.hpp"

#include "campaign/front_error_groups.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace chant::campaign {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string message_of(std::string_view raw) { return described({.message = raw}).message; }
std::string stack_of(std::string_view raw) { return described({.stack = raw}).stack; }

TEST(FrontError, KeepsWhatBrowsersSay) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"Uncaught TypeError: Cannot read properties of undefined (reading 'start')",
       "TypeError: Cannot read properties of undefined (reading 'start')"},
      {"Uncaught (in promise) NotAllowedError: Permission denied",
       "NotAllowedError: Permission denied"},
      {"TypeError: undefined is not an object (evaluating 'e.files[0]')",
       "TypeError: undefined is not an object (evaluating 'e.files[0]')"},
      {"TypeError: can't access property \"map\", t is null",
       "TypeError: can't access property \"map\", … is null"},
      {"ReferenceError: Cannot access 'x' before initialization",
       "ReferenceError: Cannot access 'x' before initialization"},
      {"NotFoundError: Failed to execute 'removeChild' on 'Node'",
       "NotFoundError: Failed to execute 'removeChild' on 'Node'"},
      {"TypeError: Failed to fetch dynamically imported module: "
       "https://fans.example/assets/studio-Ab3dEf12.js",
       "TypeError: Failed to fetch dynamically imported module: studio.js"},
      {"csp img-src https://ads.example/a.gif", "csp img-src …"},
      {"csp script-src-elem inline", "csp script-src-elem inline"},
      {"resource script https://fans.example/assets/app-Ab3dEf12.js", "resource script app.js"},
      {"Error: take_too_short", "Error: take_too_short"},
      {"Script error.", "Script error."},
      {"[object Object]", "[object Object]"},
      {"RangeError: offset 1234 is out of range", "RangeError: … 1234 is out of range"},
      {"", "(no message)"}};
  for (const auto& [raw, kept] : cases) EXPECT_EQ(message_of(raw), kept) << raw;
}

TEST(FrontError, KeepsNothingAFanMayHaveTyped) {
  const std::vector<std::string> typed{
      "TypeError: Quirin Xylander is not a function",
      "Quirin Xylander 0f8fad5b-d9cb-469f-a165-70867728950e",
      "SyntaxError: Unexpected token 'X', \"{\"name\":\"Quirin Xylander\"}\" is not valid JSON",
      "SyntaxError: Unexpected token 'X', \"[\"Quirin Xylander\",\"b\"]\" is not valid JSON",
      "InvalidCharacterError: 'Quirin Xylander's' is not a valid name",
      "Error: quirin.xylander@example.net is not valid",
      "Error: call 01701234567 or Quirin",
      "Error: https://fans.example/en/?name=Xylander failed",
      "Error: https://fans.example/Quirin failed",
      "TypeError: x\nQuirin Xylander",
      "Error: reading 'Quirin Xylander' failed",
      "Error: Zoë Quirin",
      "Error: 'Quirin"};
  for (const auto& raw : typed) {
    const auto e =
        described({.message = raw,
                   .stack = raw + "\n    at Quirin Xylander (https://a.example/Xylander)",
                   .source = raw,
                   .release = raw,
                   .page = "/en/" + raw});
    for (const auto& text : {e.message, e.stack, e.page, e.release}) {
      for (const auto* word : {"uirin", "ylander", "0f8fad5b", "01701234567", "Zoë"})
        EXPECT_THAT(text, Not(HasSubstr(word))) << raw;
    }
  }
}

TEST(FrontError, BoundsWhatItKeeps) {
  std::string endless = "Error:";
  std::string stack;
  for (int i = 0; i < 500; ++i) {
    endless += " undefined";
    stack += "    at " + std::string(100, 'f') + " (https://a.example/" + std::string(100, 'x') +
             ".js:1:2)\n";
  }
  const auto e = described({.message = endless, .stack = stack});
  EXPECT_LE(e.message.size(), front_error_limits::message_bytes + 3);
  EXPECT_EQ(std::ranges::count(e.stack, '\n') + 1, front_error_limits::frames);
  EXPECT_LE(e.stack.size(), 400U);
}

TEST(FrontError, ReadsTheStacksOfAllEngines) {
  EXPECT_EQ(
      stack_of("TypeError: x\n"
               "    at start (https://fans.example/assets/studio-Ab3dEf12.js:1:2345)\n"
               "    at async Recorder.open (https://fans.example/assets/app-Zz3dEf12.js:2:7)\n"
               "    at https://fans.example/assets/app-Zz3dEf12.js?x=1:3:9\n"
               "    at new Map (<anonymous>)\n"),
      "start studio-Ab3dEf12.js:1:2345\n"
      "Recorder.open app-Zz3dEf12.js:2:7\n"
      "(anonymous) app-Zz3dEf12.js:3:9");
  EXPECT_EQ(stack_of("start@https://fans.example/assets/studio-Ab3dEf12.js:1:2345\n"
                     "@https://fans.example/en/:5:1\n"
                     "go@moz-extension://0f8fad5b-d9cb-469f-a165-70867728950e/a.js:9:9\n"),
            "start studio-Ab3dEf12.js:1:2345\n"
            "(anonymous) page:5:1\n"
            "go extension:9:9");
}

TEST(FrontError, TakesThePlaceWhereThereIsNoStack) {
  const auto e = described({.message = "Script error.",
                            .source = "https://fans.example/assets/app-Ab3dEf12.js",
                            .line = 3,
                            .column = 14});
  EXPECT_EQ(e.stack, "(anonymous) app-Ab3dEf12.js:3:14");
}

std::string fingerprint_of(std::string_view message, std::string_view stack) {
  return described({.message = message, .stack = stack}).fingerprint;
}

TEST(FrontError, HasOneFingerprintOverReleasesAndNumbers) {
  const auto one = fingerprint_of("RangeError: index 7 out of range",
                                  "f@https://a.example/assets/app-Ab3dEf12.js:1:20");
  EXPECT_EQ(one.size(), 16U);
  EXPECT_EQ(one, fingerprint_of("RangeError: index 1024 out of range",
                                "g@https://b.example/assets/app-9z9z9z9z.js:1:20"));
  EXPECT_NE(one, fingerprint_of("RangeError: index 7 out of range",
                                "f@https://a.example/assets/app-Ab3dEf12.js:1:21"));
  EXPECT_NE(one, fingerprint_of("RangeError: index out of memory",
                                "f@https://a.example/assets/app-Ab3dEf12.js:1:20"));
}

TEST(FrontError, IsNotToldApartByWhatLiesBelowTheTopFrames) {
  const std::string top =
      "a@https://a.example/x.js:1:1\nb@https://a.example/x.js:1:2\nc@https://a.example/x.js:1:3\n";
  EXPECT_EQ(fingerprint_of("Error: x", top + "d@https://a.example/x.js:1:4"),
            fingerprint_of("Error: x", top + "e@https://a.example/x.js:1:5"));
}

TEST(FrontError, NamesPagesWithoutLanguageAndIds) {
  const auto page = [](std::string_view path) { return described({.page = path}).page; };
  EXPECT_EQ(page("/"), "/");
  EXPECT_EQ(page("/ja/"), "/");
  EXPECT_EQ(page("/zh-Hans/studio"), "/studio");
  EXPECT_EQ(page("/en/studio/?name=x#y"), "/studio");
  EXPECT_EQ(page("/s/Ab3dEf12Ab3dEf12"), "/s/…");
  EXPECT_EQ(page("no path"), "/");
}

TEST(FrontError, TellsEnginesApart) {
  const auto browser = [](std::string_view agent) {
    return described({.user_agent = agent}).browser;
  };
  EXPECT_EQ(browser("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                    "Chrome/156.0.0.0 Safari/537.36"),
            "chromium");
  EXPECT_EQ(browser("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
            "firefox");
  EXPECT_EQ(browser("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 "
                    "(KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1"),
            "safari");
  EXPECT_EQ(browser("curl/7.88"), "other");
}

front_error_counted counted(std::string fingerprint, std::uint64_t reports,
                            std::string release = "r1") {
  return {.fingerprint = std::move(fingerprint),
          .message = "TypeError: x",
          .release = std::move(release),
          .page = "/studio",
          .browser = "safari",
          .stack = "f a.js:1:2",
          .reports = reports};
}

timestamp second(int n) { return timestamp(std::chrono::seconds(n)); }

TEST(FrontErrorGroups, SumUpAndRankTheSameErrors) {
  front_error_groups groups(10);
  groups.add(counted("a", 2), second(10));
  groups.add(counted("b", 5), second(20));
  groups.add(counted("a", 4, "r2"), second(30));
  const auto all = groups.by_reports();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].fingerprint, "a");
  EXPECT_EQ(all[0].reports, 6U);
  EXPECT_EQ(all[0].first_seen, second(10));
  EXPECT_EQ(all[0].last_seen, second(30));
  EXPECT_THAT(all[0].releases, ElementsAre("r1", "r2"));
  EXPECT_EQ(groups.reports(), 11U);
}

TEST(FrontErrorGroups, ForgetTheOneThatWasQuietLongest) {
  front_error_groups groups(2);
  groups.add(counted("a", 1), second(1));
  groups.add(counted("b", 1), second(2));
  groups.add(counted("a", 1), second(3));
  groups.add(counted("c", 1), second(4));
  const auto all = groups.by_reports();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].fingerprint, "a");
  EXPECT_EQ(all[1].fingerprint, "c");
  EXPECT_EQ(groups.reports(), 4U) << "forgotten ones count";
}

TEST(FrontErrorGroups, ListABoundedNumberOfReleases) {
  front_error_groups groups(2);
  for (int i = 0; i < 50; ++i) groups.add(counted("a", 1, "r" + std::to_string(i)), second(i));
  EXPECT_EQ(groups.by_reports().front().releases.size(), front_error_group::listed_most);
}

TEST(FrontErrorGroups, ComeBackFromTheirBytes) {
  front_error_groups groups(10);
  groups.add(counted("a", 2), second(10));
  groups.add(counted("b", 5, "r2"), second(-20));
  EXPECT_EQ(front_error_groups::decode(groups.encode(), 10), result<front_error_groups>(groups));
  EXPECT_THAT(front_error_groups::decode("", 10)->by_reports(), IsEmpty());
  const auto bytes = groups.encode();
  EXPECT_EQ(front_error_groups::decode(bytes.substr(0, bytes.size() - 1), 10).error().code,
            "groups_malformed");
}

}  // namespace
}  // namespace chant::campaign
