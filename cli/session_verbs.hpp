// `chant session show|events`: one fan's session as the log tells it, without a personal field.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/log_view.hpp"
#include "cli/output.hpp"

#include <string_view>

namespace chant::cli {

/// The session a word means: a session id (32 hex digits), or a fan's UUID, which is hashed at once
/// and goes no further. errc::malformed, code "bad_session"; the word itself is never repeated.
[[nodiscard]] result<campaign::session_id> session_named(std::string_view word);

/// The state folded from the session's events. errc::not_found when there are none.
[[nodiscard]] result<exit_code> show_session(const log_view& log, const campaign::session_id& of,
                                             const io& streams);

/// The session's events in order; with -o json an array of CloudEvents.
[[nodiscard]] result<exit_code> list_session_events(const log_view& log, std::string_view campaign,
                                                    const campaign::session_id& of,
                                                    const io& streams);

}  // namespace chant::cli
