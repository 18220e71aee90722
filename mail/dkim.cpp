#include "mail/dkim.hpp"

#include "base/ascii.hpp"
#include "base/sha256.hpp"
#include "mail/dkim_canonical.hpp"
#include "mail/mime_reader.hpp"
#include "mail/transfer_encoding.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace chant::mail {
namespace {

constexpr int rsa_bits = 2048;            // RFC 8301 §3.2
constexpr std::size_t zone_string = 255;  // RFC 1035 §3.3
constexpr std::size_t fold_at = 72;

// What a reader sees, or what a mail program acts upon. RFC 8058 wants both of the last two.
constexpr std::array<std::string_view, 10> signed_headers{"from",
                                                          "to",
                                                          "subject",
                                                          "date",
                                                          "message-id",
                                                          "mime-version",
                                                          "content-type",
                                                          "content-transfer-encoding",
                                                          "list-unsubscribe",
                                                          "list-unsubscribe-post"};

struct bio_end {
  void operator()(BIO* b) const { ::BIO_free(b); }
};
using bio = std::unique_ptr<BIO, bio_end>;

struct md_context_end {
  void operator()(EVP_MD_CTX* c) const { ::EVP_MD_CTX_free(c); }
};

error unusable(std::string code, std::string detail) {
  return {.kind = errc::invalid_config,
          .code = std::move(code),
          .detail = std::move(detail),
          .field = {}};
}

std::optional<dkim_algorithm> algorithm_of(const EVP_PKEY* key) {
  if (::EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) return dkim_algorithm::ed25519_sha256;
  if (::EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && ::EVP_PKEY_get_bits(key) >= rsa_bits)
    return dkim_algorithm::rsa_sha256;
  return {};
}

std::string contents_of(BIO* of) {
  char* bytes = nullptr;
  const auto size = ::BIO_get_mem_data(of, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

bool is_domain(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= 253 && !text.starts_with('.') && !text.ends_with('.') &&
         !text.contains("..") && std::ranges::all_of(text, is_letter);
}

/// The names for h=, and the fields in the order in which they are hashed: of several with one name
/// the last comes first (RFC 6376 §5.4.2). Each name stands there once more than it occurs, so that
/// another such header breaks the signature.
struct chosen_headers {
  std::string names;
  std::string canonical;
};

chosen_headers choose(const std::vector<header_field>& fields) {
  chosen_headers chosen;
  std::size_t line = 0;
  const auto list = [&](std::string_view name) {
    if (!chosen.names.empty()) chosen.names += ':';
    if (chosen.names.size() - line + name.size() > fold_at) {
      chosen.names += "\r\n ";
      line = chosen.names.size();
    }
    chosen.names += name;
  };
  for (const auto name : signed_headers) {
    bool found = false;
    for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
      if (!same_in_ascii(field->name, name)) continue;
      found = true;
      list(name);
      chosen.canonical += relaxed_header(field->name, field->value) + "\r\n";
    }
    if (found) list(name);
  }
  return chosen;
}

std::string folded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (!out.empty()) out += "\r\n ";
    out += text.substr(0, fold_at);
    text.remove_prefix(std::min(fold_at, text.size()));
  }
  return out;
}

}  // namespace

result<dkim_key> dkim_key::from_pem(std::string_view pem) {
  const bio source(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const auto no_password = [](char*, int, int, void*) { return -1; };
  std::shared_ptr<EVP_PKEY> key(
      ::PEM_read_bio_PrivateKey(source.get(), nullptr, no_password, nullptr), ::EVP_PKEY_free);
  ::ERR_clear_error();
  const auto algorithm = key ? algorithm_of(key.get()) : std::nullopt;
  if (!algorithm)
    return std::unexpected(unusable(
        "dkim_key_unusable", "A DKIM key is a PEM of RSA with 2048 bits or more, or of Ed25519."));
  return dkim_key(std::move(key), *algorithm);
}

result<dkim_key> dkim_key::generate(dkim_algorithm algorithm) {
  auto* made = algorithm == dkim_algorithm::rsa_sha256
                   ? ::EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{rsa_bits})
                   : ::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  if (made == nullptr)
    return std::unexpected(error{.kind = errc::internal,
                                 .code = "dkim_key_not_made",
                                 .detail = "No DKIM key could be generated.",
                                 .field = {}});
  return dkim_key({made, ::EVP_PKEY_free}, algorithm);
}

std::string dkim_key::pem() const {
  const bio out(::BIO_new(::BIO_s_mem()));
  ::PEM_write_bio_PKCS8PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return contents_of(out.get());
}

std::string dkim_key::record() const {
  if (algorithm_ == dkim_algorithm::ed25519_sha256) {
    std::array<char, 32> raw{};
    std::size_t size = raw.size();
    ::EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()), &size);
    return "v=DKIM1; k=ed25519; p=" + base64({raw.data(), size});
  }
  const bio out(::BIO_new(::BIO_s_mem()));
  ::i2d_PUBKEY_bio(out.get(), key_.get());
  return "v=DKIM1; k=rsa; p=" + base64(contents_of(out.get()));
}

std::string dkim_key::sign(std::string_view bytes) const {
  const std::unique_ptr<EVP_MD_CTX, md_context_end> context(::EVP_MD_CTX_new());
  // RFC 8463 §3: Ed25519 signs the digest, without another hash of its own.
  const bool hashes = algorithm_ == dkim_algorithm::rsa_sha256;
  const auto digest = sha256({bytes});
  const auto input = hashes ? bytes : digest.view();
  ::EVP_DigestSignInit(context.get(), nullptr, hashes ? ::EVP_sha256() : nullptr, nullptr,
                       key_.get());
  std::size_t size = static_cast<std::size_t>(::EVP_PKEY_get_size(key_.get()));
  std::string out(size, '\0');
  const int done =
      ::EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                       reinterpret_cast<const unsigned char*>(input.data()), input.size());
  out.resize(done == 1 ? size : 0);
  return out;
}

std::string dkim_zone_line(std::string_view domain, std::string_view selector,
                           const dkim_key& key) {
  auto line = fmt::format("{}._domainkey.{}. IN TXT (", selector, domain);
  const auto record = key.record();
  for (std::string_view rest = record; !rest.empty();) {
    line += fmt::format(" \"{}\"", rest.substr(0, zone_string));
    rest.remove_prefix(std::min(zone_string, rest.size()));
  }
  return line + " )";
}

result<dkim_signer> dkim_signer::make(std::string domain, std::vector<identity> with) {
  if (!is_domain(domain))
    return std::unexpected(unusable("dkim_domain_invalid", "DKIM signs for a domain's name."));
  if (with.empty() || !std::ranges::all_of(with, is_domain, &identity::selector))
    return std::unexpected(
        unusable("dkim_selector_invalid", "A DKIM key needs a selector, as in DNS."));
  return dkim_signer(std::move(domain), std::move(with));
}

result<std::string> dkim_signer::sign(std::string_view message) const {
  const auto parts = split_message(message);
  const auto headers = choose(parts.fields);
  if (!headers.names.starts_with("from"))
    return std::unexpected(error{.kind = errc::malformed,
                                 .code = "message_malformed",
                                 .detail = "A message without From cannot be signed.",
                                 .field = {}});
  const auto body = sha256({relaxed_body(parts.body)});
  std::string out;
  for (const auto& [selector, key] : identities_) {
    const bool rsa = key.algorithm() == dkim_algorithm::rsa_sha256;
    const auto value = fmt::format(
        " v=1; a={}; c=relaxed/relaxed;\r\n d={};\r\n s={};\r\n h={};\r\n bh={};\r\n b=",
        rsa ? "rsa-sha256" : "ed25519-sha256", domain_, selector, headers.names,
        base64(body.view()));
    const auto signature = key.sign(headers.canonical + relaxed_header("DKIM-Signature", value));
    if (signature.empty())
      return std::unexpected(error{.kind = errc::internal,
                                   .code = "dkim_not_signed",
                                   .detail = "OpenSSL made no signature.",
                                   .field = {}});
    out += "DKIM-Signature:" + value + folded(base64(signature)) + "\r\n";
  }
  return out;
}

}  // namespace chant::mail
