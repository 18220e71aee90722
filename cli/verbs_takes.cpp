#include "cli/node_log.hpp"
#include "cli/progress.hpp"
#include "cli/take_verbs.hpp"
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace chant::cli {

namespace {

void add_list(CLI::App& group, context& with) {
  auto& verb = add_verb(group, with,
                        {.name = "list",
                         .summary = "List the recordings, finished and under way",
                         .examples = "  chant take list\n"
                                     "  # how many are there of each type?\n"
                                     "  chant take list -o json | jq 'group_by(.media_type)'\n",
                         .work = [&with]() -> result<exit_code> {
                           const auto settings = settings_of(with);
                           if (!settings) return std::unexpected(settings.error());
                           const auto log = node_log::open(settings->data_dir);
                           if (!log) return std::unexpected(log.error());
                           return list_takes(**log, with.streams);
                         }});
  add_node_options(verb, with);
}

void add_choice(CLI::App& verb, take_choice& which) {
  auto* take = verb.add_option("take", which.take, "The recording's id")->type_name("TAKE_ID");
  verb.add_flag("--all", which.all, "Every uploaded recording")->excludes(take);
}

void add_export(CLI::App& group, context& with) {
  struct export_options {
    take_choice which = {};
    std::filesystem::path to = ".";
  };
  auto options = std::make_shared<export_options>();
  auto& verb = add_verb(
      group, with,
      {.name = "export",
       .summary = "Copy recordings out, a file each",
       .examples = "  chant take export 0123456789abcdef0123456789abcdef --out listen\n"
                   "  # all of them, with what is known of each\n"
                   "  chant take export --all --out choir -o json > choir.json\n",
       .work = [&with, options]() -> result<exit_code> {
         const auto settings = settings_of(with);
         if (!settings) return std::unexpected(settings.error());
         const auto log = node_log::open(settings->data_dir);
         if (!log) return std::unexpected(log.error());
         return export_takes(**log, settings->data_dir, options->which, options->to, with.streams);
       }});
  add_node_options(verb, with);
  add_choice(verb, options->which);
  verb.add_option("--out", options->to, "Directory for the files; default: this one")
      ->type_name("DIR");
}

void add_verify(CLI::App& group, context& with) {
  auto which = std::make_shared<take_choice>();
  auto& verb = add_verb(
      group, with,
      {.name = "verify",
       .summary = "Read recordings and hold them against their digests in the log",
       .examples = "  chant take verify 0123456789abcdef0123456789abcdef\n"
                   "  # exit code 7: some are damaged or missing\n"
                   "  chant take verify --all -o json | jq '.[] | select(.state != \"intact\")'\n",
       .work = [&with, which]() -> result<exit_code> {
         const auto settings = settings_of(with);
         if (!settings) return std::unexpected(settings.error());
         const auto log = node_log::open(settings->data_dir);
         if (!log) return std::unexpected(log.error());
         progress told(with.streams, progress::on_terminal());
         return verify_takes(**log, settings->data_dir, *which, with.streams, told);
       }});
  add_node_options(verb, with);
  add_choice(verb, *which);
}

}  // namespace

void add_take_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "take", "List, copy and check the fans' recordings");
  add_list(group, with);
  add_export(group, with);
  add_verify(group, with);
}

}  // namespace chant::cli
