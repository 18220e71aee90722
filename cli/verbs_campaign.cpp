#include "cli/config_verbs.hpp"
#include "cli/stage_verbs.hpp"
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace chant::cli {

namespace {

/// Calls `work` with what the verbs about stages need.
result<exit_code> with_tools(const context& with, const std::string& why,
                             const std::function<result<exit_code>(const stage_tools&)>& work) {
  const auto settings = settings_of(with);
  if (!settings) return std::unexpected(settings.error());
  const system_clock time;
  return work(
      {.settings = *settings,
       .ask = admin_of(settings->data_dir),
       .change = admin_changes(settings->data_dir),
       .words = words_of_user(why),
       .check =
           [&](const config::stage_dir& stage, const config::stage_build& build) {
             return with.from_app.check_build(*settings, stage, build);
           },
       .tell = settings->stages.webhook.empty() ? chat() : chat_at(settings->stages.webhook),
       .time = time});
}

void add_stage_option(CLI::App& to, std::string& name) {
  to.add_option("--stage", name, "1 to 40 of a-z, 0-9 and -; production: the node itself")
      ->required()
      ->type_name("NAME");
}

void add_validate(CLI::App& to, context& with) {
  auto dir = std::make_shared<std::filesystem::path>();
  auto& verb =
      add_verb(to, with,
               {.name = "validate",
                .summary = "Check a campaign's directory, its pictures included",
                .examples = "  # exit code 3 names file, key and reason\n"
                            "  chant campaign validate config/campaigns/demo\n",
                .work = [&with, dir] {
                  return validate_campaign(*dir, settings_of(with), with.from_app, with.streams);
                }});
  add_node_options(verb, with);
  verb.add_option("dir", *dir, "campaign.toml, teams.json, texts/, art/")
      ->required()
      ->type_name("DIR");
}

void add_deploy(CLI::App& to, context& with) {
  auto what = std::make_shared<deployment>();
  auto why = std::make_shared<std::string>();
  auto& verb =
      add_verb(to, with,
               {.name = "deploy",
                .summary = "Put a site and a campaign on a stage of their own, or on production",
                .examples = "  # a branch's site under its own URL, with a log of its own\n"
                            "  chant campaign deploy --stage studio build/site --data /srv/chant\n"
                            "  # site and campaign; branch and build as the pipeline knows them\n"
                            "  chant campaign deploy --stage studio --site build/site --campaign "
                            "config/campaigns/demo "
                            "\\\n      --branch studio --build 4711\n"
                            "  # to the fans: the site changes at once, between two requests\n"
                            "  chant campaign deploy --stage production build/site\n",
                .work = [&with, what, why]() -> result<exit_code> {
                  if (what->dir.empty() && what->site.empty() && what->campaign.empty())
                    return std::unexpected(error{errc::malformed, "usage",
                                                 "deploy needs DIR, --site or --campaign", ""});
                  return with_tools(with, *why, [&](const stage_tools& tools) {
                    return deploy(*what, tools, with.streams);
                  });
                }});
  add_node_options(verb, with);
  add_why(verb, *why);
  add_stage_option(verb, what->stage);
  verb.add_option("dir", what->dir, "Holds site/ and campaign/, or is one of the two")
      ->type_name("DIR");
  verb.add_option("--site", what->site, "A built site, instead of what DIR has")->type_name("DIR");
  verb.add_option("--campaign", what->campaign, "A campaign, instead of what DIR has")
      ->type_name("DIR");
  verb.add_option("--branch", what->branch,
                  "For the banner; default: git's, else the stage's name");
  verb.add_option("--build", what->label, "For the banner; default: git's commit");
}

void add_list(CLI::App& to, context& with) {
  auto& verb = add_verb(to, with,
                        {.name = "list",
                         .summary = "List the stages, what runs on them and where",
                         .examples = "  # exit code 7 when one does not run\n"
                                     "  chant campaign list --data /srv/chant -o json\n",
                         .work = [&with] {
                           return with_tools(with, {}, [&](const stage_tools& tools) {
                             return list_stages(tools, with.streams);
                           });
                         }});
  add_node_options(verb, with);
}

void add_rollback(CLI::App& to, context& with) {
  auto stage = std::make_shared<std::string>();
  auto number = std::make_shared<std::optional<std::uint32_t>>();
  auto why = std::make_shared<std::string>();
  auto& verb =
      add_verb(to, with,
               {.name = "rollback",
                .summary = "Go back to an earlier build of a stage",
                .examples = "  # to the build before\n"
                            "  chant campaign rollback --stage production\n"
                            "  # to one by its number, as `campaign list -o json` has them\n"
                            "  chant campaign rollback --stage studio --to 3\n",
                .work = [&with, stage, number, why] {
                  return with_tools(with, *why, [&](const stage_tools& tools) {
                    return rollback(*stage, *number, tools, with.streams);
                  });
                }});
  add_node_options(verb, with);
  add_stage_option(verb, *stage);
  add_why(verb, *why);
  counts(verb.add_option("--to", *number, "Which build; production's 0 is what the settings name"),
         "NUMBER");
}

void add_remove(CLI::App& to, context& with) {
  auto stage = std::make_shared<std::string>();
  auto sure = std::make_shared<bool>(false);
  auto why = std::make_shared<std::string>();
  auto& verb = add_verb(to, with,
                        {.name = "remove",
                         .summary = "End a preview and delete all it has, its log included",
                         .examples = "  # when the branch is merged; exit code 9 without --yes\n"
                                     "  chant campaign remove --stage studio --yes\n",
                         .work = [&with, stage, sure, why] {
                           return with_tools(with, *why, [&](const stage_tools& tools) {
                             return remove_stage(*stage, *sure, tools, with.streams);
                           });
                         }});
  add_node_options(verb, with);
  add_stage_option(verb, *stage);
  add_why(verb, *why);
  verb.add_flag("--yes", *sure, "Yes, its events are lost");
}

void add_freeze(CLI::App& to, context& with, bool frozen) {
  add_act(to, with,
          {.name = frozen ? "freeze" : "unfreeze",
           .summary = frozen ? "Take no new sessions until it is unfrozen; the others go on"
                             : "Take new sessions again",
           .examples = frozen ? "  # in a storm; holds over a restart\n"
                                "  chant campaign freeze --why 'the disk is filling up'\n"
                              : "  chant campaign unfreeze --why 'disk grown'\n",
           .work = {}},
          [frozen](const std::string&) {
            return frozen ? "/admin/v1/campaign/freeze" : "/admin/v1/campaign/unfreeze";
          });
}

}  // namespace

void add_campaign_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "campaign", "Check a campaign; deploy it and its site to stages");
  add_validate(group, with);
  add_deploy(group, with);
  add_list(group, with);
  add_rollback(group, with);
  add_remove(group, with);
  add_freeze(group, with, true);
  add_freeze(group, with, false);
}

}  // namespace chant::cli
