#include "campaign/letter_permits.hpp"

#include <utility>

namespace chant::campaign {

letter_permit permit_for(letter_act act, const session_id& session, const event_id& letter,
                         std::string language, timestamp asked_at) {
  letter_permit permit{
      .act = act, .session = session, .letter = letter, .language = std::move(language)};
  if (act == letter_act::confirm) permit.expires = asked_at + confirm_lasts;
  if (act == letter_act::erase) permit.expires = asked_at + erase_lasts;
  return permit;
}

}  // namespace chant::campaign
