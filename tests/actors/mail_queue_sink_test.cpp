// Events that come while others are folded into the mail queue.
#include "actors/mail_queue_sink.hpp"
#include "campaign/event_codec.hpp"
#include "store/memory_mail_queue.hpp"
#include "store/memory_suppression_list.hpp"
#include "store/state_database.hpp"
#include "tests/actors/example_commands.hpp"
#include "tests/actors/stepped_jobs.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace chant::actors {
namespace {

using phase = store::queued_letter::phase;
using testing::ElementsAre;
using testing::IsEmpty;

const auto fan = session_number(1);

campaign::event_id letter() {
  campaign::event_id id;
  id.bytes.fill(std::byte{7});
  return id;
}

store::recorded_event recorded(std::uint32_t version, const campaign::event& e) {
  return {.offset = campaign::log_offset(version),
          .stream = fan,
          .version = campaign::stream_version(version),
          .id = letter(),
          .type = campaign::type_code(e),
          .schema = campaign::schema_version(e),
          .at = timestamp(std::chrono::seconds(version)),
          .payload = campaign::encode(e)};
}

store::recorded_event asked() {
  return recorded(1, campaign::subscriber_added{.email = campaign::personal_text::sealed("x"),
                                                .name = {},
                                                .language = "en",
                                                .age_band = campaign::age_band::adult,
                                                .opt_in = {}});
}
store::recorded_event claimed() {
  return recorded(2, campaign::letter_claimed{.letter = letter(), .kind = "welcome", .attempt = 1});
}
store::recorded_event accepted() {
  return recorded(
      3, campaign::letter_accepted{.letter = letter(), .kind = "welcome", .queue_id = "4F2A"});
}

struct MailQueueSink : testing::Test {
  void take(const store::recorded_event& e) {
    EXPECT_EQ(sink.take(e,
                        [this](const result<void>& done) {
                          told.push_back(done ? "done" : done.error().code);
                        }),
              event_sink::taken::later);
  }
  void run_all() {
    while (jobs.run_one()) ++jobs_run;
  }
  std::uint64_t count(phase p) { return queue.counts().at(static_cast<std::size_t>(p)); }

  store::memory_mail_queue queue;
  store::memory_suppression_list suppressed;
  stepped_jobs jobs;
  int jobs_run = 0;
  int changes = 0;
  std::vector<std::string> told;
  mail_queue_sink sink{queue, suppressed, jobs, [this] { ++changes; }};
};

TEST_F(MailQueueSink, FoldsWhatCameMeanwhileInOneGo) {
  take(asked());
  take(claimed());
  take(accepted());
  EXPECT_THAT(told, IsEmpty());
  run_all();
  EXPECT_EQ(jobs_run, 1);
  EXPECT_EQ(changes, 1);
  EXPECT_THAT(told, ElementsAre("done", "done", "done"));
  EXPECT_EQ(count(phase::sent), 1U);
  EXPECT_EQ(queue.find(letter()).value()->session, fan);
  take(claimed());
  run_all();
  EXPECT_EQ(count(phase::sent), 1U) << "old news";
  EXPECT_EQ(told.size(), 4U);
}

TEST_F(MailQueueSink, AnEventThatCannotBeReadHoldsUpNoOther) {
  auto damaged = claimed();
  damaged.payload = "?";
  take(asked());
  take(damaged);
  take(accepted());
  run_all();
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0], "done");
  EXPECT_NE(told[1], "done");
  EXPECT_EQ(told[2], "done");
  EXPECT_EQ(count(phase::sent), 1U);
}

TEST_F(MailQueueSink, WhatIsTurnedAwayIsToldSoAndComesAgain) {
  jobs.set_capacity(0);
  take(asked());
  EXPECT_THAT(told, ElementsAre("overloaded"));
  jobs.set_capacity(9);
  take(asked());
  run_all();
  EXPECT_THAT(told, ElementsAre("overloaded", "done"));
  EXPECT_EQ(count(phase::waiting), 1U);
}

TEST_F(MailQueueSink, BeginsAnewWhereAJobWasLost) {
  take(asked());
  jobs.drop_all();
  sink.restore("");
  take(asked());
  run_all();
  EXPECT_THAT(told, ElementsAre("done"));
  EXPECT_EQ(count(phase::waiting), 1U);
}

TEST(MailQueueSinkOnDisk, AWriteThatFailsIsTheFailureOfAllThatWereInIt) {
  const tests::temporary_dir dir;
  bool full = true;
  const error no_room{.kind = errc::unavailable, .code = "disk_full", .detail = {}, .field = {}};
  const auto state =
      store::state_database::open({.dir = dir.path() / "state", .admit = [&] {
                                     return full ? std::unexpected(no_room) : result<void>();
                                   }});
  stepped_jobs jobs;
  std::vector<std::string> told;
  int changes = 0;
  mail_queue_sink sink((*state)->letters(), (*state)->suppressed(), jobs, [&] { ++changes; });
  const auto take = [&](const store::recorded_event& e) {
    (void)sink.take(
        e, [&](const result<void>& done) { told.push_back(done ? "done" : done.error().code); });
  };
  take(asked());
  take(accepted());
  ASSERT_TRUE(jobs.run_one());
  EXPECT_THAT(told, ElementsAre("disk_full", "disk_full"));
  EXPECT_EQ(changes, 0);
  full = false;
  take(accepted());
  take(asked());
  ASSERT_TRUE(jobs.run_one());
  EXPECT_EQ((*state)->letters().find(letter()).value()->now, phase::sent) << "in any order";
}

}  // namespace
}  // namespace chant::actors
