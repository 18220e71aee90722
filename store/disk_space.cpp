#include "store/disk_space.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace chant::store {

namespace {

std::unexpected<error> failed(std::string_view what, const std::filesystem::path& path, int why) {
  return std::unexpected(error{errc::io,
                               "disk_unreadable",
                               fmt::format("cannot {} {}: {}", what, path.string(),
                                           std::error_code(why, std::generic_category()).message()),
                               {}});
}

}  // namespace

disk_space::disk_space(std::filesystem::path dir, disk_space_limits limits)
    : dir_(std::move(dir)), limits_(limits) {}

result<disk_space_reading> disk_space::read() const {
  struct statvfs now{};
  if (::statvfs(dir_.c_str(), &now) != 0) return failed("ask for the room of", dir_, errno);
  return disk_space_reading{now.f_bavail * now.f_frsize, now.f_blocks * now.f_frsize};
}

result<void> disk_space::admit() const {
  const auto now = read();
  if (!now) return std::unexpected(now.error());
  if (now->free_bytes >= limits_.min_free_bytes &&
      now->free_bytes >= now->total_bytes / 100 * limits_.min_free_percent) {
    return {};
  }
  return std::unexpected(error{errc::unavailable,
                               "disk_nearly_full",
                               fmt::format("{} MiB of the disk are free", now->free_bytes >> 20U),
                               {}});
}

result<void> keep_ballast(const std::filesystem::path& file, std::uint64_t bytes) {
  std::error_code ignored;
  if (bytes == 0 || std::filesystem::exists(file, ignored)) return {};
  const auto room = disk_space(file.parent_path(), {}).read();
  if (!room) return std::unexpected(room.error());
  if (room->free_bytes < 3 * bytes) return {};
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failed("make", file, errno);
  const int why = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes));
  ::close(fd);
  if (why != 0) return failed("fill", file, why);
  return {};
}

}  // namespace chant::store
