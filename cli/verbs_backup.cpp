#include "cli/admin_json.hpp"
#include "cli/backup_verbs.hpp"
#include "cli/node_log.hpp"
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <thread>

namespace chant::cli {

namespace {

backup_tools tools_of(const config::node& settings, const hooks& from_app) {
  return {.ask = admin_of(settings.data_dir),
          .change = admin_changes(settings.data_dir),
          .offline = [&settings, &from_app](const store::backup_options& options,
                                            bool with_node_key) -> result<store::backup_summary> {
            // What writes a log makes one: a mistyped directory would give a backup of nothing.
            if (const auto log = node_log::open(settings.data_dir); !log)
              return std::unexpected(log.error());
            return from_app.back_up(settings, options, with_node_key,
                                    campaign_name(settings, from_app));
          },
          .sleep = [](auto span) { std::this_thread::sleep_for(span); }};
}

void add_create(CLI::App& group, context& with) {
  auto options = std::make_shared<backup_create_options>();
  auto& verb =
      add_verb(group, with,
               {.name = "create",
                .summary = "Copy log, recordings and builds, and fans' keys apart from them",
                .examples = "  # beside the running node, or without one\n"
                            "  chant backup create --to /backup/data --keys-to /vault/keys\n",
                .work = by_settings(with, [&with, options](const config::node& settings) {
                  options->keys_keep = std::chrono::days(settings.backup.keys_keep_days);
                  return create_backup(tools_of(settings, with.from_app), *options, with.streams);
                })});
  add_node_options(verb, with);
  verb.add_option("--to", options->to, "Directory of backups")->required()->type_name("DIR");
  verb.add_option("--keys-to", options->keys_to,
                  "Directory of copies of keys, which are removed after backup.keys_keep_days")
      ->type_name("DIR");
  verb.add_flag("--with-node-key", options->with_node_key,
                "Copy node.key with the keys: whoever has it opens them all");
  add_why(verb, options->why);
}

void add_list(CLI::App& group, context& with) {
  auto options = std::make_shared<backup_list_options>();
  auto& verb = add_verb(group, with,
                        {.name = "list",
                         .summary = "List the backups in a directory, oldest first",
                         .examples = "  chant backup list /backup/data\n"
                                     "  # remove copies of keys whose time is over\n"
                                     "  chant backup list /vault/keys --prune\n",
                         .work = by_settings(with, [&with, options](const config::node& settings) {
                           options->keys_keep = std::chrono::days(settings.backup.keys_keep_days);
                           return list_backups(*options, system_clock().now(), with.streams);
                         })});
  add_node_options(verb, with);
  verb.add_option("dir", options->dir, "Directory of backups")->required()->type_name("DIR");
  verb.add_flag("--prune", options->prune, "Remove copies of keys that are too old");
}

void add_verify(CLI::App& group, context& with) {
  auto dir = std::make_shared<std::filesystem::path>();
  auto& verb = add_verb(group, with,
                        {.name = "verify",
                         .summary = "Read every file of a backup, and the log's chain",
                         .examples = "  # exit code 7: something is not as it was written\n"
                                     "  chant backup verify /backup/data\n",
                         .work = [&with, dir]() { return verify_backups(*dir, with.streams); }});
  verb.add_option("dir", *dir, "A backup, or a directory of them")->required()->type_name("DIR");
}

void add_erasures(CLI::App& group, context& with) {
  auto to = std::make_shared<std::filesystem::path>("-");
  auto& verb = add_verb(
      group, with,
      {.name = "erasures",
       .summary = "Write down whose sessions were erased, for a later restore",
       .examples = "  # from cron, to another machine's disk\n"
                   "  chant backup erasures --to /vault/erasures\n",
       .work = by_settings(with, [&with, to](const config::node& settings) -> result<exit_code> {
         const auto log = node_log::open(settings.data_dir);
         if (!log) return std::unexpected(log.error());
         return export_erasures(**log, *to, with.streams);
       })});
  add_node_options(verb, with);
  verb.add_option("--to", *to, "File; default: standard output")->type_name("FILE");
}

void add_restore(CLI::App& to, context& with) {
  auto options = std::make_shared<store::restore_options>();
  auto& verb = add_verb(
      to, with,
      {.name = "restore",
       .summary = "Make a data directory of backups; whoever was erased stays erased",
       .examples =
           "  # check everything first, then do it\n"
           "  chant restore --from /backup/data --keys-from /vault/keys --data /srv/new \\\n"
           "    --erasures /vault/erasures --dry-run\n",
       .work = [&with, options]() -> result<exit_code> {
         if (!with.data_dir)
           return std::unexpected(
               error{errc::malformed, "usage", "--data must name the directory to make", ""});
         const auto settings = settings_of(with);
         if (!settings) return std::unexpected(settings.error());
         options->data = settings->data_dir;
         options->keys_keep = std::chrono::days(settings->backup.keys_keep_days);
         if (!settings->backup.erasures.empty())
           options->erasures.push_back(settings->backup.erasures);
         options->who = words_of_user({}).who;
         system_random random;
         return restore(*options, system_clock().now(), random, with.streams);
       }});
  add_node_options(verb, with);
  verb.add_option("--from", options->from, "A backup, or a directory of them: the newest")
      ->required()
      ->type_name("DIR");
  verb.add_option("--keys-from", options->keys_from, "The same for keys")
      ->required()
      ->type_name("DIR");
  verb.add_option("--erasures", options->erasures, "A list of erased sessions; may be repeated")
      ->type_name("FILE");
  verb.add_flag("--old-keys", options->old_keys, "Take keys older than backup.keys_keep_days");
  verb.add_flag("--dry-run", options->dry_run, "Check everything, write nothing");
  add_why(verb, options->why);
}

}  // namespace

void add_backup_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "backup", "Copy what a node keeps, and check the copies");
  add_create(group, with);
  add_list(group, with);
  add_verify(group, with);
  add_erasures(group, with);
  add_restore(to, with);
}

}  // namespace chant::cli
