// Certificates made on the spot, so that tests of TLS need no files of anybody's.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

struct evp_pkey_st;
struct ssl_ctx_st;
struct x509_st;

namespace chant::mail {

/// An authority that certifies servers. Its own certificate lies in a file as long as it lives.
class test_authority {
 public:
  test_authority();
  ~test_authority();
  test_authority(const test_authority&) = delete;
  test_authority& operator=(const test_authority&) = delete;

  [[nodiscard]] std::string ca_file() const { return file_.string(); }
  /// For a server that proves to be `name` ("DNS:relay.example" or "IP:127.0.0.1").
  [[nodiscard]] std::shared_ptr<ssl_ctx_st> server(const std::string& name) const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<x509_st> certificate_;
  std::filesystem::path file_;
};

}  // namespace chant::mail
