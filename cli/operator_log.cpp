#include "cli/operator_log.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/own_stream.hpp"
#include "cli/cloud_event.hpp"

#include <boost/json.hpp>

#include <deque>
#include <utility>
#include <variant>

namespace chant::cli {

namespace {

constexpr std::size_t events_per_read = 4096;

struct noted_act {
  campaign::log_offset offset;
  timestamp at;
  campaign::operator_acted what;
};

/// The last `most` of the campaign's own stream.
result<std::deque<noted_act>> read_acts(const log_view& log, std::size_t most) {
  const auto wanted = campaign::type_code(campaign::operator_acted{});
  std::deque<noted_act> acts;
  campaign::stream_version seen;
  while (true) {
    const auto page = log.read_stream(campaign::own_stream(), seen, events_per_read);
    if (!page) return std::unexpected(page.error());
    for (const auto& e : *page) {
      seen = e.version;
      if (e.type != wanted) continue;
      auto known = campaign::decode(e.type, e.schema, e.payload);
      if (!known) return std::unexpected(known.error());
      acts.push_back({.offset = e.offset,
                      .at = e.at,
                      .what = std::get<campaign::operator_acted>(*std::move(known))});
      if (acts.size() > most) acts.pop_front();
    }
    if (page->size() < events_per_read) return acts;
  }
}

}  // namespace

result<exit_code> list_acts(const log_view& log, std::size_t most, const io& streams) {
  const auto acts = read_acts(log, most);
  if (!acts) return std::unexpected(acts.error());
  table t({{.title = "time"},
           {.title = "act"},
           {.title = "subject"},
           {.title = "who"},
           {.title = "whence"},
           {.title = "why"}});
  boost::json::array list;
  for (const auto& [offset, at, what] : *acts) {
    if (streams.json())
      list.push_back(boost::json::object{{"offset", offset.value()},
                                         {"time", rfc3339(at)},
                                         {"act", what.act},
                                         {"subject", what.subject},
                                         {"who", what.who},
                                         {"whence", what.whence},
                                         {"why", what.why}});
    else
      t.add({rfc3339(at).substr(0, 19), what.act, what.subject, what.who, what.whence, what.why});
  }
  if (streams.json())
    streams.out << boost::json::serialize(list) << '\n';
  else
    t.write(streams.out);
  return exit_code::ok;
}

}  // namespace chant::cli
