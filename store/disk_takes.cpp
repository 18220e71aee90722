#include "store/disk_takes.hpp"

#include "base/log.hpp"
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

namespace chant::store {

namespace {

namespace fs = std::filesystem;

constexpr auto open_dir = "open";
constexpr auto kept_dir = "kept";
constexpr std::string_view slip_suffix = ".slip";
constexpr std::string_view part_suffix = ".part";
// A slip is 100 bytes, 2 KiB of timing and at most a request header of metadata.
constexpr std::size_t most_slip_bytes = 16 * 1024;

std::unexpected<error> failed(std::string_view what, const fs::path& file) {
  const int why = errno;
  if (why == ENOSPC || why == EDQUOT)
    return std::unexpected(
        error{errc::unavailable, "disk_full", "There is no room on the disk.", ""});
  return std::unexpected(
      error{errc::io, "take_io",
            fmt::format("{} cannot be {}: {}", file.string(), what, std::strerror(why)), ""});
}

std::unexpected<error> unknown() {
  return std::unexpected(
      error{errc::not_found, "upload_unknown", "There is no such upload, or no longer.", ""});
}

std::string stem_of(const take_name& name) {
  return fmt::format("{}-{}", name.session.hex(), name.take.hex());
}

/// One of 256 directories: none of them grows too long to be read.
std::string shelf_of(const campaign::session_id& session) {
  return fmt::format("{:02x}", std::to_integer<unsigned>(session.bytes.front()));
}

result<std::string> read_small(const fs::path& file) {
  const descriptor from(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from.valid()) {
    if (errno == ENOENT) return unknown();
    return failed("opened", file);
  }
  std::string bytes(most_slip_bytes, '\0');
  const auto count = ::read(from.number(), bytes.data(), bytes.size());
  if (count < 0) return failed("read", file);
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

/// What is to be known of a take's bytes.
struct inspected {
  std::uint64_t size_bytes = 0;
  sha256_digest digest;
  std::string first;
};

/// Reads the beginning, and the rest only where nobody has told its digest.
result<inspected> inspect(const fs::path& file, const std::optional<sha256_digest>& digest) {
  const descriptor from(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from.valid()) {
    if (errno == ENOENT) return unknown();
    return failed("opened", file);
  }
  struct stat about{};
  inspected seen;
  seen.first.resize(campaign::sniff_bytes);
  const auto count = ::pread(from.number(), seen.first.data(), seen.first.size(), 0);
  if (count < 0 || ::fstat(from.number(), &about) != 0) return failed("read", file);
  seen.first.resize(static_cast<std::size_t>(count));
  seen.size_bytes = static_cast<std::uint64_t>(about.st_size);
  const auto made = digest ? digest : digest_of(from.number());
  if (!made) return failed("read", file);
  seen.digest = *made;
  return seen;
}

result<void> sync_file(const fs::path& file) {
  const descriptor d(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!d.valid() || ::fdatasync(d.number()) != 0) return failed("synced", file);
  return {};
}

result<void> remove_file(const fs::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) return failed("removed", file);
  return {};
}

/// What was removed from there does not come back. A shelf that nobody has made holds nothing.
result<void> sync_removals(const fs::path& dir) {
  if (sync_dir(dir) || errno == ENOENT) return {};
  return failed("synced", dir);
}

/// A directory that cannot be read is empty here: whoever opens its files learns why.
std::vector<fs::path> files_of(const fs::path& dir, std::string_view suffix) {
  std::vector<fs::path> files;
  std::error_code unreadable;
  for (const auto& file : fs::directory_iterator(dir, unreadable))
    if (file.path().extension() == suffix) files.push_back(file.path());
  return files;
}

class disk_part final : public take_part {
 public:
  /// `size` bytes lie in the file, all of them durable.
  disk_part(descriptor file, std::uint64_t size)
      : file_(std::move(file)), size_(size), durable_(size) {}

  result<void> append(std::string_view bytes) override {
    // Half a write would move the offset by what nobody was told of.
    if (!write_all(file_.number(), bytes)) return cut_to(size_, failed("written", "a take"));
    size_ += bytes.size();
    return {};
  }
  result<void> append_from(int pipe, std::size_t size) override {
    if (!move_all(pipe, file_.number(), size)) return cut_to(size_, failed("written", "a take"));
    size_ += size;
    return {};
  }
  result<void> sync() override {
    const std::scoped_lock lock(syncing_);
    const auto reached = size_.load();
    if (::fdatasync(file_.number()) == 0) {
      durable_ = reached;
      return {};
    }
    // The kernel forgets what it could not write: another try would succeed, with a hole.
    return cut_to(durable_, failed("synced", "a take"));
  }
  [[nodiscard]] std::uint64_t size() const override { return size_; }

 private:
  result<void> cut_to(std::uint64_t size, std::unexpected<error> why) {
    if (::ftruncate(file_.number(), static_cast<off_t>(size)) != 0 ||
        ::lseek(file_.number(), static_cast<off_t>(size), SEEK_SET) < 0)
      return failed("cut", "a take");
    size_ = size;
    return why;
  }

  descriptor file_;
  std::atomic<std::uint64_t> size_;
  std::mutex syncing_;     ///< whoever takes a take over syncs beside who had it
  std::uint64_t durable_;  ///< under the mutex
};

}  // namespace

result<std::unique_ptr<disk_takes>> disk_takes::open(disk_takes_options options) {
  std::unique_ptr<disk_takes> takes(new disk_takes(std::move(options)));
  if (auto made = takes->make_places(); !made) return std::unexpected(made.error());
  const auto dir = takes->options_.dir / open_dir;
  for (auto& slip_file : files_of(dir, slip_suffix)) {
    const auto bytes = read_small(slip_file);
    if (!bytes) return std::unexpected(bytes.error());
    const auto slip = decode_slip(*bytes);
    if (slip) continue;
    if (slip.error().code != "slip_malformed") return std::unexpected(slip.error());
    // begin() was interrupted, so nobody was told of the place and it holds nothing.
    if (store::size_of(fs::path(slip_file).replace_extension(part_suffix)) > 0) {
      log::error("a take's slip is damaged", {{"file", slip_file.string()}});
      continue;
    }
    for (const auto suffix : {part_suffix, slip_suffix})
      if (auto removed = remove_file(slip_file.replace_extension(suffix)); !removed)
        return std::unexpected(removed.error());
  }
  for (const auto& part : files_of(dir, part_suffix))
    if (auto synced = sync_file(part); !synced) return std::unexpected(synced.error());
  return takes;
}

result<void> disk_takes::make_places() {
  std::error_code wrong;
  fs::create_directories(options_.dir / open_dir, wrong);
  fs::create_directories(options_.dir / kept_dir, wrong);
  if (!wrong) fs::permissions(options_.dir, fs::perms::owner_all, wrong);
  if (wrong)
    return std::unexpected(error{
        errc::io, "take_io", fmt::format("{}: {}", options_.dir.string(), wrong.message()), ""});
  if (!sync_dir(options_.dir)) return failed("synced", options_.dir);
  return {};
}

fs::path disk_takes::place(const take_name& name, std::string_view what) const {
  return options_.dir / open_dir / stem_of(name).append(what);
}

fs::path disk_takes::kept_file(const fs::path& dir, const take_name& name) {
  return dir / kept_dir / shelf_of(name.session) / stem_of(name);
}

result<void> disk_takes::begin(const take_slip& slip) {
  if (options_.admit) {
    if (auto admitted = options_.admit(); !admitted) return admitted;
  }
  const take_name name{slip.session, slip.take};
  const auto slip_file = place(name, slip_suffix);
  const auto part_file = place(name, part_suffix);
  const descriptor to(::open(slip_file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!to.valid() || !write_all(to.number(), encode(slip)) || ::fdatasync(to.number()) != 0) {
    auto why = failed("written", slip_file);
    ::unlink(slip_file.c_str());
    return why;
  }
  const descriptor part(::open(part_file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!part.valid() || !sync_dir(options_.dir / open_dir)) {
    auto why = failed("made", part_file);
    ::unlink(part_file.c_str());
    ::unlink(slip_file.c_str());
    return why;
  }
  return {};
}

result<take_slip> disk_takes::slip_of(const take_name& name) const {
  const auto bytes = read_small(place(name, slip_suffix));
  if (!bytes) return std::unexpected(bytes.error());
  return decode_slip(*bytes);
}

result<std::uint64_t> disk_takes::size_of(const take_name& name) const {
  for (const auto& file : {place(name, part_suffix), kept_file(options_.dir, name)}) {
    struct stat about{};
    if (::stat(file.c_str(), &about) == 0) return static_cast<std::uint64_t>(about.st_size);
    if (errno != ENOENT) return failed("read", file);
  }
  return unknown();
}

result<std::unique_ptr<take_part>> disk_takes::resume(const take_name& name) {
  if (options_.admit) {
    if (auto admitted = options_.admit(); !admitted) return std::unexpected(admitted.error());
  }
  const auto file = place(name, part_suffix);
  descriptor part(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!part.valid()) {
    if (errno == ENOENT) return unknown();
    return failed("opened", file);
  }
  const auto end = ::lseek(part.number(), 0, SEEK_END);
  if (end < 0) return failed("opened", file);
  return std::make_unique<disk_part>(std::move(part), static_cast<std::uint64_t>(end));
}

// A shelf is made when the first take comes to it.
result<void> disk_takes::make_shelf(const fs::path& shelf) const {
  std::error_code wrong;
  const bool is_new = fs::create_directory(shelf, wrong);
  if (wrong || (is_new && !sync_dir(shelf.parent_path()))) return failed("made", shelf);
  return {};
}

result<kept_take> disk_takes::keep(const take_name& name, const announced_take& announced) {
  const auto part = place(name, part_suffix);
  const auto kept = kept_file(options_.dir, name);
  auto seen = inspect(part, announced.digest);
  const bool was_kept = !seen && seen.error().kind == errc::not_found;
  if (was_kept) seen = inspect(kept, announced.digest);
  if (!seen) return std::unexpected(seen.error());
  const auto media = campaign::sniff_media(seen->first);
  if (!media)
    return std::unexpected(
        error{errc::refused, "media_type_unknown", "The bytes are no recording known here.", ""});
  if (announced.kind && *announced.kind != media->kind)
    return std::unexpected(error{errc::refused, "media_type_differs",
                                 fmt::format("The bytes are {}.", media->type), ""});
  if (auto made = make_shelf(kept.parent_path()); !made) return std::unexpected(made.error());
  if (!was_kept && ::rename(part.c_str(), kept.c_str()) != 0) {
    if (errno != ENOENT) return failed("renamed", part);
    if (::access(kept.c_str(), F_OK) != 0) return unknown();  // given up meanwhile
  }
  if (!sync_dir(kept.parent_path())) return failed("synced", kept.parent_path());
  return kept_take{seen->size_bytes, seen->digest, *media};
}

void disk_takes::settle(const take_name& name) {
  // Should it stay, the take is reported once more at the next start, which changes nothing.
  static_cast<void>(remove_file(place(name, slip_suffix)));
}

result<void> disk_takes::discard(const take_name& name) {
  for (const auto& file :
       {place(name, part_suffix), kept_file(options_.dir, name), place(name, slip_suffix)})
    if (auto removed = remove_file(file); !removed) return removed;
  if (auto gone = sync_removals(options_.dir / open_dir); !gone) return gone;
  return sync_removals(kept_file(options_.dir, name).parent_path());
}

result<void> disk_takes::discard_all(const campaign::session_id& session) {
  const auto prefix = session.hex();
  for (const auto& dir : {options_.dir / open_dir, options_.dir / kept_dir / shelf_of(session)}) {
    std::error_code unreadable;
    for (const auto& file : fs::directory_iterator(dir, unreadable)) {
      if (!file.path().filename().string().starts_with(prefix)) continue;
      if (auto removed = remove_file(file.path()); !removed) return removed;
    }
    if (unreadable && unreadable != std::errc::no_such_file_or_directory)
      return std::unexpected(error{errc::io, "take_io",
                                   fmt::format("{}: {}", dir.string(), unreadable.message()), ""});
    if (auto gone = sync_removals(dir); !gone) return gone;
  }
  return {};
}

std::vector<take_slip> disk_takes::unsettled() const {
  std::vector<take_slip> slips;
  for (const auto& file : files_of(options_.dir / open_dir, slip_suffix)) {
    const auto bytes = read_small(file);
    if (!bytes) continue;  // finished meanwhile
    if (auto slip = decode_slip(*bytes)) slips.push_back(*std::move(slip));
  }
  return slips;
}

}  // namespace chant::store
