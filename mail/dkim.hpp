// DKIM signatures (RFC 6376, RFC 8463): a receiver can tell that a letter is ours and unchanged.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace chant::mail {

enum class dkim_algorithm : std::uint8_t {
  rsa_sha256,      ///< what every receiver verifies
  ed25519_sha256,  ///< some do; small and quick, only ever beside the other
};

/// A private key. Immutable: any thread.
class dkim_key {
 public:
  /// PEM of an RSA key of 2048 bits or more, or of an Ed25519 key, not encrypted.
  /// errc::invalid_config, "dkim_key_unusable".
  [[nodiscard]] static result<dkim_key> from_pem(std::string_view pem);
  /// RSA of 2048 bits, or Ed25519. errc::internal where OpenSSL refuses.
  [[nodiscard]] static result<dkim_key> generate(dkim_algorithm algorithm);

  [[nodiscard]] dkim_algorithm algorithm() const { return algorithm_; }
  /// PKCS #8: a secret.
  [[nodiscard]] std::string pem() const;
  /// What DNS has to say at `selector._domainkey.domain`: "v=DKIM1; k=rsa; p=…".
  [[nodiscard]] std::string record() const;
  [[nodiscard]] std::string sign(std::string_view bytes) const;

 private:
  dkim_key(std::shared_ptr<evp_pkey_st> key, dkim_algorithm algorithm)
      : key_(std::move(key)), algorithm_(algorithm) {}

  std::shared_ptr<evp_pkey_st> key_;
  dkim_algorithm algorithm_;
};

/// The record as a line of a zone file, in strings of 255 bytes at most.
[[nodiscard]] std::string dkim_zone_line(std::string_view domain, std::string_view selector,
                                         const dkim_key& key);

/// Signs for one domain, with one key or with several. Immutable: any thread.
class dkim_signer {
 public:
  struct identity {
    std::string selector;
    dkim_key key;
  };

  /// errc::invalid_config, "dkim_domain_invalid" or "dkim_selector_invalid": not a domain's name,
  /// or no key at all.
  [[nodiscard]] static result<dkim_signer> make(std::string domain, std::vector<identity> with);

  /// The header lines to put before the message, one signature a key, each ended by CRLF. Of the
  /// headers that a reader sees or acts upon, every one is signed and none can be added.
  /// The same message gets the same signatures. errc::malformed, "message_malformed": no From.
  [[nodiscard]] result<std::string> sign(std::string_view message) const;

 private:
  dkim_signer(std::string domain, std::vector<identity> with)
      : domain_(std::move(domain)), identities_(std::move(with)) {}

  std::string domain_;
  std::vector<identity> identities_;
};

}  // namespace chant::mail
