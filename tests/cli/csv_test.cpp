#include "cli/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace chant::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using cells = std::vector<std::string>;

/// All rows of a text; a fault ends them with a row that holds its sentence.
std::vector<cells> rows_of(const std::string& text) {
  std::istringstream in(text);
  csv_reader reader(in);
  std::vector<cells> rows;
  while (true) {
    auto row = reader.next();
    if (!row) {
      rows.push_back({row.error().detail});
      return rows;
    }
    if (!*row) return rows;
    rows.push_back((*row)->cells);
  }
}

TEST(Csv, ReadsCellsAndRows) {
  EXPECT_THAT(rows_of("a,b\n1,\n,2\n"),
              ElementsAre(cells{"a", "b"}, cells{"1", ""}, cells{"", "2"}));
}

TEST(Csv, NeedsNoLineFeedAtTheEnd) { EXPECT_THAT(rows_of("a,b"), ElementsAre(cells{"a", "b"})); }

TEST(Csv, TakesWindowsLinesAndAByteOrderMark) {
  EXPECT_THAT(rows_of("\xEF\xBB\xBFname,team\r\nZoë,fr\r\n"),
              ElementsAre(cells{"name", "team"}, cells{"Zoë", "fr"}));
}

TEST(Csv, UnderstandsQuotes) {
  EXPECT_THAT(rows_of("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n\"\",x\n"),
              ElementsAre(cells{"a,b", "say \"hi\"", "two\nlines"}, cells{"", "x"}));
}

TEST(Csv, KeepsAQuoteInTheMiddleOfACell) {
  EXPECT_THAT(rows_of("O\"Neil,ie\n"), ElementsAre(cells{"O\"Neil", "ie"}));
}

TEST(Csv, SkipsEmptyLines) {
  EXPECT_THAT(rows_of("\na\n\r\n\nb\n\n"), ElementsAre(cells{"a"}, cells{"b"}));
}

TEST(Csv, CountsLinesThroughQuotedBreaks) {
  std::istringstream in("a\n\"x\ny\"\nb\n");
  csv_reader reader(in);
  EXPECT_EQ(reader.next()->value().line, 1U);
  EXPECT_EQ(reader.next()->value().line, 2U);
  EXPECT_EQ(reader.next()->value().line, 4U);
}

TEST(Csv, NamesTheLineOfAFault) {
  EXPECT_THAT(rows_of("a\n\"never closed\nb"),
              ElementsAre(cells{"a"}, ElementsAre(HasSubstr("line 2: a quote is never closed"))));
  EXPECT_THAT(rows_of("\"a\"b,c\n"), ElementsAre(ElementsAre(HasSubstr("line 1: there is text"))));
}

TEST(Csv, BoundsARow) {
  EXPECT_THAT(rows_of(std::string(csv_reader::row_bytes, 'a')), ElementsAre(testing::_));
  for (const auto& text : {std::string(csv_reader::row_bytes + 1, 'a'),
                           "\"" + std::string(csv_reader::row_bytes + 1, 'a')})
    EXPECT_THAT(rows_of(text), ElementsAre(ElementsAre(HasSubstr("longer than 64 KiB"))));
}

}  // namespace
}  // namespace chant::cli
