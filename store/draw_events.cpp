#include "store/draw_events.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/own_stream.hpp"

#include <fmt/format.h>

namespace chant::store {

result<campaign::draw_book> read_draws(const stream_pages& read) {
  constexpr std::size_t events_per_page = 1'000;
  campaign::draw_book book;
  stream_version after;
  while (true) {
    const auto page = read(campaign::own_stream(), after, events_per_page);
    if (!page) return std::unexpected(page.error());
    for (const auto& recorded : *page) {
      const auto event = campaign::decode(recorded.type, recorded.schema, recorded.payload);
      if (!event)
        return std::unexpected(
            error{errc::corrupt, event.error().code,
                  fmt::format("offset {}: {}", recorded.offset.value(), event.error().detail), ""});
      book.take(recorded.offset, *event);
      after = recorded.version;
    }
    if (page->size() < events_per_page) return book;
  }
}

}  // namespace chant::store
