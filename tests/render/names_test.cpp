// Names that break renderers: what is drawn, what is reported, and on how many lines.
#include "render/name_mask.hpp"
#include "render/team_base.hpp"
#include "render/typesetter.hpp"
#include "tests/render/demo.hpp"

#include <algorithm>

namespace chant::render {
namespace {

using code_points = std::vector<std::uint32_t>;

struct outcome {
  bool has_ink = false;
  bool has_colour = false;
  code_points undrawable = {};
  unsigned lines = 0;
  bool shortened = false;

  friend bool operator==(const outcome&, const outcome&) = default;
};

void PrintTo(const outcome& o, std::ostream* out) {
  *out << "ink " << o.has_ink << " colour " << o.has_colour << " lines " << o.lines << " shortened "
       << o.shortened << " undrawable";
  for (const auto c : o.undrawable) *out << ' ' << std::hex << c;
}

/// On the card for Facebook.
outcome set(const std::string& name, const std::string& language = "en") {
  const auto bases = demo::bases();
  typesetter type;
  const auto found = type.set(name, language);
  outcome o{
      .has_ink = found.has_ink, .has_colour = found.has_colour, .undrawable = found.undrawable};
  if (!o.has_ink) return o;
  mask_painter painter;
  name_mask mask;
  painter.draw(type, found.has_colour, bases->box(canvas::social), 75, mask);
  o.lines = mask.lines;
  o.shortened = mask.shortened;
  EXPECT_NE(std::ranges::count_if(mask.coverage, [](auto c) { return c > 128; }), 0) << name;
  return o;
}

std::string repeated(const std::string& part, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += part;
  return all;
}

const outcome plain{.has_ink = true, .lines = 1};
const outcome coloured{.has_ink = true, .has_colour = true, .lines = 1};

TEST(Names, OfEveryLivingScriptAreDrawn) {
  for (const std::string name : {"Zoë Lefèvre",
                                 "Nguyễn Thị Ngọc",
                                 "İpek ıŞIK",
                                 "Łukasz Żółć",
                                 "Guðmundsdóttir",
                                 "Παπαδόπουλος",
                                 "Щербакова",
                                 "Љиљана Ђурић",
                                 "Абай Құнанбаев",
                                 "محمد",
                                 "پژمان",
                                 "شاہ رخ",
                                 "Ali علي 99",
                                 "שָׁלוֹם",
                                 "नीरज चोपड़ा",
                                 "অর্ণব",
                                 "கார்த்திக்",
                                 "తెలుగు",
                                 "ಕನ್ನಡ",
                                 "മലയാളം",
                                 "ગુજરાતી",
                                 "ਪੰਜਾਬੀ",
                                 "ଓଡ଼ିଆ",
                                 "නිමල්",
                                 "สมชาย ใจดี",
                                 "ລາວ",
                                 "សុខា",
                                 "မောင်",
                                 "བཀྲ་ཤིས",
                                 "გიორგი",
                                 "Արամ",
                                 "አበበ",
                                 "ᠮᠣᠩᠭᠣᠯ",
                                 "ᏣᎳᎩ",
                                 "ꆈꌠ",
                                 "ދިވެހި",
                                 "ⵜⴰⵎⴰⵣⵉⵖⵜ",
                                 "ߒߞߏ",
                                 "𞤀𞤣𞤤𞤢𞤥",
                                 "ᐃᓄᒃᑎᑐᑦ",
                                 "王小明",
                                 "佐藤さくら",
                                 "김민준",
                                 "𠮷野家",
                                 "ﷺ"})
    EXPECT_EQ(set(name), plain) << name;
}

TEST(Names, WithEmojiAreDrawnInColour) {
  for (const std::string name : {"👨‍👩‍👧‍👦 Ann", "👍🏽 Max", "1️⃣ Fan",
                                 "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Harry", "🎤", "🇮🇸 Björk"})
    EXPECT_EQ(set(name), coloured) << name;
}

TEST(Names, ThatLookLikeMarkupAreLetters) {
  for (const std::string name : {"<b>Tom</b> & Ann", "Tom &amp; Jerry", "%s\\n{team}", "'; --"})
    EXPECT_EQ(set(name), plain) << name;
}

TEST(Names, OfOtherAlphabetsAreDrawnToo) {
  EXPECT_EQ(set("𝓐𝓷𝓷𝓪"), plain);
  EXPECT_EQ(set("ÅÇǺỤ̈j"), plain);
  EXPECT_EQ(set("می‌خواهم"), plain);
  EXPECT_EQ(set("i"), plain);
  EXPECT_EQ(set("Z̀̈algo"), plain);
}

TEST(Names, WithoutAnythingVisibleHaveNoInk) {
  for (const std::string name : {"", "   ", "\u200B\u200D"})
    EXPECT_EQ(set(name), outcome{}) << name;
}

TEST(Names, ThatNoFontHoldsAreReportedByCodePoint) {
  EXPECT_EQ(set("𓀀𓁐").undrawable, (code_points{0x13000, 0x13050}));
  EXPECT_EQ(set("🫩 Kev").undrawable, (code_points{0x1FAE9}));
  EXPECT_EQ(set("A\u0378B").undrawable, (code_points{0x378}));
  EXPECT_EQ(set("𒀀𒀁𒀀").undrawable, (code_points{0x12000, 0x12001}));
}

TEST(Names, ReportAtMostSixteenCodePoints) {
  std::string name;
  for (char last = '\x80'; last < '\xA0'; ++last) name += std::string("\xF0\x93\x80") + last;
  EXPECT_EQ(set(name).undrawable.size(), 16U);
}

TEST(Names, ThatAreLongBreakInTwoLinesAndThenEndInAnEllipsis) {
  EXPECT_EQ(set("Maximilian Müller"), plain);
  const outcome two{.has_ink = true, .lines = 2};
  EXPECT_EQ(set("Maximiliane-Charlotte von Habsburg-Lothringen"), two);
  const outcome cut{.has_ink = true, .lines = 2, .shortened = true};
  EXPECT_EQ(set(repeated("Wolfeschlegel", 20)), cut);
  EXPECT_EQ(set(repeated("Anna ", 60)), cut);
}

TEST(Names, OfHanCharactersTakeTheShapesOfTheirLanguage) {
  // 直 and 骨 differ between the four; a kana makes a name Japanese whatever the page's language.
  const auto bases = demo::bases();
  renderer r(bases);
  const auto strip = [&](const std::string& name, const std::string& language) {
    return r.render({.team = "fr", .name = name, .language = language})->kept.bytes;
  };
  EXPECT_NE(strip("直骨", "ja"), strip("直骨", "zh-Hans"));
  EXPECT_NE(strip("直骨", "zh-Hant"), strip("直骨", "zh-Hans"));
  EXPECT_NE(strip("直骨", "ko"), strip("直骨", "zh-Hans"));
  EXPECT_EQ(strip("直骨", "fr"), strip("直骨", "zh-Hans"));
  EXPECT_EQ(strip("直さ", "fr"), strip("直さ", "zh-Hans"));
  EXPECT_EQ(strip("Ann", "fr"), strip("Ann", "ja"));
}

TEST(Names, StandOnOneBaselineWhateverTheirDescenders) {
  const name_box box{.x = 96, .y = 1112, .width = 1308, .height = 240, .size = 230};
  (void)demo::bases();
  typesetter type;
  const auto baseline = [&](const std::string& name) {
    type.set(name, "en");
    double scale = 1;
    const auto fitted = fit(type, box, scale);
    const auto at = place(fitted, box, scale);
    return at.y + fitted.baseline * scale;
  };
  EXPECT_DOUBLE_EQ(baseline("Anna"), baseline("Zoë"));
  EXPECT_NEAR(baseline("Anna"), baseline("Tom"), 1e-9);
}

}  // namespace
}  // namespace chant::render
