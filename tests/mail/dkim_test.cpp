// Keys and refusals; that signatures hold is for an independent verifier to say (dkim_test.py).
#include "mail/dkim.hpp"

#include "mail/dkim_canonical.hpp"
#include "mail/mime_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chant::mail {
namespace {

const std::string message = "From: a@example.org\r\nSubject: x\r\n\r\nHello.\r\n";

dkim_key key_of(dkim_algorithm algorithm) { return dkim_key::generate(algorithm).value(); }

TEST(DkimKey, ComesBackFromItsPem) {
  for (const auto algorithm : {dkim_algorithm::rsa_sha256, dkim_algorithm::ed25519_sha256}) {
    const auto key = key_of(algorithm);
    const auto again = dkim_key::from_pem(key.pem());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->algorithm(), algorithm);
    EXPECT_EQ(again->record(), key.record());
    EXPECT_EQ(again->sign("words"), key.sign("words"));
  }
}

TEST(DkimKey, RefusesWhatCannotSign) {
  const std::string ec =
      "-----BEGIN PRIVATE KEY-----\n"
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAAAAAAAAAAAAAAAA\n"
      "AAAAAAAAAAAAAAAAAAAAAAAAAAE=\n-----END PRIVATE KEY-----\n";
  for (const auto& pem : {std::string(), std::string("words"), ec,
                          key_of(dkim_algorithm::ed25519_sha256).pem().substr(0, 60)}) {
    const auto made = dkim_key::from_pem(pem);
    ASSERT_FALSE(made) << pem;
    EXPECT_EQ(made.error().code, "dkim_key_unusable");
  }
}

TEST(DkimKey, TellsDnsInStringsOf255Bytes) {
  const auto key = key_of(dkim_algorithm::rsa_sha256);
  const auto line = dkim_zone_line("example.org", "sel", key);
  EXPECT_TRUE(line.starts_with("sel._domainkey.example.org. IN TXT ( \"v=DKIM1; k=rsa; p=MII"));
  std::string joined;
  for (auto at = line.find('"'); at != std::string::npos;) {
    const auto end = line.find('"', at + 1);
    EXPECT_LE(end - at - 1, 255U);
    joined += line.substr(at + 1, end - at - 1);
    at = line.find('"', end + 1);
  }
  EXPECT_EQ(joined, key.record());
  EXPECT_EQ(key_of(dkim_algorithm::ed25519_sha256).record().size(), 22U + 44U);
}

TEST(DkimSigner, SignsTheSameMessageTheSameWay) {
  const auto signer = dkim_signer::make(
      "example.org", {{.selector = "s", .key = key_of(dkim_algorithm::rsa_sha256)}});
  EXPECT_EQ(signer->sign(message), signer->sign(message));
  EXPECT_TRUE(signer->sign(message)->contains("h=from:from:subject:subject;"));
}

TEST(DkimSigner, RefusesAMessageFromNobody) {
  const auto signer = dkim_signer::make(
      "example.org", {{.selector = "s", .key = key_of(dkim_algorithm::ed25519_sha256)}});
  EXPECT_EQ(signer->sign("Subject: x\r\n\r\n").error().code, "message_malformed");
  EXPECT_EQ(signer->sign("").error().code, "message_malformed");
}

TEST(DkimSigner, RefusesNamesThatBreakOut) {
  const auto key = key_of(dkim_algorithm::ed25519_sha256);
  for (const auto* bad : {"", "a b", "a;b", "a\r\nb", ".a", "a.", "a..b", "é.example"}) {
    EXPECT_EQ(dkim_signer::make(bad, {{.selector = "s", .key = key}}).error().code,
              "dkim_domain_invalid");
    EXPECT_EQ(dkim_signer::make("example.org", {{.selector = bad, .key = key}}).error().code,
              "dkim_selector_invalid");
  }
  EXPECT_EQ(dkim_signer::make("example.org", {}).error().code, "dkim_selector_invalid");
}

// The examples of RFC 6376 §3.4.5.
TEST(DkimCanonical, RelaxesAsInTheStandard) {
  const auto parts = split_message("A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n");
  ASSERT_EQ(parts.fields.size(), 2U);
  EXPECT_EQ(relaxed_header(parts.fields[0].name, parts.fields[0].value), "a:X");
  EXPECT_EQ(relaxed_header(parts.fields[1].name, parts.fields[1].value), "b:Y Z");
  EXPECT_EQ(relaxed_body(parts.body), " C\r\nD E\r\n");
}

}  // namespace
}  // namespace chant::mail
