#include "tests/mail/test_authority.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <unistd.h>

#include <atomic>
#include <cstdio>

namespace chant::mail {
namespace {

std::shared_ptr<EVP_PKEY> make_key() { return {::EVP_EC_gen("P-256"), ::EVP_PKEY_free}; }

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  ::X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  auto* extension = ::X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  ::X509_add_ext(certificate, extension, -1);
  ::X509_EXTENSION_free(extension);
}

/// Valid from an hour ago for a day; unsigned yet.
std::shared_ptr<X509> make_certificate(EVP_PKEY* key, const char* name, X509* issuer) {
  std::shared_ptr<X509> made(::X509_new(), ::X509_free);
  ::X509_set_version(made.get(), 2);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(made.get()), issuer == nullptr ? 1 : 2);
  ::X509_gmtime_adj(::X509_getm_notBefore(made.get()), -3600);
  ::X509_gmtime_adj(::X509_getm_notAfter(made.get()), 86400);
  ::X509_set_pubkey(made.get(), key);
  auto* subject = ::X509_get_subject_name(made.get());
  ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  ::X509_set_issuer_name(made.get(), issuer == nullptr ? subject : ::X509_get_subject_name(issuer));
  return made;
}

}  // namespace

test_authority::test_authority() : key_(make_key()) {
  certificate_ = make_certificate(key_.get(), "Test authority", nullptr);
  extend(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  ::X509_sign(certificate_.get(), key_.get(), ::EVP_sha256());
  static std::atomic<int> count = 0;
  file_ = std::filesystem::temp_directory_path() /
          ("chant-test-ca-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".pem");
  auto* out = std::fopen(file_.c_str(), "w");
  ::PEM_write_X509(out, certificate_.get());
  std::fclose(out);
}

test_authority::~test_authority() { std::filesystem::remove(file_); }

std::shared_ptr<SSL_CTX> test_authority::server(const std::string& name) const {
  const auto key = make_key();
  const auto certificate = make_certificate(key.get(), "Test server", certificate_.get());
  extend(certificate.get(), certificate_.get(), NID_subject_alt_name, name);
  ::X509_sign(certificate.get(), key_.get(), ::EVP_sha256());
  std::shared_ptr<SSL_CTX> context(::SSL_CTX_new(::TLS_server_method()), ::SSL_CTX_free);
  ::SSL_CTX_use_certificate(context.get(), certificate.get());
  ::SSL_CTX_use_PrivateKey(context.get(), key.get());
  return context;
}

}  // namespace chant::mail
