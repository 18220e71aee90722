#include "base/text.hpp"
#include "campaign/rules.hpp"

#include <algorithm>

namespace chant::campaign {

namespace {

constexpr std::string_view atom_signs = "!#$%&'*+-/=?^_`{|}~";
constexpr std::size_t label_bytes_max = 63;  // RFC 1035 §2.3.4

constexpr bool is_ascii_letter(char32_t c) { return (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z'; }
constexpr bool is_ascii_digit(char32_t c) { return c >= '0' && c <= '9'; }

// Letters, marks, numbers: what IDNA can make of other alphabets, near enough.
bool is_host_letter(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c) || is_ascii_digit(c) || c == '-';
  const category k = category_of(c);
  return k == category::letter || k == category::number || k == category::spacing_mark ||
         k == category::stacking_mark;
}

bool is_local_letter(char32_t c) {
  if (c < 0x80)
    return is_ascii_letter(c) || is_ascii_digit(c) ||
           atom_signs.find(static_cast<char>(c)) != std::string_view::npos;
  const category k = category_of(c);
  return is_host_letter(c) || k == category::punctuation || k == category::symbol;
}

// Calls `fits(part)` for the parts between dots; false as soon as one does not fit.
template <class Fits>
bool all_parts(std::string_view text, Fits fits) {
  for (;;) {
    const auto dot = text.find('.');
    if (!fits(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

template <class Allowed>
bool all_code_points(std::string_view text, Allowed allowed) {
  while (!text.empty())
    if (!allowed(take_code_point(text))) return false;
  return true;
}

bool is_local_part(std::string_view local) {
  return all_parts(local, [](std::string_view atom) {
    return !atom.empty() && all_code_points(atom, is_local_letter);
  });
}

bool is_host_name(std::string_view domain) {
  const auto last_dot = domain.rfind('.');
  if (last_dot == std::string_view::npos) return false;
  if (all_code_points(domain.substr(last_dot + 1), is_ascii_digit)) return false;  // an address
  return all_parts(domain, [](std::string_view label) {
    return !label.empty() && label.size() <= label_bytes_max && label.front() != '-' &&
           label.back() != '-' && all_code_points(label, is_host_letter);
  });
}

std::string lower_case(std::string_view domain) {
  std::string lowered;
  lowered.reserve(domain.size());
  while (!domain.empty()) append_utf8(lowered, to_lower(take_code_point(domain)));
  return lowered;
}

}  // namespace

result<std::string> check_email(std::string_view email, const rules& r) {
  if (!valid_utf8(email)) return std::unexpected(broken(rule::email_invalid));
  email = trim(email);
  if (email.empty()) return std::unexpected(broken(rule::email_missing));
  if (email.size() > r.email_bytes_max) return std::unexpected(broken(rule::email_too_long));
  const std::string normal = nfc(email);
  const auto at = normal.rfind('@');
  if (at == std::string::npos) return std::unexpected(broken(rule::email_invalid));
  const std::string_view local = std::string_view(normal).substr(0, at);
  const std::string domain = nfc(lower_case(std::string_view(normal).substr(at + 1)));
  if (local.size() > r.email_local_bytes_max || domain.size() > r.email_domain_bytes_max)
    return std::unexpected(broken(rule::email_too_long));
  if (!is_local_part(local) || !is_host_name(domain))
    return std::unexpected(broken(rule::email_invalid));
  std::string kept(local);
  kept += '@';
  kept += domain;
  if (kept.size() > r.email_bytes_max) return std::unexpected(broken(rule::email_too_long));
  return kept;
}

std::string mailbox_of(std::string_view email) {
  const auto at = std::min(email.rfind('@'), email.size());
  const auto plus = email.substr(0, at).find('+');
  const bool has_label = plus != std::string_view::npos && plus > 0;
  return lower_case(email.substr(0, has_label ? plus : at)) + std::string(email.substr(at));
}

}  // namespace chant::campaign
