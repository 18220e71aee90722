#include "store/data_lock.hpp"

#include "base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace chant::store {

namespace {

std::string holder_of(int fd) {
  std::array<char, 32> text{};
  const auto got = ::pread(fd, text.data(), text.size() - 1, 0);
  return got > 0 ? fmt::format("process {}", text.data()) : "another process";
}

std::unexpected<error> held(const std::filesystem::path& dir, int fd) {
  return std::unexpected(error{errc::conflict,
                               "data_dir_in_use",
                               fmt::format("{} is served by {}", dir.string(), holder_of(fd)),
                               {}});
}

std::unexpected<error> failed(const std::filesystem::path& file) {
  return std::unexpected(
      error{errc::io,
            "data_dir_unusable",
            fmt::format("cannot lock {}: {}", file.string(),
                        std::error_code(errno, std::generic_category()).message()),
            {}});
}

}  // namespace

result<std::unique_ptr<data_lock>> data_lock::take(const std::filesystem::path& dir) {
  const auto file = dir / "lock";
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failed(file);
  auto lock = std::unique_ptr<data_lock>(new data_lock(fd));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return failed(file);
    return held(dir, fd);
  }
  const auto pid = std::to_string(::getpid());
  if (::ftruncate(fd, 0) != 0 ||
      ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return failed(file);
  }
  return lock;
}

bool data_lock::is_held(const std::filesystem::path& dir) { return !expect_free(dir); }

result<void> data_lock::expect_free(const std::filesystem::path& dir) {
  const descriptor lock(::open((dir / "lock").c_str(), O_RDONLY | O_CLOEXEC));
  if (!lock.valid()) return {};
  // Closing it frees what was taken.
  if (::flock(lock.number(), LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) return {};
  return held(dir, lock.number());
}

data_lock::~data_lock() { ::close(fd_); }

}  // namespace chant::store
