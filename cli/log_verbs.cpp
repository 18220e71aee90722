#include "cli/log_verbs.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/own_stream.hpp"
#include "cli/cloud_event.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <deque>

namespace chant::cli {

namespace {

using campaign::log_offset;

/// Type codes by their names; errc::malformed, code "unknown_type".
result<std::vector<std::uint16_t>> codes_of(const std::vector<std::string>& names) {
  std::vector<std::uint16_t> codes;
  for (const auto& name : names) {
    const auto code = campaign::type_code(name);
    if (!code)
      return std::unexpected(error{errc::malformed, "unknown_type",
                                   fmt::format("there is no event type {}", name), "type"});
    codes.push_back(*code);
  }
  return codes;
}

bool wanted(const store::event_view& e, const std::vector<std::uint16_t>& types) {
  return types.empty() || std::ranges::find(types, e.type) != types.end();
}

std::string type_of(const store::event_view& e) {
  const auto name = campaign::type_name(e.type);
  return name ? std::string(*name) : fmt::format("unknown ({})", e.type);
}

/// A line of `log tail`, in columns that need no look ahead.
std::string tail_line(const store::event_view& e) {
  return fmt::format("{:>10}  {}  {}  {:>3}  {}\n", e.offset.value(), rfc3339(e.at), e.stream.hex(),
                     e.version.value(), type_of(e));
}

/// Calls `visit` for each wanted event of the range, until it fails.
template <class Visit>
result<void> read_range(const log_view& log, log_range range,
                        const std::vector<std::uint16_t>& types, Visit visit) {
  result<void> visited;
  const auto read = log.scan(range.from, range.to, [&](const store::event_view& e) {
    if (wanted(e, types)) visited = visit(e);
    return visited.has_value();
  });
  if (!read) return std::unexpected(read.error());
  return visited;
}

/// Where the last `count` wanted events begin: looks back further until there are enough.
result<log_offset> start_of_last(const log_view& log, std::uint64_t count,
                                 const std::vector<std::uint16_t>& types) {
  constexpr std::uint64_t first_look = 4096;
  const auto head = log.head().value();
  if (types.empty() || count == 0) return log_offset(head - std::min(head, count));
  for (auto back = first_look;; back *= 4) {
    const log_offset from(head - std::min(head, back));
    std::deque<log_offset> found;
    const auto read =
        read_range(log, {from, log.head()}, types, [&](const store::event_view& e) -> result<void> {
          found.push_back(e.offset);
          if (found.size() > count) found.pop_front();
          return {};
        });
    if (!read) return std::unexpected(read.error());
    if (found.size() == count || from.value() == 0) return found.empty() ? log.head() : found[0];
  }
}

/// Hands every new event to `visit` until `wait` says stop or the output closes.
template <class Visit>
result<void> follow_from(log_view& log, log_offset next, const std::vector<std::uint16_t>& types,
                         const wait_for_more& wait, std::ostream& out, Visit visit) {
  while (out.flush().good() && wait()) {
    if (auto refreshed = log.refresh(); !refreshed) return refreshed;
    const auto head = log.head();
    if (auto read = read_range(log, {next, head}, types, visit); !read) return read;
    next = std::max(next, head);
  }
  return {};
}

result<log_range> range_of(const log_view& log, const export_options& options) {
  log_range range{log_offset(options.from.value_or(0)), log.head()};
  if (options.as_of) {
    const auto end = position_of(log, *options.as_of);
    if (!end) return std::unexpected(end.error());
    range.to = *end;
  }
  if (options.to) range.to = std::min(range.to, log_offset(*options.to));
  return range;
}

/// Everything about one event.
result<void> write_event(const store::event_view& e, std::string_view campaign, const io& streams) {
  std::string line;
  if (auto written = cloud_event_writer(campaign).append(e, line); !written) return written;
  if (streams.json()) {
    streams.out << line;
    return {};
  }
  properties shown{{"offset", std::to_string(e.offset.value())},
                   {"time", rfc3339(e.at)},
                   {"session", e.stream.hex()},
                   {"version", std::to_string(e.version.value())},
                   {"type", type_of(e)},
                   {"schema", std::to_string(e.schema)},
                   {"event id", e.id.hex()},
                   {"payload", fmt::format("{} bytes", e.payload.size())}};
  const auto parsed = boost::json::parse(line);
  for (const auto& [name, value] : parsed.as_object().at("data").as_object())
    shown.emplace_back("  " + std::string(name),
                       value.is_null() ? "sealed or absent" : boost::json::serialize(value));
  write_properties(streams.out, shown);
  return {};
}

}  // namespace

result<exit_code> tail_log(log_view& log, std::string_view campaign, const tail_options& options,
                           const wait_for_more& wait, const io& streams) {
  const auto types = codes_of(options.types);
  if (!types) return std::unexpected(types.error());
  cloud_event_writer writer(campaign);
  const bool array = streams.json() && !options.follow;
  std::string line;
  bool first = true;
  const auto print = [&](const store::event_view& e) -> result<void> {
    line.clear();
    if (!streams.json()) {
      line = tail_line(e);
    } else {
      if (array && !first) line += ',';
      if (auto written = writer.append(e, line); !written) return written;
    }
    first = false;
    streams.out << line;
    return {};
  };
  const auto head = log.head();
  const auto from = start_of_last(log, options.last, *types);
  if (!from) return std::unexpected(from.error());
  if (array) streams.out << '[';
  if (auto read = read_range(log, {*from, head}, *types, print); !read)
    return std::unexpected(read.error());
  if (array) streams.out << "]\n";
  if (options.follow)
    if (auto read = follow_from(log, head, *types, wait, streams.out, print); !read)
      return std::unexpected(read.error());
  return exit_code::ok;
}

result<exit_code> show_event(const log_view& log, std::string_view campaign, log_offset at,
                             const io& streams) {
  result<void> shown = std::unexpected(error{
      errc::not_found, "beyond_head",
      fmt::format("the log ends at {}, before offset {}", log.head().value(), at.value()), ""});
  const auto read = log.scan(at, at.next(), [&](const store::event_view& e) {
    shown = write_event(e, campaign, streams);
    return false;
  });
  if (!read) return std::unexpected(read.error());
  if (!shown) return std::unexpected(shown.error());
  return exit_code::ok;
}

result<exit_code> show_stats(const log_view& log, const io& streams) {
  auto stats = log.stats();
  if (!stats) return std::unexpected(stats.error());
  // The campaign's own stream is nobody's session.
  const auto own = log.read_stream(campaign::own_stream(), campaign::stream_version(0), 1);
  if (!own) return std::unexpected(own.error());
  stats->sessions -= own->size();
  if (streams.json()) {
    streams.out << boost::json::serialize(boost::json::object{{"events", stats->events},
                                                              {"head", stats->head.value()},
                                                              {"sessions", stats->sessions},
                                                              {"bytes", stats->bytes}})
                << '\n';
  } else {
    write_properties(streams.out, {{"events", grouped(stats->events)},
                                   {"head", grouped(stats->head.value())},
                                   {"sessions", grouped(stats->sessions)},
                                   {"bytes", readable_bytes(stats->bytes)}});
  }
  return exit_code::ok;
}

result<exit_code> export_log(log_view& log, std::string_view campaign,
                             const export_options& options, const wait_for_more& wait,
                             const io& streams) {
  const auto types = codes_of(options.types);
  if (!types) return std::unexpected(types.error());
  const auto range = range_of(log, options);
  if (!range) return std::unexpected(range.error());
  cloud_event_writer writer(campaign);
  constexpr std::size_t piece_bytes = 256 * 1024;  // large writes, yet little to lose on a signal
  std::string lines;
  const auto write_out = [&] {
    streams.out.write(lines.data(), static_cast<std::streamsize>(lines.size()));
    lines.clear();
  };
  const auto append = [&](const store::event_view& e) -> result<void> {
    if (auto written = writer.append(e, lines); !written) return written;
    if (lines.size() >= piece_bytes) write_out();
    return {};
  };
  const auto wait_after_writing = [&] {
    write_out();
    return streams.out.flush().good() && wait();
  };
  auto done = read_range(log, *range, *types, append);
  if (done && options.follow)
    done = follow_from(log, std::max(range->from, range->to), *types, wait_after_writing,
                       streams.out, append);
  write_out();
  if (!done) return std::unexpected(done.error());
  return exit_code::ok;
}

}  // namespace chant::cli
