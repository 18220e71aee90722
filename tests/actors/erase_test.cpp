// An erase carried through in a whole node, and its receipt; what a fan is told before.
#include "campaign/event_codec.hpp"
#include "campaign/own_stream.hpp"
#include "tests/actors/node_house.hpp"

namespace chant::actors {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;

const error down{.kind = errc::io, .code = "disk_down", .detail = {}, .field = {}};

struct Erase : node_house {
  Erase() {
    EXPECT_TRUE(ask(fan, campaign::open_session{.language = "en", .country = "FR"}));
    EXPECT_TRUE(ask(fan, order(1, "Zoë")));
    EXPECT_TRUE(ask(fan, order(2, "Ana")));
    EXPECT_TRUE(ask(fan, subscription("zoe@example.org")));
    begin_take(3);
    EXPECT_TRUE(ask(fan, campaign::drop_take{.take = take(3), .reason = "by_fan"}));
    begin_take(1);
    begin_take(2);
  }

  campaign::take_id take(std::uint8_t number) {
    campaign::take_id id;
    id.bytes.fill(std::byte{number});
    return id;
  }
  void begin_take(std::uint8_t number) {
    store::take_slip slip;
    slip.take = take(number);
    slip.session = fan;
    EXPECT_TRUE(world.kept.takes->begin(slip));
    EXPECT_TRUE(ask(fan, campaign::begin_take{.take = take(number),
                                              .media_type = "audio/webm",
                                              .size_bytes = 10,
                                              .tier = "A",
                                              .consent = "c1"}));
  }
  std::vector<campaign::erase_carried_out> receipts() {
    std::vector<campaign::erase_carried_out> all;
    const auto own = world.kept.log.read_stream(campaign::own_stream(), {}, 1000);
    for (const auto& e : own.value()) {
      auto what = campaign::decode(e.type, e.schema, e.payload).value();
      if (const auto* receipt = std::get_if<campaign::erase_carried_out>(&what))
        all.push_back(*receipt);
    }
    return all;
  }
  result<campaign::history> tell(const campaign::session_id& of) {
    std::optional<result<campaign::history>> answer;
    node->parts.chronicle.tell(of, [&](result<campaign::history> a) { answer = std::move(a); });
    settle();
    return std::move(answer).value_or(std::unexpected(error{}));
  }

  const campaign::session_id fan = session_number(1);
};

TEST_F(Erase, LeavesAReceiptOfWhatIsGone) {
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  const auto all = receipts();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].session, fan.hex());
  EXPECT_EQ(all[0].pictures, 2U);
  EXPECT_EQ(all[0].letters, 1U);
  EXPECT_EQ(all[0].recordings, 2U);
  EXPECT_EQ(world.kept.takes->size_of({fan, take(1)}).error().kind, errc::not_found);
}

TEST_F(Erase, LeavesTheRecordingsOfOthers) {
  const auto other = session_number(2);
  store::take_slip slip;
  slip.take = take(9);
  slip.session = other;
  ASSERT_TRUE(world.kept.takes->begin(slip));
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  EXPECT_TRUE(world.kept.takes->size_of({other, take(9)}));
}

TEST_F(Erase, LeavesOneReceiptHoweverOftenItIsCarriedOut) {
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  die();
  ASSERT_TRUE(world.kept.checkpoints.save("eraser", {}));  // the node forgot how far it was
  start();
  settle();
  EXPECT_THAT(receipts(), SizeIs(1));
}

TEST_F(Erase, GivesNoReceiptWhileSomethingIsLeft) {
  world.kept.blobs.failure = down;
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  EXPECT_THAT(receipts(), SizeIs(0));
  world.kept.blobs.failure.reset();
  pass(2s);
  EXPECT_THAT(receipts(), SizeIs(1));
  EXPECT_EQ(world.kept.blobs.size(), 0U);
}

TEST_F(Erase, TakesWhatAnOlderRendererDrew) {
  ASSERT_TRUE(
      world.kept.blobs.put(share_number(1).hex() + "-0ld", "strip", store::durability::cache));
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  EXPECT_EQ(world.kept.blobs.size(), 0U);
}

TEST_F(Erase, TheChronicleTellsAllBeforeAndNothingAfter) {
  const auto told = tell(fan);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->state, state_of(fan));
  std::vector<std::string> names;
  for (const auto& e : told->events)
    if (const auto* order = std::get_if<campaign::artwork_ordered>(&e.what))
      names.emplace_back(order->name.clear());
  EXPECT_THAT(names, ElementsAre("Zoë", "Ana"));
  ASSERT_TRUE(ask(fan, campaign::erase{.reason = "by_fan"}));
  EXPECT_EQ(tell(fan).error().code, "gone");
  EXPECT_EQ(tell(session_number(77)).error().kind, errc::not_found);
}

}  // namespace
}  // namespace chant::actors
