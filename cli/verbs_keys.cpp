#include "cli/key_verbs.hpp"
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <thread>

namespace chant::cli {

namespace {

result<key_tools> tools_of(const context& with) {
  const auto settings = settings_of(with);
  if (!settings) return std::unexpected(settings.error());
  return key_tools{.data_dir = settings->data_dir,
                   .source = settings->keys.source,
                   .ask = admin_of(settings->data_dir),
                   .change = admin_changes(settings->data_dir),
                   .sleep = [](auto span) { std::this_thread::sleep_for(span); }};
}

void add_status(CLI::App& group, context& with) {
  auto& verb =
      add_verb(group, with,
               {.name = "status",
                .summary = "Say how many keys there are, and which key wraps them",
                .examples = "  # exit code 7: a rotation stopped, or keys that nothing opens\n"
                            "  chant keys status --data /srv/chant\n"
                            "  chant keys status -o json | jq .by_kek\n",
                .work = [&with]() -> result<exit_code> {
                  const auto tools = tools_of(with);
                  if (!tools) return std::unexpected(tools.error());
                  return show_keys(*tools, with.streams);
                }});
  add_node_options(verb, with);
}

void add_rotate(CLI::App& group, context& with) {
  auto options = std::make_shared<rotate_options>();
  auto no_wait = std::make_shared<bool>(false);
  auto& verb = add_verb(
      group, with,
      {.name = "rotate",
       .summary = "Wrap all fans' keys by a new key, while the node runs",
       .examples = "  # a new node.key; the one before is destroyed at the end\n"
                   "  chant keys rotate --data /srv/chant --why 'yearly'\n"
                   "  # a vault's program is asked again; exit code 9 if it gives the same key\n"
                   "  chant keys rotate --config chant.toml --no-wait\n",
       .work = [&with, options, no_wait]() -> result<exit_code> {
         const auto tools = tools_of(with);
         if (!tools) return std::unexpected(tools.error());
         options->wait = !*no_wait;
         return rotate_keys(*tools, *options, with.streams);
       }});
  add_node_options(verb, with);
  verb.add_flag("--no-wait", *no_wait, "Return as soon as it is begun");
  add_why(verb, options->why);
}

}  // namespace

void add_key_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "keys", "Look at fans' keys and change what wraps them");
  add_status(group, with);
  add_rotate(group, with);
}

}  // namespace chant::cli
