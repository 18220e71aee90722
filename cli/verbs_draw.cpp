#include "cli/draw_verbs.hpp"
#include "cli/node_log.hpp"
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>

namespace chant::cli {

namespace {

/// Asks the running node; where none runs, the same is done here, with the log opened as its
/// writer.
admin_change node_or_alone(const config::node& settings, const hooks& from_app) {
  return [ask = admin_changes(settings.data_dir), alone = from_app.act_without_node, settings](
             std::string_view verb, std::string_view target, std::string_view body) {
    auto reply = ask(verb, target, body);
    if (reply || reply.error().code != "node_unreachable" || !alone) return reply;
    return alone(settings, target, body);
  };
}

/// What the verbs work with.
struct tools {
  admin_change change;
  node_log& log;
  std::string campaign;
};

result<exit_code> with_tools(const context& with,
                             const std::function<result<exit_code>(const tools&)>& work) {
  const auto settings = settings_of(with);
  if (!settings) return std::unexpected(settings.error());
  auto log = node_log::open(settings->data_dir);
  if (!log) return std::unexpected(log.error());
  return work(
      {node_or_alone(*settings, with.from_app), **log, campaign_name(*settings, with.from_app)});
}

void add_draw_option(CLI::App& to, std::string& name) {
  to.add_option("--draw", name, "Which draw, 1 to 40 of a-z, 0-9 and -; default: prize")
      ->type_name("NAME");
}

void add_act_options(CLI::App& to, draw_options& options) {
  add_draw_option(to, options.draw);
  add_why(to, options.why);
}

void add_closing_options(CLI::App& to, draw_options& options) {
  add_act_options(to, options);
  to.add_option("--closing", options.closing,
                "Only what stands before this place of the log counts; default: its end")
      ->type_name("OFFSET|TIME");
  to.add_flag("--yes", options.sure, "Yes, this cannot be undone");
}

void add_commit(CLI::App& group, context& with) {
  auto options = std::make_shared<draw_options>();
  auto& verb = add_verb(
      group, with,
      {.name = "commit",
       .summary = "Make a draw's secret, and publish its digest",
       .examples = "  chant draw commit\n"
                   "  # with a public chance that nobody can know before entries close\n"
                   "  chant draw commit --beacon 'the national lottery of 30 July 2016'\n",
       .work = [&with, options] {
         return with_tools(
             with, [&](const tools& t) { return commit_draw(t.change, *options, with.streams); });
       }});
  add_node_options(verb, with);
  add_act_options(verb, *options);
  verb.add_option("--beacon", options->beacon, "A public chance that the draw will wait for")
      ->type_name("TEXT");
}

void add_close(CLI::App& group, context& with) {
  auto options = std::make_shared<draw_options>();
  auto& verb =
      add_verb(group, with,
               {.name = "close",
                .summary = "Fix who takes part; needed before a beacon, else `run` does it",
                .examples = "  # exit code 9 without --yes\n"
                            "  chant draw close --closing 2016-07-30T21:59:59Z --yes\n",
                .work = [&with, options] {
                  return with_tools(with, [&](const tools& t) {
                    return close_draw(t.change, t.log, *options, with.streams);
                  });
                }});
  add_node_options(verb, with);
  add_closing_options(verb, *options);
}

void add_run(CLI::App& group, context& with) {
  auto options = std::make_shared<draw_options>();
  auto& verb = add_verb(
      group, with,
      {.name = "run",
       .summary = "Draw the winners; a second time shows the same ones",
       .examples = "  # exit code 9 without --yes\n"
                   "  chant draw run --winners 3 --substitutes 10 --yes\n"
                   "  # with the beacon that the commitment names\n"
                   "  chant draw run --winners 3 --beacon '4 8 15 16 23 42' --yes -o json\n",
       .work = [&with, options] {
         return with_tools(with, [&](const tools& t) {
           return run_draw(t.change, t.log, *options, with.streams);
         });
       }});
  add_node_options(verb, with);
  add_closing_options(verb, *options);
  counts(verb.add_option("--winners", options->winners, "How many win; default: 1"));
  counts(
      verb.add_option("--substitutes", options->substitutes, "How many may move up; default: 0"));
  verb.add_option("--beacon", options->beacon, "What the named public chance was")
      ->type_name("TEXT");
}

void add_export(CLI::App& group, context& with) {
  auto draw = std::make_shared<std::string>("prize");
  auto to = std::make_shared<std::filesystem::path>();
  auto& verb =
      add_verb(group, with,
               {.name = "export",
                .summary = "Write what anyone needs to check the draw, by pseudonyms",
                .examples = "  # at closing: the entries; after the draw: salt and winners, too\n"
                            "  chant draw export --to prize.jsonl\n",
                .work = [&with, draw, to] {
                  return with_tools(with, [&](const tools& t) {
                    return export_draw(t.log, t.campaign, *draw, *to, with.streams);
                  });
                }});
  add_node_options(verb, with);
  add_draw_option(verb, *draw);
  verb.add_option("--to", *to, "The file; one that is there is replaced")
      ->required()
      ->type_name("FILE");
}

void add_verify(CLI::App& group, context& with) {
  auto file = std::make_shared<std::filesystem::path>();
  auto against_log = std::make_shared<bool>(false);
  auto& verb = add_verb(
      group, with,
      {.name = "verify",
       .summary = "Do a published draw again",
       .examples = "  # from the file alone, anywhere; exit code 7 when something differs\n"
                   "  chant draw verify prize.jsonl\n"
                   "  # and hold it against every event that led to it\n"
                   "  chant draw verify prize.jsonl --against-log --data /srv/chant\n",
       .work = [&with, file, against_log]() -> result<exit_code> {
         if (!*against_log) return verify_draw(*file, nullptr, with.streams);
         return with_tools(
             with, [&](const tools& t) { return verify_draw(*file, &t.log, with.streams); });
       }});
  add_node_options(verb, with);
  verb.add_option("file", *file, "As `draw export` wrote it")->required()->type_name("FILE");
  verb.add_flag("--against-log", *against_log, "Read the log, too");
}

void add_winners(CLI::App& group, context& with) {
  auto options = std::make_shared<draw_options>();
  auto reveal = std::make_shared<bool>(false);
  auto& verb =
      add_verb(group, with,
               {.name = "winners",
                .summary = "List winners and substitutes",
                .examples = "  chant draw winners\n"
                            "  # with their addresses, which the log remembers\n"
                            "  chant draw winners --reveal --why 'writing to the winners'\n",
                .work = [&with, options, reveal] {
                  return with_tools(with, [&](const tools& t) {
                    return *reveal ? reveal_winners(t.change, *options, with.streams)
                                   : list_winners(t.log, options->draw, with.streams);
                  });
                }});
  add_node_options(verb, with);
  add_act_options(verb, *options);
  verb.add_flag("--reveal", *reveal, "Show names and addresses");
}

}  // namespace

void add_draw_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "draw", "Hold the prize draw, and let anyone check it");
  add_commit(group, with);
  add_close(group, with);
  add_run(group, with);
  add_export(group, with);
  add_verify(group, with);
  add_winners(group, with);
}

}  // namespace chant::cli
