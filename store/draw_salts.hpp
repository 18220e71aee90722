// The secrets of prize draws, from the commitment until the draw is held.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "campaign/draw.hpp"

#include <filesystem>
#include <string_view>

namespace chant::store {

/// Files NAME.salt in a directory of their own, mode 0600, durable when a call returns. One thread
/// at a time. Names are draw names (campaign::check_draw_name).
class draw_salts {
 public:
  explicit draw_salts(std::filesystem::path dir) : dir_(std::move(dir)) {}

  /// The draw's salt, made now if there is none: a commitment that was cut off goes on. errc::io
  /// "salt_io", errc::corrupt "salt_malformed".
  [[nodiscard]] result<campaign::draw_salt> keep(std::string_view draw, random_source& random);
  /// errc::not_found "salt_missing" too.
  [[nodiscard]] result<campaign::draw_salt> find(std::string_view draw) const;

 private:
  [[nodiscard]] std::filesystem::path file_of(std::string_view draw) const;

  std::filesystem::path dir_;
};

}  // namespace chant::store
