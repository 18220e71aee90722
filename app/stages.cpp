#include "app/stages.hpp"

#include "app/current_build.hpp"
#include "app/kept_wordings.hpp"
#include "app/preview_settings.hpp"
#include "app/resources.hpp"
#include "base/log.hpp"
#include "config/durable_files.hpp"
#include "http/preview_marks.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace chant::app {

namespace {

/// A preview's open requests get this long when another build takes its place.
constexpr std::chrono::seconds preview_drain{2};

/// Builds of production whose assets are still served: pages open in browsers load from them.
constexpr std::size_t earlier_sites = 2;

error going_down() { return {errc::unavailable, "draining", "The node is going down.", ""}; }

/// What the settings name, as a build.
result<config::stage_build> build_of(const config::stage_dir& dir, std::uint32_t number) {
  if (number == 0 && dir.is_production()) return config::stage_build{};
  return dir.build(number);
}

result<http::static_files::additions> production_additions(const config::stage_dir& dir,
                                                           std::uint32_t number,
                                                           const std::string& upload_url) {
  http::static_files::additions more{.upload_url = upload_url};
  auto builds = dir.builds();
  if (!builds) return std::unexpected(builds.error());
  std::ranges::reverse(*builds);
  for (auto& other : *builds)
    if (other.number != number && !other.site.empty() && more.earlier.size() < earlier_sites)
      more.earlier.push_back(std::move(other.site));
  return more;
}

}  // namespace

stages::stages(config::node settings) : settings_(std::move(settings)) {
  production_status_.name = config::production;
  production_status_.state = "running";
  if (const auto dir = config::stage_dir::of(settings_.data_dir, config::production))
    production_status_.number = dir->current();
}

stages::~stages() { stop(); }

void stages::start(stage& production) {
  const std::scoped_lock lock(changing_);
  production_ = &production;
  {
    const std::scoped_lock list(list_);
    production_status_.url = production.url();
    production_status_.port = production.port();
  }
  pictures_.push_back(production.bases());
  if (const auto campaign = campaign_dir_of(settings_))
    campaign_in_production_ = config::digest_of_tree(*campaign).value_or("");
  count();
  starting_ = std::jthread([this] { start_all(); });
}

void stages::start_all() {
  for (const auto& dir : config::stage_dir::all(settings_.data_dir)) {
    const std::scoped_lock lock(changing_);
    if (stopping_) return;
    if (dir.current() > 0 && !dir.is_production()) start_one(dir);
  }
}

void stages::start_one(const config::stage_dir& dir) {
  const auto number = dir.current();
  const auto started = [&]() -> result<preview> {
    const auto build = dir.build(number);
    if (!build) return std::unexpected(build.error());
    auto content = read(dir, *build);
    if (!content) return std::unexpected(content.error());
    return open(dir, *build, *std::move(content));
  };
  auto made = started();
  if (made) return note(*std::move(made));
  log::error("a preview does not start",
             {{"stage", dir.name()}, {"code", made.error().code}, {"reason", made.error().detail}});
  note({.alive = nullptr,
        .status = {.name = dir.name(),
                   .number = number,
                   .state = "failed",
                   .url = config::preview_url(settings_, dir.name()),
                   .port = dir.port(),
                   .why = made.error()}});
}

result<stage_content> stages::read(const config::stage_dir& dir, const config::stage_build& build) {
  const auto whole = with_stage_build(settings_, dir, build);
  if (!whole) return std::unexpected(whole.error());
  const auto label = build.label.empty() ? std::to_string(build.number) : build.label;
  auto content = read_content(*whole, http::preview_marks(build.branch, label), {});
  if (content) share_pictures(*content);
  return content;
}

void stages::share_pictures(stage_content& content) {
  std::erase_if(pictures_, [](const auto& known) { return known.expired(); });
  for (const auto& known : pictures_)
    if (const auto same = known.lock(); same && same->revision() == content.bases->revision()) {
      content.bases = same;
      return;
    }
  pictures_.push_back(content.bases);
}

result<stages::preview> stages::open(const config::stage_dir& dir, const config::stage_build& build,
                                     stage_content content) const {
  const auto port = preview_port(settings_, dir);
  if (!port) return std::unexpected(port.error());
  auto opened = stage::open({.name = dir.name(),
                             .settings = preview_settings(settings_, dir, *port),
                             .size = preview_size()},
                            std::move(content));
  if (!opened) return std::unexpected(opened.error());
  preview made{.alive = *std::move(opened), .status = {}};
  if (dir.port() != made.alive->port())
    if (auto kept = dir.keep_port(made.alive->port()); !kept) return std::unexpected(kept.error());
  const auto public_url = config::preview_url(settings_, dir.name());
  made.status = {.name = dir.name(),
                 .number = build.number,
                 .state = "running",
                 .url = public_url.empty() ? made.alive->url() : public_url,
                 .port = made.alive->port(),
                 .why = {}};
  return made;
}

result<stage_status> stages::switch_to(std::string_view name, std::uint32_t number) {
  const auto dir = config::stage_dir::of(settings_.data_dir, name);
  if (!dir) return std::unexpected(dir.error());
  const std::scoped_lock lock(changing_);
  if (stopping_ || production_ == nullptr) return std::unexpected(going_down());
  return dir->is_production() ? switch_production(*dir, number) : switch_preview(*dir, number);
}

result<stage_status> stages::switch_production(const config::stage_dir& dir, std::uint32_t number) {
  const auto build = build_of(dir, number);
  if (!build) return std::unexpected(build.error());
  const auto settings = with_stage_build(settings_, dir, *build);
  if (!settings) return std::unexpected(settings.error());
  const auto campaign = config::digest_of_tree(
      settings->campaign.dir.empty() ? default_campaign_dir() : settings->campaign.dir);
  if (!campaign) return std::unexpected(campaign.error());
  auto more = production_additions(dir, number, settings->takes.upload_url);
  if (!more) return std::unexpected(more.error());
  const auto content = read_content(*settings, *more, {});
  if (!content) return std::unexpected(content.error());
  const auto site = with_kept_wordings(settings_.data_dir, content->site);
  if (!site) return std::unexpected(site.error());
  if (auto switched = dir.switch_to(number); !switched) return std::unexpected(switched.error());
  // A site belongs to its campaign: one that comes with another campaign waits for it.
  const bool at_once = *campaign == campaign_in_production_;
  if (at_once) production_->put_site(*site);
  const std::scoped_lock list(list_);
  production_status_.number = number;
  production_status_.state = at_once ? "running" : "restart";
  return production_status_;
}

result<stage_status> stages::switch_preview(const config::stage_dir& dir, std::uint32_t number) {
  const auto build = dir.build(number);
  if (!build) return std::unexpected(build.error());
  auto content = read(dir, *build);
  if (!content) return std::unexpected(content.error());
  if (auto before = take(dir.name())) {
    before->drain(preview_drain);
    before->stop();
  }
  auto made = open(dir, *build, *std::move(content));
  if (made)
    if (auto switched = dir.switch_to(number); !switched) made = std::unexpected(switched.error());
  if (made) {
    const auto status = made->status;
    note(*std::move(made));
    return status;
  }
  if (dir.current() > 0) start_one(dir);
  return std::unexpected(made.error());
}

result<void> stages::end(std::string_view name) {
  if (name == config::production)
    return std::unexpected(
        error{errc::refused, "stage_is_production", "production ends with the node", "stage"});
  const std::scoped_lock lock(changing_);
  if (auto ended = take(std::string(name))) ended->stop();
  const std::scoped_lock list(list_);
  if (const auto at = previews_.find(name); at != previews_.end()) previews_.erase(at);
  return {};
}

std::vector<stage_status> stages::list() const {
  const std::scoped_lock lock(list_);
  std::vector<stage_status> all{production_status_};
  for (const auto& [name, one] : previews_) all.push_back(one.status);
  return all;
}

std::unique_ptr<stage> stages::take(const std::string& name) {
  const std::scoped_lock lock(list_);
  const auto at = previews_.find(name);
  if (at == previews_.end()) return nullptr;
  at->second.status.state = "starting";
  at->second.status.why.reset();
  return std::move(at->second.alive);
}

void stages::note(preview now) {
  {
    const std::scoped_lock lock(list_);
    previews_.insert_or_assign(now.status.name, std::move(now));
  }
  count();
}

void stages::count() {
  std::int64_t alive = 0;
  std::int64_t failed = 0;
  for (const auto& one : list()) {
    if (one.name == config::production) continue;
    ++(one.state == "failed" ? failed : alive);
  }
  auto& registry = production_->measured();
  constexpr std::string_view help = "Previews beside production.";
  registry.make_gauge("chant_previews", help, R"(state="running")").set(alive);
  registry.make_gauge("chant_previews", help, R"(state="failed")").set(failed);
}

void stages::stop() {
  {
    const std::scoped_lock lock(changing_);
    stopping_ = true;
  }
  if (starting_.joinable()) starting_.join();
  const std::scoped_lock lock(list_);
  for (auto& [name, one] : previews_)
    if (one.alive) one.alive->stop();
  previews_.clear();
}

}  // namespace chant::app
