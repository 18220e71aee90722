#include "cli/artwork_batch.hpp"

#include "tests/support/temporary_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <set>
#include <sstream>

namespace chant::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Writes the wish into each picture; knows only the team fr.
drawer plain_drawer() {
  return [](const artwork_wish& wish) -> result<three_pictures> {
    if (wish.team != "fr")
      return std::unexpected(error{errc::not_found, "unknown_team", "no such team", "team"});
    const auto text = wish.name + "|" + wish.team + "|" + wish.language;
    return three_pictures{"C" + text, "F" + text, "T" + text};
  };
}

class ArtworkBatch : public testing::Test {
 protected:
  result<batch_report> draw(const std::string& list, batch_options options = {}) {
    std::istringstream in(list);
    options.out = dir.path() / "covers";
    return draw_list(in, plain_drawer, options);
  }
  std::string picture(const std::string& name) { return content(dir.path() / "covers" / name); }

  tests::temporary_dir dir;
};

TEST_F(ArtworkBatch, WritesThreePicturesARow) {
  const auto report = draw("team,name,language\nfr,Zoë,fr\nfr,\"Ng, Ann\",en\n");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->drawn, 2U);
  EXPECT_EQ(picture("000001-cover.jpg"), "CZoë|fr|fr");
  EXPECT_EQ(picture("000001-facebook.jpg"), "FZoë|fr|fr");
  EXPECT_EQ(picture("000002-twitter.jpg"), "TNg, Ann|fr|en");
}

TEST_F(ArtworkBatch, DoesWithoutALanguageAndWithOtherColumns) {
  ASSERT_TRUE(draw("seat,name,team\n12,Zoë,fr\n"));
  EXPECT_EQ(picture("000001-cover.jpg"), "CZoë|fr|");
}

TEST_F(ArtworkBatch, GoesOnAfterARowThatFails) {
  const auto report = draw("name,team\nA,fr\nB,xx\nC\nD,fr\n");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->drawn, 2U);
  EXPECT_EQ(report->failed, 2U);
  ASSERT_EQ(report->failures.size(), 2U);
  EXPECT_EQ(report->failures[0].line, 3U);
  EXPECT_EQ(report->failures[0].why.code, "unknown_team");
  EXPECT_EQ(report->failures[1].line, 4U);
  EXPECT_EQ(report->failures[1].why.code, "csv_row");
  EXPECT_EQ(picture("000004-cover.jpg"), "CD|fr|");
}

TEST_F(ArtworkBatch, NeedsTheHeadings) {
  for (const auto* list : {"", "Zoë,fr\n", "name\nZoë\n"}) {
    const auto report = draw(list);
    ASSERT_FALSE(report) << list;
    EXPECT_EQ(report.error().code, "csv_columns");
  }
}

TEST_F(ArtworkBatch, EndsWhereTheListCannotBeRead) {
  const auto report = draw("name,team\nA,fr\n\"B,fr\n");
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "csv_malformed");
}

TEST_F(ArtworkBatch, SharesTheRowsBetweenThreads) {
  std::string list = "name,team\n";
  for (int i = 0; i < 500; ++i) list += "Fan " + std::to_string(i) + ",fr\n";
  std::uint64_t told = 0;
  const auto report = draw(list, {.threads = 4, .progress = [&](auto rows) { told = rows; }});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->drawn, 500U);
  EXPECT_EQ(told, 500U);
  EXPECT_EQ(picture("000001-cover.jpg"), "CFan 0|fr|");
  EXPECT_EQ(picture("000500-cover.jpg"), "CFan 499|fr|");
}

TEST_F(ArtworkBatch, ListsSomeFailuresAndCountsAll) {
  const auto report = draw("name,team\nA,x\nB,x\nC,x\n", {.failures_listed = 1});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->failed, 3U);
  EXPECT_EQ(report->failures.size(), 1U);
}

TEST_F(ArtworkBatch, SaysWhenItCannotWrite) {
  dir.write("covers", "a file stands where the directory should");
  const auto report = draw("name,team\nA,fr\n");
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "write_failed");
  EXPECT_THAT(report.error().detail, HasSubstr("covers"));
}

}  // namespace
}  // namespace chant::cli
