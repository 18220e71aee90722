// The colours of a letter: the campaign's, by day and by night.
#pragma once

#include <string>
#include <string_view>

namespace chant::mail {

/// "#rrggbb" each, as in the campaign's [theme]; the defaults are the demo's.
struct letter_colours {
  std::string ground = "#0b0a10";
  std::string ink = "#f7f3ee";
  std::string soft = "#b3acc0";
  std::string line = "#34303f";
  std::string hot = "#ff4d2e";
  std::string on_hot = "#180502";
};

/// What a letter is painted with. By night it is the campaign's page; by day, where mail programs
/// show dark pages badly or turn them over, ground and ink change places.
struct letter_paint {
  std::string ground;
  std::string ink;
  std::string soft;
  std::string line;
};
[[nodiscard]] letter_paint by_day(const letter_colours& of);
[[nodiscard]] letter_paint by_night(const letter_colours& of);

/// So much of `over` on `under`, each channel by itself. Anything that is no "#rrggbb" counts as
/// black.
[[nodiscard]] std::string blend(std::string_view under, std::string_view over, double share);

}  // namespace chant::mail
