// Who takes part: entered and not erased, one address once.
#include "campaign/draw_entrants.hpp"

#include <gmock/gmock.h>

namespace chant::campaign {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

session_id fan(std::uint8_t number) {
  session_id id;
  id.bytes.fill(std::byte{number});
  return id;
}

/// A log in which fans enter and are erased.
class story {
 public:
  story& enters(std::uint8_t number) { return happens(number, draw_entered{}); }
  story& is_erased(std::uint8_t number) { return happens(number, session_erased{}); }
  story& writes_from(std::uint8_t number, std::string_view address) {
    entrants.note_address(fan(number), prints_.print_of(address));
    return *this;
  }
  [[nodiscard]] std::vector<session_id> playing() const {
    return entrants.sessions(entrants.doubled());
  }

  draw_entrants entrants;

 private:
  story& happens(std::uint8_t number, const event& e) {
    entrants.take(fan(number), log_offset(next_++), e);
    return *this;
  }
  std::uint64_t next_ = 0;
  seeded_random random_{1};
  address_printer prints_{random_};
};

TEST(DrawEntrants, EnteredAndWereNotErased) {
  story s;
  s.enters(3).enters(1).enters(2).is_erased(1).is_erased(9);
  EXPECT_THAT(s.playing(), ElementsAre(fan(2), fan(3)));
  EXPECT_EQ(s.entrants.size(), 2u);
}

TEST(DrawEntrants, CountOnceHoweverOftenTheyEnter) {
  story s;
  s.enters(1).enters(1);
  EXPECT_THAT(s.playing(), ElementsAre(fan(1)));
  EXPECT_EQ(s.entrants.size(), 1u);
}

TEST(DrawEntrants, AreWhoEnteredFirstWithAnAddress) {
  story s;
  s.writes_from(1, "fan@example.org").writes_from(2, "Fan@Example.org");
  s.writes_from(3, "other@example.org").enters(2).enters(1).enters(3);
  EXPECT_THAT(s.playing(), ElementsAre(fan(2), fan(3)));
  EXPECT_THAT(s.entrants.doubled(), ElementsAre(fan(1)));
}

TEST(DrawEntrants, AreComparedByTheirLastAddress) {
  story s;
  s.writes_from(1, "fan@example.org").enters(1).writes_from(1, "new@example.org");
  s.writes_from(2, "fan@example.org").enters(2);
  EXPECT_THAT(s.entrants.doubled(), IsEmpty());
}

TEST(DrawEntrants, AreNotComparedWithWhoDidNotEnterOrWasErased) {
  story s;
  s.writes_from(1, "fan@example.org").writes_from(2, "fan@example.org").enters(2);
  s.writes_from(3, "other@example.org").enters(3).is_erased(3);
  s.writes_from(4, "other@example.org").enters(4);
  EXPECT_THAT(s.playing(), ElementsAre(fan(2), fan(4)));
}

TEST(DrawEntrants, HaveEntriesInOrderThatAreOthersInAnotherDraw) {
  const std::vector sessions{fan(1), fan(2), fan(3)};
  const auto entries = entries_of("prize", sessions);
  EXPECT_TRUE(std::ranges::is_sorted(entries));
  EXPECT_THAT(entries, testing::Contains(entry_of("prize", fan(2))));
  EXPECT_THAT(entries_of("week-2", sessions),
              testing::Not(testing::Contains(entry_of("prize", fan(2)))));
}

TEST(AddressPrinter, KnowsCapitalsOfEveryScriptAndOnlyItsOwnPrints) {
  seeded_random random(1);
  const address_printer prints(random);
  EXPECT_EQ(prints.print_of("ÉLODIE@example.org"), prints.print_of("élodie@example.org"));
  EXPECT_NE(prints.print_of("a@example.org"), prints.print_of("b@example.org"));
  EXPECT_NE(address_printer(random).print_of("a@example.org"), prints.print_of("a@example.org"));
}

}  // namespace
}  // namespace chant::campaign
