// The node on real threads: what tests without threads cannot see.
#include "actors/node_actors.hpp"

#include "tests/actors/node_house.hpp"

#include <future>
#include <memory>
#include <thread>

namespace chant::actors {
namespace {

struct NodeActors : testing::Test {
  node_ports ports() {
    auto p = world.ports();
    return {.log = p.log,
            .snapshots = p.snapshots,
            .keys = safe_keys,
            .checkpoints = p.checkpoints,
            .blobs = p.blobs,
            .takes = p.takes,
            .grants = p.grants,
            .clock = clock,
            .random = random,
            .terms = p.terms,
            .metrics = p.metrics,
            .make_pictures = p.make_pictures,
            .assembler = p.assembler,
            .write_letters = p.write_letters,
            .erase_letter = p.erase_letter,
            .letters = p.letters,
            .suppressed = p.suppressed,
            .digests = p.digests,
            .relay = p.relay};
  }
  static result<campaign::outcome> ask(node_actors& node, const campaign::session_id& to,
                                       campaign::command c) {
    std::promise<result<campaign::outcome>> answer;
    node.service().submit(to, std::move(c),
                          [&](result<campaign::outcome> a) { answer.set_value(std::move(a)); });
    return answer.get_future().get();
  }

  node_world world{1, /*manual_log=*/false};
  system_random random;
  system_clock clock;
  store::memory_fan_keys safe_keys{random};
  const node_options small{.actor_threads = 2, .renderers = 1, .mailers = 1};
};

TEST_F(NodeActors, ServesDrawsAndStops) {
  node_actors node(ports(), small);
  ASSERT_TRUE(ask(node, session_number(1), open_in_english));
  ASSERT_TRUE(ask(node, session_number(1), order(1, "Zoë")));
  std::promise<result<campaign::picture>> drawn;
  node.gallery().draw(share_number(1), campaign::layout::cover,
                      [&](result<campaign::picture> p) { drawn.set_value(std::move(p)); });
  const auto picture = drawn.get_future().get();
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->jpeg.flatten(), "cover:fr/Zoë/en");
  node.stop();
  const auto late = ask(node, session_number(1), open_in_english);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "draining");
}

TEST_F(NodeActors, AreEndedByAnotherThreadThanTheOneThatMadeThem) {
  auto node = std::make_unique<node_actors>(ports(), small);
  ASSERT_TRUE(ask(*node, session_number(1), open_in_english));
  std::jthread([&node] { node.reset(); }).join();
  EXPECT_EQ(node, nullptr);
}

TEST_F(NodeActors, AThousandFansAtOnce) {
  constexpr int fans = 1000;
  node_actors node(ports(), small);
  std::atomic<int> good{0};
  std::atomic<int> left{2 * fans};
  std::promise<void> all;
  const auto count = [&](const result<campaign::outcome>& a) {
    good += a.has_value();
    if (--left == 0) all.set_value();
  };
  for (int i = 0; i < fans; ++i) {
    campaign::session_id id;
    campaign::fill_random(id, random);
    campaign::order_artwork wish = order(0, "Fan " + std::to_string(i));
    campaign::fill_random(wish.share, random);
    node.service().submit(id, open_in_english, count);
    node.service().submit(id, wish, count);
  }
  all.get_future().wait();
  EXPECT_EQ(good, 2 * fans);
}

TEST_F(NodeActors, AStoppedNodeIsTakenUpWhereItStopped) {
  {
    node_actors node(ports(), small);
    ASSERT_TRUE(ask(node, session_number(1), open_in_english));
    ASSERT_TRUE(ask(node, session_number(1), order(1, "Zoë")));
    ASSERT_TRUE(node.pause("mailer"));
    EXPECT_FALSE(node.pause("sales"));
  }
  node_actors node(ports(), small);
  const auto again = ask(node, session_number(1), open_in_english);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->changed);
  EXPECT_EQ(again->state.artworks.size(), 1U);
}

}  // namespace
}  // namespace chant::actors
