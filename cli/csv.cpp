#include "cli/csv.hpp"

#include <fmt/format.h>

#include <string_view>

namespace chant::cli {

namespace {

constexpr int end_of_file = std::char_traits<char>::eof();

std::unexpected<error> malformed(std::uint64_t line, std::string_view why) {
  return std::unexpected(
      error{errc::malformed, "csv_malformed", fmt::format("line {}: {}", line, why), ""});
}

}  // namespace

csv_reader::csv_reader(std::istream& in) : in_(*in.rdbuf()) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (in_.sgetc() != std::char_traits<char>::to_int_type(byte_order_mark[0])) return;
  for (std::size_t i = 0; i < byte_order_mark.size(); ++i) in_.sbumpc();
}

result<std::optional<csv_row>> csv_reader::next() {
  while (in_.sgetc() != end_of_file) {
    auto row = read_row();
    if (!row) return std::unexpected(row.error());
    const bool empty = row->cells.size() == 1 && row->cells.front().empty();
    if (!empty) return std::move(*row);
  }
  return std::optional<csv_row>{};
}

result<csv_row> csv_reader::read_row() {
  csv_row row{.line = line_, .cells = {""}};
  row_size_ = 0;
  while (true) {
    const int c = in_.sbumpc();
    if (c == end_of_file) return row;
    if (c == '\r' && in_.sgetc() == '\n') continue;
    if (c == '\n') {
      ++line_;
      return row;
    }
    if (c == ',') {
      row.cells.emplace_back();
      continue;
    }
    if (++row_size_ > row_bytes) return malformed(row.line, "the row is longer than 64 KiB");
    auto& cell = row.cells.back();
    if (c == '"' && cell.empty()) {
      if (auto read = read_quoted(cell); !read) return std::unexpected(read.error());
      continue;
    }
    cell += static_cast<char>(c);
  }
}

result<void> csv_reader::read_quoted(std::string& cell) {
  const auto begun = line_;
  while (true) {
    const int c = in_.sbumpc();
    if (c == end_of_file) return malformed(begun, "a quote is never closed");
    if (++row_size_ > row_bytes) return malformed(begun, "the row is longer than 64 KiB");
    if (c == '\n') ++line_;
    if (c != '"') {
      cell += static_cast<char>(c);
      continue;
    }
    const int after = in_.sgetc();
    if (after == ',' || after == '\n' || after == '\r' || after == end_of_file) return {};
    if (after != '"') return malformed(line_, "there is text after a closing quote");
    cell += '"';
    in_.sbumpc();
  }
}

}  // namespace chant::cli
