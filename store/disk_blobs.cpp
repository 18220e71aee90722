#include "store/disk_blobs.hpp"

#include "base/sha256.hpp"
#include "store/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <vector>

namespace chant::store {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t shelf_count = 256;
constexpr std::size_t name_bytes_max = 64;
constexpr auto aside_dir = "aside";
// There when every file lies on the shelf of its stem; the first layout went by whole names.
constexpr auto by_stem_mark = "by-stem";

error io_error(std::string_view what, const fs::path& file) {
  return {errc::io, "blob_io",
          fmt::format("{} cannot be {}: {}", file.string(), what, std::strerror(errno)), ""};
}

bool is_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= name_bytes_max && std::ranges::all_of(name, allowed);
}

std::string_view stem_of(std::string_view name) { return name.substr(0, name.find('-')); }

error bad_name() {
  return {errc::malformed, "blob_name", "A blob's name is [a-z0-9_-]{1,64}.", ""};
}

}  // namespace

/// One of the 256 directories. Its bytes are counted when it is first written to.
struct disk_blobs::shelf {
  fs::path dir;
  std::mutex mutex;
  std::optional<std::uint64_t> bytes;

  void count() {
    if (bytes) return;
    bytes = 0;
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(dir, ignored)) *bytes += size_of(file.path());
  }

  /// Removes the oldest files until a tenth is free again: not one by one, so that a full cache
  /// does not list the directory at every put.
  void evict(std::uint64_t max_bytes) {
    struct kept {
      fs::file_time_type written;
      fs::path file;
    };
    std::vector<kept> files;
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(dir, ignored))
      files.push_back({file.last_write_time(ignored), file.path()});
    std::ranges::sort(files, {}, &kept::written);
    for (const auto& old : files) {
      if (*bytes <= max_bytes - max_bytes / 10) return;
      const auto freed = size_of(old.file);
      if (fs::remove(old.file, ignored)) *bytes -= std::min(*bytes, freed);
    }
  }
};

disk_blobs::disk_blobs(disk_blobs_options options)
    : options_(std::move(options)), shelves_(std::make_unique<shelf[]>(shelf_count)) {
  for (std::size_t i = 0; i < shelf_count; ++i)
    shelves_[i].dir = options_.dir / fmt::format("{:02x}", i);
}

disk_blobs::~disk_blobs() = default;

result<std::unique_ptr<disk_blobs>> disk_blobs::open(disk_blobs_options options) {
  std::unique_ptr<disk_blobs> blobs(new disk_blobs(std::move(options)));
  const fs::path aside = blobs->options_.dir / aside_dir;
  std::error_code failed;
  fs::remove_all(aside, failed);
  fs::create_directories(aside, failed);
  for (std::size_t i = 0; i < shelf_count && !failed; ++i)
    fs::create_directory(blobs->shelves_[i].dir, failed);
  if (failed)
    return std::unexpected(
        error{errc::io, "blob_io",
              fmt::format("{}: {}", blobs->options_.dir.string(), failed.message()), ""});
  if (auto moved = blobs->reshelve(); !moved) return std::unexpected(moved.error());
  return blobs;
}

disk_blobs::shelf& disk_blobs::shelf_of(std::string_view name) const {
  return shelves_[std::to_integer<std::size_t>(sha256({stem_of(name)}).bytes[0])];
}

result<void> disk_blobs::reshelve() {
  const fs::path mark = options_.dir / by_stem_mark;
  std::error_code failed;
  if (fs::exists(mark, failed)) return {};
  for (std::size_t i = 0; i < shelf_count && !failed; ++i) {
    // Listed before anything is moved: a directory that changes may show a file twice, or not.
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator(shelves_[i].dir, failed))
      names.push_back(file.path().filename().string());
    for (const auto& name : names) {
      const auto& home = shelf_of(name);
      if (!failed && home.dir != shelves_[i].dir)
        fs::rename(shelves_[i].dir / name, home.dir / name, failed);
    }
  }
  const descriptor done(failed ? -1 : ::open(mark.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!failed && (!done.valid() || !sync_dir(options_.dir)))
    return std::unexpected(io_error("written", mark));
  if (failed)
    return std::unexpected(error{
        errc::io, "blob_io", fmt::format("{}: {}", options_.dir.string(), failed.message()), ""});
  return {};
}

result<void> disk_blobs::put(std::string_view name, std::string_view bytes, durability how) {
  if (!is_name(name)) return std::unexpected(bad_name());
  if (options_.admit) {
    if (auto admitted = options_.admit(); !admitted) return admitted;
  }
  static std::atomic<std::uint64_t> serial{0};
  const auto aside = options_.dir / aside_dir / fmt::format("{}", serial.fetch_add(1));
  {
    const descriptor file(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const bool written = file.valid() && write_all(file.number(), bytes) &&
                         (how == durability::cache || ::fsync(file.number()) == 0);
    if (!written) {
      auto why = io_error("written", aside);
      ::unlink(aside.c_str());
      return std::unexpected(std::move(why));
    }
  }
  auto& at = shelf_of(name);
  const auto file = at.dir / name;
  const std::scoped_lock lock(at.mutex);
  if (options_.max_bytes > 0) at.count();
  const auto replaced = size_of(file);
  if (::rename(aside.c_str(), file.c_str()) != 0) {
    auto why = io_error("renamed", aside);
    ::unlink(aside.c_str());
    return std::unexpected(std::move(why));
  }
  if (how == durability::durable && !sync_dir(at.dir))
    return std::unexpected(io_error("synced", at.dir));
  if (options_.max_bytes > 0) {
    *at.bytes = *at.bytes - std::min(replaced, *at.bytes) + bytes.size();
    const auto share = options_.max_bytes / shelf_count;
    if (*at.bytes > share) at.evict(share);
  }
  return {};
}

result<std::string> disk_blobs::get(std::string_view name) const {
  if (!is_name(name)) return std::unexpected(bad_name());
  const auto path = shelf_of(name).dir / name;
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
    if (errno == ENOENT)
      return std::unexpected(error{errc::not_found, "blob_unknown", "There is no such blob.", ""});
    return std::unexpected(io_error("opened", path));
  }
  struct stat about{};
  if (::fstat(file.number(), &about) != 0) return std::unexpected(io_error("read", path));
  std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const auto count = ::read(file.number(), bytes.data() + have, bytes.size() - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(io_error("read", path));
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  bytes.resize(have);
  return bytes;
}

result<void> disk_blobs::remove(std::string_view name) {
  if (!is_name(name)) return std::unexpected(bad_name());
  auto& at = shelf_of(name);
  const auto file = at.dir / name;
  const std::scoped_lock lock(at.mutex);
  const auto freed = size_of(file);
  if (::unlink(file.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return std::unexpected(io_error("removed", file));
  }
  if (at.bytes) *at.bytes -= std::min(*at.bytes, freed);
  return {};
}

result<void> disk_blobs::remove_family(std::string_view stem) {
  if (!is_name(stem) || stem_of(stem) != stem) return std::unexpected(bad_name());
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& file : fs::directory_iterator(shelf_of(stem).dir, failed))
    if (auto name = file.path().filename().string(); stem_of(name) == stem)
      names.push_back(std::move(name));
  if (failed)
    return std::unexpected(error{
        errc::io, "blob_io",
        fmt::format("{} cannot be listed: {}", shelf_of(stem).dir.string(), failed.message()), ""});
  for (const auto& name : names)
    if (auto gone = remove(name); !gone) return gone;
  // An erase relies on it.
  const auto& dir = shelf_of(stem).dir;
  if (!names.empty() && !sync_dir(dir)) return std::unexpected(io_error("synced", dir));
  return {};
}

}  // namespace chant::store
