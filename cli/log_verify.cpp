#include "cli/log_verify.hpp"

#include "cli/log_rebuild.hpp"
#include "cli/node_log.hpp"
#include "cli/progress.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <optional>

namespace chant::cli {

namespace {

namespace json = boost::json;

struct findings {
  store::verify_report log;
  std::optional<rebuild_report> rebuilt;

  [[nodiscard]] std::uint64_t differences() const {
    return log.faults_found + (rebuilt ? rebuilt->differences : 0);
  }
};

/// Null when no node ever kept anything besides the log.
result<std::unique_ptr<store::state_database>> open_kept(const std::filesystem::path& data_dir) {
  auto kept = store::state_database::open({.dir = data_dir / "state", .read_only = true});
  if (!kept && kept.error().kind == errc::not_found)
    return std::unique_ptr<store::state_database>();
  return kept;
}

result<findings> look(const std::filesystem::path& data_dir, const verify_options& options,
                      const io& streams) {
  // Before the log: what is kept was kept after the log had it.
  std::unique_ptr<store::state_database> kept;
  if (options.rebuild) {
    auto opened = open_kept(data_dir);
    if (!opened) return std::unexpected(opened.error());
    kept = std::move(*opened);
  }
  auto log = node_log::open(data_dir);
  if (!log) return std::unexpected(log.error());
  progress line(streams, progress::on_terminal());
  auto verified = (*log)->verify();
  if (!verified) return std::unexpected(verified.error());
  findings found{.log = std::move(*verified), .rebuilt = {}};
  if (!options.rebuild) return found;
  auto rebuilt = rebuild_and_compare(
      **log, kept.get(), {.progress = [&](std::uint64_t done, std::uint64_t all) {
        line.tell(fmt::format("replayed {} of {} events", grouped(done), grouped(all)));
      }});
  if (!rebuilt) return std::unexpected(rebuilt.error());
  found.rebuilt = std::move(*rebuilt);
  return found;
}

json::object to_json(const findings& found) {
  json::array differences;
  for (const auto& fault : found.log.faults)
    differences.push_back(json::object{
        {"code", fault.code}, {"offset", fault.offset.value()}, {"message", fault.detail}});
  json::object all{{"sound", found.differences() == 0}, {"events", found.log.head.value()},
                   {"streams", found.log.streams},      {"lookups", found.log.lookups},
                   {"chain_links", found.log.links},    {"digest", found.log.digest.hex()}};
  if (found.rebuilt) {
    for (const auto& d : found.rebuilt->listed)
      differences.push_back(json::object{{"code", d.code}, {"message", d.detail}});
    all["rebuild"] = json::object{{"events", found.rebuilt->events},
                                  {"sessions", found.rebuilt->sessions},
                                  {"snapshots", found.rebuilt->snapshots},
                                  {"lookups", found.rebuilt->lookups},
                                  {"checkpoints", found.rebuilt->checkpoints}};
  }
  all["differences_found"] = found.differences();
  all["differences"] = std::move(differences);
  return all;
}

void write_table(const findings& found, const io& streams) {
  properties lines{
      {"events", fmt::format("{}, without a gap", grouped(found.log.head.value()))},
      {"hash chain", fmt::format("{} links compared", grouped(found.log.links))},
      {"session index", fmt::format("{} streams compared", grouped(found.log.streams))},
      {"lookup index", fmt::format("{} share ids compared", grouped(found.log.lookups))},
      {"digest", found.log.digest.hex()}};
  if (found.log.faults_found > 0) lines.front().second = grouped(found.log.head.value());
  if (const auto& rebuilt = found.rebuilt) {
    lines.emplace_back("replay", fmt::format("{} events into {} sessions", grouped(rebuilt->events),
                                             grouped(rebuilt->sessions)));
    lines.emplace_back("snapshots",
                       fmt::format("{} compared byte for byte", grouped(rebuilt->snapshots)));
    lines.emplace_back("checkpoints", fmt::format("{} compared, the counter recounted",
                                                  grouped(rebuilt->checkpoints)));
  }
  lines.emplace_back("differences",
                     found.differences() == 0 ? "none: equal" : grouped(found.differences()));
  for (const auto& fault : found.log.faults)
    lines.emplace_back("  " + fault.code,
                       fmt::format("offset {}: {}", fault.offset.value(), fault.detail));
  if (found.rebuilt)
    for (const auto& d : found.rebuilt->listed) lines.emplace_back("  " + d.code, d.detail);
  write_properties(streams.out, lines);
}

}  // namespace

result<exit_code> verify_log(const std::filesystem::path& data_dir, const verify_options& options,
                             const io& streams) {
  const auto found = look(data_dir, options, streams);
  if (!found) return std::unexpected(found.error());
  if (streams.json()) {
    streams.out << json::serialize(to_json(*found)) << '\n';
  } else {
    write_table(*found, streams);
  }
  if (found->differences() == 0) return exit_code::ok;
  streams.out.flush();
  write_error(streams,
              {errc::corrupt, "log_differs",
               fmt::format("{} differences were found", grouped(found->differences())), ""});
  return exit_code::degraded;
}

}  // namespace chant::cli
