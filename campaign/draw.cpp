#include "campaign/draw.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chant::campaign {

namespace {

using namespace std::string_view_literals;

std::uint64_t load_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

std::array<char, 8> big_endian(std::uint64_t value) {
  std::array<char, 8> bytes{};
  for (std::size_t i = bytes.size(); i-- > 0; value >>= 8U) bytes[i] = static_cast<char>(value);
  return bytes;
}

}  // namespace

result<void> check_draw_name(std::string_view name) {
  constexpr std::size_t bytes_max = 40;
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (!name.empty() && name.size() <= bytes_max && std::ranges::all_of(name, is_plain)) return {};
  return std::unexpected(error{errc::malformed, "draw_name_malformed",
                               "a draw's name is 1 to 40 of a-z, 0-9 and -", "draw"});
}

draw_entry entry_of(std::string_view draw, const session_id& session) {
  const auto digest = sha256({"chant draw entry 1\0"sv, draw, "\0"sv, session.view()});
  return *draw_entry::from_raw(digest.view().substr(0, sizeof(draw_entry)));
}

sha256_digest commitment_to(std::string_view draw, const draw_salt& salt) {
  return sha256({"chant draw commitment 1\0"sv, draw, "\0"sv, salt.view()});
}

sha256_digest seed_of(const draw_ingredients& of) {
  return sha256(
      {"chant draw seed 1\0"sv, of.draw, "\0"sv, of.salt.view(), of.chain.view(), of.beacon});
}

sha256_digest digest_of(std::span<const draw_entry> entries) {
  sha256_stream running;
  running.add("chant draw entries 1\0"sv);
  for (const auto& entry : entries) running.add(entry.view());
  return running.finish();
}

std::uint64_t draw_numbers::next() {
  constexpr std::size_t numbers_per_block = 4;
  if (used_ == numbers_per_block) {
    const auto number = big_endian(blocks_++);
    block_ = sha256({seed_.view(), {number.data(), number.size()}});
    used_ = 0;
  }
  return load_big_endian(block_.view().substr(8 * used_++, 8));
}

std::uint64_t draw_numbers::below(std::uint64_t n) {
  const std::uint64_t surplus = (0 - n) % n;  // 2^64 mod n
  while (true) {
    const auto number = next();
    if (number <= ~surplus) return number % n;  // below 2^64 − surplus, a multiple of n
  }
}

std::vector<draw_entry> draw(const sha256_digest& seed, std::vector<draw_entry> entries,
                             std::size_t count) {
  std::ranges::sort(entries);
  const auto [twice, end] = std::ranges::unique(entries);
  entries.erase(twice, end);
  count = std::min(count, entries.size());
  draw_numbers numbers(seed);
  for (std::size_t k = 0; k < count; ++k)
    std::swap(entries[k], entries[k + numbers.below(entries.size() - k)]);
  entries.resize(count);
  return entries;
}

}  // namespace chant::campaign
