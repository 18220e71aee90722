#include "cli/output.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <numeric>

namespace chant::cli {

namespace {

/// Columns a text takes on a terminal: code points, which is right for what we print (ids, codes,
/// numbers and Latin names).
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padded(std::string_view text, std::size_t width, bool right) {
  const std::string gap(width - std::min(width, width_of(text)), ' ');
  return right ? gap + std::string(text) : std::string(text) + gap;
}

void write_line(std::ostream& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

}  // namespace

void table::write(std::ostream& out) const {
  std::vector<std::size_t> widths;
  for (const auto& c : columns_) widths.push_back(width_of(c.title));
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], width_of(row[i]));
  const auto line_of = [&](auto&& cell) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) line += "  ";
      line += padded(cell(i), widths[i], columns_[i].number);
    }
    return line;
  };
  write_line(out, line_of([&](std::size_t i) { return columns_[i].title; }));
  for (const auto& row : rows_) write_line(out, line_of([&](std::size_t i) { return row[i]; }));
}

void write_properties(std::ostream& out, const properties& of) {
  std::size_t width = 0;
  for (const auto& [name, value] : of) width = std::max(width, width_of(name));
  for (const auto& [name, value] : of) write_line(out, padded(name, width, false) + "  " + value);
}

void write_error(const io& to, const error& why) {
  if (!to.json()) {
    to.err << "chant: " << why.detail << " (" << why.code << ")\n";
    return;
  }
  boost::json::object body{{"code", why.code}, {"message", why.detail}};
  if (!why.field.empty()) body["field"] = why.field;
  to.err << boost::json::serialize(boost::json::object{{"error", std::move(body)}}) << '\n';
}

std::string grouped(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string readable_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  constexpr std::array units{"KiB", "MiB", "GiB", "TiB"};
  auto amount = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; amount >= 1024 && unit + 1 < units.size(); ++unit) amount /= 1024;
  return fmt::format("{:.1f} {}", amount, units[unit]);
}

std::string readable_seconds(std::uint64_t seconds) {
  struct unit {
    std::uint64_t length;
    std::string_view name;
  };
  constexpr std::array units{unit{86400, "d"}, unit{3600, "h"}, unit{60, "min"}, unit{1, "s"}};
  for (std::size_t i = 0; i + 1 < units.size(); ++i) {
    const auto [length, name] = units[i];
    if (seconds < length) continue;
    const auto rest = seconds % length / units[i + 1].length;
    return fmt::format("{} {} {} {}", seconds / length, name, rest, units[i + 1].name);
  }
  return fmt::format("{} s", seconds);
}

}  // namespace chant::cli
