// Errors as the outside sees them: errc becomes a status here and nowhere else, and the answer is
// an RFC 9457 problem with a stable code.
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <chrono>
#include <string_view>

namespace chant::http {

[[nodiscard]] unsigned status_of(errc kind);

/// application/problem+json with title, status, code and, where known, detail and field. What may
/// be tried again carries Retry-After.
[[nodiscard]] response problem(const error& e);
/// The same with a status that no errc stands for (405, 411, 415 …).
[[nodiscard]] response problem(unsigned status, std::string_view code, std::string_view detail,
                               std::string_view field = {});

/// The same for what is to be asked for again after a while that is known.
[[nodiscard]] response problem(const error& e, std::chrono::seconds retry_after);

}  // namespace chant::http
