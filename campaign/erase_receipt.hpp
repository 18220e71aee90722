// The name under which the log finds the receipt of an erase again, so that there is one.
#pragma once

#include "campaign/events.hpp"
#include "campaign/ids.hpp"

#include <optional>

namespace chant::campaign {

/// SHA-256("chant erase receipt\0" ‖ session id), cut to 12 bytes. No share page has it: those are
/// drawn by chance.
[[nodiscard]] share_id receipt_name(const session_id& erased);

/// That of an erase_carried_out; nothing for other events.
[[nodiscard]] std::optional<share_id> receipt_name(const event& e);

}  // namespace chant::campaign
