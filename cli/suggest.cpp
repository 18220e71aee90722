#include "cli/suggest.hpp"

#include <algorithm>
#include <utility>

namespace chant::cli {

namespace {

/// Optimal string alignment distance (Damerau 1964, without overlapping swaps).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::vector<std::string> nearest(std::string_view typed, const std::vector<std::string>& known) {
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& word : known) {
    const bool begun = typed.size() >= 2 && std::string_view(word).starts_with(typed);
    // With more slips than right letters it is another word.
    const std::size_t slips = distance(typed, word);
    if (begun || (slips <= 2 && 2 * slips <= word.size())) near.emplace_back(slips, word);
  }
  std::ranges::sort(near);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min<std::size_t>(near.size(), 3); ++i)
    words.push_back(near[i].second);
  return words;
}

std::string suggestion(std::string_view typed, const std::vector<std::string>& known) {
  const auto words = nearest(typed, known);
  if (words.empty()) return {};
  std::string text = "; did you mean ";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text + "?";
}

}  // namespace chant::cli
