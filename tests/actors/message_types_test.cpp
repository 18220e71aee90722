#include "actors/message_types.hpp"

#include "tests/actors/stepped_system.hpp"

#include <gtest/gtest.h>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/deep_to_string.hpp>
#include <caf/message.hpp>

#include <vector>

namespace chant::actors {
namespace {

/// The message after a journey over the wire.
template <class Message>
Message sent(Message message) {
  stepped_system system;
  std::vector<char> wire;
  caf::binary_serializer to{system.actors, wire};
  EXPECT_FALSE(to(message));
  Message arrived;
  caf::binary_deserializer from{system.actors, wire};
  EXPECT_FALSE(from(arrived));
  EXPECT_EQ(from.remaining(), 0U);
  return arrived;
}

campaign::session full_session() {
  return {.version = campaign::stream_version(7),
          .language = "de",
          .country = "AT",
          .artworks = {{.share = {},
                        .team = "is",
                        .name = campaign::personal_text::sealed("c1").opened("Björk"),
                        .language = "de",
                        .status = campaign::artwork::state::refused,
                        .undrawable = {0x1F600}}},
          .subscribed =
              campaign::subscriber{.asked_by = {},
                                   .email = campaign::personal_text::sealed("c2").opened("a@b.is"),
                                   .name = campaign::personal_text::sealed("c3").erased(),
                                   .language = "de",
                                   .age = campaign::age_band::age_16_17,
                                   .status = campaign::subscriber::state::pending,
                                   .asked_before = {{}, {}}},
          .subscriptions = 2,
          .consents = {"newsletter", "terms"},
          .letters = {{.asked_by = {},
                       .kind = "welcome",
                       .status = campaign::letter::state::deferred,
                       .attempts = 2,
                       .next_at = timestamp(std::chrono::microseconds(1'466'000'000'123'456))}},
          .letters_asked = 3,
          .takes = {{.id = {},
                     .status = campaign::take::state::uploaded,
                     .media_type = "audio/webm",
                     .size_bytes = 65536,
                     .tier = "A"}},
          .takes_begun = 3,
          .in_draw = true,
          .erased = false};
}

TEST(MessageTypes, EveryCommandCrossesTheWire) {
  const auto a =
      sent(session_command{.request = 5,
                           .session = {},
                           .what = campaign::open_session{.language = "en", .country = "FR"}});
  EXPECT_EQ(a.request, 5U);
  EXPECT_EQ(std::get<campaign::open_session>(a.what).country, "FR");

  const auto b = sent(session_command{
      .request = 6,
      .session = {},
      .what = campaign::order_artwork{.share = {}, .team = "fr", .name = "Zoë", .language = "de"}});
  EXPECT_EQ(std::get<campaign::order_artwork>(b.what).name, "Zoë");

  const auto c = sent(session_command{
      .request = 7,
      .session = {},
      .what = campaign::record_artwork{
          .share = {}, .renderer = "x", .strip_bytes = 1ULL << 40, .undrawable = {1, 2}}});
  EXPECT_EQ(std::get<campaign::record_artwork>(c.what).strip_bytes, 1ULL << 40);
  EXPECT_EQ(std::get<campaign::record_artwork>(c.what).undrawable,
            (std::vector<std::uint32_t>{1, 2}));

  const auto d = sent(
      session_command{.request = 8,
                      .session = {},
                      .what = campaign::subscribe{
                          .email = "a@b.fr",
                          .name = "Zoë",
                          .language = "en",
                          .age = campaign::age_band::adult,
                          .consents = {.terms = true, .newsletter = false, .recording = true}}});
  EXPECT_EQ(std::get<campaign::subscribe>(d.what).name, "Zoë");
  EXPECT_TRUE(std::get<campaign::subscribe>(d.what).consents.recording.value_or(false));
  EXPECT_FALSE(std::get<campaign::subscribe>(d.what).consents.newsletter.value_or(true));

  const auto e =
      sent(session_command{.request = 9,
                           .session = {},
                           .what = campaign::record_letter{
                               .letter = {}, .kind = "welcome", .word = "q1", .chance = 0.25}});
  EXPECT_EQ(std::get<campaign::record_letter>(e.what).word, "q1");
  EXPECT_EQ(std::get<campaign::record_letter>(e.what).chance, 0.25);
}

TEST(MessageTypes, TheWordsShownCrossTheWire) {
  const campaign::shown_wording words{.version = "7", .language = "ja", .sha256 = "ab12"};
  campaign::set_consents wish;
  wish.consents.shown = {.terms = words, .newsletter = {}, .recording = words};
  const auto crossed = sent(session_command{.request = 1, .session = {}, .what = wish});
  const auto& shown = std::get<campaign::set_consents>(crossed.what).consents.shown;
  EXPECT_EQ(shown.terms, words);
  EXPECT_EQ(shown.newsletter, std::nullopt);
  EXPECT_EQ(shown.recording, words);
}

TEST(MessageTypes, EveryCommandAboutTakesAndConsentsCrossesTheWire) {
  const auto arrived = [](campaign::command what) {
    return sent(session_command{.request = 1, .session = {}, .what = std::move(what)}).what;
  };
  const auto begun = arrived(campaign::begin_take{
      .take = {},
      .media_type = "audio/webm",
      .size_bytes = 1ULL << 33,
      .tier = "B",
      .consent = "c-1",
      .shown = campaign::shown_wording{.version = "7", .language = "ja", .sha256 = "c-1"}});
  EXPECT_EQ(std::get<campaign::begin_take>(begun).size_bytes, 1ULL << 33);
  EXPECT_EQ(std::get<campaign::begin_take>(begun).consent, "c-1");
  EXPECT_EQ(std::get<campaign::begin_take>(begun).shown->language, "ja");
  const auto finished = arrived(campaign::finish_take{.take = {},
                                                      .size_bytes = 7,
                                                      .sha256 = "aa",
                                                      .media_type = "audio/ogg",
                                                      .timing = "{}",
                                                      .sha256_by = "client"});
  EXPECT_EQ(std::get<campaign::finish_take>(finished).timing, "{}");
  EXPECT_EQ(std::get<campaign::finish_take>(finished).sha256_by, "client");
  const auto dropped = arrived(campaign::drop_take{.take = {}, .reason = "by_fan"});
  EXPECT_EQ(std::get<campaign::drop_take>(dropped).reason, "by_fan");
  const auto consents = arrived(campaign::set_consents{
      .consents = {.terms = std::nullopt, .newsletter = false, .recording = true}});
  EXPECT_EQ(std::get<campaign::set_consents>(consents).consents.terms, std::nullopt);
  EXPECT_EQ(std::get<campaign::set_consents>(consents).consents.newsletter, false);
  EXPECT_TRUE(std::holds_alternative<campaign::enter_draw>(arrived(campaign::enter_draw{})));
  EXPECT_EQ(std::get<campaign::erase>(arrived(campaign::erase{.reason = "by_fan"})).reason,
            "by_fan");
}

TEST(MessageTypes, AnOutcomeArrivesAsItLeft) {
  const auto arrived = sent(session_reply{
      .request = 1, .answer = campaign::outcome{.state = full_session(), .changed = true}});
  ASSERT_TRUE(arrived.answer);
  EXPECT_TRUE(arrived.answer->changed);
  EXPECT_EQ(arrived.answer->state, full_session());
}

TEST(MessageTypes, AnErrorArrivesAsItLeft) {
  const error why{
      .kind = errc::refused, .code = "team_unknown", .detail = "no such team", .field = "team"};
  const auto arrived = sent(session_reply{.request = 1, .answer = std::unexpected(why)});
  ASSERT_FALSE(arrived.answer);
  EXPECT_EQ(arrived.answer.error(), why);
}

TEST(MessageTypes, AWholeMessageCrossesTheWire) {
  stepped_system system;
  auto message = caf::make_message(session_ended{.session = {}, .incarnation = 77});
  std::vector<char> wire;
  caf::binary_serializer to{system.actors, wire};
  ASSERT_FALSE(to(message));
  caf::message arrived;
  caf::binary_deserializer from{system.actors, wire};
  ASSERT_FALSE(from(arrived));
  ASSERT_TRUE(arrived.match_elements<session_ended>());
  EXPECT_EQ(arrived.get_as<session_ended>(0).incarnation, 77U);
}

TEST(MessageTypes, ACutMessageIsAnErrorAndNotACrash) {
  stepped_system system;
  session_reply message{.request = 1,
                        .answer = campaign::outcome{.state = full_session(), .changed = true}};
  std::vector<char> wire;
  caf::binary_serializer to{system.actors, wire};
  ASSERT_FALSE(to(message));
  for (std::size_t length = 0; length < wire.size(); ++length) {
    std::vector<char> cut(wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(length));
    session_reply arrived;
    caf::binary_deserializer from{system.actors, cut};
    EXPECT_TRUE(from(arrived)) << length;
  }
}

TEST(MessageTypes, PrintingShowsNoPersonalData) {
  const auto message = caf::make_message(session_command{
      .request = 1,
      .session = {},
      .what = campaign::order_artwork{.share = {}, .team = "fr", .name = "Zoë", .language = ""}});
  EXPECT_EQ(caf::to_string(message).find("Zoë"), std::string::npos);
}

}  // namespace
}  // namespace chant::actors
