// Metrics and the text Prometheus reads.
#include "base/metrics.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace chant::metrics {
namespace {

TEST(Counter, CountsOverThreads) {
  counter c;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) c.add();
    });
  threads.clear();
  c.add(5);
  EXPECT_EQ(c.value(), 4005U);
}

TEST(Histogram, PutsAValueUnderTheBoundItDoesNotExceed) {
  const std::array bounds{0.1, 1.0};
  histogram h(bounds);
  for (const double seconds : {0.05, 0.1, 0.5, 2.0}) h.observe(seconds);
  EXPECT_THAT(h.counts(), testing::ElementsAre(2, 1, 1));
  EXPECT_DOUBLE_EQ(h.sum(), 2.65);
}

TEST(Registry, GivesTheSameMetricForTheSameName) {
  registry r;
  EXPECT_EQ(&r.make_counter("chant_a_total", "A."), &r.make_counter("chant_a_total", "A."));
  EXPECT_NE(&r.make_counter("chant_a_total", "A.", "code=\"200\""),
            &r.make_counter("chant_a_total", "A."));
}

TEST(Registry, WritesEachFamilyOnceWithItsSeries) {
  registry r;
  r.make_counter("chant_requests_total", "Requests.", "code=\"200\"").add(3);
  r.make_gauge("chant_queue", "Waiting.").set(-2);
  r.make_counter("chant_requests_total", "Requests.", "code=\"404\"").add(1);
  r.observe_gauge("chant_age_seconds", "Age.", "", [] { return 1.5; });
  EXPECT_EQ(r.prometheus_text(),
            "# HELP chant_requests_total Requests.\n"
            "# TYPE chant_requests_total counter\n"
            "chant_requests_total{code=\"200\"} 3\n"
            "chant_requests_total{code=\"404\"} 1\n"
            "# HELP chant_queue Waiting.\n"
            "# TYPE chant_queue gauge\n"
            "chant_queue -2\n"
            "# HELP chant_age_seconds Age.\n"
            "# TYPE chant_age_seconds gauge\n"
            "chant_age_seconds 1.5\n");
}

TEST(Registry, WritesHistogramsCumulatively) {
  registry r;
  const std::array bounds{0.1, 1.0};
  auto& h = r.make_histogram("chant_draw_seconds", "Drawing.", "pool=\"a\"", bounds);
  for (const double seconds : {0.05, 0.5, 2.0}) h.observe(seconds);
  EXPECT_EQ(r.prometheus_text(),
            "# HELP chant_draw_seconds Drawing.\n"
            "# TYPE chant_draw_seconds histogram\n"
            "chant_draw_seconds_bucket{pool=\"a\",le=\"0.1\"} 1\n"
            "chant_draw_seconds_bucket{pool=\"a\",le=\"1\"} 2\n"
            "chant_draw_seconds_bucket{pool=\"a\",le=\"+Inf\"} 3\n"
            "chant_draw_seconds_sum{pool=\"a\"} 2.55\n"
            "chant_draw_seconds_count{pool=\"a\"} 3\n");
}

}  // namespace
}  // namespace chant::metrics
