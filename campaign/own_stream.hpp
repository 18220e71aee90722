// Where that stands in the log which happens to the campaign and to no fan in particular.
#pragma once

#include "campaign/ids.hpp"

namespace chant::campaign {

/// SHA-256("chant campaign stream\0"), cut to 16 bytes: no UUID opens it.
[[nodiscard]] const session_id& own_stream();

}  // namespace chant::campaign
