#include "mail/outbox.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace chant::mail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = ".part";

class file_descriptor {
 public:
  explicit file_descriptor(int fd) : fd_(fd) {}
  file_descriptor(const file_descriptor&) = delete;
  file_descriptor& operator=(const file_descriptor&) = delete;
  ~file_descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

error failure(std::string_view step) {
  const int reason = errno;
  const bool full = reason == ENOSPC || reason == EDQUOT;
  return {.kind = full ? errc::unavailable : errc::io,
          .code = full ? "disk_full" : "outbox_unwritable",
          .detail = fmt::format("outbox: {}: {}", step, std::generic_category().message(reason)),
          .field = {}};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

result<void> write_durably(const fs::path& path, std::string_view bytes) {
  const file_descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.get() < 0) return std::unexpected(failure("open"));
  if (!write_all(file.get(), bytes)) return std::unexpected(failure("write"));
  if (::fsync(file.get()) != 0) return std::unexpected(failure("fsync"));
  return {};
}

std::string file_name(const campaign::event_id& letter) { return letter.hex() + ".eml"; }

result<void> sync_directory(const fs::path& path) {
  const file_descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0)
    return std::unexpected(failure("fsync of the directory"));
  return {};
}

}  // namespace

result<outbox> outbox::open(fs::path directory) {
  std::error_code wrong;
  fs::create_directories(directory, wrong);
  if (!wrong) fs::permissions(directory, fs::perms::owner_all, wrong);
  for (fs::directory_iterator entry(directory, wrong), end; !wrong && entry != end;
       entry.increment(wrong)) {
    if (entry->path().extension() == unfinished) fs::remove(entry->path(), wrong);
    if (wrong) break;
  }
  if (wrong)
    return std::unexpected(error{.kind = errc::io,
                                 .code = "outbox_unwritable",
                                 .detail = "outbox: " + wrong.message(),
                                 .field = {}});
  return outbox(std::move(directory));
}

fs::path outbox::file_of(const fs::path& directory, const campaign::event_id& letter) {
  return directory / file_name(letter);
}

result<void> outbox::remove(const fs::path& directory, const campaign::event_id& letter) {
  if (::unlink(file_of(directory, letter).c_str()) == 0) return sync_directory(directory);
  if (errno == ENOENT) return {};
  return std::unexpected(failure("unlink"));
}

result<std::string> outbox::deliver(const envelope& to, std::string_view message) {
  const auto name = file_name(to.letter);
  const auto finished = directory_ / name;
  const auto temporary = directory_ / (name + std::string(unfinished));
  auto done = write_durably(temporary, message);
  if (done && std::rename(temporary.c_str(), finished.c_str()) != 0)
    done = std::unexpected(failure("rename"));
  if (done) done = sync_directory(directory_);
  if (!done) {
    ::unlink(temporary.c_str());
    return std::unexpected(done.error());
  }
  return name;
}

}  // namespace chant::mail
