#include "cli/draw_verbs.hpp"

#include "cli/draw_log.hpp"
#include "cli/log_range.hpp"
#include "cli/progress.hpp"
#include "config/durable_files.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <fstream>
#include <sstream>
#include <utility>

namespace chant::cli {

namespace {

namespace json = boost::json;

std::unexpected<error> not_sure(const draw_options& of, std::string_view what) {
  return std::unexpected(
      error{errc::refused, "not_sure",
            fmt::format("this {} draw {}, once and for all; say --yes", what, of.draw), ""});
}

/// Asks the node for one step; its answer must be an object or array.
result<json::value> ask_for(const admin_change& change, std::string_view step,
                            const draw_options& options, json::object body) {
  const auto target = fmt::format("/admin/v1/draws/{}", step);
  body["draw"] = options.draw;
  return act(change, target, words_of_user(options.why), std::move(body));
}

result<json::object> object_of(result<json::value> answer) {
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_object()) return std::unexpected(not_understood("/admin/v1/draws"));
  return std::move(answer->get_object());
}

/// Where to close, if that was said.
result<void> add_closing(json::object& body, const log_view& log, const draw_options& options) {
  if (!options.closing) return {};
  const auto at = position_of(log, *options.closing);
  if (!at) return std::unexpected(at.error());
  body["closing"] = at->value();
  return {};
}

std::string number_text(const json::object& of, std::string_view name) {
  return grouped(number_member<std::uint64_t>(of, name));
}

properties closing_lines(const json::object& closed) {
  return {{"draw", text_member(closed, "draw")},
          {"closing", number_text(closed, "closing") + " events"},
          {"chain", text_member(closed, "chain")},
          {"entries", number_text(closed, "entries")},
          {"left out", number_text(closed, "left_out")},
          {"digest of entries", text_member(closed, "entries_sha256")}};
}

table places() {
  return table({{.title = "place", .number = true}, {.title = "as"}, {.title = "entry"}});
}

void write_result(const json::object& done, const io& streams) {
  auto lines = closing_lines(done);
  lines.emplace_back("salt", text_member(done, "salt"));
  if (const auto beacon = text_member(done, "beacon"); !beacon.empty())
    lines.emplace_back("beacon", beacon);
  write_properties(streams.out, lines);
  streams.out << '\n';
  auto rows = places();
  if (const auto* drawn = done.if_contains("drawn"); drawn != nullptr && drawn->is_array())
    for (const auto& one : drawn->get_array())
      if (one.is_object())
        rows.add({number_text(one.get_object(), "place"), text_member(one.get_object(), "role"),
                  text_member(one.get_object(), "entry")});
  rows.write(streams.out);
}

/// Tells how much of the log is read.
read_progress telling(progress& line) {
  return [&line](std::uint64_t done, std::uint64_t all) {
    line.tell(fmt::format("read {} of {} events", grouped(done), grouped(all)));
  };
}

result<draw_file> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return std::unexpected(error{errc::not_found, "draw_file_unreadable",
                                 fmt::format("{} cannot be read", file.string()), ""});
  return read_draw_file(in);
}

void write_findings(const draw_file& file, bool against_log, const std::vector<difference>& found,
                    const io& streams) {
  if (streams.json()) {
    json::array list;
    for (const auto& d : found)
      list.push_back(json::object{{"code", d.code}, {"message", d.detail}});
    streams.out << json::serialize(json::object{{"sound", found.empty()},
                                                {"draw", file.draw},
                                                {"held", file.held.has_value()},
                                                {"entries", file.listed.size()},
                                                {"against_log", against_log},
                                                {"differences", std::move(list)}})
                << '\n';
    return;
  }
  const auto drawn =
      file.held ? file.held->winners.size() + file.held->substitutes.size() : std::size_t{0};
  properties lines{{"draw", file.draw},
                   {"entries", grouped(file.listed.size())},
                   {"drawn", file.held ? grouped(drawn) : "not yet"},
                   {"against the log", against_log ? "yes" : "no"},
                   {"differences", found.empty() ? "none: equal" : grouped(found.size())}};
  for (const auto& d : found) lines.emplace_back("  " + d.code, d.detail);
  write_properties(streams.out, lines);
}

void write_summary(const draw_file& file, const std::filesystem::path& to, const io& streams) {
  if (streams.json()) {
    streams.out << json::serialize(json::object{{"file", to.string()},
                                                {"draw", file.draw},
                                                {"held", file.held.has_value()},
                                                {"entries", file.entries},
                                                {"entries_sha256", file.entries_sha256}})
                << '\n';
    return;
  }
  write_properties(streams.out, {{"file", to.string()},
                                 {"draw", file.draw},
                                 {"entries", grouped(file.entries)},
                                 {"digest of entries", file.entries_sha256},
                                 {"winners", file.held ? "included" : "not drawn yet"}});
}

}  // namespace

result<exit_code> commit_draw(const admin_change& change, const draw_options& options,
                              const io& streams) {
  json::object body;
  if (options.beacon) body["beacon"] = *options.beacon;
  const auto done = object_of(ask_for(change, "commit", options, std::move(body)));
  if (!done) return std::unexpected(done.error());
  if (streams.json()) {
    streams.out << json::serialize(*done) << '\n';
    return exit_code::ok;
  }
  properties lines{{"draw", text_member(*done, "draw")},
                   {"commitment", text_member(*done, "commitment")}};
  if (options.beacon) lines.emplace_back("beacon", *options.beacon);
  write_properties(streams.out, lines);
  streams.err << "chant: publish the commitment before entries close, in the rules for instance\n";
  return exit_code::ok;
}

result<exit_code> close_draw(const admin_change& change, const log_view& log,
                             const draw_options& options, const io& streams) {
  if (!options.sure) return not_sure(options, "closes");
  json::object body;
  if (auto added = add_closing(body, log, options); !added) return std::unexpected(added.error());
  const auto done = object_of(ask_for(change, "close", options, std::move(body)));
  if (!done) return std::unexpected(done.error());
  if (streams.json())
    streams.out << json::serialize(*done) << '\n';
  else
    write_properties(streams.out, closing_lines(*done));
  return exit_code::ok;
}

result<exit_code> run_draw(const admin_change& change, const log_view& log,
                           const draw_options& options, const io& streams) {
  if (!options.sure) return not_sure(options, "holds");
  json::object body{{"winners", options.winners}, {"substitutes", options.substitutes}};
  if (options.beacon) body["beacon"] = *options.beacon;
  if (auto added = add_closing(body, log, options); !added) return std::unexpected(added.error());
  const auto done = object_of(ask_for(change, "run", options, std::move(body)));
  if (!done) return std::unexpected(done.error());
  if (streams.json())
    streams.out << json::serialize(*done) << '\n';
  else
    write_result(*done, streams);
  const auto* repeated = done->if_contains("repeated");
  if (repeated != nullptr && repeated->is_bool() && repeated->get_bool() && !streams.json())
    streams.err << "chant: the draw was held before; this is its result\n";
  return exit_code::ok;
}

result<exit_code> export_draw(const log_view& log, std::string campaign, std::string_view draw,
                              const std::filesystem::path& to, const io& streams) {
  progress line(streams, progress::on_terminal());
  const auto known = read_draw(log, draw, telling(line));
  if (!known) return std::unexpected(known.error());
  if (known->chain.hex() != known->story.closed->chain)
    return std::unexpected(error{errc::corrupt, "log_chain_differs",
                                 "the log is not the one that the draw was closed over", ""});
  const auto file = draw_file_of(std::move(campaign), known->story, known->sessions);
  if (!file) return std::unexpected(file.error());
  std::ostringstream text;
  write(text, *file);
  if (auto written = config::write_durably(to, std::move(text).str()); !written)
    return std::unexpected(written.error());
  write_summary(*file, to, streams);
  return exit_code::ok;
}

result<exit_code> verify_draw(const std::filesystem::path& path, const log_view* log,
                              const io& streams) {
  const auto file = read_file(path);
  if (!file) return std::unexpected(file.error());
  auto found = differences_in(*file);
  if (log != nullptr) {
    progress line(streams, progress::on_terminal());
    const auto known = read_draw(*log, file->draw, telling(line));
    if (!known) return std::unexpected(known.error());
    for (auto& d : differences_from_log(*file, *known)) found.push_back(std::move(d));
  }
  write_findings(*file, log != nullptr, found, streams);
  if (found.empty()) return exit_code::ok;
  streams.out.flush();
  write_error(streams, {errc::corrupt, "draw_differs",
                        fmt::format("{} differences were found", grouped(found.size())), ""});
  return exit_code::degraded;
}

result<exit_code> list_winners(const log_view& log, std::string_view draw, const io& streams) {
  const auto story = read_draw_story(log, draw);
  if (!story) return std::unexpected(story.error());
  if (!story->held)
    return std::unexpected(
        error{errc::not_found, "draw_not_held", fmt::format("draw {} was not held", draw), "draw"});
  json::array list;
  auto rows = places();
  for (const auto& [place, won] : story->won) {
    list.push_back(json::object{
        {"place", place}, {"role", won.role}, {"entry", won.entry}, {"session", won.session}});
    rows.add({grouped(place), won.role, won.entry});
  }
  if (streams.json())
    streams.out << json::serialize(list) << '\n';
  else
    rows.write(streams.out);
  return exit_code::ok;
}

result<exit_code> reveal_winners(const admin_change& change, const draw_options& options,
                                 const io& streams) {
  const auto fans = ask_for(change, "reveal", options, {});
  if (!fans) return std::unexpected(fans.error());
  if (!fans->is_array()) return std::unexpected(not_understood("/admin/v1/draws/reveal"));
  if (streams.json()) {
    streams.out << json::serialize(*fans) << '\n';
    return exit_code::ok;
  }
  table rows({{.title = "place", .number = true},
              {.title = "as"},
              {.title = "address"},
              {.title = "name"},
              {.title = "language"}});
  for (const auto& one : fans->get_array()) {
    if (!one.is_object()) return std::unexpected(not_understood("/admin/v1/draws/reveal"));
    const auto& fan = one.get_object();
    const auto* erased = fan.if_contains("erased");
    const bool gone = erased != nullptr && erased->is_bool() && erased->get_bool();
    rows.add({number_text(fan, "place"), text_member(fan, "role"),
              gone ? "erased since" : text_member(fan, "email"), text_member(fan, "name"),
              text_member(fan, "language")});
  }
  rows.write(streams.out);
  return exit_code::ok;
}

}  // namespace chant::cli
