#include "http/tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <string_view>
#include <utility>

namespace chant::http {

namespace {

constexpr std::string_view spoken = "\x08http/1.1";
constexpr std::string_view session_context = "chant";

const unsigned char* unsigned_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, out_size, unsigned_bytes(spoken),
                            static_cast<unsigned>(spoken.size()), offered, offered_size);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

result<void> demand_certificates(SSL_CTX* c, const std::filesystem::path& authorities) {
  auto* names = SSL_load_client_CA_file(authorities.c_str());
  if (names == nullptr || SSL_CTX_load_verify_locations(c, authorities.c_str(), nullptr) != 1)
    return std::unexpected(error{errc::invalid_config, "tls_unusable",
                                 "The certificates that vouch for clients cannot be read.",
                                 "client_ca"});
  SSL_CTX_set_client_CA_list(c, names);
  SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_options(c, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(c, 0);
  return {};
}

}  // namespace

void tls_context_end::operator()(ssl_ctx_st* c) const { SSL_CTX_free(c); }
void tls_session_end::operator()(ssl_st* s) const { SSL_free(s); }

result<tls_context> make_tls_context(const tls_files& files, ticket_keys keys) {
  tls_context context(SSL_CTX_new(TLS_server_method()));
  auto* c = context.get();
  if (SSL_CTX_use_certificate_chain_file(c, files.certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(c, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(c) != 1)
    return std::unexpected(error{errc::invalid_config, "tls_unusable",
                                 "The TLS certificate and key cannot be used together.",
                                 "tls_certificate"});
  SSL_CTX_set_min_proto_version(c, TLS1_3_VERSION);
  SSL_CTX_set_alpn_select_cb(c, choose_protocol, nullptr);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                          SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(c, unsigned_bytes(session_context),
                                 static_cast<unsigned>(session_context.size()));
  SSL_CTX_set_tlsext_ticket_keys(c, keys.data(), static_cast<long>(keys.size()));
  if (!files.client_ca.empty())
    if (auto demanded = demand_certificates(c, files.client_ca); !demanded)
      return std::unexpected(std::move(demanded.error()));
  return context;
}

std::string peer_subject(const tls_session& session) {
  constexpr std::size_t most = 150;
  const auto* certificate = SSL_get0_peer_certificate(session.get());
  if (certificate == nullptr) return {};
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size)).substr(0, most);
}

tls_session accept_tls(const tls_context& context, int fd) {
  tls_session s(SSL_new(context.get()));
  SSL_set_fd(s.get(), fd);
  SSL_set_accept_state(s.get());
  return s;
}

}  // namespace chant::http
