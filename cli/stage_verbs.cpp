#include "cli/stage_verbs.hpp"

#include "cli/cloud_event.hpp"
#include "cli/node_stages.hpp"
#include "store/data_lock.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <thread>
#include <utility>
#include <vector>

namespace chant::cli {

namespace {

namespace json = boost::json;
using config::stage_build;
using config::stage_dir;

constexpr std::chrono::seconds lock_patience{60};

/// One deploy at a time; the others wait.
result<std::unique_ptr<store::data_lock>> lock_stages(const config::node& settings) {
  // No stage can have a name with a dot.
  const auto dir = config::stages_in(settings.data_dir) / ".deploys";
  std::error_code failed;
  std::filesystem::create_directories(dir, failed);
  const auto until = std::chrono::steady_clock::now() + lock_patience;
  while (true) {
    auto lock = store::data_lock::take(dir);
    if (lock || lock.error().kind != errc::conflict) return lock;
    if (std::chrono::steady_clock::now() > until)
      return std::unexpected(
          error{errc::conflict, "stages_busy", "another deploy does not come to an end", ""});
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

/// What is the stage's, whether a node runs or not.
node_stage without_node(const stage_tools& with, const stage_dir& dir) {
  return {.number = dir.current(),
          .state = "stopped",
          .url = dir.is_production() ? with.settings.http.public_url
                                     : config::preview_url(with.settings, dir.name()),
          .port = dir.is_production() ? with.settings.http.port : dir.port(),
          .reason = {},
          .detail = {}};
}

/// Through the node; where none runs, on disk, for the next one.
result<node_stage> switch_stage(const stage_tools& with, const stage_dir& dir,
                                std::string_view verb, std::uint32_t number) {
  auto done = switch_in_node(with.change, with.words, dir.name(), verb, number);
  if (!done) return std::unexpected(done.error());
  if (*done) return **std::move(done);
  if (auto switched = dir.switch_to(number); !switched) return std::unexpected(switched.error());
  // One may have started meanwhile, and have read what was current before.
  done = switch_in_node(with.change, with.words, dir.name(), verb, number);
  if (done && *done) return **std::move(done);
  return without_node(with, dir);
}

std::string_view effect_of(const node_stage& now) {
  if (now.state == "stopped") return "at_start";
  return now.state == "restart" ? "at_restart" : "now";
}

std::string shown(std::string_view text) { return std::string(text.empty() ? "-" : text); }

json::value or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object as_json(const std::string& stage, const stage_build& build, const node_stage& now) {
  return {{"stage", stage},
          {"number", build.number},
          {"branch", or_null(build.branch)},
          {"build", or_null(build.label)},
          {"deployed_at", or_null(build.deployed_at)},
          {"url", or_null(now.url)},
          {"port", now.port},
          {"state", now.state}};
}

/// The line for the chat.
std::string news(const std::string& stage, const stage_build& build, const node_stage& now,
                 std::string_view what) {
  auto text = fmt::format("{}: {} ", stage, what);
  if (build.number == 0) {
    text += "the site and campaign of the settings";
  } else {
    text += build.label.empty() ? fmt::format("build {}", build.number)
                                : fmt::format("build {}", build.label);
    text += fmt::format(" of branch {}", build.branch);
  }
  if (now.state == "restart") text += ", from the node's next start on";
  if (now.state == "stopped") text += ", once the node is started";
  if (!now.url.empty()) text += fmt::format(" · {}", now.url);
  return text;
}

/// A chat that cannot be reached undoes no deploy.
std::string_view tell(const stage_tools& with, std::string_view text, const io& streams) {
  if (!with.tell) return "";
  const auto told = with.tell(text);
  if (told) return "sent";
  streams.err << fmt::format("chant: the webhook was not reached: {} ({})\n", told.error().detail,
                             told.error().code);
  return "failed";
}

void report(const stage_dir& dir, const stage_build& build, const node_stage& now,
            std::string_view webhook, const io& streams) {
  const auto effect = effect_of(now);
  if (streams.json()) {
    auto one = as_json(dir.name(), build, now);
    one["effect"] = effect;
    one["webhook"] = or_null(webhook);
    streams.out << json::serialize(one) << '\n';
    return;
  }
  write_properties(streams.out, {{"stage", dir.name()},
                                 {"number", std::to_string(build.number)},
                                 {"branch", shown(build.branch)},
                                 {"build", shown(build.label)},
                                 {"url", shown(now.url)},
                                 {"state", now.state}});
  if (effect == "at_restart")
    streams.err << "chant: the campaign differs from the one that runs: this build, its site "
                   "included, takes effect at the node's next start\n";
  if (effect == "at_start") streams.err << "chant: no node runs: it takes effect at the start\n";
}

/// A build that could not be switched to never was.
void undo(const stage_dir& dir, std::uint32_t number, const error& why) {
  // Whether the node has switched is unknown: the build stays for it.
  if (why.kind == errc::timeout) return;
  dir.discard(number);
  if (const auto left = dir.builds(); left && left->empty()) (void)dir.remove();
}

result<stage_build> target_of(const stage_dir& dir, std::optional<std::uint32_t> wanted) {
  const auto current = dir.current();
  const bool settings_own = dir.is_production();
  if (!wanted) {
    const auto all = dir.builds();
    if (!all) return std::unexpected(all.error());
    for (const auto& b : *all | std::views::reverse)
      if (b.number < current) return b;
    if (settings_own && current > 0) return stage_build{};
    return std::unexpected(
        error{errc::not_found, "nothing_before",
              fmt::format("stage {} has no build before {}", dir.name(), current), ""});
  }
  if (*wanted == 0 && settings_own) return stage_build{};
  return dir.build(*wanted);
}

result<stage_dir> known_stage(const stage_tools& with, std::string_view name) {
  auto dir = stage_dir::of(with.settings.data_dir, name);
  if (dir && !dir->exists())
    return std::unexpected(error{errc::not_found, "stage_unknown",
                                 fmt::format("there is no stage {}", name), "stage"});
  return dir;
}

/// A line of `campaign list`.
struct listed_stage {
  std::string name;
  stage_build current;  ///< number 0: what the settings name
  std::vector<std::uint32_t> builds;
  node_stage now;
};

/// Production, which is there before anything was deployed, and the previews.
result<std::vector<stage_dir>> stages_below(const std::filesystem::path& data_dir) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(data_dir, ignored))
    return std::unexpected(error{errc::not_found, "data_dir_unknown",
                                 fmt::format("there is no directory {}", data_dir.string()), ""});
  auto all = stage_dir::all(data_dir);
  const auto production = stage_dir::of(data_dir, config::production);
  if (!production) return std::unexpected(production.error());
  if (!production->exists()) all.insert(all.begin(), *production);
  return all;
}

result<listed_stage> listed(const stage_tools& with, const stage_dir& dir,
                            const std::optional<std::map<std::string, node_stage>>& running) {
  const auto builds = dir.builds();
  if (!builds) return std::unexpected(builds.error());
  listed_stage one{.name = dir.name(), .current = {}, .builds = {}, .now = without_node(with, dir)};
  if (running)
    if (const auto at = running->find(dir.name()); at != running->end()) one.now = at->second;
  for (const auto& b : *builds) {
    if (b.number == one.now.number) one.current = b;
    one.builds.push_back(b.number);
  }
  return one;
}

json::array as_json(const std::vector<listed_stage>& all) {
  json::array list;
  for (const auto& one : all) {
    auto object = as_json(one.name, one.current, one.now);
    object["reason"] = or_null(one.now.reason);
    object["builds"] = json::value_from(one.builds);
    list.push_back(std::move(object));
  }
  return list;
}

void write_stages(const std::vector<listed_stage>& all, const io& streams) {
  table t({{.title = "stage"},
           {.title = "number", .number = true},
           {.title = "branch"},
           {.title = "build"},
           {.title = "deployed"},
           {.title = "state"},
           {.title = "url"}});
  for (const auto& one : all) {
    t.add({one.name, std::to_string(one.current.number), shown(one.current.branch),
           shown(one.current.label), shown(one.current.deployed_at.substr(0, 19)), one.now.state,
           shown(one.now.url)});
    if (!one.now.detail.empty())
      streams.err << fmt::format("chant: {}: {} ({})\n", one.name, one.now.detail, one.now.reason);
  }
  t.write(streams.out);
}

}  // namespace

result<exit_code> deploy(const deployment& what, const stage_tools& with, const io& streams) {
  const auto dir = stage_dir::of(with.settings.data_dir, what.stage);
  if (!dir) return std::unexpected(dir.error());
  auto build = build_of(what);
  if (!build) return std::unexpected(build.error());
  build->deployed_at = rfc3339(with.time.now());
  if (auto checked = with.check(*dir, *build); !checked) return std::unexpected(checked.error());

  const auto lock = lock_stages(with.settings);
  if (!lock) return std::unexpected(lock.error());
  const auto added = dir->add(*build);
  if (!added) return std::unexpected(added.error());
  const auto now = switch_stage(with, *dir, "deploy", added->number);
  if (!now) {
    undo(*dir, added->number, now.error());
    return std::unexpected(now.error());
  }
  dir->prune(config::builds_kept);
  const auto webhook = tell(with, news(dir->name(), *added, *now, "deployed"), streams);
  report(*dir, *added, *now, webhook, streams);
  return exit_code::ok;
}

result<exit_code> list_stages(const stage_tools& with, const io& streams) {
  const auto stages = stages_below(with.settings.data_dir);
  if (!stages) return std::unexpected(stages.error());
  const auto running = stages_of_node(with.ask);
  if (!running) return std::unexpected(running.error());
  std::vector<listed_stage> all;
  for (const auto& dir : *stages) {
    auto one = listed(with, dir, *running);
    if (!one) return std::unexpected(one.error());
    all.push_back(*std::move(one));
  }
  if (streams.json())
    streams.out << json::serialize(as_json(all)) << '\n';
  else
    write_stages(all, streams);
  const bool failed =
      std::ranges::any_of(all, [](const auto& one) { return one.now.state == "failed"; });
  return failed ? exit_code::degraded : exit_code::ok;
}

result<exit_code> rollback(std::string_view stage, std::optional<std::uint32_t> to,
                           const stage_tools& with, const io& streams) {
  const auto dir = known_stage(with, stage);
  if (!dir) return std::unexpected(dir.error());
  const auto lock = lock_stages(with.settings);
  if (!lock) return std::unexpected(lock.error());
  const auto build = target_of(*dir, to);
  if (!build) return std::unexpected(build.error());
  const auto now = switch_stage(with, *dir, "rollback", build->number);
  if (!now) return std::unexpected(now.error());
  const auto webhook = tell(with, news(dir->name(), *build, *now, "went back to"), streams);
  report(*dir, *build, *now, webhook, streams);
  return exit_code::ok;
}

result<exit_code> remove_stage(std::string_view stage, bool sure, const stage_tools& with,
                               const io& streams) {
  if (stage == config::production)
    return std::unexpected(error{errc::refused, "stage_is_production",
                                 "production is the node itself; see rollback --to 0", "stage"});
  const auto dir = known_stage(with, stage);
  if (!dir) return std::unexpected(dir.error());
  if (!sure)
    return std::unexpected(
        error{errc::refused, "not_sure",
              fmt::format("this deletes stage {} with its log; say --yes", dir->name()), ""});
  const auto lock = lock_stages(with.settings);
  if (!lock) return std::unexpected(lock.error());
  if (auto ended = end_in_node(with.change, with.words, dir->name()); !ended)
    return std::unexpected(ended.error());
  if (auto removed = dir->remove(); !removed) return std::unexpected(removed.error());
  if (streams.json())
    streams.out << json::serialize(json::object{{"stage", dir->name()}, {"removed", true}}) << '\n';
  else
    write_properties(streams.out, {{"stage", dir->name()}, {"state", "removed"}});
  return exit_code::ok;
}

}  // namespace chant::cli
