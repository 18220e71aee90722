#include "store/hash_chain.hpp"

#include "store/big_endian.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace chant::store {

namespace {

// Hashing fails only when the library is broken; a log without its chain must not go on.
void must(int one) {
  if (one != 1) std::abort();
}

}  // namespace

std::string chain_link::bytes() const {
  std::string all(digest.view());
  std::array<char, 8> count{};
  store_big_endian(count.data(), streams);
  return all.append(count.data(), count.size());
}

std::optional<chain_link> chain_link::parse(std::string_view bytes) {
  if (bytes.size() != 40) return std::nullopt;
  return chain_link{*sha256_digest::from_raw(bytes.substr(0, 32)),
                    load_big_endian<std::uint64_t>(bytes.data() + 32)};
}

struct hash_chain::hasher {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* running = EVP_MD_CTX_new();
  EVP_MD_CTX* spare = EVP_MD_CTX_new();

  hasher() = default;
  hasher(const hasher&) = delete;
  hasher& operator=(const hasher&) = delete;
  ~hasher() {
    EVP_MD_CTX_free(spare);
    EVP_MD_CTX_free(running);
    EVP_MD_free(algorithm);
  }
  void add(std::string_view bytes) { must(EVP_DigestUpdate(running, bytes.data(), bytes.size())); }
};

hash_chain::hash_chain(campaign::log_offset at, const chain_link& from)
    : hasher_(std::make_unique<hasher>()), at_(at), streams_(from.streams) {
  begin(from.digest);
}

hash_chain::~hash_chain() = default;
hash_chain::hash_chain(hash_chain&&) noexcept = default;
hash_chain& hash_chain::operator=(hash_chain&&) noexcept = default;

void hash_chain::begin(const sha256_digest& previous) {
  link_ = previous;
  must(EVP_DigestInit_ex2(hasher_->running, hasher_->algorithm, nullptr));
  hasher_->add(previous.view());
}

std::optional<chain_link> hash_chain::add(std::string_view head, std::string_view payload,
                                          bool new_stream) {
  std::array<char, 4> length{};
  store_big_endian(length.data(), static_cast<std::uint32_t>(head.size() + payload.size()));
  hasher_->add({length.data(), length.size()});
  hasher_->add(head);
  hasher_->add(payload);
  streams_ += new_stream ? 1 : 0;
  at_ = at_.next();
  if (at_.value() % chain_link::events_per_link != 0) return std::nullopt;
  begin(finish_copy());
  return chain_link{link_, streams_};
}

sha256_digest hash_chain::digest() const {
  return at_.value() % chain_link::events_per_link == 0 ? link_ : finish_copy();
}

sha256_digest hash_chain::finish_copy() const {
  sha256_digest now;
  must(EVP_MD_CTX_copy_ex(hasher_->spare, hasher_->running));
  must(EVP_DigestFinal_ex(hasher_->spare, reinterpret_cast<unsigned char*>(now.bytes.data()),
                          nullptr));
  return now;
}

}  // namespace chant::store
