// The stages of a running node: production, whose site can be exchanged, and the previews beside
// it, each a small node of its own that starts, fails and ends without touching the others.
#pragma once

#include "app/stage.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "config/stage_dir.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace chant::app {

/// A stage as the node sees it; what was deployed when stands on disk (config::stage_dir).
struct stage_status {
  std::string name;
  std::uint32_t number = 0;  ///< the current build; 0: what the settings name
  std::string state;         ///< running, starting, failed, restart: running the build before
  std::string url;
  std::uint16_t port = 0;
  std::optional<error> why;  ///< of failed
};

/// Thread-safe. Changes wait for one another; list() waits for none of them.
class stages {
 public:
  /// `settings` are the node's own, without what is deployed.
  explicit stages(config::node settings);
  ~stages();

  /// Adopts production, and starts every preview in the background, one after another: what is
  /// wrong with one is a line of the list. `production` outlives stop().
  void start(stage& production);

  /// Runs that build of a stage from now on (production's 0: what the settings name) and makes it
  /// current. Where it cannot run, all stays as it was. errc::not_found "build_unknown"; the errors
  /// of reading the build and of starting it; errc::unavailable "draining".
  [[nodiscard]] result<stage_status> switch_to(std::string_view name, std::uint32_t number);
  /// Ends a preview; its files stay. errc::refused "stage_is_production".
  [[nodiscard]] result<void> end(std::string_view name);
  [[nodiscard]] std::vector<stage_status> list() const;

  /// Ends all previews, for good.
  void stop();

 private:
  struct preview {
    std::unique_ptr<stage> alive;
    stage_status status;
  };

  [[nodiscard]] result<stage_status> switch_production(const config::stage_dir& dir,
                                                       std::uint32_t number);
  [[nodiscard]] result<stage_status> switch_preview(const config::stage_dir& dir,
                                                    std::uint32_t number);
  void start_all();
  void start_one(const config::stage_dir& dir);
  [[nodiscard]] result<preview> open(const config::stage_dir& dir, const config::stage_build& build,
                                     stage_content content) const;
  [[nodiscard]] result<stage_content> read(const config::stage_dir& dir,
                                           const config::stage_build& build);
  /// The same pictures that another stage has already, if one has.
  void share_pictures(stage_content& content);
  void note(preview now);
  /// Takes a preview out to end it; it stands in the list as starting.
  [[nodiscard]] std::unique_ptr<stage> take(const std::string& name);
  void count();

  const config::node settings_;

  std::mutex changing_;  ///< held as long as a change takes; guards what follows
  bool stopping_ = false;
  stage* production_ = nullptr;
  std::string campaign_in_production_;  ///< digest of the campaign that production runs
  std::vector<std::weak_ptr<const render::base_pictures>> pictures_;

  mutable std::mutex list_;  ///< guards what follows
  stage_status production_status_;
  std::map<std::string, preview, std::less<>> previews_;

  std::jthread starting_;
};

}  // namespace chant::app
