#include "http/tls.hpp"

#include <openssl/ssl.h>

#include <string_view>

namespace chant::http {

namespace {

constexpr std::string_view spoken = "\x08http/1.1";
constexpr std::string_view session_context = "chant";

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* chosen = nullptr;
  const auto* ours = reinterpret_cast<const unsigned char*>(spoken.data());
  const int found = SSL_select_next_proto(
      &chosen, out_size, ours, static_cast<unsigned>(spoken.size()), offered, offered_size);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

result<boost::asio::ssl::context> make_tls_context(const tls_files& files, ticket_keys keys) {
  boost::asio::ssl::context context(boost::asio::ssl::context::tls_server);
  boost::system::error_code ec;
  context.use_certificate_chain_file(files.certificate.string(), ec);
  if (!ec) context.use_private_key_file(files.key.string(), boost::asio::ssl::context::pem, ec);
  auto* native = context.native_handle();
  if (ec || SSL_CTX_check_private_key(native) != 1)
    return std::unexpected(error{errc::invalid_config, "tls_unusable",
                                 "The TLS certificate and key cannot be used together.",
                                 "tls_certificate"});
  SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(native,
                                 reinterpret_cast<const unsigned char*>(session_context.data()),
                                 static_cast<unsigned>(session_context.size()));
  SSL_CTX_set_tlsext_ticket_keys(native, keys.data(), static_cast<long>(keys.size()));
  return context;
}

}  // namespace chant::http
