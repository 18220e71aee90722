#include "cli/completion.hpp"
#include "cli/config_verbs.hpp"
#include "cli/node_verbs.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include <boost/json.hpp>

#include <chrono>
#include <memory>
#include <thread>

namespace chant::cli {

namespace {

void add_serve(CLI::App& to, context& with) {
  auto port = std::make_shared<std::optional<std::uint16_t>>();
  auto& verb = add_verb(
      to, with,
      {.name = "serve",
       .summary = "Run a node until SIGTERM",
       .examples = "  # everything under ./var, on http://127.0.0.1:8080\n"
                   "  chant serve\n"
                   "  # any free port; the line 'ready http://…' on stdout names it\n"
                   "  chant serve --data /srv/chant --port 0 --config chant.toml\n",
       .work = [&with, port]() -> result<exit_code> {
         const auto served =
             with.from_app.serve({.config_file = with.config_file,
                                  .overrides = {.data_dir = with.data_dir, .port = *port}});
         if (!served) return std::unexpected(served.error());
         return exit_code::ok;
       }});
  add_node_options(verb, with);
  counts(verb.add_option("--port", *port, "TCP port; 0: any free one; default: 8080"));
}

void add_health(CLI::App& to, context& with) {
  auto wait = std::make_shared<unsigned>(0);
  auto& verb = add_verb(
      to, with,
      {.name = "health",
       .summary = "Ask a running node how it is",
       .examples = "  # exit code 0: ready; 7: running, not ready; 6: no node answers\n"
                   "  chant health --data /srv/chant\n"
                   "  # in a deploy: wait until it is ready, a minute at most\n"
                   "  chant health --data /srv/chant --wait 60 -o json\n",
       .work = by_settings(with, [&with, wait](const config::node& settings) {
         const patience how_long{.total = std::chrono::seconds(*wait),
                                 .sleep = [](auto span) { std::this_thread::sleep_for(span); }};
         return show_health(admin_of(settings.data_dir), how_long, with.streams);
       })});
  add_node_options(verb, with);
  counts(verb.add_option("--wait", *wait, "Keep asking until the node is ready, so long at most"),
         "SECONDS")
      .check(CLI::Range(0U, 86400U).description(""));
}

void add_pools(CLI::App& to, context& with) {
  auto& group = add_group(to, "pools", "Look at the node's workers, have them rest");
  auto& list =
      add_verb(group, with,
               {.name = "list",
                .summary = "List pools and consumers, their queues and how far behind they are",
                .examples = "  # exit code 7 when one stands still\n"
                            "  chant pools list --data /srv/chant -o json\n",
                .work = by_settings(with, [&with](const config::node& settings) {
                  return list_pools(admin_of(settings.data_dir), with.streams);
                })});
  add_node_options(list, with);
  for (const auto* verb : {"pause", "resume"})
    add_act(
        group, with,
        {.name = verb,
         .summary = std::string(verb) == "pause"
                        ? "Have a pool begin nothing new; a restart of the node resumes it"
                        : "Have a pool go on",
         .examples =
             fmt::format("  chant pools {} mailer --why 'the relay is being moved'\n", verb),
         .work = {}},
        [verb](const std::string& pool) {
          return fmt::format("/admin/v1/pools/{}/{}", pool, verb);
        },
        operand{.name = "pool", .type = "POOL", .summary = "A name of `pools list`"});
}

void add_config(CLI::App& to, context& with) {
  auto& group = add_group(to, "config", "Check and show the settings");
  auto& validate = add_verb(
      group, with,
      {.name = "validate",
       .summary = "Check the settings and the campaign they name",
       .examples = "  # before a deploy: exit code 3 and file, key and reason if unusable\n"
                   "  chant config validate --config chant.toml\n",
       .work = [&with] {
         return validate_config(settings_of(with), with.from_app, with.streams);
       }});
  add_node_options(validate, with);
  auto& show = add_verb(group, with,
                        {.name = "show",
                         .summary = "Print the settings in force, defaults included",
                         .examples = "  chant config show --config chant.toml\n"
                                     "  chant config show -o json\n",
                         .work = [&with] { return show_config(settings_of(with), with.streams); }});
  add_node_options(show, with);
}

void add_version(CLI::App& to, context& with) {
  add_verb(to, with,
           {.name = "version",
            .summary = "Say which version this is",
            .examples = "  chant version -o json\n",
            .work = [&with]() -> result<exit_code> {
              if (with.streams.json()) {
                with.streams.out << boost::json::serialize(boost::json::object{
                                        {"version", version()}, {"compiler", __VERSION__}})
                                 << '\n';
              } else {
                with.streams.out << "chant " << version() << '\n';
              }
              return exit_code::ok;
            }});
}

command_tree tree_of(CLI::App& at) {
  command_tree tree{
      .name = at.get_name(), .summary = at.get_description(), .options = {}, .verbs = {}};
  for (const auto* option : at.get_options()) {
    if (option->get_positional()) continue;
    command_tree::option known{.names = {},
                               .summary = option->get_description(),
                               .takes_value = option->get_expected_min() > 0};
    for (const auto& name : option->get_snames()) known.names.push_back("-" + name);
    for (const auto& name : option->get_lnames()) known.names.push_back("--" + name);
    tree.options.push_back(std::move(known));
  }
  for (auto* verb : at.get_subcommands([](CLI::App*) { return true; }))
    tree.verbs.push_back(tree_of(*verb));
  return tree;
}

void add_completion(CLI::App& to, context& with) {
  auto shell = std::make_shared<std::string>();
  auto& verb =
      add_verb(to, with,
               {.name = "completion",
                .summary = "Print a completion script for a shell",
                .examples = "  # bash, for this shell\n"
                            "  source <(chant completion bash)\n"
                            "  # fish, for good\n"
                            "  chant completion fish > ~/.config/fish/completions/chant.fish\n",
                .work = [&to, &with, shell]() -> result<exit_code> {
                  const auto script = completion_script(*shell, tree_of(to));
                  if (!script) return std::unexpected(script.error());
                  if (with.streams.json()) {
                    with.streams.out << boost::json::serialize(boost::json::object{
                                            {"shell", *shell}, {"script", *script}})
                                     << '\n';
                  } else {
                    with.streams.out << *script;
                  }
                  return exit_code::ok;
                }});
  verb.add_option("shell", *shell, "bash, zsh or fish")->required()->type_name("SHELL");
}

}  // namespace

void add_node_verbs(CLI::App& to, context& with) {
  add_serve(to, with);
  add_health(to, with);
  add_pools(to, with);
}

void add_program_verbs(CLI::App& to, context& with) {
  add_config(to, with);
  add_completion(to, with);
  add_version(to, with);
}

}  // namespace chant::cli
