// Who is old enough, by country.
#include "campaign/rules.hpp"

#include <algorithm>

namespace chant::campaign {

result<void> check_subscriber_age(age_band age, std::string_view country, const rules& r) {
  const auto own = r.subscriber_age_min_by_country.find(country);
  const age_band least =
      own == r.subscriber_age_min_by_country.end() ? r.subscriber_age_min : own->second;
  if (age < least) return std::unexpected(broken(rule::age_too_young));
  return {};
}

result<void> check_draw_entry(age_band age, std::string_view country, const rules& r) {
  if (age < r.draw_age_min) return std::unexpected(broken(rule::draw_age_too_young));
  if (std::ranges::find(r.draw_countries_excluded, country) != r.draw_countries_excluded.end())
    return std::unexpected(broken(rule::draw_country_excluded));
  return {};
}

}  // namespace chant::campaign
