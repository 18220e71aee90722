// A stage's builds on disk, and which of them is current (docs/operations.md, "Previews").
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::config {

/// The stage that a node's own port and data directory are; all others are previews.
inline constexpr std::string_view production = "production";

/// Previews of a node at most: each is a small node of its own.
inline constexpr std::size_t most_previews = 16;

/// Builds that a deploy leaves, the current one included.
inline constexpr std::size_t builds_kept = 5;

/// Something deployed.
struct stage_build {
  std::uint32_t number = 0;  ///< counts from 1
  std::string branch;
  std::string label;               ///< what the build is called: a commit, a version
  std::string deployed_at;         ///< RFC 3339, UTC
  std::filesystem::path site;      ///< a built site; empty: the node's own
  std::filesystem::path campaign;  ///< a campaign's directory; empty: the node's own
};

/// DATA/stages/NAME. Nothing is kept in memory; changes are for one process at a time (the lock of
/// DATA/stages). Errors are errc::io, or errc::invalid_config "stage_malformed" for files that are
/// not what was written.
class stage_dir {
 public:
  /// 1 to 40 of a–z, 0–9 and -, the first no -. errc::malformed "stage_name_malformed".
  [[nodiscard]] static result<stage_dir> of(const std::filesystem::path& data_dir,
                                            std::string_view name);
  /// All that are there, by name.
  [[nodiscard]] static std::vector<stage_dir> all(const std::filesystem::path& data_dir);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool is_production() const { return name_ == production; }
  [[nodiscard]] bool exists() const;
  /// Where a preview keeps what it writes: its own log, keys, pictures and letters.
  [[nodiscard]] std::filesystem::path data() const { return dir_ / "data"; }

  /// Ascending by number.
  [[nodiscard]] result<std::vector<stage_build>> builds() const;
  /// errc::not_found "build_unknown".
  [[nodiscard]] result<stage_build> build(std::uint32_t number) const;
  /// 0: none is.
  [[nodiscard]] std::uint32_t current() const;

  /// Copies site and campaign of `from` in as a new build, all or nothing; its number is the next.
  /// errc::conflict "too_many_stages"; the errors of copy_tree().
  [[nodiscard]] result<stage_build> add(const stage_build& from) const;
  /// Makes a build current, at once and durably; 0: none.
  [[nodiscard]] result<void> switch_to(std::uint32_t number) const;
  void discard(std::uint32_t number) const;
  /// Leaves the newest builds and the current one.
  void prune(std::size_t keep) const;

  /// The port of its own that a preview got at its first start; 0: none yet.
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] result<void> keep_port(std::uint16_t port) const;

  /// The stage and everything it wrote.
  [[nodiscard]] result<void> remove() const;

 private:
  stage_dir(std::filesystem::path dir, std::string name)
      : dir_(std::move(dir)), name_(std::move(name)) {}
  [[nodiscard]] result<void> admit() const;
  [[nodiscard]] std::filesystem::path build_dir(std::uint32_t number) const;
  [[nodiscard]] std::vector<std::uint32_t> numbers() const;

  std::filesystem::path dir_;
  std::string name_;
};

/// Below a data directory, where the stages lie.
[[nodiscard]] std::filesystem::path stages_in(const std::filesystem::path& data_dir);

}  // namespace chant::config
