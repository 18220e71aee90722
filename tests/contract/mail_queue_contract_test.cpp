// What every mail queue keeps to.
#include "store/mail_queue_changes.hpp"
#include "store/memory_mail_queue.hpp"
#include "store/memory_suppression_list.hpp"
#include "store/state_database.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gmock/gmock.h>

namespace chant::store {
namespace {

using namespace std::chrono_literals;
using phase = queued_letter::phase;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class in_memory {
 public:
  mail_queue& queue() { return queue_; }

 private:
  memory_mail_queue queue_;
};

class on_disk {
 public:
  mail_queue& queue() { return state_->letters(); }

 private:
  tests::temporary_dir dir_;
  std::unique_ptr<state_database> state_ =
      state_database::open({.dir = dir_.path() / "state"}).value();
};

template <class Id>
Id numbered(int n) {
  Id id;
  id.bytes.fill(static_cast<std::byte>(n));
  return id;
}

timestamp at(std::chrono::seconds s) { return timestamp(s); }

queued_letter letter(int n, timestamp due, phase now = phase::waiting) {
  return {.letter = numbered<campaign::event_id>(n),
          .session = numbered<campaign::session_id>(1),
          .kind = "welcome",
          .now = now,
          .attempts = 3,
          .asked_at = at(5s),
          .due = due,
          .reason = "451 4.7.1",
          .seen = campaign::stream_version(7)};
}

template <class Kept>
struct MailQueue : testing::Test {
  void put(const queued_letter& l) {
    ASSERT_TRUE(queue.update(l.letter, [&](const auto&) { return std::optional(l); }));
  }
  void remove(int n) {
    ASSERT_TRUE(queue.update(numbered<campaign::event_id>(n),
                             [](const auto&) { return std::optional<queued_letter>(); }));
  }
  std::vector<int> due(std::chrono::seconds by, std::size_t limit = 100) {
    return names(*queue.due(at(by), limit));
  }
  static std::vector<int> names(const std::vector<queued_letter>& of) {
    std::vector<int> all;
    for (const auto& l : of) all.push_back(static_cast<int>(l.letter.bytes[0]));
    return all;
  }
  std::uint64_t count(phase p) { return queue.counts().at(static_cast<std::size_t>(p)); }

  Kept kept;
  mail_queue& queue = kept.queue();
};

using implementations = testing::Types<in_memory, on_disk>;
TYPED_TEST_SUITE(MailQueue, implementations);

TYPED_TEST(MailQueue, KeepsALetterWithEverythingAboutIt) {
  const auto l = letter(1, at(10s), phase::in_doubt);
  this->put(l);
  EXPECT_EQ(this->queue.find(l.letter).value(), l);
  EXPECT_EQ(this->queue.find(numbered<campaign::event_id>(2)).value(), std::nullopt);
}

TYPED_TEST(MailQueue, TellsWhatIsDueTheLongestOverdueFirst) {
  this->put(letter(1, at(30s)));
  this->put(letter(2, at(10s), phase::deferred));
  this->put(letter(3, at(20s), phase::in_doubt));
  this->put(letter(4, at(41s)));
  EXPECT_THAT(this->due(40s), ElementsAre(2, 3, 1));
  EXPECT_THAT(this->due(40s, 2), ElementsAre(2, 3));
  EXPECT_THAT(this->due(41s), SizeIs(4));
}

TYPED_TEST(MailQueue, DoesNotCallDueWhatIsClaimedOrHeld) {
  this->put(letter(1, at(10s), phase::claimed));
  this->put(letter(2, at(10s), phase::held));
  EXPECT_THAT(this->due(99s), IsEmpty());
}

TYPED_TEST(MailQueue, FindsWhatBecomesDueEarlierThanAnythingSeenBefore) {
  this->put(letter(1, at(30s)));
  EXPECT_THAT(this->due(40s), ElementsAre(1));
  this->remove(1);
  EXPECT_THAT(this->due(40s), IsEmpty());
  this->put(letter(2, at(5s)));
  EXPECT_THAT(this->due(40s), ElementsAre(2));
  this->put(letter(2, at(1s)));
  EXPECT_THAT(this->due(40s), ElementsAre(2));
}

TYPED_TEST(MailQueue, MovesALetterFromPhaseToPhase) {
  this->put(letter(1, at(10s)));
  this->put(letter(1, at(10s), phase::claimed));
  EXPECT_THAT(this->due(99s), IsEmpty());
  EXPECT_EQ(this->count(phase::waiting), 0U);
  EXPECT_EQ(this->count(phase::claimed), 1U);
  this->put(letter(1, at(60s), phase::deferred));
  EXPECT_THAT(this->due(60s), ElementsAre(1));
  this->remove(1);
  EXPECT_EQ(this->queue.counts(), mail_queue::counts_by_phase{});
  EXPECT_THAT(this->due(99s), IsEmpty());
}

TYPED_TEST(MailQueue, ListsOnePhasePageByPage) {
  for (int n = 1; n <= 5; ++n) this->put(letter(n, at(10s), phase::held));
  this->put(letter(6, at(10s), phase::claimed));
  const auto first = *this->queue.list(phase::held, {}, 2);
  EXPECT_THAT(this->names(first), ElementsAre(1, 2));
  const mail_queue::place after{.due = first[1].due, .letter = first[1].letter};
  EXPECT_THAT(this->names(*this->queue.list(phase::held, after, 99)), ElementsAre(3, 4, 5));
}

TYPED_TEST(MailQueue, FindsTheLettersOfASession) {
  this->put(letter(1, at(10s)));
  this->put(letter(2, at(10s), phase::held));
  auto other = letter(3, at(10s));
  other.session = numbered<campaign::session_id>(2);
  this->put(other);
  EXPECT_THAT(*this->queue.of_session(numbered<campaign::session_id>(1)), SizeIs(2));
  EXPECT_THAT(*this->queue.of_session(numbered<campaign::session_id>(2)),
              ElementsAre(other.letter));
  this->remove(3);
  EXPECT_THAT(*this->queue.of_session(numbered<campaign::session_id>(2)), IsEmpty());
}

TYPED_TEST(MailQueue, ForgetsWhatWasSettledBeforeAMomentTheLongestSettledFirst) {
  this->put(letter(1, at(30s), phase::sent));
  this->put(letter(2, at(10s), phase::sent));
  this->put(letter(3, at(20s), phase::failed));
  this->put(letter(4, at(40s), phase::sent));
  this->put(letter(5, at(1s)));
  this->put(letter(6, at(1s), phase::claimed));
  EXPECT_EQ(this->queue.forget_settled(at(40s), 1).value(), 1U);
  EXPECT_EQ(this->queue.find(letter(2, at(0s)).letter).value(), std::nullopt);
  EXPECT_EQ(this->queue.forget_settled(at(40s), 9).value(), 2U);
  EXPECT_EQ(this->queue.forget_settled(at(40s), 9).value(), 0U);
  EXPECT_THAT(this->names(*this->queue.list(phase::sent, {}, 9)), ElementsAre(4));
  EXPECT_EQ(this->count(phase::sent), 1U);
  EXPECT_EQ(this->count(phase::failed), 0U);
  EXPECT_THAT(*this->queue.of_session(numbered<campaign::session_id>(1)), SizeIs(3));
}

TYPED_TEST(MailQueue, AForgottenLetterCanBeThereAgain) {
  this->put(letter(1, at(10s), phase::sent));
  ASSERT_TRUE(this->queue.forget_settled(at(40s), 9));
  this->put(letter(1, at(10s), phase::sent));
  EXPECT_THAT(this->names(*this->queue.list(phase::sent, {}, 9)), ElementsAre(1));
}

TYPED_TEST(MailQueue, LaterChangesSeeTheEarlierOnesBeforeAnyIsWritten) {
  this->put(letter(1, at(10s)));
  auto moved = letter(1, at(20s), phase::claimed);
  moved.session = numbered<campaign::session_id>(2);
  ASSERT_TRUE(this->queue.change_all([&](mail_queue_changes& changes) -> result<void> {
    EXPECT_TRUE(changes.update(moved.letter, [&](const auto&) { return std::optional(moved); }));
    EXPECT_THAT(*changes.of_session(numbered<campaign::session_id>(1)), IsEmpty());
    EXPECT_THAT(*changes.of_session(moved.session), ElementsAre(moved.letter));
    EXPECT_TRUE(changes.update(moved.letter, [&](auto standing) {
      EXPECT_EQ(standing, moved);
      standing->attempts = 9;
      return standing;
    }));
    EXPECT_EQ(this->count(phase::claimed), 0U);
    return {};
  }));
  EXPECT_EQ(this->queue.find(moved.letter).value()->attempts, 9U);
  EXPECT_EQ(this->count(phase::claimed), 1U);
  EXPECT_EQ(this->count(phase::waiting), 0U);
  EXPECT_THAT(this->due(99s), IsEmpty());
}

TYPED_TEST(MailQueue, WritesNothingOfWhatFailsHalfway) {
  const auto l = letter(1, at(10s));
  const error why{.kind = errc::io, .code = "test", .detail = {}, .field = {}};
  const auto failed = this->queue.change_all([&](mail_queue_changes& changes) -> result<void> {
    EXPECT_TRUE(changes.update(l.letter, [&](const auto&) { return std::optional(l); }));
    return std::unexpected(why);
  });
  EXPECT_EQ(failed.error().code, "test");
  EXPECT_EQ(this->queue.find(l.letter).value(), std::nullopt);
}

class listed_in_memory {
 public:
  suppression_list& list() { return list_; }

 private:
  memory_suppression_list list_;
};

class listed_on_disk {
 public:
  suppression_list& list() { return state_->suppressed(); }

 private:
  tests::temporary_dir dir_;
  std::unique_ptr<state_database> state_ =
      state_database::open({.dir = dir_.path() / "state"}).value();
};

template <class Kept>
struct SuppressionList : testing::Test {
  Kept kept;
  suppression_list& list = kept.list();
};

using lists = testing::Types<listed_in_memory, listed_on_disk>;
TYPED_TEST_SUITE(SuppressionList, lists);

TYPED_TEST(SuppressionList, KnowsWhyNothingIsSentToAnAddress) {
  EXPECT_EQ(this->list.find("aa").value(), std::nullopt);
  ASSERT_TRUE(this->list.note("aa", "bounced", campaign::log_offset(4)));
  EXPECT_EQ(this->list.find("aa").value(), "bounced");
  EXPECT_EQ(this->list.find("a").value(), std::nullopt);
}

TYPED_TEST(SuppressionList, LetsAnAddressGoAndTakesItBack) {
  ASSERT_TRUE(this->list.note("aa", "bounced", campaign::log_offset(4)));
  ASSERT_TRUE(this->list.note("aa", std::nullopt, campaign::log_offset(5)));
  EXPECT_EQ(this->list.find("aa").value(), std::nullopt);
  ASSERT_TRUE(this->list.note("aa", "complained", campaign::log_offset(6)));
  EXPECT_EQ(this->list.find("aa").value(), "complained");
}

TYPED_TEST(SuppressionList, IsNotChangedByOldNews) {
  ASSERT_TRUE(this->list.note("aa", std::nullopt, campaign::log_offset(5)));
  ASSERT_TRUE(this->list.note("aa", "bounced", campaign::log_offset(4)));
  EXPECT_EQ(this->list.find("aa").value(), std::nullopt);
}

TYPED_TEST(SuppressionList, IsReadPageByPageWithoutTheReleased) {
  for (const auto* digest : {"aa", "bb", "cc", "dd"})
    ASSERT_TRUE(this->list.note(digest, "bounced", campaign::log_offset(1)));
  ASSERT_TRUE(this->list.note("bb", std::nullopt, campaign::log_offset(2)));
  const auto first = *this->list.list("", 2);
  EXPECT_THAT(
      first, ElementsAre(suppressed_address{"aa", "bounced"}, suppressed_address{"cc", "bounced"}));
  EXPECT_THAT(*this->list.list("cc", 9), ElementsAre(suppressed_address{"dd", "bounced"}));
}

TEST(AddressDigests, AreTheSameForTheSameMailbox) {
  const address_digests digests(secret_key{});
  EXPECT_EQ(digests.of("Zoe@Example.org "), digests.of("zoe@example.org"));
  EXPECT_NE(digests.of("zoe@example.org"), digests.of("zoe@example.net"));
  EXPECT_THAT(digests.of("zoe@example.org"), SizeIs(64));
}

TEST(AddressDigests, AreOthersUnderAnotherKey) {
  secret_key other{};
  other[0] = std::byte{1};
  EXPECT_NE(address_digests(secret_key{}).of("zoe@example.org"),
            address_digests(other).of("zoe@example.org"));
}

TEST(StateMailQueue, IsThereAgainAfterARestartWithItsCounts) {
  const tests::temporary_dir dir;
  const auto l = letter(1, at(10s), phase::held);
  {
    const auto state = state_database::open({.dir = dir.path() / "state"}).value();
    ASSERT_TRUE(state->letters().update(l.letter, [&](const auto&) { return std::optional(l); }));
  }
  const auto state = state_database::open({.dir = dir.path() / "state"}).value();
  EXPECT_EQ(state->letters().find(l.letter).value(), l);
  EXPECT_EQ(state->letters().counts().at(static_cast<std::size_t>(phase::held)), 1U);
}

}  // namespace
}  // namespace chant::store
