#include "render/files.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>

namespace chant::render {

result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  if (in) all << in.rdbuf();
  if (!in) return std::unexpected(error{errc::not_found, "file_unreadable", path.string(), {}});
  return std::move(all).str();
}

result<void> write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path draft = path;
  draft += "." + std::to_string(::getpid());
  std::ofstream out(draft, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code failed;
  if (out) std::filesystem::rename(draft, path, failed);
  if (out && !failed) return {};
  std::filesystem::remove(draft, failed);
  return std::unexpected(error{errc::io, "file_unwritable", path.string(), {}});
}

}  // namespace chant::render
