// What kinds of files a site is made of.
#pragma once

#include <string_view>

namespace chant::http {

struct media_type {
  std::string_view ending;
  std::string_view type;  ///< as in Content-Type
  bool is_text;           ///< worth compressing

  [[nodiscard]] bool is_page() const { return ending == ".html"; }
};

/// By the path's ending; application/octet-stream for all others.
[[nodiscard]] const media_type& media_type_of(std::string_view path);

/// Whether it is "/assets/NAME-DIGEST.EXT" as the site's build writes it: the name changes with the
/// bytes.
[[nodiscard]] bool is_named_by_digest(std::string_view path);

}  // namespace chant::http
