// Signs letters for an independent verifier: sign_letters DOMAIN DIR makes an RSA and an Ed25519
// key, writes DIR/NAME.signed for each DIR/NAME.eml, and the DNS records to DIR/records, a line
// each: selector, space, record.

#include "mail/dkim.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace {

namespace fs = std::filesystem;
using chant::mail::dkim_algorithm;
using chant::mail::dkim_key;
using chant::mail::dkim_signer;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int main(int, char** arguments) {
  const fs::path folder = arguments[2];
  // By way of their PEM, as a key comes from a file.
  const auto rsa = dkim_key::from_pem(dkim_key::generate(dkim_algorithm::rsa_sha256)->pem());
  const auto ed = dkim_key::from_pem(dkim_key::generate(dkim_algorithm::ed25519_sha256)->pem());
  const auto signer = dkim_signer::make(
      arguments[1], {{.selector = "rsa1", .key = *rsa}, {.selector = "ed1", .key = *ed}});
  std::ofstream(folder / "records") << "rsa1 " << rsa->record() << "\ned1 " << ed->record() << '\n';
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".eml") continue;
    const auto message = read(entry.path());
    auto target = entry.path();
    std::ofstream(target.replace_extension(".signed"), std::ios::binary)
        << signer->sign(message).value() << message;
  }
}
