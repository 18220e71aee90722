#include "actors/strip_cache.hpp"

#include "tests/actors/memory_ports.hpp"

#include <gtest/gtest.h>

namespace chant::actors {
namespace {

const auto share = share_number(1);
const auto drawn =
    std::make_shared<const rendered>(rendered{.strips = "strips", .undrawable = {0x1F600}});

TEST(StripCache, KeepsInMemoryAndOnTheDisk) {
  memory_blobs blobs;
  strip_cache cache(blobs, "r1");
  EXPECT_EQ(cache.load(share), nullptr);
  cache.keep(share, drawn);
  EXPECT_EQ(cache.recent(share), drawn);
  EXPECT_EQ(cache.recently_drawn(share), drawn);
  strip_cache after_a_restart(blobs, "r1");
  EXPECT_EQ(after_a_restart.recent(share), nullptr);
  EXPECT_EQ(after_a_restart.load(share)->strips, "strips");
}

TEST(StripCache, WhatComesFromTheDiskDoesNotTellWhatCannotBeDrawn) {
  memory_blobs blobs;
  strip_cache(blobs, "r1").keep(share, drawn);
  strip_cache cache(blobs, "r1");
  ASSERT_NE(cache.load(share), nullptr);
  EXPECT_NE(cache.recent(share), nullptr);
  // Recording this as drawn would say that the name is on the pictures.
  EXPECT_EQ(cache.recently_drawn(share), nullptr);
}

TEST(StripCache, ANewRendererFindsNothingOfTheOld) {
  memory_blobs blobs;
  strip_cache(blobs, "r1").keep(share, drawn);
  EXPECT_EQ(strip_cache(blobs, "r2").load(share), nullptr);
}

TEST(StripCache, WhatIsDroppedIsNowhere) {
  memory_blobs blobs;
  strip_cache cache(blobs, "r1");
  cache.keep(share, drawn);
  ASSERT_TRUE(cache.drop(share));
  EXPECT_EQ(cache.load(share), nullptr);
}

TEST(StripCache, WhatIsDroppedGoesForEveryRendererThereWas) {
  memory_blobs blobs;
  strip_cache(blobs, "r1").keep(share, drawn);
  strip_cache(blobs, "r1").keep(share_number(2), drawn);
  strip_cache cache(blobs, "r2");
  cache.keep(share, drawn);
  ASSERT_TRUE(cache.drop(share));
  EXPECT_EQ(blobs.size(), 1U);
  EXPECT_NE(strip_cache(blobs, "r1").load(share_number(2)), nullptr);
}

TEST(StripCache, HoldsSoManyInMemoryAndNoMore) {
  memory_blobs blobs;
  strip_cache cache(blobs, "r1");
  const auto numbered = [](std::size_t n) {
    campaign::share_id id;
    id.bytes[0] = std::byte(n & 0xFF);
    id.bytes[1] = std::byte(n >> 8);
    return id;
  };
  for (std::size_t n = 0; n <= strip_cache::in_memory; ++n) cache.keep(numbered(n), drawn);
  EXPECT_EQ(cache.recent(numbered(0)), nullptr);
  EXPECT_NE(cache.recent(numbered(1)), nullptr);
  EXPECT_NE(cache.load(numbered(0)), nullptr);
}

}  // namespace
}  // namespace chant::actors
