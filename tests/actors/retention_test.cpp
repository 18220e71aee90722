#include "actors/retention.hpp"

#include "campaign/event_codec.hpp"
#include "store/memory_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <set>

namespace chant::actors {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

campaign::session_id fan(std::uint8_t number) {
  campaign::session_id id;
  id.bytes.fill(std::byte{number});
  return id;
}

campaign::take_id take(std::uint8_t number) {
  campaign::take_id id;
  id.bytes.fill(std::byte{number});
  return id;
}

campaign::take_uploaded uploaded(const campaign::take_id& id) {
  campaign::take_uploaded e;
  e.take = id;
  return e;
}

campaign::subscriber_added subscribed(std::string email) {
  campaign::subscriber_added e;
  e.email = campaign::personal_text(std::move(email));
  return e;
}

/// Notes what it is asked and who waits for it.
class noting_service final : public campaign::service {
 public:
  void submit(const campaign::session_id& to, campaign::command c,
              completion<campaign::outcome> done) override {
    {
      const std::scoped_lock lock(mutex_);
      if (const auto* what = std::get_if<campaign::erase>(&c)) erased.emplace(to, what->reason);
      if (const auto* what = std::get_if<campaign::drop_take>(&c))
        dropped.emplace(what->take, what->reason);
    }
    changed_.notify_all();
    done(campaign::outcome{});
  }
  void view(const campaign::session_id&, completion<campaign::session> done) override {
    done(campaign::session{});
  }
  [[nodiscard]] campaign::tally counts() const override { return {}; }

  void wait_for_commands(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return erased.size() + dropped.size() >= count; });
  }

  std::set<std::pair<campaign::session_id, std::string>> erased;
  std::set<std::pair<campaign::take_id, std::string>> dropped;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

class noting_own_events final : public campaign::own_events {
 public:
  void append(std::vector<campaign::event> events, completion<void> done) override {
    for (const auto& e : events) acts.push_back(std::get<campaign::operator_acted>(e));
    done({});
  }
  std::vector<campaign::operator_acted> acts;
};

class Retention : public testing::Test {
 protected:
  campaign::event_id happens(std::uint8_t who, int day, campaign::event e) {
    campaign::for_each_personal(e, [](std::uint8_t, campaign::personal_text& text) {
      text = text.with_ciphertext("sealed");
    });
    store::new_event added;
    campaign::fill_random(added.id, random);
    added.type = campaign::type_code(e);
    added.schema = campaign::schema_version(e);
    added.at = timestamp(days(day));
    added.payload = campaign::encode(e);
    log.append({.stream = fan(who), .expected = {}, .events = {added}},
               [](auto done) { ASSERT_TRUE(done); });
    return added.id;
  }
  void opens(std::uint8_t who, int day) {
    happens(who, day, campaign::session_opened{.language = "en", .country = "FR"});
  }
  [[nodiscard]] retention_ports ports() {
    return {.log = log,
            .sessions = sessions,
            .own = own,
            .time = time,
            .letter_is_kept = [this](const auto& letter) { return copies.contains(letter); },
            .erase_letter = [this](const auto& letter) -> result<void> {
              copies.erase(letter);
              return {};
            }};
  }
  /// At the end of that day.
  [[nodiscard]] retention_plan plan(int day, const retention_limits& limits) {
    const auto kept = [this](const auto& letter) { return copies.contains(letter); };
    return plan_retention(log, limits, timestamp(days(day)), kept).value();
  }

  seeded_random random{1};
  store::memory_log log;
  manual_clock time;
  noting_service sessions;
  noting_own_events own;
  std::set<campaign::event_id> copies;
};

TEST_F(Retention, KeepsEverythingForEverUnlessItIsToldOtherwise) {
  opens(1, 0);
  happens(1, 0, uploaded(take(1)));
  copies.insert(happens(1, 0, subscribed("a")));
  EXPECT_EQ(plan(10'000, {}).size(), 0U);
}

TEST_F(Retention, CountsASessionsDaysFromTheLastThingTheFanDid) {
  opens(1, 0);
  opens(2, 0);
  happens(2, 5, campaign::artwork_ordered());
  happens(1, 5, campaign::artwork_rendered());  // not the fan's doing
  EXPECT_THAT(plan(9, {.sessions_days = 10}).sessions, IsEmpty());
  EXPECT_THAT(plan(10, {.sessions_days = 10}).sessions, ElementsAre(fan(1)));
  EXPECT_THAT(plan(15, {.sessions_days = 10}).sessions, ElementsAre(fan(1), fan(2)));
}

TEST_F(Retention, AsksNothingOfWhoIsErasedAlready) {
  opens(1, 0);
  happens(1, 0, uploaded(take(1)));
  happens(1, 1, campaign::session_erased{.reason = "by_fan"});
  EXPECT_EQ(plan(100, {.sessions_days = 10, .takes_days = 10, .letters_days = 10}).size(), 0U);
}

TEST_F(Retention, DropsRecordingsByTheirOwnAgeWhereTheSessionStays) {
  opens(1, 0);
  happens(1, 1, uploaded(take(1)));
  happens(1, 1, uploaded(take(2)));
  happens(1, 2, campaign::take_dropped{.take = take(2), .reason = "by_fan"});
  happens(1, 8, uploaded(take(3)));
  const auto due = plan(11, {.takes_days = 10});
  EXPECT_THAT(due.takes, ElementsAre(std::pair(fan(1), take(1))));
  EXPECT_THAT(plan(30, {.sessions_days = 10, .takes_days = 10}).takes, IsEmpty());
}

TEST_F(Retention, RemovesOnlyCopiesOfLettersThatAreThere) {
  opens(1, 0);
  const auto kept = happens(1, 0, subscribed("a"));
  happens(1, 0, subscribed("b"));
  copies.insert(kept);
  EXPECT_THAT(plan(10, {.letters_days = 10}).letters, ElementsAre(kept));
}

TEST_F(Retention, GoesThroughTheSameDoorAsEverybody) {
  opens(1, 0);
  opens(2, 20);
  happens(2, 1, uploaded(take(1)));
  time = manual_clock(timestamp(days(25)));
  retention keeper(ports(),
                   {.limits = {.sessions_days = 10, .takes_days = 10}, .per_second = 10'000});
  EXPECT_EQ(keeper.begin()->size(), 2U);
  sessions.wait_for_commands(2);
  keeper.stop();
  EXPECT_THAT(sessions.erased, UnorderedElementsAre(std::pair(fan(1), std::string("retention"))));
  EXPECT_THAT(sessions.dropped, UnorderedElementsAre(std::pair(take(1), std::string("retention"))));
}

TEST_F(Retention, SaysWhatIsDueAndChangesNothing) {
  opens(1, 0);
  time = manual_clock(timestamp(days(25)));
  retention keeper(ports(), {.limits = {.sessions_days = 10}});
  EXPECT_THAT(keeper.due()->sessions, ElementsAre(fan(1)));
  EXPECT_FALSE(keeper.running());
  keeper.stop();
  EXPECT_THAT(sessions.erased, IsEmpty());
}

TEST_F(Retention, RunsOnceAtATime) {
  opens(1, 0);
  opens(2, 0);
  time = manual_clock(timestamp(days(25)));
  // One a second: the second begin comes before the first thing is done.
  retention keeper(ports(), {.limits = {.sessions_days = 10}, .per_second = 1});
  ASSERT_TRUE(keeper.begin());
  EXPECT_EQ(keeper.begin().error().code, "retention_running");
  keeper.stop();
}

}  // namespace
}  // namespace chant::actors
