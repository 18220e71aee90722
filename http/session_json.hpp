// A fan's session as the fan API tells it (docs/api.md).
#pragma once

#include "campaign/chronicle.hpp"
#include "campaign/session.hpp"
#include "http/json.hpp"
#include "http/message.hpp"

#include <string>

namespace chant::http {

/// JSON that no cache keeps.
[[nodiscard]] response json_answer(unsigned status, json_writer body);

/// The members share_id, share_url and images; `base` is scheme and host.
void write_links(json_writer& out, const campaign::share_id& share, const std::string& base);

/// The whole session; an erased one is 410.
[[nodiscard]] response session_answer(unsigned status, const campaign::session& s,
                                      const std::string& base);

/// Everything the log knows of the fan, readable: what holds now, and all that led to it, as one
/// JSON object (docs/api.md).
[[nodiscard]] std::string told_json(const campaign::history& h, const std::string& base);
/// The same as a file to keep.
[[nodiscard]] response export_answer(const campaign::history& h, const std::string& base);

}  // namespace chant::http
