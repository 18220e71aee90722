#include "tests/store/sync_calls.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace chant::tests {

namespace {

struct noted {
  std::set<std::filesystem::path> synced;
  bool fails = false;
};
thread_local noted* current = nullptr;

int sync_by(long call, int fd) {
  if (current == nullptr) return static_cast<int>(::syscall(call, fd));
  if (std::exchange(current->fails, false)) {
    errno = EIO;
    return -1;
  }
  std::error_code unknown;
  const auto file = "/proc/self/fd/" + std::to_string(fd);
  current->synced.insert(std::filesystem::read_symlink(file, unknown));
  return static_cast<int>(::syscall(call, fd));
}

}  // namespace

sync_calls::sync_calls() { current = new noted; }
sync_calls::~sync_calls() { delete std::exchange(current, nullptr); }

void sync_calls::fail_next() { current->fails = true; }
const std::set<std::filesystem::path>& sync_calls::synced() const { return current->synced; }

}  // namespace chant::tests

// In the place of the C library's.
extern "C" int fsync(int fd) { return chant::tests::sync_by(SYS_fsync, fd); }
extern "C" int fdatasync(int fd) { return chant::tests::sync_by(SYS_fdatasync, fd); }
