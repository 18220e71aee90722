#include "actors/actor_gallery.hpp"

#include "tests/actors/node_house.hpp"

namespace chant::actors {
namespace {

using campaign::layout;

const auto fan = session_number(1);
const auto share = share_number(1);

struct Gallery : node_house {
  Gallery() {
    EXPECT_TRUE(ask(fan, open_in_english));
    // Only what is asked for is drawn here.
    caf::anon_send(node->parts.consumer_named("renderer"), consumer_pause{});
    settle();
    EXPECT_TRUE(ask(fan, order(1, "Zoë")));
  }
  void restart() {
    die();
    start();
    settle();
  }
};

TEST_F(Gallery, ShowsWhatWasOrdered) {
  const auto found = find(share);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "Zoë");
  EXPECT_EQ(found->team, "fr");
  EXPECT_EQ(found->language, "en");
  EXPECT_EQ(found->ordered_at, world.clock.now());
}

TEST_F(Gallery, DoesNotKnowWhatNobodyOrdered) {
  const auto found = find(share_number(99));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, errc::not_found);
}

TEST_F(Gallery, DrawsWhatIsNotYetDrawn) {
  const auto picture = draw(share, layout::facebook);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->jpeg.flatten(), "facebook:fr/Zoë/en");
  EXPECT_EQ(world.pictures.drawn, 1U);
}

TEST_F(Gallery, ManyWhoAskAtOnceCostOneDrawing) {
  int shown = 0;
  for (int i = 0; i < 30; ++i)
    node->parts.gallery.draw(share, campaign::all_layouts[static_cast<std::size_t>(i) % 3],
                             [&](result<campaign::picture> p) { shown += p.has_value(); });
  settle();
  EXPECT_EQ(shown, 30);
  EXPECT_EQ(world.pictures.drawn, 1U);
}

TEST_F(Gallery, WhatWasDrawnOnceIsKeptOverARestart) {
  ASSERT_TRUE(draw(share));
  die();
  world.pictures.failure = error{errc::internal, "broken", "", {}};
  start();
  const auto picture = draw(share);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->jpeg.flatten(), "cover:fr/Zoë/en");
}

TEST_F(Gallery, TheSameArtworkHasTheSameTagForEver) {
  const auto before = draw(share);
  const auto other = draw(share, layout::twitter);
  restart();
  const auto after = draw(share);
  ASSERT_TRUE(before && other && after);
  EXPECT_EQ(before->etag, after->etag);
  EXPECT_NE(before->etag, other->etag);
}

TEST_F(Gallery, TwoFansOfOneNameHaveTwoTags) {
  // Nothing public may be computed from a name: names can be guessed.
  ASSERT_TRUE(ask(session_number(2), open_in_english));
  ASSERT_TRUE(ask(session_number(2), order(2, "Zoë")));
  const auto one = draw(share);
  const auto two = draw(share_number(2));
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->jpeg.flatten(), two->jpeg.flatten());
  EXPECT_NE(one->etag, two->etag);
}

TEST_F(Gallery, WhatIsErasedIsGone) {
  ASSERT_TRUE(world.kept.keys.destroy(fan));
  const auto picture = draw(share);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().kind, errc::gone);
}

TEST_F(Gallery, DamagedStripsAreDrawnAgain) {
  ASSERT_TRUE(draw(share));
  die();
  const auto name = share.hex() + '-' + sha256({world.assembler.revision()}).hex().substr(0, 8);
  ASSERT_TRUE(world.kept.blobs.put(name, "damaged", store::durability::cache));
  start();
  const auto damaged = draw(share);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().kind, errc::unavailable);
  const auto again = draw(share);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->jpeg.flatten(), "cover:fr/Zoë/en");
}

TEST_F(Gallery, AQueueThatIsFullIsOverload) {
  node->renderers.set_capacity(0);
  const auto picture = draw(share);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, "overloaded");
  node->renderers.set_capacity(10);
  EXPECT_TRUE(draw(share));
}

TEST_F(Gallery, ADrawingThatFailsIsToldToAllWhoWait) {
  world.pictures.failure = error{errc::internal, "broken", "", {}};
  int told = 0;
  for (int i = 0; i < 3; ++i)
    node->parts.gallery.draw(share, layout::cover, [&](result<campaign::picture> p) {
      told += !p && p.error().code == "broken";
    });
  settle();
  EXPECT_EQ(told, 3);
}

TEST_F(Gallery, WhatABrowserWaitedForIsNotDrawnAgainForTheOrder) {
  ASSERT_TRUE(draw(share));
  caf::anon_send(node->parts.consumer_named("renderer"), consumer_resume{});
  settle();
  EXPECT_EQ(state_of(fan).artworks.at(0).status, campaign::artwork::state::rendered);
  EXPECT_EQ(world.pictures.drawn, 1U);
}

}  // namespace
}  // namespace chant::actors
