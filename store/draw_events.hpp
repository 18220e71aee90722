// The story of each prize draw, read from the campaign's own stream.
#pragma once

#include "base/result.hpp"
#include "campaign/draw_book.hpp"
#include "store/event_log.hpp"

#include <functional>
#include <vector>

namespace chant::store {

/// Reads the stream as event_log::read_stream() and log_reader::read_stream() do.
using stream_pages = std::function<result<std::vector<recorded_event>>(
    const session_id& stream, stream_version after, std::size_t limit)>;

/// errc::corrupt, naming the offset, and what `read` answers.
[[nodiscard]] result<campaign::draw_book> read_draws(const stream_pages& read);

}  // namespace chant::store
