#include "store/sealed_dir.hpp"

#include "store/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

namespace chant::store {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view manifest_name = "MANIFEST";
constexpr std::string_view sums_name = "SHA256SUMS";
constexpr std::string_view erased_name = "ERASED";
constexpr std::string_view link_prefix = "link ";

error failure(const fs::path& file, std::string_view what, std::error_code why) {
  const bool full = why == std::errc::no_space_on_device;
  return {errc::io, full ? "disk_full" : "backup_io",
          fmt::format("{} cannot be {}: {}", file.string(), what, why.message()), ""};
}

std::unexpected<error> failed(const fs::path& file, std::string_view what) {
  return std::unexpected(failure(file, what, std::error_code(errno, std::generic_category())));
}

std::unexpected<error> malformed(const fs::path& file) {
  return std::unexpected(error{errc::corrupt, "manifest_malformed",
                               fmt::format("{} is not what a backup wrote", file.string()), ""});
}

result<void> make_dirs(const fs::path& dir) {
  std::error_code why;
  fs::create_directories(dir, why);
  if (why) return std::unexpected(failure(dir, "made", why));
  return {};
}

bool leads_out(const fs::path& name) {
  const auto plain = name.lexically_normal();
  return plain.is_absolute() || plain.empty() || *plain.begin() == "..";
}

/// Whether every link stays inside and none lies below another. Whoever writes a manifest by hand
/// must not have files put anywhere.
bool links_stay_inside(const manifest& about) {
  for (const auto& [key, target] : about) {
    if (!key.starts_with(link_prefix)) continue;
    const fs::path name = key.substr(link_prefix.size());
    if (name != name.lexically_normal() || leads_out(name) ||
        leads_out(name.parent_path() / target))
      return false;
    for (auto above = name.parent_path(); !above.empty(); above = above.parent_path())
      if (about.contains(std::string(link_prefix) + above.string())) return false;
  }
  return true;
}

/// Passes every piece of a file on until `take` says no.
template <class Take>
result<sealed_file> read_through(const fs::path& file, Take&& take) {
  const descriptor from(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!from.valid() && errno == ENOENT)
    return std::unexpected(
        error{errc::not_found, "file_vanished", fmt::format("{} is gone", file.string()), ""});
  if (!from.valid()) return failed(file, "opened");
  sealed_file seen;
  sha256_stream digest;
  while (true) {
    const auto piece = read_piece(from.number());
    if (!piece) return failed(file, "read");
    if (piece->empty()) break;
    if (auto taken = take(*piece); !taken) return std::unexpected(taken.error());
    digest.add(*piece);
    seen.size_bytes += piece->size();
  }
  seen.digest = digest.finish();
  return seen;
}

result<std::string> read_text(const fs::path& file) {
  std::string text;
  auto read = read_through(file, [&](std::string_view piece) {
    text += piece;
    return result<void>();
  });
  if (!read) return std::unexpected(read.error());
  return text;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace

result<sealed_file> copy_summed(const fs::path& from, const fs::path& to) {
  if (auto made = make_dirs(to.parent_path()); !made) return std::unexpected(made.error());
  descriptor out;
  auto copied = read_through(from, [&](std::string_view piece) -> result<void> {
    if (!out.valid())
      out = descriptor(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!out.valid() || !write_all(out.number(), piece)) return failed(to, "written");
    return {};
  });
  if (copied && !out.valid()) {  // an empty file
    out = descriptor(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!out.valid()) return failed(to, "written");
  }
  return copied;
}

sealed_dir_writer::sealed_dir_writer(fs::path dir) : dir_(std::move(dir)) {
  aside_ = dir_.parent_path() / ("." + dir_.filename().string() + ".unfinished");
}

sealed_dir_writer::sealed_dir_writer(sealed_dir_writer&& other) noexcept
    : dir_(std::move(other.dir_)),
      aside_(std::exchange(other.aside_, {})),
      files_(std::move(other.files_)),
      links_(std::move(other.links_)),
      bytes_(other.bytes_),
      tell_(std::move(other.tell_)) {}

sealed_dir_writer::~sealed_dir_writer() {
  std::error_code ignored;
  if (!aside_.empty()) fs::remove_all(aside_, ignored);
}

result<sealed_dir_writer> sealed_dir_writer::begin(const fs::path& dir) {
  if (fs::exists(dir))
    return std::unexpected(error{errc::conflict, "backup_exists",
                                 fmt::format("{} is there already", dir.string()), ""});
  sealed_dir_writer writer(dir);
  std::error_code why;
  fs::remove_all(writer.aside_, why);  // of a process that died
  if (auto made = make_dirs(writer.aside_); !made) return std::unexpected(made.error());
  fs::permissions(writer.aside_, fs::perms::owner_all, why);
  if (why) return std::unexpected(failure(writer.aside_, "closed to others", why));
  return writer;
}

result<bool> sealed_dir_writer::add(const fs::path& file, const std::string& as) {
  auto copied = copy_summed(file, aside_ / as);
  if (!copied && copied.error().kind == errc::not_found) return false;
  if (!copied) return std::unexpected(copied.error());
  copied->name = as;
  bytes_ += copied->size_bytes;
  files_.push_back(*std::move(copied));
  if (tell_ && !tell_(files_.size(), bytes_))
    return std::unexpected(
        error{errc::unavailable, "backup_cancelled", "the backup was broken off", ""});
  return true;
}

result<void> sealed_dir_writer::add_tree(const fs::path& from, const std::string& as,
                                         const std::function<bool(std::string_view)>& leave_out) {
  std::error_code why;
  if (!fs::exists(from, why)) return {};
  std::vector<fs::path> entries;
  for (auto at = fs::recursive_directory_iterator(from, why);
       !why && at != fs::recursive_directory_iterator(); at.increment(why)) {
    if (at->is_directory() && leave_out && leave_out(at->path().filename().string()))
      at.disable_recursion_pending();
    else if (!at->is_directory() || at->is_symlink())
      entries.push_back(at->path());
  }
  if (why) return std::unexpected(failure(from, "gone over", why));
  for (const auto& entry : entries) {
    const auto name = as + "/" + entry.lexically_relative(from).generic_string();
    if (fs::is_symlink(entry, why)) {
      const auto target = fs::read_symlink(entry, why);
      if (leads_out(fs::path(name).parent_path() / target))
        return std::unexpected(error{errc::refused, "link_leads_out",
                                     fmt::format("{} leads to {}", entry.string(), target.string()),
                                     ""});
      links_[std::string(link_prefix) + name] = target.generic_string();
    } else if (fs::is_regular_file(entry, why)) {
      if (auto added = add(entry, name); !added) return std::unexpected(added.error());
    }
  }
  return {};
}

result<void> sealed_dir_writer::write(std::string_view name, std::string_view bytes) const {
  const auto file = aside_ / name;
  const descriptor to(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!to.valid() || !write_all(to.number(), bytes)) return failed(file, "written");
  return {};
}

result<void> sealed_dir_writer::seal(manifest about) {
  about["files"] = std::to_string(files_.size());
  about["bytes"] = std::to_string(bytes_);
  about.insert(links_.begin(), links_.end());
  std::string told;
  for (const auto& [key, value] : about) told += fmt::format("{} = {}\n", key, value);
  std::string sums = fmt::format("{}  {}\n", sha256({told}).hex(), manifest_name);
  for (const auto& file : files_) sums += fmt::format("{}  {}\n", file.digest.hex(), file.name);
  if (auto written = write(manifest_name, told); !written) return written;
  if (auto written = write(sums_name, sums); !written) return written;
  if (auto synced = sync_file_system(aside_); !synced) return synced;
  if (::rename(aside_.c_str(), dir_.c_str()) != 0) return failed(dir_, "given its name");
  aside_.clear();
  if (!sync_dir(dir_.parent_path())) return failed(dir_, "made durable");
  return {};
}

result<manifest> read_manifest(const fs::path& dir) {
  const auto text = read_text(dir / manifest_name);
  if (!text && text.error().kind == errc::not_found)
    return std::unexpected(error{errc::not_found, "backup_unknown",
                                 fmt::format("{} holds no backup", dir.string()), ""});
  if (!text) return std::unexpected(text.error());
  manifest about;
  for (const auto& line : lines_of(*text)) {
    const auto at = line.find(" = ");
    if (at == std::string::npos) return malformed(dir / manifest_name);
    about[line.substr(0, at)] = line.substr(at + 3);
  }
  if (!about.contains("files") || !links_stay_inside(about)) return malformed(dir / manifest_name);
  return about;
}

result<std::vector<sealed_file>> read_sums(const fs::path& dir, const manifest& about) {
  const auto text = read_text(dir / sums_name);
  if (!text && text.error().kind == errc::not_found) return malformed(dir / sums_name);
  if (!text) return std::unexpected(text.error());
  std::vector<sealed_file> files;
  for (const auto& line : lines_of(*text)) {
    constexpr std::size_t digits = 64;
    const auto digest = sha256_digest::from_hex(line.substr(0, digits));
    if (!digest || line.substr(digits, 2) != "  ") return malformed(dir / sums_name);
    const fs::path name = line.substr(digits + 2);
    if (leads_out(name)) return malformed(dir / sums_name);
    files.push_back({.name = name.string(), .size_bytes = 0, .digest = *digest});
  }
  // The manifest itself comes first, and is not among those it counts.
  if (files.empty() || files.front().name != manifest_name ||
      std::to_string(files.size() - 1) != about.find("files")->second)
    return malformed(dir / sums_name);
  return files;
}

result<std::vector<std::string>> differing_files(
    const fs::path& dir, const std::vector<sealed_file>& files,
    const std::function<bool(std::string_view)>& forgiven) {
  std::vector<std::string> differing;
  std::set<std::string, std::less<>> known{std::string(sums_name), std::string(erased_name)};
  for (const auto& file : files) {
    known.insert(file.name);
    const auto seen =
        read_through(dir / file.name, [](std::string_view) { return result<void>(); });
    if (seen && seen->digest == file.digest) continue;
    if (!seen && seen.error().kind != errc::not_found) return std::unexpected(seen.error());
    if (!seen && forgiven(file.name)) continue;
    differing.push_back(file.name);
  }
  std::error_code why;
  for (const auto& entry : fs::recursive_directory_iterator(dir, why))
    if (!entry.is_directory())
      if (const auto name = entry.path().lexically_relative(dir).generic_string();
          !known.contains(name))
        differing.push_back(name);
  if (why) return std::unexpected(failure(dir, "gone over", why));
  return differing;
}

result<void> sync_file_system(const fs::path& dir) {
  const descriptor d(::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!d.valid() || ::syncfs(d.number()) != 0) return failed(dir, "synced");
  return {};
}

}  // namespace chant::store
