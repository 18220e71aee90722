// The fans' site, served from memory: every file in all its codings, named by its digest and headed
// once, at start.
#pragma once

#include "base/result.hpp"
#include "http/exchange.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chant::http {

struct site_file;

/// Immutable after loading; shared by all threads. Answers keep what they send alive.
class static_files {
 public:
  struct limits {
    std::size_t files = 20'000;
    std::size_t total_bytes = 256 * 1024 * 1024;  ///< a site is 5 MB; more is the wrong directory
  };
  /// What is served besides the files of the directory.
  struct additions {
    std::vector<std::pair<std::string, std::string>> files{};  ///< path, bytes; they win
    std::string fields{};                           ///< header lines of every file, CRLF-ended
    std::function<void(std::string& html)> page{};  ///< changes every page
    std::string upload_url{};  ///< where pages send takes to, if not to where they are from
    /// Earlier builds of the site: what the pages still open in browsers may load by a name with a
    /// digest in it is served from there where `dir` does not have it.
    std::vector<std::filesystem::path> earlier{};
  };
  /// Reads every regular file below `dir`; names beginning with a dot and links are left out;
  /// x.br and x.gz beside x are taken for its codings. errc::invalid_config "site_unreadable",
  /// "site_too_large".
  [[nodiscard]] static result<std::shared_ptr<const static_files>> load(
      const std::filesystem::path& dir, const additions& more, const limits& most);
  [[nodiscard]] static result<std::shared_ptr<const static_files>> load(
      const std::filesystem::path& dir) {
    return load(dir, additions{}, limits{});
  }
  ~static_files();

  /// The file of that path, "/fr/" meaning "/fr/index.html" and "/fr/studio" "/fr/studio.html"; a
  /// slash too few or too many is sent to where the page is.
  /// Otherwise 404: the site's 404.html for those who read pages, a problem for the rest.
  [[nodiscard]] response serve(const request& r) const;
  /// A page with another status, for routes that end in one: 410, "/410". Below "/fr/" it is
  /// page_in() French.
  [[nodiscard]] response page(const request& r, unsigned status, std::string_view name) const;
  /// A page in that language ("/letters/erase", "fr": "/letters/erase.fr.html", else
  /// "/letters/erase.html") with the status and header lines of `plain`; `plain` where the site has
  /// none, and for those who do not read pages.
  [[nodiscard]] response page_in(std::string_view language, const request& r, response plain,
                                 std::string_view name) const;
  /// 503 with the site's 503.html for those who read pages, with what `plain`, the problem, says in
  /// its header lines (Retry-After); `plain` for the rest.
  [[nodiscard]] response unavailable(const request& r, response plain) const;
  /// A file's bytes; empty if there is none.
  [[nodiscard]] std::string_view bytes_of(std::string_view path) const;
  [[nodiscard]] std::size_t size() const;

 private:
  struct table;
  [[nodiscard]] static response shown(const site_file* page, const request& r, response plain);
  explicit static_files(std::unique_ptr<table> t);
  std::unique_ptr<table> table_;
};

}  // namespace chant::http
