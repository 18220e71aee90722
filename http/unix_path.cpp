#include "http/unix_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>

namespace chant::http {

unix_path::unix_path(const std::filesystem::path& socket) {
  const auto folder = socket.has_parent_path() ? socket.parent_path() : std::filesystem::path(".");
  directory_ = descriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  text_ = fmt::format("/proc/self/fd/{}/{}", directory_.number(), socket.filename().string());
}

}  // namespace chant::http
