// The client's end of a connection: TCP or Unix, in clear or TLS, with a deadline for everything.
#pragma once

#include "base/files.hpp"
#include "base/result.hpp"
#include "http/client.hpp"
#include "http/tls.hpp"

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace chant::http {

class client_socket {
 public:
  /// errc::unavailable "node_unreachable"; with TLS "certificate_refused" as well.
  [[nodiscard]] static result<client_socket> connect(const server_address& to,
                                                     std::chrono::steady_clock::time_point until);

  /// False when it takes too long or breaks.
  [[nodiscard]] bool send_all(std::string_view bytes);
  /// Bytes appended; 0 at the end; -1 when it takes too long or breaks.
  [[nodiscard]] ssize_t read_some(std::string& into);

 private:
  client_socket(descriptor fd, std::chrono::steady_clock::time_point until)
      : fd_(std::move(fd)), until_(until) {}
  [[nodiscard]] bool wait_for(short event) const;
  [[nodiscard]] bool wait_for_tls(int outcome) const;
  [[nodiscard]] result<void> start_tls(const std::string& host);

  descriptor fd_;
  std::chrono::steady_clock::time_point until_;
  tls_context context_;
  tls_session tls_;
};

}  // namespace chant::http
