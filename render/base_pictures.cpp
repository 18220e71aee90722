#include "render/base_pictures.hpp"

#include "base/log.hpp"
#include "base/sha256.hpp"
#include "render/art_painter.hpp"
#include "render/files.hpp"
#include "render/fonts.hpp"
#include "render/team_base.hpp"
#include "render/versions.hpp"
#include "render/vips_pixels.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace chant::render {

struct base_pictures::state {
  std::string revision;
  int quality = 0;
  std::array<name_box, 2> boxes;
  std::map<std::string, team_base, std::less<>> teams;
};

namespace {

/// Everything about one team's pictures that can change.
std::string inputs_of(const std::string& common, const std::array<std::string, 2>& flags,
                      std::string_view team, std::string_view name) {
  return sha256({common, flags[0], flags[1], team, "\0", name}).hex();
}

std::uint64_t short_key(const std::string& inputs) {
  return std::stoull(inputs.substr(0, 16), nullptr, 16);
}

/// Builds teams on every core, or finds them built.
class team_builder {
 public:
  team_builder(const base_pictures::options& o, art_painter& painter, std::string common)
      : options_(o),
        painter_(painter),
        common_(std::move(common)),
        teams_(o.catalogue.teams.size()) {}

  result<std::vector<team_base>> build_all() {
    const auto threads = std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()),
                                               std::max<std::size_t>(1, teams_.size()));
    {
      std::vector<std::jthread> workers;
      for (std::size_t i = 0; i < threads; ++i) workers.emplace_back([this] { work(); });
    }
    if (failure_) return std::unexpected(*failure_);
    return std::move(teams_);
  }

 private:
  void work() {
    for (auto i = next_++; i < teams_.size(); i = next_++) {
      auto built = build(options_.catalogue.teams[i]);
      const std::lock_guard lock(mutex_);
      if (failure_) return;
      if (!built) {
        failure_ = built.error();
        return;
      }
      teams_[i] = std::move(*built);
      if (options_.progress) options_.progress(++done_, teams_.size());
    }
  }

  result<team_base> build(const campaign::team& team) {
    const auto flags = painter_.flags_of(team.id);
    if (!flags) return std::unexpected(flags.error());
    const auto name = options_.catalogue.languages.empty()
                          ? std::string_view(team.id)
                          : options_.catalogue.name_of(team, options_.catalogue.languages.front());
    const auto inputs = inputs_of(common_, *flags, team.id, name);
    const auto path = options_.cache_dir / (inputs.substr(0, 32) + ".base");
    if (!options_.cache_dir.empty())
      if (const auto kept = read_file(path))
        if (auto base = team_from_bytes(*kept, short_key(inputs))) return base;
    if (auto ready = prepare(); !ready) return std::unexpected(ready.error());
    const auto painted = painter_.paint(*flags, name);
    if (!painted) return std::unexpected(painted.error());
    auto base = code_team(*painted, painter_.boxes(), options_.quality, short_key(inputs));
    keep(path, base);
    return base;
  }

  result<void> prepare() {
    const std::lock_guard lock(prepare_mutex_);
    if (!prepared_) prepared_ = painter_.prepare();
    return *prepared_;
  }

  void keep(const std::filesystem::path& path, const team_base& base) const {
    if (options_.cache_dir.empty()) return;
    if (const auto written = write_file(path, to_bytes(base)); !written)
      log::warn("a base picture cannot be kept", {{"file", written.error().detail}});
  }

  const base_pictures::options& options_;
  art_painter& painter_;
  const std::string common_;
  std::vector<team_base> teams_;
  std::atomic<std::size_t> next_{0};
  std::mutex prepare_mutex_;
  std::optional<result<void>> prepared_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::optional<error> failure_;
};

}  // namespace

base_pictures::base_pictures(std::unique_ptr<state> s) : state_(std::move(s)) {}
base_pictures::~base_pictures() = default;

result<std::shared_ptr<const base_pictures>> base_pictures::load(const options& o) {
  const auto fonts = install_fonts(o.fonts_dir);
  if (!fonts) return std::unexpected(fonts.error());
  const svg_permit permit;
  auto painter = art_painter::open({.art_dir = o.campaign_dir / "art",
                                    .flags_dir = o.flags_dir,
                                    .artist = o.artist,
                                    .song = o.song});
  if (!painter) return std::unexpected(painter.error());
  std::error_code cannot;
  if (!o.cache_dir.empty()) std::filesystem::create_directories(o.cache_dir, cannot);

  const auto common =
      sha256({drawing_versions(), *fonts, painter->digest(), std::to_string(o.quality)}).hex();
  auto teams = team_builder(o, *painter, common).build_all();
  if (!teams) return std::unexpected(teams.error());

  auto s = std::make_unique<state>();
  s->quality = o.quality;
  s->boxes = painter->boxes();
  std::string keys = common;
  for (std::size_t i = 0; i < teams->size(); ++i) {
    keys += o.catalogue.teams[i].id + ':' + std::to_string((*teams)[i].key);
    s->teams.emplace(o.catalogue.teams[i].id, std::move((*teams)[i]));
  }
  s->revision = sha256({keys}).hex();
  return std::shared_ptr<const base_pictures>(new base_pictures(std::move(s)));
}

const std::string& base_pictures::revision() const { return state_->revision; }
int base_pictures::quality() const { return state_->quality; }

const team_base* base_pictures::find(std::string_view team) const {
  const auto at = state_->teams.find(team);
  return at == state_->teams.end() ? nullptr : &at->second;
}

const name_box& base_pictures::box(canvas c) const { return state_->boxes[index_of(c)]; }

}  // namespace chant::render
