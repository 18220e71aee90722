// Draws a fan's name into the three pictures of a team.
#pragma once

#include "base/result.hpp"
#include "render/artwork.hpp"
#include "render/base_pictures.hpp"

#include <memory>

namespace chant::render {

/// Pango, FreeType and libjpeg, warm: about 2 ms an artwork. One per OS thread, never shared;
/// a few MB each. A pure function: the same order over the same base pictures gives the same bytes
/// on any thread, process and x86-64 machine.
class renderer {
 public:
  explicit renderer(std::shared_ptr<const base_pictures> bases);
  ~renderer();

  /// errc::not_found, code unknown_team. errc::malformed, code name_malformed: not UTF-8, or
  /// longer than name_limit_bytes. A name without anything visible is drawn as no name.
  [[nodiscard]] result<rendered> render(const artwork_order& order);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace chant::render
