#include "base/sha1.hpp"

#include <openssl/evp.h>

#include <cstdlib>

namespace chant {

sha1_digest sha1(std::string_view bytes) {
  sha1_digest digest;
  auto* out = reinterpret_cast<unsigned char*>(digest.bytes.data());
  if (EVP_Digest(bytes.data(), bytes.size(), out, nullptr, EVP_sha1(), nullptr) != 1)
    std::abort();  // the library cannot hash
  return digest;
}

}  // namespace chant
