// What happens after an order and a subscription, without anybody asking.
#include "tests/actors/node_house.hpp"

#include <caf/send.hpp>

namespace chant::actors {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

const auto fan = session_number(1);
constexpr error down{.kind = errc::unavailable, .code = {}, .detail = {}, .field = {}};

struct Pools : node_house {
  result<void> report(campaign::returned_letter what) {
    std::optional<result<void>> answer;
    node->parts.returns.report(std::move(what), [&](result<void> a) { answer = std::move(a); });
    settle();
    EXPECT_TRUE(answer) << "no answer";
    return std::move(answer).value_or(result<void>());
  }
  Pools() { EXPECT_TRUE(ask(fan, open_in_english)); }

  void expect_all_checkpoints_at_the_head() {
    pass(2s);
    for (const auto& status : node->parts.status)
      EXPECT_EQ(status.snapshot().checkpoint, world.kept.log.head().value()) << status.name();
  }
};

TEST_F(Pools, AnOrderedArtworkIsDrawnKeptAndRecorded) {
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  const auto state = state_of(fan);
  EXPECT_EQ(state.artworks.at(0).status, campaign::artwork::state::rendered);
  EXPECT_EQ(world.pictures.drawn, 1U);
  EXPECT_EQ(world.kept.blobs.size(), 1U);
  expect_all_checkpoints_at_the_head();
}

TEST_F(Pools, ANameThatCannotBeDrawnIsRecordedAsRefused) {
  ASSERT_TRUE(ask(fan, order(1, "Zoë?")));
  const auto state = state_of(fan);
  EXPECT_EQ(state.artworks.at(0).status, campaign::artwork::state::refused);
  EXPECT_EQ(state.artworks.at(0).undrawable, (std::vector<std::uint32_t>{'?'}));
}

TEST_F(Pools, DrawingThatFailsIsTriedAgain) {
  world.pictures.failure = down;
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  EXPECT_EQ(state_of(fan).artworks.at(0).status, campaign::artwork::state::ordered);
  world.pictures.failure.reset();
  pass(2s);
  EXPECT_EQ(state_of(fan).artworks.at(0).status, campaign::artwork::state::rendered);
}

TEST_F(Pools, WhatAnErasedFanOrderedIsNotDrawn) {
  world.pictures.failure = down;
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  ASSERT_TRUE(world.kept.keys.destroy(fan));
  world.pictures.failure.reset();
  pass(2s);
  EXPECT_EQ(world.pictures.drawn, 0U);
  expect_all_checkpoints_at_the_head();
}

TEST_F(Pools, ANewSubscriberGetsALetterWithTheLatestArtwork) {
  ASSERT_TRUE(ask(fan, order(1, "Ana")));
  ASSERT_TRUE(ask(fan, order(2, "Zoë")));
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  ASSERT_THAT(world.post.letters, SizeIs(1));
  const auto& letter = world.post.letters[0];
  EXPECT_EQ(letter.email, "zoe@example.org");
  EXPECT_EQ(letter.name, "Zoë");
  EXPECT_EQ(letter.language, "de");
  ASSERT_TRUE(letter.latest);
  EXPECT_EQ(letter.latest->what.share, share_number(2));
  EXPECT_EQ(letter.latest->jpeg, "cover:fr/Zoë/en");
  const auto state = state_of(fan);
  ASSERT_THAT(state.letters, SizeIs(1));
  EXPECT_EQ(state.letters[0].asked_by, letter.asked_by);
  EXPECT_EQ(state.letters[0].status, campaign::letter::state::accepted);
  expect_all_checkpoints_at_the_head();
}

TEST_F(Pools, ASubscriberWithoutArtworkGetsALetterToo) {
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  ASSERT_THAT(world.post.letters, SizeIs(1));
  EXPECT_FALSE(world.post.letters[0].latest);
}

TEST_F(Pools, ALetterThatWillNeverArriveIsRecordedAsFailed) {
  ASSERT_TRUE(ask(fan, subscription("never@example.org")));
  const auto state = state_of(fan);
  ASSERT_THAT(state.letters, SizeIs(1));
  EXPECT_EQ(state.letters[0].status, campaign::letter::state::failed);
}

TEST_F(Pools, ALetterWaitsForThePostToComeBack) {
  world.post.failure = relay_down();
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  ASSERT_THAT(state_of(fan).letters, SizeIs(1));
  EXPECT_EQ(state_of(fan).letters[0].status, campaign::letter::state::deferred);
  world.post.failure.reset();
  pass(10s);
  EXPECT_THAT(world.post.letters, SizeIs(1));
  EXPECT_EQ(state_of(fan).letters[0].status, campaign::letter::state::accepted);
  expect_all_checkpoints_at_the_head();
}

TEST_F(Pools, ALetterWhoseMailerDiedIsInDoubtAndSentAgain) {
  caf::anon_send(node->parts.consumer_named("mailer"), consumer_pause{});
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  const auto letter = state_of(fan).subscribed->asked_by;
  ASSERT_TRUE(ask(
      fan, campaign::claim_letter{.letter = letter, .kind = "welcome", .now = world.clock.now()}));
  die();
  start();
  pass(3s);
  EXPECT_THAT(world.post.letters, SizeIs(1));
  const auto state = state_of(fan);
  EXPECT_EQ(state.letters.at(0).status, campaign::letter::state::accepted);
  EXPECT_EQ(state.letters.at(0).attempts, 2U);
  expect_all_checkpoints_at_the_head();
}

TEST_F(Pools, APausedMailerSendsNothing) {
  caf::anon_send(node->parts.consumer_named("mailer"), consumer_pause{});
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  pass(3s);
  EXPECT_THAT(world.post.letters, SizeIs(0));
  caf::anon_send(node->parts.consumer_named("mailer"), consumer_resume{});
  pass(3s);
  EXPECT_THAT(world.post.letters, SizeIs(1));
}

TEST_F(Pools, ALetterIsNotSentToWhoLeftMeanwhile) {
  world.post.failure = relay_down();
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  ASSERT_TRUE(ask(fan, campaign::unsubscribe{.reason = "by_fan"}));
  world.post.failure.reset();
  pass(10s);
  EXPECT_THAT(world.post.letters, SizeIs(0));
  EXPECT_EQ(state_of(fan).letters.at(0).status, campaign::letter::state::failed);
  expect_all_checkpoints_at_the_head();
}

TEST_F(Pools, NothingIsSentToASuppressedAddress) {
  ASSERT_TRUE(world.kept.suppressed.note(world.kept.digests.of("zoe@example.org"), "complained",
                                         campaign::log_offset(0)));
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  EXPECT_THAT(world.post.letters, SizeIs(0));
  EXPECT_EQ(state_of(fan).letters.at(0).status, campaign::letter::state::failed);
  expect_all_checkpoints_at_the_head();
}

using kind = campaign::returned_letter::kind;

TEST_F(Pools, AnAddressThatDoesNotExistIsNotWrittenToAgain) {
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  const auto letter = state_of(fan).subscribed->asked_by;
  EXPECT_TRUE(report({.letter = letter, .what = kind::hard, .code = "5.1.1"}));
  EXPECT_EQ(state_of(fan).letters.at(0).status, campaign::letter::state::bounced);
  EXPECT_EQ(state_of(fan).subscribed->status, campaign::subscriber::state::removed);
  const auto other = session_number(2);
  ASSERT_TRUE(ask(other, open_in_english));
  ASSERT_TRUE(ask(other, subscription("zoe@example.org")));
  EXPECT_THAT(world.post.letters, SizeIs(1));
  expect_all_checkpoints_at_the_head();
}

TEST_F(Pools, AMonthAfterItWasSentALetterIsForgottenByTheQueue) {
  const auto in = [&](store::queued_letter::phase p) {
    return world.kept.letters.counts().at(static_cast<std::size_t>(p));
  };
  const auto pass_days = [&](int days) {
    die();
    world.clock.advance(std::chrono::days(days));
    start();
    pass(3s);
  };
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  const auto letter = state_of(fan).subscribed->asked_by;
  pass(2s);
  pass_days(29);
  EXPECT_EQ(in(store::queued_letter::phase::sent), 1U);
  EXPECT_TRUE(report({.letter = letter, .what = kind::soft, .code = "4.2.2"}));
  pass_days(2);
  EXPECT_EQ(in(store::queued_letter::phase::sent), 0U);
  EXPECT_EQ(report({.letter = letter, .what = kind::hard, .code = "5.1.1"}).error().code,
            "letter_unknown");
  EXPECT_THAT(world.post.letters, SizeIs(1));
}

TEST_F(Pools, AReportThatComesAgainChangesNothing) {
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  const auto letter = state_of(fan).subscribed->asked_by;
  ASSERT_TRUE(report({.letter = letter, .what = kind::complaint, .code = ""}));
  const auto head = world.kept.log.head();
  EXPECT_TRUE(report({.letter = letter, .what = kind::complaint, .code = ""}));
  EXPECT_EQ(world.kept.log.head(), head);
}

TEST_F(Pools, AFullMailboxIsNoReasonToStopWriting) {
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  const auto letter = state_of(fan).subscribed->asked_by;
  ASSERT_TRUE(report({.letter = letter, .what = kind::soft, .code = "4.2.2"}));
  EXPECT_EQ(state_of(fan).subscribed->status, campaign::subscriber::state::confirmed);
  EXPECT_EQ(world.kept.suppressed.find(world.kept.digests.of("zoe@example.org")).value(),
            std::nullopt);
}

TEST_F(Pools, ASuppressedAddressOutlivesAnErase) {
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  const auto letter = state_of(fan).subscribed->asked_by;
  ASSERT_TRUE(report({.letter = letter, .what = kind::hard, .code = "5.1.1"}));
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  pass(2s);
  EXPECT_EQ(world.kept.suppressed.find(world.kept.digests.of("zoe@example.org")).value(),
            "bounced");
  EXPECT_EQ(report({.letter = letter, .what = kind::hard, .code = "5.1.1"}).error().code,
            "letter_unknown");
}

TEST_F(Pools, AReportAboutNoLetterOfOursIsRefused) {
  EXPECT_EQ(report({.letter = {}, .what = kind::hard, .code = "5.1.1"}).error().kind,
            errc::not_found);
}

TEST_F(Pools, ARecordedLetterIsNotWrittenAgain) {
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  ASSERT_THAT(world.post.letters, SizeIs(1));
  die();
  ASSERT_TRUE(world.kept.checkpoints.save("mail_queue", {}));  // the node forgot how far it was
  start();
  pass(3s);
  EXPECT_THAT(world.post.letters, SizeIs(1));
}

TEST_F(Pools, NothingOrderedIsLostWithTheNode) {
  world.pictures.failure = down;
  world.post.failure = relay_down();
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  die();
  world.pictures.failure.reset();
  world.post.failure.reset();
  start();
  pass(10s);
  const auto state = state_of(fan);
  EXPECT_EQ(state.artworks.at(0).status, campaign::artwork::state::rendered);
  EXPECT_THAT(world.post.letters, SizeIs(1));
}

TEST_F(Pools, AnEraseTakesKeyPicturesAndLetters) {
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  ASSERT_TRUE(find(share_number(1)));
  ASSERT_THAT(world.post.letters, SizeIs(1));
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  EXPECT_EQ(world.kept.blobs.size(), 0U);
  EXPECT_THAT(world.post.letters, SizeIs(0));
  EXPECT_EQ(find(share_number(1)).error().kind, errc::gone);
  EXPECT_EQ(draw(share_number(1)).error().kind, errc::gone);
  EXPECT_TRUE(state_of(fan).erased);
  expect_all_checkpoints_at_the_head();
}

TEST_F(Pools, WhatIsDrawnOrWrittenDuringAnEraseGoesToo) {
  world.pictures.failure = down;
  world.post.failure = relay_down();
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  world.pictures.failure.reset();
  world.post.failure.reset();
  pass(5s);
  EXPECT_EQ(world.kept.blobs.size(), 0U);
  EXPECT_THAT(world.post.letters, SizeIs(0));
  expect_all_checkpoints_at_the_head();
}

TEST_F(Pools, AnEraseIsCarriedThroughByTheNextNode) {
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  world.kept.blobs.failure = down;
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  EXPECT_EQ(world.kept.blobs.size(), 1U);
  die();
  world.kept.blobs.failure.reset();
  start();
  pass(2s);
  EXPECT_EQ(world.kept.blobs.size(), 0U);
}

TEST_F(Pools, TheTallyCountsAndSurvives) {
  ASSERT_TRUE(ask(session_number(2), open_in_english));
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  ASSERT_TRUE(ask(fan, subscription("zoe@example.org")));
  pass(2s);
  const auto before = node->parts.service.counts();
  EXPECT_EQ(before.sessions, 2U);
  EXPECT_EQ(before.artworks, 1U);
  EXPECT_EQ(before.subscribers, 1U);
  die();
  start();
  settle();
  EXPECT_EQ(node->parts.service.counts().sessions, 2U);
}

TEST_F(Pools, AreKnownByName) {
  EXPECT_TRUE(node->parts.consumer_named("renderer"));
  EXPECT_TRUE(node->parts.consumer_named("mailer"));
  EXPECT_TRUE(node->parts.consumer_named("tally"));
  EXPECT_FALSE(node->parts.consumer_named("sales"));
}

}  // namespace
}  // namespace chant::actors
