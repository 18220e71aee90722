#include "campaign/rules.hpp"

namespace chant::campaign {

error broken(rule r) {
  return {errc::refused, std::string(to_text(r)), std::string(note_of(r)),
          std::string(field_of(r))};
}

}  // namespace chant::campaign
