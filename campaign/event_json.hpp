// Events as JSON for who may see names and addresses; all others use to_json() of event_codec.hpp.
#pragma once

#include "campaign/events.hpp"
#include "campaign/field_codec.hpp"

#include <string>

namespace chant::campaign {

/// One JSON object with the registry's field names; ids are text, personal fields as said.
[[nodiscard]] std::string to_json(const event& e, personal_in_json shown);

}  // namespace chant::campaign
