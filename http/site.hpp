// The fans' site as one piece, and the one in force: another build can take its place while
// requests are answered.
#pragma once

#include "base/result.hpp"
#include "campaign/wordings.hpp"
#include "http/share_page.hpp"
#include "http/static_files.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

namespace chant::http {

/// Where the template of share pages lies among the site's files; it is not served.
inline constexpr std::string_view share_template_path = "/share.html";

/// Immutable.
struct site {
  std::shared_ptr<const static_files> files;
  share_page share;
  campaign::wordings wordings;  ///< of its consents.json; empty without one
};

/// Reads a built site. errc::invalid_config: what static_files::load() finds, and
/// "share_template_missing", "share_template_invalid", "consents_invalid".
[[nodiscard]] result<std::shared_ptr<const site>> load_site(
    const std::filesystem::path& dir, const static_files::additions& more = {});

/// Thread-safe. Who has got a site keeps it until the answer is written; the next request gets the
/// next one.
class site_in_force {
 public:
  explicit site_in_force(std::shared_ptr<const site> first) : now_(std::move(first)) {}

  [[nodiscard]] std::shared_ptr<const site> get() const {
    return now_.load(std::memory_order_acquire);
  }
  void put(std::shared_ptr<const site> next) {
    now_.store(std::move(next), std::memory_order_release);
  }

 private:
  std::atomic<std::shared_ptr<const site>> now_;
};

}  // namespace chant::http
