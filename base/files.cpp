#include "base/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace chant {

void descriptor::reset() {
  const int why = errno;
  if (valid()) ::close(number_);
  number_ = -1;
  errno = why;
}

bool descriptor::close() { return ::close(std::exchange(number_, -1)) == 0; }

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(to, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool sync_dir(const std::filesystem::path& dir) {
  const descriptor d(::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return d.valid() && ::fsync(d.number()) == 0;
}

}  // namespace chant
