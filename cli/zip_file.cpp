#include "cli/zip_file.hpp"

#include <fmt/format.h>

#include <boost/crc.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace chant::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest = 0xFFFF'FFFF;
constexpr std::size_t most_entries = 0xFFFF;
// "Version needed 2.0", "names are UTF-8", "stored", and a date that says nothing: 1980-01-01.
constexpr std::uint16_t version = 20;
constexpr std::uint16_t utf8_names = 1U << 11U;
constexpr std::uint16_t stored = 0;
constexpr std::uint32_t no_date = 0x0021'0000;

void put16(std::string& to, std::uint32_t number) {
  to += static_cast<char>(number & 0xFFU);
  to += static_cast<char>(number >> 8U & 0xFFU);
}

void put32(std::string& to, std::uint32_t number) {
  put16(to, number & 0xFFFFU);
  put16(to, number >> 16U);
}

/// What local header and directory have in common: version to name length.
void put_common(std::string& to, std::string_view name, std::uint32_t crc, std::uint32_t size) {
  put16(to, version);
  put16(to, utf8_names);
  put16(to, stored);
  put32(to, no_date);
  put32(to, crc);
  put32(to, size);
  put32(to, size);
  put16(to, static_cast<std::uint32_t>(name.size()));
  put16(to, 0);  // no extra field
}

error failed(const fs::path& file) {
  const bool full = errno == ENOSPC || errno == EDQUOT;
  return {errc::io, full ? "disk_full" : "output_failed",
          fmt::format("{}: {}", file.string(), std::strerror(errno)), ""};
}

error too_large() {
  return {errc::too_large, "zip_too_large", "more than a ZIP file holds: name a directory", ""};
}

}  // namespace

result<zip_file> zip_file::create(const fs::path& path) {
  // Nobody else may read it at any time: the stream finds the file there with its mode.
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return std::unexpected(failed(path));
  ::close(fd);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  if (!out) return std::unexpected(failed(path));
  return zip_file(path, std::move(out));
}

zip_file::~zip_file() {
  if (!out_.is_open()) return;
  out_.close();
  std::error_code ignored;
  fs::remove(path_, ignored);
}

void zip_file::write_header(const entry& e) {
  std::string header;
  put32(header, 0x0403'4b50);
  put_common(header, e.name, e.crc, e.size);
  header += e.name;
  out_.write(header.data(), static_cast<std::streamsize>(header.size()));
}

template <class Read>
result<void> zip_file::add_pieces(std::string_view name, Read read) {
  if (entries_.size() == most_entries || size_ > largest) return std::unexpected(too_large());
  entry added{.name = std::string(name), .at = static_cast<std::uint32_t>(size_)};
  write_header(added);
  boost::crc_32_type crc;
  std::uint64_t bytes = 0;
  for (std::string_view piece = read(); !piece.empty(); piece = read()) {
    crc.process_bytes(piece.data(), piece.size());
    bytes += piece.size();
    if (bytes > largest) return std::unexpected(too_large());
    out_.write(piece.data(), static_cast<std::streamsize>(piece.size()));
  }
  added.crc = crc.checksum();
  added.size = static_cast<std::uint32_t>(bytes);
  // The header comes before the bytes and knows their sum.
  out_.seekp(static_cast<std::streamoff>(size_));
  write_header(added);
  size_ = static_cast<std::uint64_t>(out_.tellp()) + bytes;
  out_.seekp(static_cast<std::streamoff>(size_));
  if (!out_) return std::unexpected(failed(path_));
  entries_.push_back(std::move(added));
  return {};
}

result<void> zip_file::add(std::string_view name, std::string_view bytes) {
  return add_pieces(name, [&] { return std::exchange(bytes, {}); });
}

result<void> zip_file::add_file(std::string_view name, const fs::path& from) {
  std::ifstream in(from, std::ios::binary);
  if (!in)
    return std::unexpected(error{errc::not_found, "file_unknown",
                                 fmt::format("{} cannot be read", from.string()), ""});
  std::array<char, 64 * 1024> space{};
  return add_pieces(name, [&] {
    in.read(space.data(), space.size());
    return std::string_view(space.data(), static_cast<std::size_t>(in.gcount()));
  });
}

result<void> zip_file::finish() {
  if (size_ > largest) return std::unexpected(too_large());
  std::string directory;
  for (const auto& e : entries_) {
    put32(directory, 0x0201'4b50);
    put16(directory, version);
    put_common(directory, e.name, e.crc, e.size);
    put16(directory, 0);  // no comment
    put16(directory, 0);  // on this disk
    put16(directory, 0);  // internal attributes
    put32(directory, 0);  // external ones
    put32(directory, e.at);
    directory += e.name;
  }
  const auto length = static_cast<std::uint32_t>(directory.size());
  const auto count = static_cast<std::uint32_t>(entries_.size());
  put32(directory, 0x0605'4b50);
  put32(directory, 0);  // one disk
  put16(directory, count);
  put16(directory, count);
  put32(directory, length);
  put32(directory, static_cast<std::uint32_t>(size_));
  put16(directory, 0);  // no comment
  out_.write(directory.data(), static_cast<std::streamsize>(directory.size()));
  out_.flush();
  if (!out_) return std::unexpected(failed(path_));
  out_.close();
  return {};
}

}  // namespace chant::cli
