#include "store/draw_salts.hpp"

#include "store/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace chant::store {

namespace {

namespace fs = std::filesystem;
using campaign::draw_salt;

std::unexpected<error> failed(const fs::path& at, std::string_view what) {
  const bool full = errno == ENOSPC || errno == EDQUOT;
  return std::unexpected(error{errc::io, full ? "disk_full" : "salt_io",
                               fmt::format("{} cannot be {}", at.string(), what), ""});
}

/// Written aside, synced, then renamed: there is never half a salt.
result<void> write_salt(const fs::path& file, const draw_salt& salt) {
  const fs::path aside = file.string() + ".new";
  const descriptor to(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!to.valid() || !write_all(to.number(), salt.hex() + '\n') || ::fsync(to.number()) != 0)
    return failed(aside, "written");
  if (::rename(aside.c_str(), file.c_str()) != 0 || !sync_dir(file.parent_path()))
    return failed(file, "written");
  return {};
}

}  // namespace

fs::path draw_salts::file_of(std::string_view draw) const {
  return dir_ / fmt::format("{}.salt", draw);
}

result<draw_salt> draw_salts::keep(std::string_view draw, random_source& random) {
  auto known = find(draw);
  if (known || known.error().kind != errc::not_found) return known;
  std::error_code why;
  fs::create_directories(dir_, why);
  if (!why) fs::permissions(dir_, fs::perms::owner_all, why);
  if (why || !sync_dir(dir_.parent_path())) return failed(dir_, "made");
  draw_salt salt;
  campaign::fill_random(salt, random);
  if (auto written = write_salt(file_of(draw), salt); !written)
    return std::unexpected(written.error());
  return salt;
}

result<draw_salt> draw_salts::find(std::string_view draw) const {
  const auto file = file_of(draw);
  const descriptor from(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from.valid() && errno == ENOENT)
    return std::unexpected(
        error{errc::not_found, "salt_missing",
              fmt::format("{} is not there: what was committed to is lost", file.string()), ""});
  std::array<char, 128> text;
  const auto count = from.valid() ? ::read(from.number(), text.data(), text.size()) : -1;
  if (count < 0) return failed(file, "read");
  std::string_view hex(text.data(), static_cast<std::size_t>(count));
  if (hex.ends_with('\n')) hex.remove_suffix(1);
  if (const auto salt = draw_salt::from_hex(hex)) return *salt;
  return std::unexpected(
      error{errc::corrupt, "salt_malformed", fmt::format("{} holds no salt", file.string()), ""});
}

}  // namespace chant::store
