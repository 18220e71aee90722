// What the links of a letter do: GET asks, POST acts, and neither needs a session.
#include "tests/http/site_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chant {
namespace {

using namespace std::string_literals;
using campaign::letter_act;
using state = campaign::subscriber::state;

const std::map<std::string, std::string> reads_pages{{"Accept", "text/html"}};

class LetterLinks : public tests::site_fixture {
 protected:
  LetterLinks() {
    fan_.bytes.fill(std::byte{5});
    letter_.bytes.fill(std::byte{6});
    auto& s = service.sessions[fan_];
    s.version = campaign::stream_version(4);
    s.language = "en";
    s.consents = {"newsletter", "terms"};
    s.letters_asked = 1;
    s.subscribed = campaign::subscriber{.asked_by = letter_,
                                        .email = campaign::personal_text("zoe@example.org"),
                                        .name = {},
                                        .language = "fr",
                                        .status = state::confirmed};
    s.letters.push_back(
        {.asked_by = letter_, .kind = "welcome", .status = campaign::letter::state::accepted});
  }

  [[nodiscard]] campaign::session& fan() { return service.sessions.at(fan_); }

  /// The path of a link in a letter written a while ago.
  [[nodiscard]] std::string link(letter_act act, std::chrono::hours ago = std::chrono::hours(1)) {
    constexpr std::array names{"unsubscribe", "confirm", "erase"};
    return "/"s + names.at(static_cast<std::size_t>(act)) + "/" +
           permits.seal(campaign::permit_for(act, fan_, letter_, "fr", time.now() - ago));
  }

  [[nodiscard]] static std::string title(const http::client_reply& page) {
    const auto begin = page.body.find("<title>") + 7;
    return page.body.substr(begin, page.body.find("</title>") - begin);
  }

  /// The status and the title, as those see it who read pages.
  [[nodiscard]] std::string seen(std::string_view verb, const std::string& path) {
    const auto page = call(verb, path, "", reads_pages);
    return std::to_string(page.status) + " " + title(page);
  }

  campaign::session_id fan_;
  campaign::event_id letter_;
};

TEST_F(LetterLinks, AskInTheLetterLanguageAndChangeNothing) {
  fan().subscribed->status = state::pending;
  const auto before = fan();
  start();
  EXPECT_EQ(seen("GET", link(letter_act::unsubscribe)), "200 fr unsubscribe");
  EXPECT_EQ(seen("GET", link(letter_act::confirm)), "200 fr confirm");
  EXPECT_EQ(seen("GET", link(letter_act::erase)), "200 fr erase");
  EXPECT_EQ(call("HEAD", link(letter_act::erase), "", reads_pages).status, 200U);
  EXPECT_EQ(fan(), before);
}

TEST_F(LetterLinks, ArePagesThatNobodyKeeps) {
  start();
  const auto page = call("GET", link(letter_act::erase), "", reads_pages);
  EXPECT_EQ(page.fields.at("cache-control"), "no-store");
  EXPECT_NE(page.fields.at("content-security-policy").find("form-action 'self'"),
            std::string::npos);
  EXPECT_EQ(call("GET", "/letters/erase.html", "", reads_pages).status, 404U);
}

TEST_F(LetterLinks, UnsubscribeAtOneClickWithoutCookieOrSession) {
  start();
  const auto path = link(letter_act::unsubscribe);
  const auto clicked = call("POST", path, "List-Unsubscribe=One-Click",
                            {{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(clicked.status, 200U);
  EXPECT_EQ(clicked.body, "unsubscribed\n");
  EXPECT_EQ(fan().subscribed->status, state::removed);
  EXPECT_EQ(fan().consents, std::vector<std::string>{"terms"});

  EXPECT_EQ(call("POST", path, "List-Unsubscribe=One-Click",
                 {{"Content-Type", "multipart/form-data; boundary=x"}})
                .status,
            200U);
  EXPECT_EQ(seen("POST", path), "200 fr unsubscribed");
  EXPECT_EQ(seen("GET", path), "200 fr unsubscribed");
}

TEST_F(LetterLinks, UnsubscribeForYearsAndAfterAnErase) {
  start();
  const auto path = link(letter_act::unsubscribe, std::chrono::hours(24 * 365 * 4));
  EXPECT_EQ(seen("GET", path), "200 fr unsubscribe");
  fan().erased = true;
  EXPECT_EQ(seen("POST", path), "200 fr unsubscribed");
  service.sessions.clear();
  EXPECT_EQ(seen("GET", path), "200 fr unsubscribed");
  EXPECT_EQ(call("POST", path, "List-Unsubscribe=One-Click").status, 200U);
}

TEST_F(LetterLinks, ConfirmTheSubscriptionTheyWereSentFor) {
  fan().subscribed->status = state::pending;
  start();
  EXPECT_EQ(seen("POST", link(letter_act::confirm)), "200 fr confirmed");
  EXPECT_EQ(fan().subscribed->status, state::confirmed);
  EXPECT_EQ(seen("GET", link(letter_act::confirm)), "200 fr confirmed");
  EXPECT_EQ(seen("POST", link(letter_act::confirm)), "200 fr confirmed");

  fan().subscribed->asked_by.bytes.fill(std::byte{7});  // another address meanwhile
  fan().subscribed->status = state::pending;
  EXPECT_EQ(seen("GET", link(letter_act::confirm)), "410 fr expired");
  EXPECT_EQ(seen("POST", link(letter_act::confirm)), "410 fr expired");
  EXPECT_EQ(fan().subscribed->status, state::pending);
}

TEST_F(LetterLinks, EraseWhenAskedToAndSayThatItIsDone) {
  start();
  const auto path = link(letter_act::erase);
  EXPECT_EQ(seen("POST", path), "200 fr erased");
  EXPECT_TRUE(fan().erased);
  EXPECT_EQ(seen("POST", path), "200 fr erased");
  EXPECT_EQ(seen("GET", path), "410 fr erased");
}

TEST_F(LetterLinks, DoNotEraseByALetterThatALaterOneReplaced) {
  campaign::event_id later;
  later.bytes.fill(std::byte{8});
  fan().letters.push_back({.asked_by = later, .kind = "welcome"});
  start();
  EXPECT_EQ(seen("GET", link(letter_act::erase)), "410 fr expired");
  EXPECT_EQ(seen("POST", link(letter_act::erase)), "410 fr expired");
  EXPECT_FALSE(fan().erased);
  EXPECT_EQ(seen("POST", link(letter_act::unsubscribe)), "200 fr unsubscribed");
}

TEST_F(LetterLinks, EndWhenTheyShould) {
  fan().subscribed->status = state::pending;
  start();
  const auto days = [](int n) { return std::chrono::hours(24 * n); };
  EXPECT_EQ(seen("GET", link(letter_act::confirm, days(6))), "200 fr confirm");
  EXPECT_EQ(seen("POST", link(letter_act::confirm, days(7))), "410 fr expired");
  EXPECT_EQ(seen("GET", link(letter_act::erase, days(89))), "200 fr erase");
  EXPECT_EQ(seen("POST", link(letter_act::erase, days(90))), "410 fr expired");
  EXPECT_EQ(fan().subscribed->status, state::pending);
  EXPECT_FALSE(fan().erased);
}

TEST_F(LetterLinks, SayWhenTheyAreNotWholeInALanguageOfTheBrowser) {
  start();
  EXPECT_EQ(seen("GET", "/erase/nonsense"), "404 unknown");
  const auto erase = link(letter_act::erase);
  EXPECT_EQ(seen("POST", "/unsubscribe/" + erase.substr(erase.rfind('/') + 1)), "404 unknown");
  auto french = reads_pages;
  french["Accept-Language"] = "ko, fr-CA;q=0.8, en;q=0.5";
  EXPECT_EQ(title(call("GET", "/confirm/nonsense", "", french)), "fr unknown");
  const auto told = call("POST", "/erase/nonsense");
  EXPECT_EQ(told.status, 404U);
  EXPECT_NE(told.body.find("\"code\":\"link_unknown\""), std::string::npos);
  EXPECT_EQ(call("PUT", "/erase/1").status, 405U);
}

TEST_F(LetterLinks, AnswerNothingWhileNothingIsKept) {
  service.refusal = error{errc::unavailable, "overloaded", "", ""};
  start();
  const auto refused = call("POST", link(letter_act::unsubscribe), "List-Unsubscribe=One-Click");
  EXPECT_EQ(refused.status, 503U);
  EXPECT_TRUE(refused.fields.contains("retry-after"));
  EXPECT_EQ(fan().subscribed->status, state::confirmed);
}

}  // namespace
}  // namespace chant
