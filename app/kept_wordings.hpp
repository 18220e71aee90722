// The words of consents outlive the site that showed them: a digest in the log whose text nobody
// has any more would prove nothing.
#pragma once

#include "base/result.hpp"
#include "http/site.hpp"

#include <filesystem>
#include <memory>

namespace chant::app {

/// Keeps the site's consents.json in `data_dir`/wordings, durably, named by its digest, and returns
/// the site knowing all wordings that lie there: a page may be older than the build that now runs.
/// errc::io, "disk_full" or "file_unwritable"; "consents_invalid" for a kept file that was changed.
[[nodiscard]] result<std::shared_ptr<const http::site>> with_kept_wordings(
    const std::filesystem::path& data_dir, const std::shared_ptr<const http::site>& site);

}  // namespace chant::app
