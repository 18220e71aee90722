// How verbs speak: data on stdout as a table or as JSON, words and errors on stderr.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chant::cli {

enum class output_format : std::uint8_t { table, json };

/// Where a verb writes. Streams are owned by the caller of run().
struct io {
  std::ostream& out;
  std::ostream& err;
  output_format format = output_format::table;

  [[nodiscard]] bool json() const { return format == output_format::json; }
};

/// Rows under headings, columns two spaces apart. Cells hold text of one line.
class table {
 public:
  struct column {
    std::string title;
    bool number = false;  ///< aligned right
  };
  explicit table(std::vector<column> columns) : columns_(std::move(columns)) {}

  /// Precondition: as many cells as columns.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void write(std::ostream& out) const;

 private:
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// One thing's properties, a line each: "head      4711".
using properties = std::vector<std::pair<std::string, std::string>>;
void write_properties(std::ostream& out, const properties& of);

/// "chant: DETAIL (CODE)", or {"error":{"code","message"}} with -o json.
void write_error(const io& to, const error& why);

/// 1234567 → "1,234,567"; for tables, never for JSON.
[[nodiscard]] std::string grouped(std::uint64_t number);

/// 1536 → "1.5 KiB".
[[nodiscard]] std::string readable_bytes(std::uint64_t bytes);

/// 93784 → "1 d 2 h"; the two largest units.
[[nodiscard]] std::string readable_seconds(std::uint64_t seconds);

}  // namespace chant::cli
