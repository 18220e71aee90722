// The janitor in a whole node: what fans take back goes from the disk.
#include "tests/actors/node_house.hpp"

#include <filesystem>

namespace chant::actors {
namespace {

struct TakeJanitor : node_house {
  campaign::take_id take(std::uint8_t number) {
    campaign::take_id id;
    id.bytes.fill(std::byte{number});
    return id;
  }
  void command(const campaign::session_id& to, campaign::command c) {
    bool carried_out = false;
    node->parts.service.submit(to, std::move(c), [&](result<campaign::outcome> done) {
      ASSERT_TRUE(done) << done.error().code;
      carried_out = true;
    });
    settle();
    ASSERT_TRUE(carried_out);
  }
  /// A take with a place on the disk.
  void begin(const campaign::session_id& of, std::uint8_t number) {
    store::take_slip slip;
    slip.take = take(number);
    slip.session = of;
    ASSERT_TRUE(world.kept.takes->begin(slip));
    command(of, campaign::begin_take{.take = take(number),
                                     .media_type = "audio/webm",
                                     .size_bytes = 10,
                                     .tier = "A",
                                     .consent = "c1"});
  }
  bool is_there(const campaign::session_id& of, std::uint8_t number) {
    return world.kept.takes->size_of({of, take(number)}).has_value();
  }

  const campaign::session_id fan = session_number(1);
};

TEST_F(TakeJanitor, RemovesATakeThatIsGivenUp) {
  command(fan, campaign::open_session{.language = "en", .country = ""});
  begin(fan, 1);
  begin(fan, 2);
  command(fan, campaign::drop_take{.take = take(1), .reason = "by_fan"});
  EXPECT_FALSE(is_there(fan, 1));
  EXPECT_TRUE(is_there(fan, 2));
}

TEST_F(TakeJanitor, RemovesEveryTakeWhoseConsentIsTakenBack) {
  command(fan, campaign::open_session{.language = "en", .country = ""});
  begin(fan, 1);
  begin(fan, 2);
  campaign::set_consents taken_back;
  taken_back.consents.recording = false;
  command(fan, taken_back);
  EXPECT_FALSE(is_there(fan, 1));
  EXPECT_FALSE(is_there(fan, 2));
}

TEST_F(TakeJanitor, TakesUpWhatADeadNodeLeft) {
  command(fan, campaign::open_session{.language = "en", .country = ""});
  begin(fan, 1);
  node->parts.service.submit(fan, campaign::drop_take{.take = take(1), .reason = "by_fan"},
                             [](auto&&) {});
  system.scheduler.run();
  world.kept.log.commit();
  die();
  start();
  settle();
  EXPECT_FALSE(is_there(fan, 1));
}

}  // namespace
}  // namespace chant::actors
