// A file that names the sessions that were erased, and nothing else of them: kept outside the data
// directory, so that a restored backup forgets them again.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"

#include <filesystem>
#include <span>
#include <vector>

namespace chant::store {

/// A line for each: the session's id, 32 hexadecimal digits. Some may stand there more than once.
/// errc::io "erasures_io".
[[nodiscard]] result<void> append_erasures(const std::filesystem::path& file,
                                           std::span<const campaign::session_id> erased);

/// Each once, in order of their ids; nothing where there is no file. A last line that a crash cut
/// off is passed over. errc::malformed "erasures_malformed" with the line's number; errc::io.
[[nodiscard]] result<std::vector<campaign::session_id>> read_erasures(
    const std::filesystem::path& file);

}  // namespace chant::store
