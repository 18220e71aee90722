#include "store/files.hpp"
#include "store/kek_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace chant::store {

namespace {

namespace fs = std::filesystem;

std::unexpected<error> failed(const fs::path& file, std::string_view what) {
  return std::unexpected(
      error{errc::io, "keys_io",
            fmt::format("{} cannot be {}: {}", file.string(), what,
                        std::error_code(errno, std::generic_category()).message()),
            ""});
}

std::string_view view_of(const secret_key& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

result<void> only_the_owner_reads(int opened, const fs::path& file) {
  struct stat what = {};
  if (::fstat(opened, &what) != 0) return failed(file, "looked at");
  if ((what.st_mode & 077U) == 0) return {};
  return std::unexpected(
      error{errc::invalid_config, "node_key_exposed",
            fmt::format("{} holds a key and must be its owner's alone: chmod 600", file.string()),
            "keys.file"});
}

/// Nothing when there is no such file.
result<std::optional<secret_key>> read_key(const fs::path& file) {
  const descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.valid() && errno == ENOENT) return std::nullopt;
  if (!opened.valid()) return failed(file, "read");
  if (auto safe = only_the_owner_reads(opened.number(), file); !safe)
    return std::unexpected(safe.error());
  std::array<char, sizeof(secret_key) + 1> bytes{};
  const auto count = ::read(opened.number(), bytes.data(), bytes.size());
  if (count < 0) return failed(file, "read");
  secret_key key;
  if (static_cast<std::size_t>(count) != key.size())
    return std::unexpected(
        error{errc::corrupt, "node_key_malformed",
              fmt::format("{} is not a key of {} bytes", file.string(), key.size()), ""});
  std::memcpy(key.data(), bytes.data(), key.size());
  return key;
}

result<void> write_key(const fs::path& file, const secret_key& key) {
  const descriptor made(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!made.valid() || !write_all(made.number(), view_of(key)) || ::fsync(made.number()) != 0 ||
      !sync_dir(file.parent_path()))
    return failed(file, "written");
  return {};
}

class file_source final : public kek_source {
 public:
  file_source(fs::path file, random_source& random)
      : file_(std::move(file)), aside_(file_.string() + ".next"), random_(random) {}

  [[nodiscard]] std::string kind() const override { return "file"; }

  [[nodiscard]] result<secret_key> current(bool may_make) override {
    const auto found = read_key(file_);
    if (!found) return std::unexpected(found.error());
    if (*found) return **found;
    if (!may_make)
      return std::unexpected(
          error{errc::corrupt, "node_key_missing",
                fmt::format("{} is not there, but keys are wrapped by it", file_.string()), ""});
    auto made = next();
    if (!made) return made;
    if (auto adopted = adopt(); !adopted) return std::unexpected(adopted.error());
    return made;
  }

  [[nodiscard]] result<std::optional<secret_key>> previous() override { return std::nullopt; }

  [[nodiscard]] result<secret_key> next() override {
    secret_key key;
    random_.fill(key);
    if (auto written = write_key(aside_, key); !written) return std::unexpected(written.error());
    return key;
  }

  [[nodiscard]] result<std::optional<secret_key>> aside() override { return read_key(aside_); }

  // The old file's bytes are overwritten where they lie: as much as a file system lets one do.
  [[nodiscard]] result<void> adopt() override {
    const descriptor old(::open(file_.c_str(), O_WRONLY | O_CLOEXEC));
    if (::rename(aside_.c_str(), file_.c_str()) != 0 || !sync_dir(file_.parent_path()))
      return failed(file_, "replaced");
    if (!old.valid()) return {};
    const secret_key zeros{};
    if (!write_all(old.number(), view_of(zeros)) || ::fsync(old.number()) != 0)
      return failed(file_, "overwritten");
    return {};
  }

  [[nodiscard]] result<void> abandon() override {
    std::error_code failure;
    fs::remove(aside_, failure);
    if (failure || !sync_dir(aside_.parent_path())) return failed(aside_, "removed");
    return {};
  }

 private:
  const fs::path file_;
  const fs::path aside_;
  random_source& random_;
};

}  // namespace

std::unique_ptr<kek_source> kek_in_file(fs::path file, random_source& random) {
  return std::make_unique<file_source>(std::move(file), random);
}

}  // namespace chant::store
