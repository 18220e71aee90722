#include "cli/error_report.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/front_error_groups.hpp"
#include "cli/cloud_event.hpp"
#include "cli/log_range.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

namespace chant::cli {

namespace {

namespace json = boost::json;
using campaign::front_error_group;

// Far more kinds of errors than a site has; fewer than invented ones could fill the memory with.
constexpr std::size_t groups_most = 10'000;

struct traffic {
  std::uint64_t reports = 0;
  std::uint64_t sessions = 0;

  [[nodiscard]] double ratio() const {
    return sessions == 0 ? 0 : static_cast<double>(reports) / static_cast<double>(sessions);
  }
};

struct findings {
  campaign::front_error_groups groups{groups_most};
  traffic all;
  std::map<timestamp, traffic> by_hour;

  traffic& hour_of(timestamp at) { return by_hour[std::chrono::floor<std::chrono::hours>(at)]; }
};

class collector {
 public:
  explicit collector(const error_report_options& options) : options_(options) {}

  result<void> take(const store::event_view& e) {
    if (e.type == opened_) {
      ++found_.all.sessions;
      ++found_.hour_of(e.at).sessions;
    }
    if (e.type != counted_) return {};
    const auto decoded = campaign::decode(e.type, e.schema, e.payload);
    if (!decoded)
      return std::unexpected(
          error{errc::corrupt, decoded.error().code,
                fmt::format("offset {}: {}", e.offset.value(), decoded.error().detail), ""});
    const auto& counted = std::get<campaign::front_error_counted>(*decoded);
    if (!is_asked_for(counted)) return {};
    found_.groups.add(counted, e.at);
    found_.all.reports += counted.reports;
    found_.hour_of(e.at).reports += counted.reports;
    return {};
  }

  findings found() && { return std::move(found_); }

 private:
  [[nodiscard]] bool is_asked_for(const campaign::front_error_counted& e) const {
    return (!options_.release || e.release == *options_.release) &&
           (!options_.fingerprint || e.fingerprint.starts_with(*options_.fingerprint));
  }

  const std::uint16_t opened_ = campaign::type_code(campaign::session_opened{});
  const std::uint16_t counted_ = campaign::type_code(campaign::front_error_counted{});
  const error_report_options& options_;
  findings found_;
};

result<findings> collect(const log_view& log, const error_report_options& options) {
  campaign::log_offset from;
  if (options.since) {
    const auto asked = position_of(log, *options.since);
    if (!asked) return std::unexpected(asked.error());
    from = *asked;
  }
  collector all(options);
  result<void> fault;
  const auto read = log.scan(from, log.head(), [&](const store::event_view& e) {
    fault = all.take(e);
    return fault.has_value();
  });
  if (!read) return std::unexpected(read.error());
  if (!fault) return std::unexpected(fault.error());
  return std::move(all).found();
}

json::object group_json(const front_error_group& g) {
  return {{"fingerprint", g.fingerprint},
          {"message", g.message},
          {"reports", g.reports},
          {"first_seen", rfc3339(g.first_seen)},
          {"last_seen", rfc3339(g.last_seen)},
          {"releases", json::value_from(g.releases)},
          {"pages", json::value_from(g.pages)},
          {"browsers", json::value_from(g.browsers)},
          {"stack", g.stack}};
}

void write_json(const findings& found, const std::vector<front_error_group>& shown,
                const io& streams) {
  json::array groups;
  for (const auto& g : shown) groups.push_back(group_json(g));
  json::array hours;
  for (const auto& [hour, t] : found.by_hour)
    hours.push_back(json::object{{"hour", rfc3339(hour)},
                                 {"reports", t.reports},
                                 {"sessions", t.sessions},
                                 {"reports_per_session", t.ratio()}});
  streams.out << json::serialize(json::object{{"reports", found.all.reports},
                                              {"sessions", found.all.sessions},
                                              {"reports_per_session", found.all.ratio()},
                                              {"groups_found", found.groups.size()},
                                              {"groups", std::move(groups)},
                                              {"hours", std::move(hours)}})
              << '\n';
}

std::string minute(timestamp at) {
  return rfc3339(at).replace(10, 1, " ").substr(0, std::string_view("2026-06-10 21:00").size());
}

void write_one(const front_error_group& g, const io& streams) {
  write_properties(streams.out, {{"fingerprint", g.fingerprint},
                                 {"message", g.message},
                                 {"reports", grouped(g.reports)},
                                 {"first seen", minute(g.first_seen)},
                                 {"last seen", minute(g.last_seen)},
                                 {"releases", fmt::format("{}", fmt::join(g.releases, ", "))},
                                 {"pages", fmt::format("{}", fmt::join(g.pages, ", "))},
                                 {"browsers", fmt::format("{}", fmt::join(g.browsers, ", "))}});
  streams.out << '\n' << g.stack << '\n';
}

void write_table(const findings& found, const std::vector<front_error_group>& shown,
                 const io& streams) {
  write_properties(streams.out, {{"reports", grouped(found.all.reports)},
                                 {"sessions", grouped(found.all.sessions)},
                                 {"reports per session", fmt::format("{:.4f}", found.all.ratio())},
                                 {"kinds of errors", grouped(found.groups.size())}});
  if (shown.empty()) return;
  table rows({{.title = "reports", .number = true},
              {.title = "last seen"},
              {.title = "releases", .number = true},
              {.title = "browsers"},
              {.title = "fingerprint"},
              {.title = "message"}});
  for (const auto& g : shown)
    rows.add({grouped(g.reports), minute(g.last_seen), grouped(g.releases.size()),
              fmt::format("{}", fmt::join(g.browsers, ",")), g.fingerprint, g.message});
  streams.out << '\n';
  rows.write(streams.out);
}

}  // namespace

result<exit_code> report_errors(const log_view& log, const error_report_options& options,
                                const io& streams) {
  const auto found = collect(log, options);
  if (!found) return std::unexpected(found.error());
  auto shown = found->groups.by_reports();
  if (options.fingerprint && shown.empty())
    return std::unexpected(error{errc::not_found, "error_unknown",
                                 "no reported error has a fingerprint that begins so", ""});
  shown.resize(std::min(shown.size(), options.most));
  if (streams.json()) {
    write_json(*found, shown, streams);
  } else if (options.fingerprint && shown.size() == 1) {
    write_one(shown.front(), streams);
  } else {
    write_table(*found, shown, streams);
  }
  return exit_code::ok;
}

}  // namespace chant::cli
