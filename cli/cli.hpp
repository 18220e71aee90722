// The program's command line: every verb of ops, analysts and campaign staff, behind one call.
#pragma once

#include "base/result.hpp"
#include "cli/admin.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "config/config.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::render {
class base_pictures;
}
namespace chant::store {
struct backup_options;
struct backup_summary;
}  // namespace chant::store
namespace chant::config {
struct campaign_files;
class stage_dir;
struct stage_build;
}  // namespace chant::config

namespace chant::cli {

struct mail_finding;
struct dkim_material;

struct serve_options {
  std::optional<std::filesystem::path> config_file = {};
  config::overrides overrides = {};  ///< --data and --port
};

/// What only app/ can provide, since it alone knows every folder.
struct hooks {
  /// Runs a node until it is told to stop. Prints the ready line itself.
  std::function<result<void>(const serve_options&)> serve = {};
  /// Where the campaign's files lie: as configured, or the demo that comes with the program.
  std::function<result<std::filesystem::path>(const config::node&)> campaign_dir = {};
  /// The teams' pictures without names, from the node's cache or built anew; `progress` as in
  /// render::base_pictures::options.
  std::function<result<std::shared_ptr<const render::base_pictures>>(
      const config::node&, const config::campaign_files&,
      std::function<void(std::size_t done, std::size_t all)> progress)>
      load_bases = {};
  /// Whether a stage could run that build: its campaign, its site and its pictures, read and drawn.
  std::function<result<void>(const config::node&, const config::stage_dir&,
                             const config::stage_build&)>
      check_build = {};
  /// Does what a POST to the admin API asks for where no node runs, as the log's writer for that
  /// long. errc::unavailable "node_unreachable" for what needs a node.
  std::function<result<admin_reply>(const config::node&, std::string_view target,
                                    std::string_view body)>
      act_without_node = {};
  /// A backup of a data directory that no node serves.
  std::function<result<store::backup_summary>(const config::node&, const store::backup_options&,
                                              bool with_node_key, const std::string& campaign)>
      back_up = {};
  /// What can be said of the mail settings without asking DNS.
  std::function<result<std::vector<mail_finding>>(const config::node&)> check_mail = {};
  std::function<result<dkim_material>(std::string_view algorithm, std::string_view domain,
                                      std::string_view selector)>
      make_dkim_key = {};
};

/// The program's version, as `chant version` prints it: "0.1.0".
[[nodiscard]] std::string_view version();

/// Carries out one command line on the process's own streams. Returns the process's exit status.
[[nodiscard]] int run(int argc, char** argv, const hooks& from_app);

/// The same on given streams: `arguments` without the program's name.
[[nodiscard]] exit_code run(std::vector<std::string> arguments, const hooks& from_app,
                            std::ostream& out, std::ostream& err);

}  // namespace chant::cli
