#include "config/durable_files.hpp"

#include "base/files.hpp"
#include "base/sha256.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

namespace chant::config {

namespace {

namespace fs = std::filesystem;

std::unexpected<error> unwritable(const fs::path& file, int why) {
  const bool full = why == ENOSPC || why == EDQUOT;
  return std::unexpected(
      error{errc::io, full ? "disk_full" : "file_unwritable",
            fmt::format("{}: {}", file.string(), std::generic_category().message(why)), ""});
}

std::unexpected<error> unreadable(const fs::path& file, std::string_view why) {
  return std::unexpected(error{errc::invalid_config, "build_unreadable",
                               fmt::format("{}: {}", file.string(), why), ""});
}

result<void> sync(const fs::path& file) {
  const descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.valid() || ::fsync(opened.number()) != 0) return unwritable(file, errno);
  return {};
}

/// Under its own name: for files nobody looks for yet.
result<void> write_new(const fs::path& file, std::string_view bytes) {
  const descriptor to(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!to.valid() || !write_all(to.number(), bytes)) return unwritable(file, errno);
  return {};
}

result<std::string> read_whole(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (in.bad() || !in.is_open()) return unreadable(file, "cannot be read");
  return bytes;
}

/// The files that count, by relative name in a fixed order, and the directories they lie in.
struct tree {
  std::vector<fs::path> directories;
  std::vector<fs::path> files;
};

result<tree> tree_of(const fs::path& dir, const tree_limits& most) {
  tree found;
  std::uint64_t bytes = 0;
  std::error_code ec;
  fs::recursive_directory_iterator entries(dir, ec);
  for (; !ec && entries != fs::end(entries); entries.increment(ec)) {
    if (entries->path().filename().string().starts_with('.') || entries->is_symlink()) {
      entries.disable_recursion_pending();
      continue;
    }
    auto name = entries->path().lexically_relative(dir);
    if (entries->is_directory()) found.directories.push_back(std::move(name));
    if (!entries->is_regular_file()) continue;
    bytes += entries->file_size();
    found.files.push_back(std::move(name));
    if (found.files.size() > most.files || bytes > most.bytes)
      return std::unexpected(error{errc::invalid_config, "build_too_large",
                                   fmt::format("{} holds more than {} files or {} MiB",
                                               dir.string(), most.files, most.bytes >> 20U),
                                   ""});
  }
  if (ec) return unreadable(dir, ec.message());
  std::ranges::sort(found.files);
  return found;
}

}  // namespace

result<void> sync_directory(const fs::path& dir) {
  if (!sync_dir(dir)) return unwritable(dir, errno);
  return {};
}

result<void> write_durably(const fs::path& file, std::string_view bytes) {
  const fs::path aside = file.string() + ".new";
  if (auto written = write_new(aside, bytes); !written) return written;
  if (auto synced = sync(aside); !synced) return synced;
  if (::rename(aside.c_str(), file.c_str()) != 0) return unwritable(file, errno);
  return sync_directory(file.has_parent_path() ? file.parent_path() : ".");
}

result<void> copy_tree(const fs::path& from, const fs::path& to, const tree_limits& most) {
  const auto all = tree_of(from, most);
  if (!all) return std::unexpected(all.error());
  std::error_code ec;
  fs::create_directories(to, ec);
  for (const auto& dir : all->directories) fs::create_directories(to / dir, ec);
  if (ec) return unwritable(to, ec.value());
  for (const auto& name : all->files) {
    const auto bytes = read_whole(from / name);
    if (!bytes) return std::unexpected(bytes.error());
    if (auto written = write_new(to / name, *bytes); !written) return written;
  }
  // Only now: the first sync takes most of the others' work with it.
  for (const auto& name : all->files)
    if (auto synced = sync(to / name); !synced) return synced;
  for (const auto& dir : all->directories)
    if (auto synced = sync_directory(to / dir); !synced) return synced;
  return sync_directory(to);
}

result<std::string> digest_of_tree(const fs::path& dir) {
  const auto all = tree_of(dir, {});
  if (!all) return std::unexpected(all.error());
  sha256_digest digest;
  for (const auto& name : all->files) {
    const auto bytes = read_whole(dir / name);
    if (!bytes) return std::unexpected(bytes.error());
    digest = sha256({digest.view(), name.generic_string(), std::string_view("\0", 1), *bytes});
  }
  return digest.hex();
}

}  // namespace chant::config
