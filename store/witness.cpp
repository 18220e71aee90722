#include "store/witness.hpp"

#include "base/files.hpp"
#include "store/big_endian.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <span>
#include <system_error>

namespace chant::store {

namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::array<std::size_t, 2> slots{0, 512};  // in sectors of their own
constexpr std::string_view magic = "CHANTHD1";
constexpr std::size_t at_generation = 8;
constexpr std::size_t at_head = 16;
constexpr std::size_t at_digest = 24;
constexpr std::size_t at_check = 56;
constexpr std::size_t check_bytes = 8;
constexpr std::size_t slot_bytes = at_check + check_bytes;

std::unexpected<error> failed(std::string_view what, const std::filesystem::path& file) {
  return std::unexpected(
      error{errc::io,
            "witness_io",
            fmt::format("cannot {} {}: {}", what, file.string(),
                        std::error_code(errno, std::generic_category()).message()),
            {}});
}

struct slot {
  std::uint64_t generation = 0;
  witness_mark mark;
};

using slot_image = std::array<char, slot_bytes>;

slot_image write_slot(const slot& s) {
  slot_image image{};
  std::memcpy(image.data(), magic.data(), magic.size());
  store_big_endian(image.data() + at_generation, s.generation);
  store_big_endian(image.data() + at_head, s.mark.head.value());
  std::memcpy(image.data() + at_digest, s.mark.digest.bytes.data(), s.mark.digest.bytes.size());
  const auto check = sha256({{image.data(), at_check}});
  std::memcpy(image.data() + at_check, check.bytes.data(), check_bytes);
  return image;
}

std::optional<slot> read_slot(const char* from) {
  slot s;
  s.generation = load_big_endian<std::uint64_t>(from + at_generation);
  s.mark.head = campaign::log_offset(load_big_endian<std::uint64_t>(from + at_head));
  std::memcpy(s.mark.digest.bytes.data(), from + at_digest, s.mark.digest.bytes.size());
  const auto image = write_slot(s);
  if (std::memcmp(image.data(), from, slot_bytes) != 0) return std::nullopt;
  return s;
}

std::optional<slot> newest(std::span<const char> page) {
  std::optional<slot> best;
  for (const auto at : slots) {
    const auto s = read_slot(page.data() + at);
    if (s && (!best || s->generation > best->generation)) best = s;
  }
  return best;
}

}  // namespace

result<std::unique_ptr<witness>> witness::open(const std::filesystem::path& file) {
  const descriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.valid()) return failed("open", file);
  // Real blocks, not a hole: a store to the page must never meet a full disk.
  if (const int why = ::posix_fallocate(fd.number(), 0, page_bytes); why != 0) {
    errno = why;
    return failed("allocate", file);
  }
  void* page = ::mmap(nullptr, page_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.number(), 0);
  if (page == MAP_FAILED) return failed("map", file);
  return std::unique_ptr<witness>(new witness(static_cast<char*>(page)));
}

witness::witness(char* page) : page_(page) {
  const auto last = newest({page_, page_bytes});
  generation_ = last ? last->generation : 0;
}

witness::~witness() { ::munmap(page_, page_bytes); }

void witness::set(const witness_mark& mark) {
  ++generation_;
  const auto image = write_slot({generation_, mark});
  std::memcpy(page_ + slots[generation_ % slots.size()], image.data(), image.size());
  std::atomic_signal_fence(std::memory_order_seq_cst);  // before the caller acknowledges anything
}

result<void> witness::sync() const {
  if (::msync(page_, page_bytes, MS_SYNC) != 0) return failed("sync", "HEAD");
  return {};
}

result<std::optional<witness_mark>> witness::read(const std::filesystem::path& file) {
  const descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid() && errno == ENOENT) return std::nullopt;
  if (!fd.valid()) return failed("open", file);
  // A slot is torn only while its writer is at it, and the other one is whole then.
  std::array<char, page_bytes> page{};
  const auto got = ::pread(fd.number(), page.data(), page.size(), 0);
  if (got < 0) return failed("read", file);
  const auto last = newest(page);
  return last ? std::optional(last->mark) : std::nullopt;
}

result<void> witness::write(const std::filesystem::path& file, const witness_mark& mark) {
  auto made = open(file);
  if (!made) return std::unexpected(made.error());
  (*made)->set(mark);
  return (*made)->sync();
}

}  // namespace chant::store
