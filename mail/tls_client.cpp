#include "mail/tls_client.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <sys/socket.h>

#include <cerrno>

namespace chant::mail {
namespace {

bool is_ip_address(const std::string& host) {
  auto* octets = ::a2i_IPADDRESS(host.c_str());
  ::ASN1_OCTET_STRING_free(octets);
  return octets != nullptr;
}

transfer outcome(ssl_st& session, int returned, std::size_t bytes) {
  if (returned > 0) return {.how = moved::some, .bytes = bytes};
  switch (::SSL_get_error(&session, returned)) {
    case SSL_ERROR_WANT_READ:
      return {.how = moved::wait_to_read, .bytes = 0};
    case SSL_ERROR_WANT_WRITE:
      return {.how = moved::wait_to_write, .bytes = 0};
    case SSL_ERROR_ZERO_RETURN:
      return {.how = moved::closed, .bytes = 0};
    default:
      return {.how = moved::broken, .bytes = 0};
  }
}

transfer outcome(ssize_t returned, moved wait) {
  if (returned > 0) return {.how = moved::some, .bytes = static_cast<std::size_t>(returned)};
  if (returned == 0) return {.how = moved::closed, .bytes = 0};
  const bool later = errno == EAGAIN || errno == EINTR;
  return {.how = later ? wait : moved::broken, .bytes = 0};
}

}  // namespace

void tls_client::context_end::operator()(ssl_ctx_st* c) const { ::SSL_CTX_free(c); }
void tls_client::session_end::operator()(ssl_st* s) const { ::SSL_free(s); }

result<tls_client> tls_client::make(std::string host, const std::string& ca_file, bool verify) {
  tls_client made;
  made.context_.reset(::SSL_CTX_new(::TLS_client_method()));
  auto* c = made.context_.get();
  ::SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
  ::SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  if (verify) {
    const int loaded = ca_file.empty()
                           ? ::SSL_CTX_set_default_verify_paths(c)
                           : ::SSL_CTX_load_verify_locations(c, ca_file.c_str(), nullptr);
    ::SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
    if (loaded != 1) {
      ::ERR_clear_error();
      return std::unexpected(error{.kind = errc::invalid_config,
                                   .code = "ca_file_unusable",
                                   .detail = "The file of trusted authorities cannot be read.",
                                   .field = "ca_file"});
    }
  }
  made.host_ = std::move(host);
  return made;
}

tls_client::session tls_client::over(int fd) const {
  session made(::SSL_new(context_.get()));
  auto* s = made.get();
  if (is_ip_address(host_)) {
    ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(s), host_.c_str());
  } else {
    ::SSL_set_tlsext_host_name(s, host_.c_str());
    ::SSL_set1_host(s, host_.c_str());
  }
  ::SSL_set_fd(s, fd);
  ::SSL_set_connect_state(s);
  ::ERR_clear_error();
  return made;
}

transfer handshake(ssl_st& session) {
  ::ERR_clear_error();
  return outcome(session, ::SSL_do_handshake(&session), 0);
}

transfer read(ssl_st& session, std::span<char> into) {
  ::ERR_clear_error();
  std::size_t count = 0;
  const int returned = ::SSL_read_ex(&session, into.data(), into.size(), &count);
  return outcome(session, returned, count);
}

transfer write(ssl_st& session, std::string_view bytes) {
  ::ERR_clear_error();
  std::size_t count = 0;
  const int returned = ::SSL_write_ex(&session, bytes.data(), bytes.size(), &count);
  return outcome(session, returned, count);
}

transfer read(int fd, std::span<char> into) {
  return outcome(::recv(fd, into.data(), into.size(), 0), moved::wait_to_read);
}

transfer write(int fd, std::string_view bytes) {
  return outcome(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL), moved::wait_to_write);
}

std::string why_broken(const ssl_st& session) {
  const auto verdict = ::SSL_get_verify_result(&session);
  if (verdict != X509_V_OK) return ::X509_verify_cert_error_string(verdict);
  const char* reason = ::ERR_reason_error_string(::ERR_peek_last_error());
  return reason != nullptr ? reason : "the connection ended";
}

}  // namespace chant::mail
