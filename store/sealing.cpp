#include "store/sealing.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdlib>
#include <cstring>

namespace chant::store {

namespace {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr char format_of_place = 1;
constexpr std::size_t place_bytes = 8;

const unsigned char* in(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(std::string& bytes, std::size_t at) {
  return reinterpret_cast<unsigned char*>(bytes.data() + at);
}

/// One cipher context a thread: making one costs more than sealing a name.
EVP_CIPHER_CTX* context() {
  struct owner {
    EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    EVP_CIPHER_CTX* made = EVP_CIPHER_CTX_new();
    owner() {
      if (EVP_CipherInit_ex2(made, cipher, nullptr, nullptr, 1, nullptr) != 1) std::abort();
    }
    ~owner() {
      EVP_CIPHER_CTX_free(made);
      EVP_CIPHER_free(cipher);
    }
  };
  thread_local const owner mine;
  return mine.made;
}

bool start(const secret_key& key, std::string_view nonce, std::string_view bound, int encrypting) {
  int ignored = 0;
  return EVP_CipherInit_ex2(context(), nullptr, reinterpret_cast<const unsigned char*>(key.data()),
                            in(nonce), encrypting, nullptr) == 1 &&
         EVP_CipherUpdate(context(), nullptr, &ignored, in(bound),
                          static_cast<int>(bound.size())) == 1;
}

std::string head_of(const seal_place& at) {
  const auto version = at.version.value();
  std::string head(place_bytes, '\0');
  head[0] = format_of_place;
  head[1] = static_cast<char>(at.type >> 8U);
  head[2] = static_cast<char>(at.type & 255U);
  for (unsigned i = 0; i < 4; ++i)
    head[3 + i] = static_cast<char>((version >> (24U - 8U * i)) & 255U);
  head[7] = static_cast<char>(at.field);
  return head;
}

std::string encrypt_with(const secret_key& key, std::span<const std::byte, nonce_bytes> nonce,
                         std::string_view bound, std::string_view clear) {
  std::string sealed(nonce_bytes + clear.size() + tag_bytes, '\0');
  std::memcpy(sealed.data(), nonce.data(), nonce_bytes);
  int written = 0;
  const bool ok =
      start(key, std::string_view(sealed).substr(0, nonce_bytes), bound, 1) &&
      EVP_CipherUpdate(context(), out(sealed, nonce_bytes), &written, in(clear),
                       static_cast<int>(clear.size())) == 1 &&
      EVP_CipherFinal_ex(context(), out(sealed, nonce_bytes + clear.size()), &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(context(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                          out(sealed, nonce_bytes + clear.size())) == 1;
  if (!ok) std::abort();  // the library cannot encrypt: nothing personal may be written
  return sealed;
}

error broken(std::string_view why) { return {errc::corrupt, "seal_broken", std::string(why), ""}; }

}  // namespace

std::string encrypt(const secret_key& key, std::string_view bound, std::string_view clear,
                    random_source& random) {
  std::array<std::byte, nonce_bytes> nonce{};
  random.fill(nonce);
  return encrypt_with(key, nonce, bound, clear);
}

std::string encrypt_alike(const secret_key& key, std::string_view bound, std::string_view clear) {
  const auto mac =
      derived_key(derived_key(key, "nonces"), std::string(bound).append(1, '\0').append(clear));
  return encrypt_with(key, std::span(mac).first<nonce_bytes>(), bound, clear);
}

result<std::string> decrypt(const secret_key& key, std::string_view bound,
                            std::string_view sealed) {
  if (sealed.size() < nonce_bytes + tag_bytes)
    return std::unexpected(broken("The sealed text is too short."));
  const auto nonce = sealed.substr(0, nonce_bytes);
  const auto body = sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
  std::string tag(sealed.substr(sealed.size() - tag_bytes));
  std::string clear(body.size(), '\0');
  int written = 0;
  const bool ok =
      start(key, nonce, bound, 0) &&
      EVP_CipherUpdate(context(), out(clear, 0), &written, in(body),
                       static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context(), EVP_CTRL_GCM_SET_TAG, tag_bytes, out(tag, 0)) == 1 &&
      EVP_CipherFinal_ex(context(), out(tag, 0), &written) == 1;
  if (!ok) return std::unexpected(broken("The sealed text does not fit its key or its place."));
  return clear;
}

secret_key derived_key(const secret_key& from, std::string_view purpose) {
  secret_key key;
  unsigned size = 0;
  if (HMAC(EVP_sha256(), from.data(), static_cast<int>(from.size()), in(purpose), purpose.size(),
           reinterpret_cast<unsigned char*>(key.data()), &size) == nullptr ||
      size != key.size())
    std::abort();  // the library cannot hash: no key could be trusted
  return key;
}

error sealing_fan_keys::key_missing() {
  return {errc::corrupt, "key_missing", "a fan's key is missing, and was never destroyed", ""};
}

error sealing_fan_keys::key_destroyed() {
  return {errc::gone, "session_erased", "the session was erased", ""};
}

secret_key sealing_fan_keys::random_key() {
  secret_key key;
  random_.fill(key);
  return key;
}

result<campaign::personal_text> sealing_fan_keys::seal(const campaign::session_id& stream,
                                                       const seal_place& at,
                                                       const campaign::personal_text& clear) {
  const auto key = ensure_key(stream);
  if (!key) return std::unexpected(key.error());
  const std::string head = head_of(at);
  const std::string bound = std::string(stream.view()) + head;
  return clear.with_ciphertext(head + encrypt(*key, bound, clear.clear(), random_));
}

result<campaign::personal_text> sealing_fan_keys::open(const campaign::session_id& stream,
                                                       const campaign::personal_text& sealed,
                                                       const seal_place* expected) const {
  const std::string_view bytes = sealed.ciphertext();
  if (bytes.size() < place_bytes || bytes[0] != format_of_place)
    return std::unexpected(broken("The sealed text has an unknown format."));
  const auto head = bytes.substr(0, place_bytes);
  if (expected != nullptr && head != head_of(*expected))
    return std::unexpected(broken("The sealed text was made for another place."));
  const auto key = find_key(stream);
  if (!key) return std::unexpected(key.error());
  if (!*key) return sealed.erased();
  const std::string bound = std::string(stream.view()) + std::string(head);
  auto clear = decrypt(**key, bound, bytes.substr(place_bytes));
  if (!clear) return std::unexpected(clear.error());
  return sealed.opened(*std::move(clear));
}

}  // namespace chant::store
