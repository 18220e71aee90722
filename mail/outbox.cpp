#include "mail/outbox.hpp"

#include "base/files.hpp"

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

error failure(std::string_view step) {
  const int reason = errno;
  const bool full = reason == ENOSPC || reason == EDQUOT;
  return {.kind = full ? errc::unavailable : errc::io,
          .code = full ? "disk_full" : "outbox_unwritable",
          .detail = fmt::format("outbox: {}: {}", step, std::generic_category().message(reason)),
          .field = {}};
}

result<void> write_durably(const fs::path& path, std::string_view bytes) {
  const descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file.valid()) return std::unexpected(failure("open"));
  if (!write_all(file.number(), bytes)) return std::unexpected(failure("write"));
  if (::fsync(file.number()) != 0) return std::unexpected(failure("fsync"));
  return {};
}

std::string file_name(const campaign::event_id& letter) { return letter.hex() + ".eml"; }

result<void> sync_directory(const fs::path& path) {
  if (!sync_dir(path)) return std::unexpected(failure("fsync of the directory"));
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
