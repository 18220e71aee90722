#include "store/draw_salts.hpp"

#include "tests/store/log_events.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

namespace chant::tests {
namespace {

using store::draw_salts;

TEST(DrawSalts, AreMadeOnceAndFoundAgain) {
  const temporary_dir dir;
  seeded_random random(1);
  draw_salts salts(dir.path() / "draws");
  const auto made = salts.keep("prize", random);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(salts.keep("prize", random).value(), *made);
  EXPECT_EQ(draw_salts(dir.path() / "draws").find("prize").value(), *made);
  EXPECT_NE(salts.keep("week-2", random).value(), *made);
}

TEST(DrawSalts, AreTheOwnersAlone) {
  const temporary_dir dir;
  seeded_random random(1);
  ASSERT_TRUE(draw_salts(dir.path() / "draws").keep("prize", random));
  using std::filesystem::perms;
  const auto rights = [](const std::filesystem::path& of) {
    return std::filesystem::status(of).permissions();
  };
  EXPECT_EQ(rights(dir.path() / "draws"), perms::owner_all);
  EXPECT_EQ(rights(dir.path() / "draws" / "prize.salt"), perms::owner_read | perms::owner_write);
}

TEST(DrawSalts, SayWhatIsWrong) {
  const temporary_dir dir;
  seeded_random random(1);
  draw_salts salts(dir.path());
  EXPECT_EQ(code_of(salts.find("prize")), "salt_missing");
  dir.write("prize.salt", "0123\n");
  EXPECT_EQ(code_of(salts.find("prize")), "salt_malformed");
  // What is there is never replaced: its digest may have been published.
  EXPECT_EQ(code_of(salts.keep("prize", random)), "salt_malformed");
}

}  // namespace
}  // namespace chant::tests
