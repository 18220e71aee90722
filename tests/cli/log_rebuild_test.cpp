#include "cli/log_rebuild.hpp"

#include "campaign/front_error_groups.hpp"
#include "campaign/own_stream.hpp"
#include "campaign/session.hpp"
#include "tests/cli/memory_view.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chant::cli {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

class Rebuild : public testing::Test {
 protected:
  Rebuild() {
    auto opened = store::state_database::open({.dir = dir.path() / "state"});
    EXPECT_TRUE(opened);
    kept = std::move(*opened);
    for (std::uint8_t fan = 1; fan <= fans; ++fan) {
      add(fan, campaign::session_opened{.language = "en", .country = ""});
      campaign::artwork_ordered ordered;
      ordered.share = tests::memory_view::share(fan);
      ordered.team = "fr";
      ordered.name = campaign::personal_text("Zoë");
      ordered.language = "en";
      add(fan, ordered);
      snapshot(fan);
    }
    EXPECT_TRUE(log.refresh());
  }

  void add(std::uint8_t fan, const campaign::event& e) {
    const auto id = log.append(fan, e);
    // As the journal does: what is folded carries the ciphertext that was appended.
    auto sealed = e;
    campaign::for_each_personal(sealed, [](std::uint8_t, campaign::personal_text& text) {
      text = text.with_ciphertext("sealed:" + std::string(text.clear()));
    });
    states[fan] = campaign::apply(std::move(states[fan]), id, sealed);
  }
  void snapshot(std::uint8_t fan) {
    kept->save(log.stream(fan), {states[fan].version, campaign::encode(states[fan])});
  }
  void count(std::uint64_t next, const std::string& state) {
    ASSERT_TRUE(kept->save("tally", {campaign::log_offset(next), state}));
  }
  rebuild_report compare(rebuild_options options = {}) {
    auto report = rebuild_and_compare(log, kept.get(), options);
    EXPECT_TRUE(report);
    return report.value_or(rebuild_report{});
  }

  static constexpr std::uint8_t fans = 6;
  tests::temporary_dir dir;
  std::unique_ptr<store::state_database> kept;
  tests::memory_view log;
  std::map<std::uint8_t, campaign::session> states;
};

auto code_is(const char* code) { return Field(&difference::code, code); }

TEST_F(Rebuild, FindsALogAndItsCachesEqual) {
  count(12, "6 6 0");
  const auto report = compare();
  EXPECT_THAT(report.listed, IsEmpty());
  EXPECT_EQ(report.events, 12U);
  EXPECT_EQ(report.sessions, 6U);
  EXPECT_EQ(report.snapshots, 6U);
  EXPECT_EQ(report.lookups, 6U);
  EXPECT_EQ(report.checkpoints, 1U);
}

TEST_F(Rebuild, ComparesASnapshotThatIsBehindItsSession) {
  add(1, campaign::consent_given{.purpose = "terms", .text_version = "1", .language = "en"});
  ASSERT_TRUE(log.refresh());
  EXPECT_EQ(compare().differences, 0U);
  EXPECT_EQ(compare().snapshots, 6U);
}

TEST_F(Rebuild, NamesASnapshotThatIsNotWhatReplayGives) {
  states[3].language = "de";
  snapshot(3);
  const auto report = compare();
  ASSERT_THAT(report.listed, ElementsAre(code_is("snapshot_differs")));
  EXPECT_THAT(report.listed[0].detail, HasSubstr(log.stream(3).hex()));
}

TEST_F(Rebuild, NamesASnapshotAheadOfTheLog) {
  states[3].version = campaign::stream_version(9);
  snapshot(3);
  EXPECT_THAT(compare().listed, ElementsAre(code_is("snapshot_ahead_of_log")));
}

TEST_F(Rebuild, NamesASnapshotOfASessionTheLogDoesNotKnow) {
  states[200] = states[1];
  snapshot(200);
  EXPECT_THAT(compare().listed, ElementsAre(code_is("snapshot_ahead_of_log")));
}

TEST_F(Rebuild, RecountsTheCounterAtItsCheckpoint) {
  count(3, "2 1 0");
  EXPECT_EQ(compare().differences, 0U);
  count(3, "2 2 0");
  const auto report = compare();
  ASSERT_THAT(report.listed, ElementsAre(code_is("counter_differs")));
  EXPECT_THAT(report.listed[0].detail, HasSubstr("replay says '2 1 0'"));
}

TEST_F(Rebuild, FoldsTheFrontErrorsAgainAndTakesTheirStreamForNoSession) {
  const campaign::front_error_counted counted{.fingerprint = "a",
                                              .message = "TypeError: x",
                                              .release = "r",
                                              .page = "/",
                                              .browser = "safari",
                                              .stack = "f a.js:1:2",
                                              .reports = 3};
  log.append_to(campaign::own_stream(), counted);
  ASSERT_TRUE(log.refresh());
  campaign::front_error_groups groups(campaign::front_error_groups::kept_by_node);
  groups.add(counted, {});
  ASSERT_TRUE(kept->save("front_errors", {campaign::log_offset(13), groups.encode()}));
  EXPECT_EQ(compare().differences, 0U);
  EXPECT_EQ(compare().sessions, 6U);
  groups.add(counted, {});
  ASSERT_TRUE(kept->save("front_errors", {campaign::log_offset(13), groups.encode()}));
  EXPECT_THAT(compare().listed, ElementsAre(code_is("front_errors_differ")));
}

TEST_F(Rebuild, NamesAConsumerAheadOfTheLog) {
  ASSERT_TRUE(kept->save("mailer", {campaign::log_offset(13), ""}));
  EXPECT_THAT(compare().listed, ElementsAre(code_is("checkpoint_ahead_of_log")));
}

TEST_F(Rebuild, GivesTheSameReportInSeveralPasses) {
  count(12, "6 6 0");
  states[3].language = "de";
  snapshot(3);
  const auto once = compare();
  const auto often = compare({.sessions_per_pass = 2});
  EXPECT_EQ(often.sessions, once.sessions);
  EXPECT_EQ(often.snapshots, once.snapshots);
  EXPECT_EQ(often.lookups, once.lookups);
  EXPECT_THAT(often.listed, ElementsAre(code_is("snapshot_differs")));
}

TEST_F(Rebuild, ListsAFewDifferencesAndCountsAll) {
  for (std::uint8_t fan = 1; fan <= fans; ++fan) {
    states[fan].language = "de";
    snapshot(fan);
  }
  const auto report = compare({.sessions_per_pass = 100, .listed_at_most = 2});
  EXPECT_EQ(report.listed.size(), 2U);
  EXPECT_EQ(report.differences, 6U);
}

TEST_F(Rebuild, TellsHowFarItIs) {
  for (int i = 0; i < 5000; ++i) add(9, campaign::consent_withdrawn{.purpose = "newsletter"});
  ASSERT_TRUE(log.refresh());
  std::vector<std::uint64_t> told;
  (void)compare({.progress = [&](auto done, auto all) {
    told.push_back(done);
    EXPECT_EQ(all, 5012U);
  }});
  EXPECT_THAT(told, ElementsAre(4096U));
}

TEST_F(Rebuild, DoesWithoutAnythingBesidesTheLog) {
  const auto report = rebuild_and_compare(log, nullptr, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->differences, 0U);
  EXPECT_EQ(report->snapshots, 0U);
}

}  // namespace
}  // namespace chant::cli
