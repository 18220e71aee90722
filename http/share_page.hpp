// The page of one artwork for people and crawlers: a template of the site, filled and escaped.
#pragma once

#include "base/result.hpp"

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::http {

/// A template with {{placeholders}}, read once. Known: lang, dir, locale, title, description, name,
/// team, artist, song, share_url, site_url, cover_url, facebook_url, twitter_url, and t:KEY for the
/// campaign's text of that key. Each stands in text or in a quoted attribute, never in a script.
class share_page {
 public:
  /// errc::invalid_config "share_template_invalid" for an unknown or unclosed placeholder.
  [[nodiscard]] static result<share_page> parse(std::string_view html);

  /// `value_of(name)` gives each placeholder's text, plain; it is escaped here.
  [[nodiscard]] std::string fill(
      const std::function<std::string(std::string_view name)>& value_of) const;

 private:
  struct part {
    std::string literal;      ///< goes before …
    std::string placeholder;  ///< … this one; empty at the end
  };
  std::vector<part> parts_;
};

/// "fr_FR" for "fr": Open Graph wants a territory, so each language gets its commonest.
[[nodiscard]] std::string_view locale_of(std::string_view language);

}  // namespace chant::http
