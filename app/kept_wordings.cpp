#include "app/kept_wordings.hpp"

#include "base/sha256.hpp"
#include "config/durable_files.hpp"
#include "http/consent_wordings.hpp"

#include <fstream>
#include <sstream>
#include <string>

namespace chant::app {

namespace {

namespace fs = std::filesystem;

error unreadable(const fs::path& what) {
  return {errc::io, "file_unreadable", what.string() + " cannot be read", ""};
}

result<void> keep(const fs::path& dir, std::string_view bytes) {
  std::error_code no;
  fs::create_directories(dir, no);
  const auto file = dir / (sha256({bytes}).hex() + ".json");
  if (fs::exists(file, no)) return {};
  if (auto written = config::write_durably(file, bytes); !written) return written;
  return config::sync_directory(dir.parent_path());
}

result<campaign::wordings> kept_in(const fs::path& dir) {
  campaign::wordings all;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(dir, none)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (!in) return std::unexpected(unreadable(entry.path()));
    const auto read = http::parse_wordings(bytes.view());
    if (!read) return std::unexpected(read.error());
    all.add_all(*read);
  }
  return all;
}

}  // namespace

result<std::shared_ptr<const http::site>> with_kept_wordings(
    const fs::path& data_dir, const std::shared_ptr<const http::site>& site) {
  const auto dir = data_dir / "wordings";
  if (const auto own = site->files->bytes_of(http::consent_wordings_path); !own.empty())
    if (auto kept = keep(dir, own); !kept) return std::unexpected(kept.error());
  const auto earlier = kept_in(dir);
  if (!earlier) return std::unexpected(earlier.error());
  auto knowing = std::make_shared<http::site>(*site);
  knowing->wordings.add_all(*earlier);
  return knowing;
}

}  // namespace chant::app
