#include "store/erasure_list.hpp"

#include "store/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

namespace chant::store {

namespace {

std::unexpected<error> failed(const std::filesystem::path& file, std::string_view what) {
  return std::unexpected(
      error{errc::io, "erasures_io",
            fmt::format("{} cannot be {}: {}", file.string(), what,
                        std::error_code(errno, std::generic_category()).message()),
            ""});
}

/// Whether a crash left a line without its end.
bool ends_within_a_line(int opened) {
  char last = '\n';
  const auto end = ::lseek(opened, 0, SEEK_END);
  return end > 0 && ::pread(opened, &last, 1, end - 1) == 1 && last != '\n';
}

}  // namespace

result<void> append_erasures(const std::filesystem::path& file,
                             std::span<const campaign::session_id> erased) {
  const bool is_new = !std::filesystem::exists(file);
  const descriptor to(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!to.valid()) return failed(file, "opened");
  std::string lines(ends_within_a_line(to.number()) ? "\n" : "");
  for (const auto& one : erased) lines.append(one.hex()).push_back('\n');
  if (!write_all(to.number(), lines) || ::fsync(to.number()) != 0) return failed(file, "written");
  if (is_new && !sync_dir(std::filesystem::absolute(file).parent_path()))
    return failed(file, "made durable");
  return {};
}

result<std::vector<campaign::session_id>> read_erasures(const std::filesystem::path& file) {
  std::vector<campaign::session_id> erased;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return erased;
  std::ifstream from(file);
  std::string line;
  for (std::size_t number = 1; std::getline(from, line); ++number) {
    if (const auto id = campaign::session_id::from_hex(line)) {
      erased.push_back(*id);
    } else if (line.size() < 2 * sizeof(campaign::session_id)) {
      continue;  // a crash cut it off; the erase was then carried out again, with a line of its own
    } else {
      return std::unexpected(error{errc::malformed, "erasures_malformed",
                                   fmt::format("{}:{}: no session's id", file.string(), number),
                                   ""});
    }
  }
  if (from.bad()) return failed(file, "read");
  std::ranges::sort(erased);
  erased.erase(std::ranges::unique(erased).begin(), erased.end());
  return erased;
}

}  // namespace chant::store
