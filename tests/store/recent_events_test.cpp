#include "store/recent_events.hpp"

#include <gtest/gtest.h>

namespace chant::tests {
namespace {

using store::log_offset;
using store::recent_events;

std::vector<store::recorded_event> batch(std::uint64_t first, std::size_t count,
                                         std::size_t payload_bytes = 10) {
  std::vector<store::recorded_event> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    all[i].offset = log_offset(first + i);
    all[i].payload.assign(payload_bytes, 'x');
  }
  return all;
}

TEST(RecentEvents, HandsOutPagesAcrossBatches) {
  recent_events recent;
  recent.add(batch(10, 3));
  recent.add(batch(13, 4));
  recent.add(batch(17, 5));
  const auto page = recent.read(log_offset(12), 7);
  ASSERT_TRUE(page);
  ASSERT_EQ(page->size(), 7u);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ((*page)[i].offset, log_offset(12 + i));
  EXPECT_EQ(recent.read(log_offset(20), 100)->size(), 2u);
  EXPECT_EQ(recent.read(log_offset(22), 100)->size(), 0u);
}

TEST(RecentEvents, DoesNotPretendToKnowWhatHasLeft) {
  recent_events recent;
  EXPECT_FALSE(recent.read(log_offset(0), 1));
  recent.add(batch(10, 3));
  EXPECT_FALSE(recent.read(log_offset(9), 1));
}

TEST(RecentEvents, KeepsToItsBounds) {
  recent_events recent;
  std::uint64_t next = 0;
  for (; next < 3 * recent_events::events_max; next += 1000) recent.add(batch(next, 1000));
  EXPECT_FALSE(recent.read(log_offset(next - recent_events::events_max - 1), 1));
  EXPECT_TRUE(recent.read(log_offset(next - recent_events::events_max + 1000), 1));
  const auto big = recent_events::bytes_max / 4;
  for (int i = 0; i < 8; ++i) recent.add(batch(next++, 1, big));
  EXPECT_FALSE(recent.read(log_offset(next - 4), 1));
  EXPECT_TRUE(recent.read(log_offset(next - 2), 1));
}

}  // namespace
}  // namespace chant::tests
