// The names of things in a campaign: sessions, share pages, events, positions.
#pragma once

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/strong.hpp"

namespace chant::campaign {

/// A fan's session as everything behind the door knows it: the first 16 bytes of SHA-256 over a
/// fixed prefix and the browser's UUID. The UUID itself never comes in here.
using session_id = binary_id<16, struct session_id_tag>;

/// An event's own id, random; makes a retried append harmless.
using event_id = binary_id<16, struct event_id_tag>;

/// The public name of one ordered artwork: 96 random bits, 16 characters of base64url in URLs.
using share_id = binary_id<12, struct share_id_tag>;

/// The name of one recording, random: 32 hexadecimal digits wherever it is written.
using take_id = binary_id<16, struct take_id_tag>;

/// Position of an event in its stream: 1 is the first event, 0 means "no stream".
using stream_version = strong<std::uint32_t, struct stream_version_tag>;

/// Position of an event in the log, in commit order, without gaps; the first is 0.
using log_offset = strong<std::uint64_t, struct log_offset_tag>;

/// The session a UUID opens: SHA-256("chant session\0" ‖ the UUID's 16 bytes), cut to 16 bytes.
[[nodiscard]] session_id session_of(const uuid& secret);

template <std::size_t N, class Tag>
void fill_random(binary_id<N, Tag>& id, random_source& random) {
  random.fill(id.bytes);
}

/// base64url of a share id, as it stands in URLs; nothing unless it is exactly one.
[[nodiscard]] std::string to_text(const share_id& id);
[[nodiscard]] std::optional<share_id> parse_share_id(std::string_view text);

}  // namespace chant::campaign
