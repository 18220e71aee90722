// What the campaign accepts: limits, and the checks of what fans type. Names, addresses and ages
// are checked by the same rules, with the same codes, in the site's JavaScript
// (tools/rules_checks.js).
#pragma once

#include "base/result.hpp"
#include "campaign/events.hpp"
#include "campaign/rule_codes.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chant::campaign {

/// The fields of rules.json; the reason of each number stands there.
struct rules {
  std::size_t name_graphemes_max;
  std::size_t name_bytes_max;
  std::size_t marks_per_base_max;
  std::size_t email_bytes_max;
  std::size_t email_local_bytes_max;
  std::size_t email_domain_bytes_max;
  std::size_t artworks_per_session_max;
  std::size_t subscriptions_per_session_max;
  std::size_t takes_per_session_max;
  std::size_t takes_begun_per_session_max;
  std::size_t takes_open_per_session_max;
  std::uint64_t take_bytes_max;
  std::uint64_t takes_bytes_per_session_max;
  std::size_t events_per_session_max;
  bool double_opt_in;           ///< an address is written to only once its owner has confirmed it
  age_band subscriber_age_min;  ///< where no country says otherwise
  std::map<std::string, age_band, std::less<>> subscriber_age_min_by_country;
  age_band draw_age_min;
  std::vector<std::string> draw_countries_excluded;  ///< ISO 3166-1 alpha-2
};

/// The demo campaign's, from config/campaigns/demo/rules.json.
[[nodiscard]] rules default_rules();

/// errc::refused with the rule's code, sentence and field.
[[nodiscard]] error broken(rule r);

/// The name as it is kept: trimmed, in NFC, otherwise as it was typed. Refused with a `name_` code
/// where the rules say no; each code's meaning stands in rules.json.
[[nodiscard]] result<std::string> check_name(std::string_view name, const rules& r);

/// The address as it is kept: trimmed, in NFC, its domain in lower case. A dot-atom before the @
/// (RFC 5321, UTF-8 as in RFC 6531), a host name of at least two labels after it. Refused with an
/// `email_` code.
[[nodiscard]] result<std::string> check_email(std::string_view email, const rules& r);

/// What stands for the mailbox behind an address that check_email() kept, for counting: capitals do
/// not count, nor does what stands behind a plus sign. Many providers take these for one.
[[nodiscard]] std::string mailbox_of(std::string_view email);

/// Whether fans of that age may be written to there; refused with "age_too_young". `country` is
/// ISO 3166-1 alpha-2, or empty where nobody knows: then the rule of most countries holds.
[[nodiscard]] result<void> check_subscriber_age(age_band age, std::string_view country,
                                                const rules& r);

/// Whether the prize draw is open to fans of that age there; refused with a `draw_` code.
[[nodiscard]] result<void> check_draw_entry(age_band age, std::string_view country, const rules& r);

}  // namespace chant::campaign
