#include "mail/bounce_webhook.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace chant::mail {
namespace {

using namespace std::chrono_literals;

const std::string id_text = "00112233445566778899aabbccddeeff";
const timestamp now{1465560000s};
const std::string body = R"({"letter":")" + id_text + R"(","kind":"bounce","code":"5.1.1"})";

std::string code_of(const auto& got) { return got ? "no error" : got.error().code; }

// Computed by `printf '1465560000.{}' | openssl dgst -sha256 -hmac secret`.
TEST(BounceWebhook, IsSignedAsAnybodyElseWould) {
  EXPECT_EQ(sign_webhook("secret", "{}", now),
            "t=1465560000,v1=f3f37f3f2a470ca6f0dd02cf16eaf8db686f9bd217644d7e013d17c5258988f0");
}

TEST(BounceWebhook, IsBelievedWithTheSecretForFiveMinutes) {
  const auto signature = sign_webhook("secret", body, now);
  for (const auto at : {now, now + 299s, now - 299s})
    EXPECT_EQ(code_of(check_webhook("secret", signature, body, at)), "no error");
  for (const auto at : {now + 301s, now - 301s})
    EXPECT_EQ(code_of(check_webhook("secret", signature, body, at)), "signature_stale");
}

TEST(BounceWebhook, IsNotBelievedOtherwise) {
  const auto signature = sign_webhook("secret", body, now);
  EXPECT_EQ(code_of(check_webhook("other", signature, body, now)), "signature_wrong");
  EXPECT_EQ(code_of(check_webhook("secret", signature, body + " ", now)), "signature_wrong");
  EXPECT_EQ(code_of(check_webhook("", sign_webhook("", body, now), body, now)), "signature_wrong");
  auto later = signature;
  later.replace(0, 12, "t=1465560001");
  EXPECT_EQ(code_of(check_webhook("secret", later, body, now)), "signature_wrong");
  EXPECT_EQ(code_of(check_webhook("secret", "t=1465560000", body, now)), "signature_wrong");
  EXPECT_EQ(code_of(check_webhook("secret", signature.substr(0, signature.size() - 1), body, now)),
            "signature_wrong");
  for (const auto* bad : {"", "v1=00", "t=", "t=x,v1=00", "t=1465560000x,v1=00",
                          "t=99999999999999999999,v1=00", "t=9999999999999,v1=00", ",", "t"})
    EXPECT_EQ(code_of(check_webhook("secret", bad, body, now)), "signature_malformed") << bad;
}

TEST(BounceWebhook, TakesOneOfSeveralSignatures) {
  const auto signature = sign_webhook("secret", body, now);
  const auto v1 = signature.substr(signature.find(",v1="));
  EXPECT_TRUE(check_webhook("secret", "t=1465560000,v1=00,v0=x" + v1, body, now));
}

TEST(BounceWebhook, NamesTheLetterEitherWay) {
  const auto id = campaign::event_id::from_hex(id_text).value();
  for (const auto& name :
       {R"("letter":")" + id_text, R"("message_id":"<)" + id_text + "@a.example>",
        R"("message_id":")" + id_text + "@a.example"}) {
    const auto got = read_webhook("{" + name + R"(","kind":"bounce","code":"5.1.1","more":[1]})");
    ASSERT_TRUE(got) << name;
    EXPECT_EQ(got->letter, id);
    EXPECT_EQ(got->what, bounce::kind::hard);
    EXPECT_EQ(got->code, "5.1.1");
  }
}

TEST(BounceWebhook, TellsKindsApart) {
  const auto kind = [](const std::string& rest) {
    return read_webhook(R"({"letter":")" + id_text + "\"," + rest + "}")->what;
  };
  EXPECT_EQ(kind(R"("kind":"complaint")"), bounce::kind::complaint);
  EXPECT_EQ(kind(R"("kind":"bounce")"), bounce::kind::soft);
  EXPECT_EQ(kind(R"("kind":"bounce","code":"5.7.1")"), bounce::kind::soft);
}

TEST(BounceWebhook, RefusesWhatItCannotRead) {
  for (const auto* bad : {"", "[]", "{", "1", "{\"a\":}"})
    EXPECT_EQ(code_of(read_webhook(bad)), "body_malformed") << bad;
  EXPECT_EQ(code_of(read_webhook("{\"a\":\"" + std::string(5000, 'x') + "\"}")), "body_malformed");
  EXPECT_EQ(code_of(read_webhook(R"({"kind":"bounce"})")), "letter_unnamed");
  EXPECT_EQ(code_of(read_webhook(R"({"letter":7,"kind":"bounce"})")), "letter_unnamed");
  const auto with = [](const std::string& rest) {
    return code_of(read_webhook(R"({"letter":")" + id_text + "\"," + rest + "}"));
  };
  EXPECT_EQ(with(R"("kind":"praise")"), "kind_unknown");
  for (const auto* code : {"5", "2.0.0", "5.1.1; x", "5.1.1111111", "x.1.1"})
    EXPECT_EQ(with(R"("kind":"bounce","code":")" + std::string(code) + "\""), "code_invalid")
        << code;
}

}  // namespace
}  // namespace chant::mail
