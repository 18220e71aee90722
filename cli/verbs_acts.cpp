// Verbs by which operators change something in a running node.
#include "cli/admin_json.hpp"
#include "cli/retention_verbs.hpp"
#include "cli/session_acts.hpp"
#include "cli/session_verbs.hpp"
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <utility>

namespace chant::cli {

namespace {

struct session_act_options {
  std::string session;
  std::string why;
  bool sure = false;
  std::optional<std::filesystem::path> to;
};

using session_act = std::function<result<exit_code>(
    const session_office&, const campaign::session_id&, const session_act_options&)>;

CLI::App& add_session_act(CLI::App& group, context& with, verb v,
                          const std::shared_ptr<session_act_options>& options, session_act run) {
  v.work = by_settings(
      with, [options, run = std::move(run)](const config::node& settings) -> result<exit_code> {
        const auto fan = session_on_command_line(options->session);
        if (!fan) return std::unexpected(fan.error());
        return run({.ask = admin_of(settings.data_dir),
                    .change = admin_changes(settings.data_dir),
                    .data_dir = settings.data_dir,
                    .words = words_of_user(options->why)},
                   *fan, *options);
      });
  auto& added = add_verb(group, with, std::move(v));
  add_node_options(added, with);
  add_session_operand(added, options->session);
  add_why(added, options->why, true);
  return added;
}

}  // namespace

void add_why(CLI::App& to, std::string& why, bool demanded) {
  to.add_option("--why", why, "The reason, for the log of acts; at most 200 bytes")
      ->required(demanded)
      ->type_name("TEXT");
}

CLI::App& add_act(CLI::App& to, context& with, verb v,
                  std::function<std::string(const std::string&)> target,
                  const std::optional<operand>& word) {
  auto named = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  v.work = by_settings(with,
                       [&with, named, why, target = std::move(target)](
                           const config::node& settings) -> result<exit_code> {
                         const auto done = act(admin_changes(settings.data_dir), target(*named),
                                               words_of_user(*why));
                         if (!done) return std::unexpected(done.error());
                         if (with.streams.json()) with.streams.out << "{\"done\":true}\n";
                         return exit_code::ok;
                       });
  auto& added = add_verb(to, with, std::move(v));
  add_node_options(added, with);
  add_why(added, *why);
  if (word) added.add_option(word->name, *named, word->summary)->required()->type_name(word->type);
  return added;
}

void add_session_operand(CLI::App& to, std::string& session) {
  to.add_option("session", session, "Session id, the fan's UUID, or - to read it from stdin")
      ->required()
      ->type_name("UUID|SESSION_ID");
}

result<campaign::session_id> session_on_command_line(std::string word) {
  if (word == "-") std::getline(std::cin, word);
  return session_named(word);
}

void add_session_acts(CLI::App& group, context& with) {
  auto erasing = std::make_shared<session_act_options>();
  auto& erase = add_session_act(
      group, with,
      {.name = "erase",
       .summary = "Erase a fan for good: name, address, recordings, pictures, letters",
       .examples = "  # a fan wrote to us; exit code 9 without --yes\n"
                   "  chant session erase 0123456789abcdef0123456789abcdef --why 'letter of 3 May' "
                   "--yes\n",
       .work = {}},
      erasing,
      [&with](const session_office& office, const campaign::session_id& fan, const auto& options) {
        return erase_session(office, fan, options.sure, with.streams);
      });
  erase.add_flag("--yes", erasing->sure, "Yes, nobody can undo it");

  auto exporting = std::make_shared<session_act_options>();
  auto& handing_out = add_session_act(
      group, with,
      {.name = "export",
       .summary = "Hand out all there is of a fan: readable, with recordings and pictures",
       .examples = "  # data.json, recordings/, artworks/, letters/ in one file\n"
                   "  chant session export - --to fan.zip --why 'access request' < uuid.txt\n"
                   "  # the data alone\n"
                   "  chant session export 0123456789abcdef0123456789abcdef --why support\n",
       .work = {}},
      exporting,
      [&with](const session_office& office, const campaign::session_id& fan, const auto& options) {
        return export_session(office, fan, options.to, with.streams);
      });
  handing_out.add_option("--to", exporting->to, "A .zip to make, or a directory")
      ->type_name("FILE.zip|DIR");
}

void add_retention_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "retention", "Let go of what is kept longer than the settings say");
  auto dry = std::make_shared<bool>(false);
  auto why = std::make_shared<std::string>();
  auto& run = add_verb(
      group, with,
      {.name = "run",
       .summary = "Erase sessions, drop recordings, remove copies of letters that are due",
       .examples = "  # what would go, and by which setting\n"
                   "  chant retention run --dry-run\n"
                   "  # the node does it, a few a second; `log acts` and `log tail` show it\n"
                   "  chant retention run --why 'end of the campaign'\n",
       .work = by_settings(with, [&with, dry, why](const config::node& settings) {
         return *dry ? show_retention(admin_of(settings.data_dir), with.streams)
                     : run_retention(admin_changes(settings.data_dir), words_of_user(*why),
                                     with.streams);
       })});
  add_node_options(run, with);
  run.add_flag("--dry-run", *dry, "Say what is due, change nothing");
  add_why(run, *why);
}

}  // namespace chant::cli
