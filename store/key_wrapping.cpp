#include "store/key_wrapping.hpp"

#include "base/sha256.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstring>

namespace chant::store {

namespace {

constexpr char format_with_id = 2;
constexpr std::size_t head_bytes = 1 + sizeof(kek_id);
constexpr std::size_t sealed_bytes = 12 + sizeof(secret_key) + 16;  // all of the first format

std::string_view view_of(const secret_key& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::string head_of(const kek_id& by) {
  std::string head(1, format_with_id);
  return head.append(by.view());
}

std::optional<secret_key> key_of(std::string_view bytes) {
  secret_key key;
  if (bytes.size() != key.size()) return std::nullopt;
  std::memcpy(key.data(), bytes.data(), key.size());
  return key;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view white = " \t\r\n";
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

}  // namespace

key_encryption_key key_encryption_key::of(const secret_key& key) {
  const auto digest = sha256({"chant key-encryption key", view_of(key)});
  key_encryption_key made{.id = {}, .key = key};
  std::copy_n(digest.bytes.begin(), made.id.bytes.size(), made.id.bytes.begin());
  return made;
}

std::string wrap(const key_encryption_key& by, std::string_view name, const secret_key& key,
                 random_source& random) {
  const auto head = head_of(by.id);
  return head + encrypt(by.key, std::string(name) + head, view_of(key), random);
}

std::optional<kek_id> wrapped_by(std::string_view wrapped) {
  if (wrapped.size() != head_bytes + sealed_bytes || wrapped[0] != format_with_id)
    return std::nullopt;
  return kek_id::from_raw(wrapped.substr(1, sizeof(kek_id)));
}

result<secret_key> unwrap(const key_encryption_key& by, std::string_view name,
                          std::string_view wrapped) {
  const auto id = wrapped_by(wrapped);
  const auto head = id ? wrapped.substr(0, head_bytes) : std::string_view();
  auto raw = decrypt(by.key, std::string(name).append(head), wrapped.substr(head.size()));
  if (!raw) return std::unexpected(raw.error());
  const auto key = key_of(*raw);
  OPENSSL_cleanse(raw->data(), raw->size());
  if (!key)
    return std::unexpected(error{errc::corrupt, "key_malformed", "A stored key is malformed.", ""});
  return *key;
}

std::optional<secret_key> key_in_text(std::string_view text) {
  text = trimmed(text);
  if (text.size() == 2 * sizeof(secret_key)) {
    const auto raw = from_hex(text);
    return raw ? key_of(*raw) : std::nullopt;
  }
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string url(text);
  std::ranges::replace(url, '+', '-');
  std::ranges::replace(url, '/', '_');
  const auto raw = from_base64url(url);
  return raw ? key_of(*raw) : std::nullopt;
}

}  // namespace chant::store
