// Rows of a CSV file (RFC 4180: quotes, doubled quotes, line breaks in quotes; LF or CRLF), read as
// they are asked for, so that a list of a million names needs no more memory than one of ten.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace chant::cli {

struct csv_row {
  std::uint64_t line = 0;  ///< of the file, where the row begins; the first is 1
  std::vector<std::string> cells;
};

/// Reads UTF-8, with or without a byte order mark. Empty lines are skipped. One thread at a time.
class csv_reader {
 public:
  /// `in` outlives the reader.
  explicit csv_reader(std::istream& in);

  /// The next row, nothing at the end. errc::malformed, code "csv_malformed", naming the line: a
  /// quote that never closes, text after a closing quote, or a row of more than 64 KiB. Nothing can
  /// be read after that.
  [[nodiscard]] result<std::optional<csv_row>> next();

  static constexpr std::size_t row_bytes = 64 * 1024;  ///< an artwork's row has some fifty

 private:
  [[nodiscard]] result<csv_row> read_row();
  [[nodiscard]] result<void> read_quoted(std::string& cell);

  std::streambuf& in_;
  std::uint64_t line_ = 1;
  std::size_t row_size_ = 0;
};

}  // namespace chant::cli
