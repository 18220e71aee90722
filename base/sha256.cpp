#include "base/sha256.hpp"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace chant {

sha256_digest sha256(std::initializer_list<std::string_view> parts) {
  // Fetching the algorithm by name costs more than hashing a short string: once per thread.
  struct hasher {
    EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~hasher() {
      EVP_MD_CTX_free(context);
      EVP_MD_free(algorithm);
    }
  };
  thread_local const hasher h;
  sha256_digest digest;
  bool ok = EVP_DigestInit_ex2(h.context, h.algorithm, nullptr) == 1;
  for (const auto part : parts)
    ok = ok && EVP_DigestUpdate(h.context, part.data(), part.size()) == 1;
  ok = ok && EVP_DigestFinal_ex(h.context, reinterpret_cast<unsigned char*>(digest.bytes.data()),
                                nullptr) == 1;
  if (!ok) std::abort();  // the library cannot hash: no id and no chain could be trusted
  return digest;
}

struct sha256_stream::state {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~state() { EVP_MD_CTX_free(context); }
};

sha256_stream::sha256_stream() : state_(std::make_unique<state>()) {
  if (EVP_DigestInit_ex2(state_->context, EVP_sha256(), nullptr) != 1) std::abort();
}

sha256_stream::~sha256_stream() = default;

void sha256_stream::add(std::string_view bytes) {
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1) std::abort();
}

sha256_digest sha256_stream::finish() {
  sha256_digest digest;
  auto* out = reinterpret_cast<unsigned char*>(digest.bytes.data());
  if (EVP_DigestFinal_ex(state_->context, out, nullptr) != 1) std::abort();
  return digest;
}

}  // namespace chant
