// Whose session a request is about.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "http/message.hpp"

namespace chant::http {

/// The session of "Authorization: Bearer <uuid>". The UUID goes no further than this function.
/// errc::unauthorized "session_missing" or "session_malformed".
[[nodiscard]] result<campaign::session_id> session_asked(const request& r);

}  // namespace chant::http
