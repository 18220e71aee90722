#include "cli/error_report.hpp"
#include "cli/log_verbs.hpp"
#include "cli/log_verify.hpp"
#include "cli/node_log.hpp"
#include "cli/operator_log.hpp"
#include "cli/session_verbs.hpp"
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>
#include <thread>

namespace chant::cli {

namespace {

constexpr std::chrono::milliseconds between_looks{200};

bool pause_between_looks() {
  std::this_thread::sleep_for(between_looks);
  return true;
}

/// Opens the log of the node and lets `work` read it.
template <class Work>
result<exit_code> with_log(const context& with, Work work) {
  const auto settings = settings_of(with);
  if (!settings) return std::unexpected(settings.error());
  auto log = node_log::open(settings->data_dir);
  if (!log) return std::unexpected(log.error());
  return work(**log, campaign_name(*settings, with.from_app));
}

CLI::App& add_log_verb(CLI::App& to, context& with, verb v) {
  auto& added = add_verb(to, with, std::move(v));
  add_node_options(added, with);
  return added;
}

void add_types(CLI::App& to, std::vector<std::string>& types) {
  to.add_option("--type", types, "Only events of this type; may be repeated")
      ->type_name("TYPE")
      ->allow_extra_args(false);
}

void add_tail(CLI::App& group, context& with) {
  auto options = std::make_shared<tail_options>();
  auto& verb =
      add_log_verb(group, with,
                   {.name = "tail",
                    .summary = "Show the last events, and new ones as they come",
                    .examples = "  # the last ten events\n"
                                "  chant log tail\n"
                                "  # orders as they come, one JSON object a line\n"
                                "  chant log tail -f -n 0 --type artwork_ordered -o json\n",
                    .work = [&with, options] {
                      return with_log(with, [&](log_view& log, const std::string& name) {
                        return tail_log(log, name, *options, pause_between_looks, with.streams);
                      });
                    }});
  counts(verb.add_option("-n,--last", options->last, "Events to begin with; default: 10"));
  verb.add_flag("-f,--follow", options->follow, "Go on with new events until interrupted");
  add_types(verb, options->types);
}

void add_show(CLI::App& group, context& with) {
  auto offset = std::make_shared<std::uint64_t>();
  auto& verb =
      add_log_verb(group, with,
                   {.name = "show",
                    .summary = "Show one event",
                    .examples = "  chant log show 4711\n",
                    .work = [&with, offset] {
                      return with_log(with, [&](log_view& log, const std::string& name) {
                        return show_event(log, name, campaign::log_offset(*offset), with.streams);
                      });
                    }});
  counts(verb.add_option("offset", *offset, "The event's place in the log; the first is 0"),
         "OFFSET")
      .required();
}

void add_stats(CLI::App& group, context& with) {
  add_log_verb(group, with,
               {.name = "stats",
                .summary = "Count events, sessions and bytes",
                .examples = "  chant log stats -o json\n",
                .work = [&with] {
                  return with_log(with, [&](log_view& log, const std::string&) {
                    return show_stats(log, with.streams);
                  });
                }});
}

void add_export(CLI::App& group, context& with) {
  auto options = std::make_shared<export_options>();
  auto format = std::make_shared<std::string>("jsonl");
  auto& verb = add_log_verb(
      group, with,
      {.name = "export",
       .summary = "Write events as CloudEvents 1.0, one JSON object a line",
       .examples = "  # everything; names and addresses are null\n"
                   "  chant log export --format jsonl > events.jsonl\n"
                   "  # the log as it was when the match began\n"
                   "  chant log export --as-of 2026-06-10T21:00:00Z > kickoff.jsonl\n"
                   "  # piece by piece: --to is the first offset left out\n"
                   "  chant log export --from 0 --to 100000 > 0.jsonl\n"
                   "  # for ever, into another program\n"
                   "  chant log export --follow --type artwork_ordered | ./dashboard\n",
       .work = [&with, options] {
         return with_log(with, [&](log_view& log, const std::string& name) {
           return export_log(log, name, *options, pause_between_looks, with.streams);
         });
       }});
  verb.add_option("--format", *format, "JSON lines, the only one there is")
      ->check(CLI::IsMember({"jsonl"}).description(""))
      ->type_name("jsonl");
  counts(verb.add_option("--from", options->from, "First offset; default: 0"), "OFFSET");
  counts(verb.add_option("--to", options->to, "First offset left out; default: the log's end"),
         "OFFSET");
  verb.add_option("--as-of", options->as_of, "The log as it was at an offset, time or date")
      ->type_name("OFFSET|TIME");
  verb.add_flag("--follow", options->follow, "Go on with new events until interrupted")
      ->excludes("--to", "--as-of");
  add_types(verb, options->types);
}

void add_acts(CLI::App& group, context& with) {
  auto most = std::make_shared<std::size_t>(50);
  auto& verb = add_log_verb(
      group, with,
      {.name = "acts",
       .summary = "List what operators changed by hand: who, whence and why",
       .examples =
           "  chant log acts -n 20\n"
           "  # every erase by the staff\n"
           "  chant log acts -n 100000 -o json | jq '.[]|select(.act==\"session erase\")'\n",
       .work = [&with, most] {
         return with_log(with, [&](log_view& log, const std::string&) {
           return list_acts(log, *most, with.streams);
         });
       }});
  counts(verb.add_option("-n", *most, "Latest acts to show; default: 50"));
}

void add_verify(CLI::App& group, context& with) {
  auto options = std::make_shared<verify_options>();
  auto& verb = add_log_verb(
      group, with,
      {.name = "verify",
       .summary = "Read the whole log and check that it is what was written",
       .examples = "  # hash chain, gaps, indexes; exit code 7 when something differs\n"
                   "  chant log verify\n"
                   "  # replay everything, too, and compare with what the node keeps\n"
                   "  chant log verify --rebuild -o json\n",
       .work = by_settings(with, [&with, options](const config::node& settings) {
         return verify_log(settings.data_dir, *options, with.streams);
       })});
  verb.add_flag("--rebuild", options->rebuild,
                "Replay all events and compare snapshots, checkpoints and counts");
}

using session_work = std::function<result<exit_code>(log_view&, const std::string& campaign,
                                                     const campaign::session_id&)>;

void add_session_verb(CLI::App& group, context& with, verb v, session_work work) {
  auto named = std::make_shared<std::string>();
  v.work = [&with, named, work = std::move(work)]() -> result<exit_code> {
    const auto id = session_on_command_line(*named);
    if (!id) return std::unexpected(id.error());
    return with_log(with,
                    [&](log_view& log, const std::string& name) { return work(log, name, *id); });
  };
  auto& added = add_log_verb(group, with, std::move(v));
  add_session_operand(added, *named);
}

}  // namespace

void add_log_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "log", "Read and check the log of events");
  add_tail(group, with);
  add_show(group, with);
  add_export(group, with);
  add_stats(group, with);
  add_acts(group, with);
  add_verify(group, with);
}

void add_session_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "session", "One fan's session: look into it, hand it out, erase it");
  add_session_verb(group, with,
                   {.name = "show",
                    .summary = "Show a session's state, without name and address",
                    .examples = "  chant session show 0123456789abcdef0123456789abcdef\n"
                                "  # a UUID is a secret: hand it over on stdin\n"
                                "  chant session show - -o json < uuid.txt\n",
                    .work = {}},
                   [&with](log_view& log, const std::string&, const campaign::session_id& id) {
                     return show_session(log, id, with.streams);
                   });
  add_session_verb(group, with,
                   {.name = "events",
                    .summary = "List a session's events in order",
                    .examples = "  chant session events 0123456789abcdef0123456789abcdef -o json\n",
                    .work = {}},
                   [&with](log_view& log, const std::string& name, const campaign::session_id& id) {
                     return list_session_events(log, name, id, with.streams);
                   });
  add_session_acts(group, with);
}

void add_report_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "report", "Sum up what the log holds");
  auto options = std::make_shared<error_report_options>();
  auto& verb =
      add_log_verb(group, with,
                   {.name = "errors",
                    .summary = "Errors in fans' browsers, the most frequent first",
                    .examples = "  # since the release went out\n"
                                "  chant report errors --since 2026-06-10T18:00:00Z\n"
                                "  # one of them, with its stack\n"
                                "  chant report errors 5f0c41\n"
                                "  # for another program, with errors and sessions by the hour\n"
                                "  chant report errors --release 3f9c21d07a -o json\n",
                    .work = [&with, options] {
                      return with_log(with, [&](log_view& log, const std::string&) {
                        return report_errors(log, *options, with.streams);
                      });
                    }});
  verb.add_option("fingerprint", options->fingerprint, "One error, or its first digits")
      ->type_name("FINGERPRINT");
  verb.add_option("--since", options->since, "Leave out what was before an offset, time or date")
      ->type_name("OFFSET|TIME");
  verb.add_option("--release", options->release, "Only what this build of the site reported")
      ->type_name("RELEASE");
  counts(verb.add_option("-n,--most", options->most, "Errors to show; default: 20"));
}

}  // namespace chant::cli
