#include "render/strip_codec.hpp"
#include "render/team_base.hpp"
#include "tests/render/demo.hpp"

#include <atomic>
#include <thread>

namespace chant::render {
namespace {

TEST(Renderer, DrawsTheSameBytesOnEveryInstance) {
  const auto bases = demo::bases();
  renderer first(bases);
  renderer second(bases);
  (void)first.render({.team = "fr", .name = "王小明 🎤", .language = "ja"});
  const artwork_order order{.team = "de", .name = "Jürgen Großkreutz", .language = "de"};
  EXPECT_EQ(first.render(order)->kept.bytes, second.render(order)->kept.bytes);
}

TEST(Renderer, NamesWhatItCannotDrawAndLeavesTheNameOut) {
  const auto bases = demo::bases();
  const auto drawn =
      renderer(bases).render({.team = "fr", .name = "A𓀀𓁐𓀀", .language = "en"}).value();
  EXPECT_FALSE(drawn.drawn);
  EXPECT_EQ(drawn.undrawable, (std::vector<std::uint32_t>{0x13000, 0x13050}));
  const auto nameless =
      renderer(bases).render({.team = "fr", .name = " ", .language = "en"}).value();
  EXPECT_EQ(demo::jpeg(bases, "fr", campaign::layout::cover, drawn.kept),
            demo::jpeg(bases, "fr", campaign::layout::cover, nameless.kept));
}

TEST(Renderer, RefusesTeamsItDoesNotKnow) {
  const auto drawn =
      renderer(demo::bases()).render({.team = "xx", .name = "Ann", .language = "en"});
  ASSERT_FALSE(drawn.has_value());
  EXPECT_EQ(drawn.error().code, "unknown_team");
}

TEST(Renderer, RefusesBytesThatAreNoText) {
  for (const auto& name :
       {std::string("A\xFF"), std::string("A\0B", 3), std::string(name_limit_bytes + 1, 'a')}) {
    const auto drawn =
        renderer(demo::bases()).render({.team = "fr", .name = name, .language = "en"});
    ASSERT_FALSE(drawn.has_value());
    EXPECT_EQ(drawn.error().code, "name_malformed");
  }
}

TEST(Renderer, IsSafeOnManyThreadsOverTheSameBases) {
  const auto bases = demo::bases();
  const std::vector<std::string> names{"Ann",        "Łukasz Żółć", "Ayşe İpek", "김민준",
                                       "佐藤さくら", "محمد علي",    "שרה לוי",   "नीरज",
                                       "สมชาย",      "Kev 🎤👍🏽"};
  std::vector<std::string> expected;
  renderer alone(bases);
  for (const auto& name : names)
    expected.push_back(alone.render({.team = "es", .name = name, .language = "en"})->kept.bytes);
  std::vector<std::jthread> threads;
  std::atomic<int> wrong = 0;
  for (std::size_t t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      renderer mine(bases);
      for (std::size_t i = 0; i < 60; ++i) {
        const auto n = (i * 7 + t) % names.size();
        const auto drawn = mine.render({.team = "es", .name = names[n], .language = "en"});
        if (!drawn || drawn->kept.bytes != expected[n]) ++wrong;
      }
    });
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

TEST(Assemble, SharesWhatIsTheSameForEveryFan) {
  const auto bases = demo::bases();
  const auto drawn =
      renderer(bases).render({.team = "fr", .name = "Ann", .language = "en"}).value();
  const auto whole = assemble(bases, "fr", campaign::layout::cover, drawn.kept).value();
  ASSERT_EQ(whole.pieces().size(), 3U);
  EXPECT_LT(whole.pieces()[1].bytes.size(), whole.size());
  const auto again = assemble(bases, "fr", campaign::layout::cover, drawn.kept).value();
  EXPECT_EQ(whole.pieces()[0].bytes.data(), again.pieces()[0].bytes.data());
}

TEST(Assemble, RefusesStripsOfAnotherTeamOrDesign) {
  const auto bases = demo::bases();
  const auto drawn =
      renderer(bases).render({.team = "fr", .name = "Ann", .language = "en"}).value();
  const auto other_team = assemble(bases, "de", campaign::layout::cover, drawn.kept);
  ASSERT_FALSE(other_team.has_value());
  EXPECT_EQ(other_team.error().kind, errc::corrupt);
  EXPECT_EQ(other_team.error().code, "strips_stale");
  const auto other_quality = assemble(demo::bases(70), "fr", campaign::layout::cover, drawn.kept);
  ASSERT_FALSE(other_quality.has_value());
  EXPECT_EQ(other_quality.error().code, "strips_stale");
}

TEST(Assemble, NoticesAnyFlippedOrMissingByte) {
  const auto bases = demo::bases();
  const auto kept =
      renderer(bases).render({.team = "fr", .name = "Ann", .language = "en"})->kept.bytes;
  for (std::size_t i = 0; i < kept.size(); i += i < 64 ? 1 : 997) {
    auto flipped = kept;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    const auto whole = assemble(bases, "fr", campaign::layout::facebook, {flipped});
    ASSERT_FALSE(whole.has_value()) << i;
    EXPECT_EQ(whole.error().kind, errc::corrupt);
    EXPECT_FALSE(assemble(bases, "fr", campaign::layout::cover, {kept.substr(0, i)}).has_value());
  }
}

TEST(Assemble, RefusesSegmentsBeyondThePicture) {
  const auto bases = demo::bases();
  const auto key = bases->find("fr")->key;
  for (const std::uint32_t number : {0U, 15U * 40U, 1U << 30}) {
    const auto forged = pack(key, {segments{}, segments{{number, "x"}}});
    EXPECT_FALSE(assemble(bases, "fr", campaign::layout::twitter, forged).has_value()) << number;
  }
  const auto unordered = pack(key, {segments{}, segments{{80, "x"}, {79, "x"}}});
  EXPECT_FALSE(assemble(bases, "fr", campaign::layout::facebook, unordered).has_value());
}

}  // namespace
}  // namespace chant::render
