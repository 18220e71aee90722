// Browsers' errors on their way into the log, and folded from it.
#include "actors/front_error_journal.hpp"

#include "actors/front_error_sink.hpp"
#include "actors/own_journal.hpp"
#include "campaign/event_codec.hpp"
#include "campaign/own_stream.hpp"
#include "tests/actors/memory_ports.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>

namespace chant::actors {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

campaign::front_error_counted report(std::string fingerprint, std::string release = "r1") {
  return {.fingerprint = std::move(fingerprint),
          .message = "TypeError: x",
          .release = std::move(release),
          .page = "/studio",
          .browser = "safari",
          .stack = "f a.js:1:2",
          .reports = 1};
}

struct FrontErrorJournal : testing::Test {
  /// A quarter of a second at a time, as a node does.
  void pass(std::chrono::seconds time) {
    for (auto left = time / 250ms; left > 0; --left) {
      clock.advance(250ms);
      journal.tick();
      kept.log.commit();
    }
  }
  std::vector<campaign::front_error_counted> written() {
    std::vector<campaign::front_error_counted> all;
    const auto events = kept.log.read_from({}, 10'000).value();
    for (const auto& e : events) {
      EXPECT_EQ(e.stream, campaign::own_stream());
      all.push_back(
          std::get<campaign::front_error_counted>(*campaign::decode(e.type, e.schema, e.payload)));
    }
    return all;
  }
  std::uint64_t reports_written() {
    std::uint64_t sum = 0;
    for (const auto& e : written()) sum += e.reports;
    return sum;
  }
  std::string metrics() const { return registry.prometheus_text(); }

  seeded_random random{1};
  manual_clock clock{timestamp(1'000'000s)};
  memory_store kept{random};
  metrics::registry registry;
  own_journal own{kept.log, clock, random};
  front_error_journal journal{{.own = own, .clock = clock, .metrics = registry}};
};

TEST_F(FrontErrorJournal, WritesANewErrorAfterSecondsAndTheNextCountAfterAMinute) {
  for (int i = 0; i < 100; ++i) journal.note(report("a"));
  pass(4s);
  EXPECT_THAT(written(), IsEmpty());
  pass(2s);
  ASSERT_THAT(written(), SizeIs(1));
  EXPECT_EQ(written()[0].reports, 100U);
  for (int i = 0; i < 1000; ++i) journal.note(report("a"));
  pass(54s);
  EXPECT_THAT(written(), SizeIs(1));
  pass(10s);
  ASSERT_THAT(written(), SizeIs(2));
  EXPECT_EQ(written()[1].reports, 1000U);
  EXPECT_EQ(written()[1].message, "TypeError: x");
}

TEST_F(FrontErrorJournal, TellsReleasesApart) {
  journal.note(report("a", "r1"));
  journal.note(report("a", "r2"));
  pass(6s);
  EXPECT_THAT(written(), SizeIs(2));
}

TEST_F(FrontErrorJournal, WritesAFloodOfInventedErrorsAsATrickle) {
  for (int i = 0; i < 100'000; ++i) journal.note(report(std::to_string(i)));
  pass(60s);
  EXPECT_LE(written().size(), 16U * 12U);
  pass(60s);
  EXPECT_EQ(reports_written(), front_error_journal::groups_most);
  EXPECT_NE(metrics().find("chant_front_errors_lost_total 99744"), std::string::npos) << metrics();
}

TEST_F(FrontErrorJournal, MakesRoomByForgettingWhatDidNotComeAgain) {
  for (int i = 0; i < 256; ++i) journal.note(report("old" + std::to_string(i)));
  pass(120s);
  for (int i = 0; i < 256; ++i) journal.note(report("new" + std::to_string(i)));
  pass(120s);
  EXPECT_EQ(reports_written(), 512U);
}

TEST_F(FrontErrorJournal, WritesEverythingAtTheEnd) {
  for (int i = 0; i < 40; ++i) journal.note(report(std::to_string(i)));
  journal.flush();
  kept.log.commit();
  EXPECT_EQ(reports_written(), 40U);
}

TEST_F(FrontErrorJournal, SaysHowManyTheLogRefused) {
  journal.note(report("a"));
  journal.note(report("a"));
  kept.log.close();
  journal.flush();
  EXPECT_NE(metrics().find("chant_front_errors_lost_total 2"), std::string::npos) << metrics();
}

TEST(FrontErrorSink, ShowsHowManyKindsThereAreAndComesBackFromItsState) {
  metrics::registry registry;
  front_error_sink sink(registry);
  store::recorded_event e;
  for (const auto* fingerprint : {"a", "b", "a"}) {
    const campaign::event counted(report(fingerprint));
    e.type = campaign::type_code(counted);
    e.schema = campaign::schema_version(counted);
    e.payload = campaign::encode(counted);
    EXPECT_TRUE(sink.wants(e.type));
    EXPECT_EQ(sink.take(e, {}), event_sink::taken::done);
  }
  const auto kinds = [&] { return registry.prometheus_text(); };
  EXPECT_NE(kinds().find("chant_front_error_groups 2"), std::string::npos) << kinds();
  const auto state = sink.state();
  sink.restore("");
  EXPECT_NE(kinds().find("chant_front_error_groups 0"), std::string::npos) << kinds();
  sink.restore(state);
  EXPECT_NE(kinds().find("chant_front_error_groups 2"), std::string::npos) << kinds();
  EXPECT_EQ(sink.state(), state);
}

TEST(FrontErrorSink, HasAStateThatFitsACheckpoint) {
  metrics::registry registry;
  front_error_sink sink(registry);
  store::recorded_event e;
  for (int i = 0; i < 4000; ++i) {
    const campaign::event counted(
        campaign::front_error_counted{.fingerprint = std::to_string(i % 500),
                                      .message = std::string(203, 'm'),
                                      .release = std::string(60, 'r') + std::to_string(i / 500),
                                      .page = std::string(60, 'p') + std::to_string(i / 500),
                                      .browser = "chromium",
                                      .stack = std::string(1200, 's'),
                                      .reports = 1});
    e.type = campaign::type_code(counted);
    e.schema = campaign::schema_version(counted);
    e.payload = campaign::encode(counted);
    (void)sink.take(e, {});
  }
  EXPECT_LT(sink.state().size(), std::size_t{1} << 20U);
}

}  // namespace
}  // namespace chant::actors
