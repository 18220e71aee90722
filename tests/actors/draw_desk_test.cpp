// A draw at the desk: each step once, in order, and gone on with where it was cut off.
#include "actors/draw_desk.hpp"

#include "actors/own_journal.hpp"
#include "actors/recovery.hpp"
#include "campaign/event_codec.hpp"
#include "tests/actors/memory_ports.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>

namespace chant::actors {
namespace {

using campaign::event;
using campaign::log_offset;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Takes so many events more and then nothing, as a log does whose disk is full.
class failing_journal final : public campaign::own_events {
 public:
  failing_journal(campaign::own_events& to, std::size_t appends) : to_(to), left_(appends) {}
  void append(std::vector<event> events, completion<void> done) override {
    if (left_ == 0)
      return done(std::unexpected(error{errc::unavailable, "disk_nearly_full", "no room", ""}));
    --left_;
    to_.append(std::move(events), std::move(done));
  }

 private:
  campaign::own_events& to_;
  std::size_t left_;
};

class DrawDesk : public testing::Test {
 protected:
  [[nodiscard]] draw_desk::ports ports(campaign::own_events& own) {
    return {.log = kept_.log,
            .digest_at = [](log_offset at) -> result<sha256_digest> {
              return sha256({"events ", std::to_string(at.value())});
            },
            .keys = kept_.keys,
            .snapshots = kept_.snapshots,
            .own = own,
            .random = random_,
            .salts = dir_.path() / "draws"};
  }
  [[nodiscard]] draw_desk desk() { return draw_desk(ports(journal_)); }

  void append(std::uint8_t fan, std::vector<event> events) {
    const auto id = session_number(fan);
    const auto at = static_cast<std::uint32_t>(kept_.log.read_stream(id, {}, 100).value().size());
    const campaign::stream_version version(at);
    ASSERT_TRUE(seal(events, id, version, kept_.keys));
    kept_.log.append(make_append(events, id, version, time_.now(), random_),
                     [](auto receipt) { ASSERT_TRUE(receipt); });
  }
  void enter(std::uint8_t fan, std::string address) {
    append(fan, {campaign::session_opened{.language = "en", .country = "IS"},
                 campaign::subscriber_added{.email = campaign::personal_text(std::move(address)),
                                            .name = campaign::personal_text("Zoë"),
                                            .language = "en",
                                            .age_band = campaign::age_band::adult,
                                            .opt_in = {}},
                 campaign::draw_entered{.age_band = campaign::age_band::adult, .country = "IS"}});
  }
  void enter_many(std::uint8_t count) {
    for (std::uint8_t fan = 1; fan <= count; ++fan)
      enter(fan, std::to_string(fan) + "@example.org");
  }
  [[nodiscard]] std::size_t events_of_type(const event& like) const {
    const auto all = kept_.log.read_from({}, 10'000).value();
    return static_cast<std::size_t>(
        std::ranges::count(all, campaign::type_code(like), &store::recorded_event::type));
  }

  seeded_random random_{1};
  tests::temporary_dir dir_;
  memory_store kept_{random_, false};
  manual_clock time_;
  own_journal journal_{kept_.log, time_, random_};
};

std::string code_of(const auto& outcome) {
  return outcome ? std::string("no error") : outcome.error().code;
}

TEST_F(DrawDesk, CommitsOnceToASaltThatItKeeps) {
  const auto committed = desk().commit("prize", {});
  ASSERT_TRUE(committed) << committed.error().detail;
  const auto salt = store::draw_salts(dir_.path() / "draws").find("prize").value();
  EXPECT_EQ(committed->commitment, campaign::commitment_to("prize", salt).hex());
  EXPECT_EQ(code_of(desk().commit("prize", {})), "draw_committed");
  EXPECT_EQ(code_of(desk().commit("Not a name", {})), "draw_name_malformed");
  EXPECT_TRUE(desk().commit("week-2", {}));
}

TEST_F(DrawDesk, CommitsToTheSameSaltWhenItWasCutOff) {
  failing_journal full(journal_, 0);
  EXPECT_EQ(code_of(draw_desk(ports(full)).commit("prize", {})), "disk_nearly_full");
  const auto salt = store::draw_salts(dir_.path() / "draws").find("prize").value();
  EXPECT_EQ(desk().commit("prize", {})->commitment, campaign::commitment_to("prize", salt).hex());
}

TEST_F(DrawDesk, HoldsADrawOverWhoEnteredAndWasNotErased) {
  enter_many(9);
  enter(10, "3@EXAMPLE.org");
  append(4, {campaign::session_erased{.reason = "by_fan"}});
  ASSERT_TRUE(desk().commit("prize", {}));
  const auto held = desk().hold({.draw = "prize", .winners = 2, .substitutes = 98});
  ASSERT_TRUE(held) << held.error().detail;
  EXPECT_EQ(held->closed.entries, 8u);
  EXPECT_EQ(held->closed.left_out, 1u);
  std::vector<std::string> drawn;
  for (const auto& won : held->won) drawn.push_back(won.session);
  std::ranges::sort(drawn);
  std::vector<std::string> due;
  for (const auto fan : std::to_array<std::uint8_t>({1, 2, 3, 5, 6, 7, 8, 9}))
    due.push_back(session_number(fan).hex());
  EXPECT_EQ(drawn, due);
  EXPECT_EQ(held->won[1].role, "winner");
  EXPECT_EQ(held->won[2].role, "substitute");
}

TEST_F(DrawDesk, IsUntouchedByWhatComesAfterTheClosing) {
  enter_many(9);
  ASSERT_TRUE(desk().commit("prize", {}));
  const auto first = desk().hold({.draw = "prize", .winners = 3});
  ASSERT_TRUE(first);
  enter(11, "11@example.org");
  append(2, {campaign::session_erased{.reason = "by_fan"}});
  ASSERT_TRUE(kept_.keys.destroy(session_number(2)));
  const auto again = desk().hold({.draw = "prize", .winners = 3});
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->won, first->won);
  EXPECT_EQ(code_of(desk().hold({.draw = "prize", .winners = 4})), "draw_held");
}

TEST_F(DrawDesk, KeepsWhoWasLeftOutWhenTheirAddressesAreGone) {
  enter_many(5);
  enter(6, "1@example.org");
  ASSERT_TRUE(desk().commit("prize", {}));
  const auto closed = desk().close("prize", {});
  ASSERT_TRUE(closed);
  for (const auto fan : std::to_array<std::uint8_t>({1, 6}))
    ASSERT_TRUE(kept_.keys.destroy(session_number(fan)));
  const auto held = desk().hold({.draw = "prize", .winners = 9});
  ASSERT_TRUE(held) << held.error().detail;
  EXPECT_THAT(held->won, SizeIs(5));
  EXPECT_EQ(held->closed.entries_sha256, closed->entries_sha256);
}

TEST_F(DrawDesk, GoesOnWhereAClosingWasCutOff) {
  enter_many(3);
  enter(4, "1@example.org");
  enter(5, "2@example.org");
  ASSERT_TRUE(desk().commit("prize", {}));
  failing_journal full(journal_, 1);  // takes who is left out, and not the closing
  EXPECT_EQ(code_of(draw_desk(ports(full)).close("prize", {})), "disk_nearly_full");
  append(5, {campaign::session_erased{.reason = "by_fan"}});
  const auto held = desk().hold({.draw = "prize", .winners = 9});
  ASSERT_TRUE(held) << held.error().detail;
  EXPECT_EQ(held->closed.left_out, 1u);
  EXPECT_THAT(held->won, SizeIs(3));
}

TEST_F(DrawDesk, WritesTheWinnersThatACrashKeptFromTheLog) {
  enter_many(40);
  ASSERT_TRUE(desk().commit("prize", {}));
  ASSERT_TRUE(desk().close("prize", {}));
  failing_journal full(journal_, 1);  // the first 16 events of 31
  const draw_wish wish{.draw = "prize", .winners = 10, .substitutes = 20};
  EXPECT_EQ(code_of(draw_desk(ports(full)).hold(wish)), "disk_nearly_full");
  EXPECT_EQ(events_of_type(campaign::draw_won{}), 15u);
  const auto held = desk().hold(wish);
  ASSERT_TRUE(held);
  EXPECT_THAT(held->won, SizeIs(30));
  EXPECT_EQ(events_of_type(campaign::draw_won{}), 30u);
  EXPECT_EQ(events_of_type(campaign::draw_held{}), 1u);
}

TEST_F(DrawDesk, WaitsForTheBeaconItNamed) {
  enter_many(5);
  ASSERT_TRUE(desk().commit("prize", "a lottery"));
  draw_wish wish{.draw = "prize", .beacon = "4 8 15"};
  EXPECT_EQ(code_of(desk().hold(wish)), "draw_not_closed");
  ASSERT_TRUE(desk().close("prize", {}));
  EXPECT_EQ(code_of(desk().hold({.draw = "prize"})), "beacon_missing");
  EXPECT_TRUE(desk().hold(wish));
  wish.beacon = "4 8 16";
  EXPECT_EQ(code_of(desk().hold(wish)), "draw_held");
}

TEST_F(DrawDesk, TakesNoBeaconItDidNotName) {
  enter_many(5);
  ASSERT_TRUE(desk().commit("prize", {}));
  EXPECT_EQ(code_of(desk().hold({.draw = "prize", .beacon = "4 8 15"})), "beacon_not_named");
}

TEST_F(DrawDesk, ClosesOnceAndAfterTheCommitmentOnly) {
  enter_many(2);
  const auto before = kept_.log.head();
  ASSERT_TRUE(desk().commit("prize", {}));
  EXPECT_EQ(code_of(desk().close("prize", before)), "closing_too_early");
  EXPECT_EQ(code_of(desk().close("prize", log_offset(999))), "beyond_head");
  const auto closed = desk().close("prize", kept_.log.head());
  ASSERT_TRUE(closed);
  EXPECT_EQ(desk().close("prize", {}).value(), *closed);
  EXPECT_EQ(code_of(desk().close("prize", log_offset(closed->closing + 1))), "draw_closed");
}

TEST_F(DrawDesk, RefusesWhatCannotBeHeld) {
  EXPECT_EQ(code_of(desk().hold({.draw = "prize"})), "draw_unknown");
  ASSERT_TRUE(desk().commit("prize", {}));
  EXPECT_EQ(code_of(desk().hold({.draw = "prize", .winners = 0})), "too_many_winners");
  EXPECT_EQ(
      code_of(desk().hold({.draw = "prize", .winners = campaign::drawn_max, .substitutes = 1})),
      "too_many_winners");
  std::filesystem::remove(dir_.path() / "draws" / "prize.salt");
  EXPECT_EQ(code_of(desk().hold({.draw = "prize"})), "salt_missing");
  dir_.write("draws/prize.salt", std::string(64, '0') + "\n");
  EXPECT_EQ(code_of(desk().hold({.draw = "prize"})), "draw_inconsistent");
}

TEST_F(DrawDesk, HoldsADrawWithoutEntries) {
  ASSERT_TRUE(desk().commit("prize", {}));
  const auto held = desk().hold({.draw = "prize", .winners = 3});
  ASSERT_TRUE(held);
  EXPECT_THAT(held->won, IsEmpty());
}

TEST_F(DrawDesk, RevealsWhomTheLogCanStillName) {
  enter_many(2);
  ASSERT_TRUE(desk().commit("prize", {}));
  EXPECT_EQ(code_of(desk().reveal("prize")), "draw_not_held");
  ASSERT_TRUE(desk().hold({.draw = "prize", .winners = 2}));
  append(1, {campaign::session_erased{.reason = "by_fan"}});
  ASSERT_TRUE(kept_.keys.destroy(session_number(1)));
  const auto fans = desk().reveal("prize");
  ASSERT_TRUE(fans) << fans.error().detail;
  ASSERT_THAT(*fans, SizeIs(2));
  for (const auto& fan : *fans) {
    const bool first = fan.won.session == session_number(1).hex();
    EXPECT_EQ(fan.erased, first);
    EXPECT_EQ(fan.email, first ? "" : "2@example.org");
    EXPECT_EQ(fan.name, first ? "" : "Zoë");
  }
}

}  // namespace
}  // namespace chant::actors
