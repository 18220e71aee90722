// The pictures as they are, by SHA-256: tests/golden/artwork/hashes.txt, valid for the versions it
// names, and sheet.jpg, every card at an eighth, for a look and for other versions.
//
// After a deliberate change: CHANT_UPDATE_GOLDEN=1 render_golden_test, look at the sheet, commit.
#include "base/sha256.hpp"
#include "render/files.hpp"
#include "render/fonts.hpp"
#include "render/jpeg_encoder.hpp"
#include "render/team_base.hpp"
#include "render/versions.hpp"
#include "tests/render/demo.hpp"

#include <turbojpeg.h>

#include <cmath>
#include <cstdlib>
#include <sstream>

namespace chant::render {
namespace {

const std::filesystem::path folder =
    std::filesystem::path(CHANT_SOURCE_DIR) / "tests" / "golden" / "artwork";
constexpr unsigned across = 5;
constexpr unsigned card_width = 150;  // an eighth of 1200 × 630
constexpr unsigned card_height = 79;

const std::vector<artwork_order>& orders() {
  static const std::vector<artwork_order> all{
      {"fr", "Zoë Lefèvre-Ndiaye", "fr"},
      {"de", "Jürgen Großkreutz", "de"},
      {"gb-eng", "Tom", "en"},
      {"es", "José María Fernández", "es"},
      {"fr", "Γιώργος Παπαδόπουλος", "en"},
      {"de", "Наталья Щербакова", "ru"},
      {"gb-eng", "İpek Yıldız Şahin", "tr"},
      {"es", "Nguyễn Thị Ngọc", "en"},
      {"fr", "محمد عبد الله", "ar"},
      {"de", "שרה לוי", "en"},
      {"gb-eng", "नीरज चोपड़ा", "en"},
      {"es", "สมชาย ใจดี", "en"},
      {"fr", "王小明", "zh-Hans"},
      {"de", "佐藤さくら", "ja"},
      {"gb-eng", "김민준", "en"},
      {"es", "Kev 🎤👍🏽", "en"},
      {"fr", "Ali علي 99", "en"},
      {"de", "👨‍👩‍👧‍👦 Ann", "en"},
      {"gb-eng", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Harry", "en"},
      {"es", "i", "en"},
      {"fr", "Q", "en"},
      {"de", "Ágnes", "en"},
      {"gb-eng", "O’Brien", "en"},
      {"es", "<b>Tom</b> & Ann", "en"},
      {"fr", "Maximiliane-Charlotte von Habsburg-Lothringen", "de"},
      {"de", "Bartholomew Featherstonehaugh III", "en"},
      {"gb-eng", "Wolfeschlegelsteinhausenbergerdorff", "en"},
      {"es", "Anna Anna Anna Anna Anna Anna Anna Anna Anna Anna Anna", "en"},
      {"fr", "გიორგი Արամ", "en"},
      {"de", "አበበ ቢቂላ", "en"},
      {"gb-eng", "কার্তিক", "en"},
      {"es", "கார்த்திக்", "en"},
      {"fr", "មុន្នី សុខា", "en"},
      {"de", "အောင်ဆန်း", "en"},
      {"gb-eng", "直骨", "ja"},
      {"es", "直骨", "zh-Hans"},
      {"fr", "𓀀𓁐", "en"},
      {"de", "Łukasz Żółć", "pl"},
      {"gb-eng", "Ștefan Țuțea", "en"},
      {"es", "𝓐𝓷𝓷𝓪", "en"},
  };
  return all;
}

std::string versions() {
  return drawing_versions() + ", fonts " + install_fonts(default_fonts_dir()).value();
}

/// Grey pixels at 1/scale; any warning of the decoder fails.
std::vector<std::uint8_t> decode(const std::string& jpeg, int width, int height) {
  std::vector<std::uint8_t> grey(static_cast<std::size_t>(width * height));
  tjhandle tj = tjInitDecompress();
  EXPECT_EQ(tjDecompress2(tj, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size(),
                          grey.data(), width, width, height, TJPF_GRAY,
                          TJFLAG_STOPONWARNING | TJFLAG_ACCURATEDCT),
            0)
      << tjGetErrorStr2(tj);
  tjDestroy(tj);
  return grey;
}

struct drawn {
  std::vector<std::string> lines;  ///< "hash hash hash team language name"
  std::vector<std::vector<std::uint8_t>> cards;
};

const drawn& draw_all() {
  static const auto all = [] {
    drawn d;
    const auto bases = demo::bases();
    renderer r(bases);
    for (const auto& order : orders()) {
      const auto kept = r.render(order)->kept;
      std::string line;
      for (const auto which : campaign::all_layouts) {
        const auto jpeg = demo::jpeg(bases, order.team, which, kept);
        line += sha256({jpeg}).hex() + ' ';
        if (which == campaign::layout::facebook)
          d.cards.push_back(decode(jpeg, card_width, card_height));
      }
      d.lines.push_back(line + order.team + ' ' + order.language + ' ' + order.name);
    }
    return d;
  }();
  return all;
}

constexpr unsigned sheet_width = across * card_width;
unsigned sheet_height() {
  return static_cast<unsigned>((orders().size() + across - 1) / across) * card_height;
}

std::string draw_sheet(const std::vector<std::vector<std::uint8_t>>& cards) {
  rgb_image image{.width = sheet_width, .height = sheet_height(), .samples = {}};
  image.samples.resize(std::size_t{3} * image.width * image.height);
  for (std::size_t n = 0; n < cards.size(); ++n)
    for (std::size_t i = 0; i < cards[n].size(); ++i) {
      const auto x = n % across * card_width + i % card_width;
      const auto y = n / across * card_height + i / card_width;
      for (std::size_t band = 0; band < 3; ++band)
        image.samples[3 * (y * sheet_width + x) + band] = cards[n][i];
    }
  const auto whole = to_planes(image);
  jpeg_encoder encoder(92);
  const auto tables = complete(encoder.train({image.width, image.height, 0}, whole));
  return std::string(encoder.encode({image.width, image.height, 0}, whole, tables));
}

double mean_difference(const std::vector<std::uint8_t>& card, std::size_t n,
                       const std::vector<std::uint8_t>& sheet) {
  double sum = 0;
  for (std::size_t i = 0; i < card.size(); ++i) {
    const auto x = n % across * card_width + i % card_width;
    const auto y = n / across * card_height + i / card_width;
    sum += std::abs(card[i] - sheet[y * sheet_width + x]);
  }
  return sum / static_cast<double>(card.size());
}

class Golden : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::getenv("CHANT_UPDATE_GOLDEN")) return;
    std::string text = versions() + '\n';
    for (const auto& line : draw_all().lines) text += line + '\n';
    ASSERT_TRUE(write_file(folder / "hashes.txt", text).has_value());
    ASSERT_TRUE(write_file(folder / "sheet.jpg", draw_sheet(draw_all().cards)).has_value());
  }
};

TEST_F(Golden, PicturesAreTheSameBytesWithTheSameLibraries) {
  std::istringstream golden(read_file(folder / "hashes.txt").value());
  std::string line;
  std::getline(golden, line);
  if (line != versions())
    GTEST_SKIP() << "other versions than the hashes are of: the sheet alone decides\n"
                 << line << '\n'
                 << versions();
  for (const auto& mine : draw_all().lines) {
    std::getline(golden, line);
    EXPECT_EQ(mine, line);
  }
}

TEST_F(Golden, PicturesLookTheSameWithAnyLibraries) {
  const auto sheet = decode(read_file(folder / "sheet.jpg").value(), static_cast<int>(sheet_width),
                            static_cast<int>(sheet_height()));
  for (std::size_t n = 0; n < orders().size(); ++n)
    EXPECT_LT(mean_difference(draw_all().cards[n], n, sheet), 3.0) << draw_all().lines[n];
}

TEST_F(Golden, EveryPictureDecodesWithoutAWarningAtItsSize) {
  const auto bases = demo::bases();
  renderer r(bases);
  for (const auto& order : orders())
    for (const auto which : campaign::all_layouts) {
      const auto jpeg = demo::jpeg(bases, order.team, which, r.render(order)->kept);
      const auto size = campaign::size_of(which);
      EXPECT_EQ(decode(jpeg, static_cast<int>(size.width), static_cast<int>(size.height)).size(),
                std::size_t{size.width} * size.height);
    }
}

}  // namespace
}  // namespace chant::render
