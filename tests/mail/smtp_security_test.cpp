// TLS, passwords, and addresses beyond ASCII.
#include "tests/mail/scripted_relay.hpp"
#include "tests/mail/smtp_fixture.hpp"
#include "tests/mail/test_authority.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chant::mail {
namespace {

using fate = delivery::fate;

const std::string local = "IP:127.0.0.1";

smtp_settings secured(std::uint16_t port, smtp_security how, const test_authority& by) {
  auto settings = settings_for(port);
  settings.security = how;
  settings.ca_file = by.ca_file();
  return settings;
}

/// Offers STARTTLS, keeps what it is told in clear, and takes letters behind TLS.
void serve_tls(relay_peer& peer, ssl_ctx_st* context, std::vector<std::string>& in_clear) {
  peer.greet({"STARTTLS", "AUTH PLAIN"});
  in_clear.push_back(peer.hear());
  if (in_clear.back() != "STARTTLS") return peer.take_letters();
  peer.say("220 go ahead");
  peer.start_tls(context);
  EXPECT_EQ(peer.hear(), "EHLO chant.example") << "what was said in clear is forgotten";
  peer.say("250-relay.example\r\n250-AUTH PLAIN LOGIN\r\n250 PIPELINING");
  peer.take_letters();
}

TEST(SmtpSecurity, SendsBehindVerifiedTls) {
  const test_authority authority;
  const auto context = authority.server(local);
  std::vector<std::string> in_clear;
  scripted_relay server([&](relay_peer& p) { serve_tls(p, context.get(), in_clear); });
  {
    const auto client = start(secured(server.port(), smtp_security::required, authority));
    EXPECT_EQ(send(*client).get().what, fate::accepted);
    EXPECT_EQ(send(*client).get().what, fate::accepted);
  }
  EXPECT_EQ(in_clear, std::vector<std::string>{"STARTTLS"});
}

TEST(SmtpSecurity, CarriesALargeLetterBehindTls) {
  const test_authority authority;
  const auto context = authority.server(local);
  std::string heard;
  scripted_relay server([&](relay_peer& peer) {
    peer.start_tls(context.get());
    peer.greet({"PIPELINING"});
    heard = peer.take_letter();
    peer.take_letters();
  });
  std::string large = "Subject: x\r\n\r\n";
  while (large.size() < 3'000'000) large += "." + std::to_string(large.size()) + "\r\n";
  {
    const auto client = start(secured(server.port(), smtp_security::implicit, authority));
    EXPECT_EQ(send(*client, "zoe@example.org", large).get().what, fate::accepted);
  }
  EXPECT_EQ(heard, large);
}

TEST(SmtpSecurity, SaysNothingToAServerThatIsNotTheRelay) {
  const test_authority authority;
  const test_authority stranger;
  for (const auto& context : {stranger.server(local), authority.server("IP:127.0.0.2"),
                              authority.server("DNS:other.example")})
    for (const auto how : {smtp_security::required, smtp_security::implicit}) {
      std::vector<std::string> behind_tls;
      scripted_relay server([&](relay_peer& peer) {
        if (how == smtp_security::required) {
          peer.greet({"STARTTLS"});
          EXPECT_EQ(peer.hear(), "STARTTLS");
          peer.say("220 go ahead");
        }
        peer.start_tls(context.get());
        if (how == smtp_security::implicit) peer.say("220 relay");
        behind_tls.push_back(peer.hear());
      });
      const auto client = start(secured(server.port(), how, authority));
      const auto got = send(*client).get();
      EXPECT_EQ(got.what, fate::deferred);
      EXPECT_EQ(got.code, "tls_failed");
      EXPECT_FALSE(got.text.empty());
      EXPECT_EQ(behind_tls, std::vector<std::string>{});
    }
}

TEST(SmtpSecurity, SendsNothingInClearWhereTlsIsRequired) {
  const test_authority authority;
  const std::vector<std::vector<std::string>> offers{{"AUTH PLAIN"}, {"STARTTLS"}};
  for (const auto& offer : offers) {
    std::vector<std::string> heard;
    scripted_relay server([&](relay_peer& peer) {
      peer.greet(offer);
      for (;;) {
        heard.push_back(peer.hear());
        peer.say("454 4.7.0 TLS not available");
      }
    });
    auto settings = secured(server.port(), smtp_security::required, authority);
    settings.user = "user";
    settings.password = "secret";
    auto client = start(settings);
    const auto got = send(*client).get();
    EXPECT_EQ(got.what, fate::deferred);
    EXPECT_EQ(got.code, "tls_required");
    client.reset();
    for (const auto& line : heard) EXPECT_EQ(line, "STARTTLS");
  }
}

TEST(SmtpSecurity, EncryptsTowardsAnybodyWhenOpportunistic) {
  const test_authority authority;
  const auto context = test_authority().server("DNS:other.example");
  std::vector<std::string> in_clear;
  scripted_relay server([&](relay_peer& p) { serve_tls(p, context.get(), in_clear); });
  {
    const auto client = start(secured(server.port(), smtp_security::opportunistic, authority));
    EXPECT_EQ(send(*client).get().what, fate::accepted);
  }
  EXPECT_EQ(in_clear, std::vector<std::string>{"STARTTLS"});
}

TEST(SmtpSecurity, GoesOnInClearWhenOpportunisticAndTlsFails) {
  const test_authority authority;
  scripted_relay server([](relay_peer& peer) {
    peer.greet({"STARTTLS"});
    if (peer.number() == 0) {
      EXPECT_EQ(peer.hear(), "STARTTLS");
      peer.say("220 go ahead");
      peer.send("this is no handshake\r\n");
      peer.wait_for_end();
    }
    peer.take_letters();
  });
  const auto client = start(secured(server.port(), smtp_security::opportunistic, authority));
  EXPECT_EQ(send(*client).get().what, fate::accepted);
}

TEST(SmtpSecurity, TakesNoWordsInClearForEncryptedOnes) {
  const test_authority authority;
  for (const auto how : {smtp_security::required, smtp_security::opportunistic}) {
    scripted_relay server([](relay_peer& peer) {
      peer.greet({"STARTTLS"});
      EXPECT_EQ(peer.hear(), "STARTTLS");
      peer.say("220 go ahead\r\n250 forged");
      peer.wait_for_end();
    });
    const auto client = start(secured(server.port(), how, authority));
    EXPECT_EQ(send(*client).get().code, "protocol_error");
  }
}

struct login {
  std::vector<std::string> offers;
  std::vector<std::string> answers;
  std::vector<std::string> heard;
  std::string code;  ///< "" where the letter is accepted
};

// base64 of "\0user\0secret", "user" and "secret".
const std::string plain = "AHVzZXIAc2VjcmV0";
const std::vector<login> logins{
    {{"AUTH LOGIN PLAIN"}, {"235 ok"}, {"AUTH PLAIN " + plain}, ""},
    {{"AUTH=LOGIN"},
     {"334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 ok"},
     {"AUTH LOGIN", "dXNlcg==", "c2VjcmV0"},
     ""},
    {{"AUTH PLAIN"}, {"535 5.7.8 no"}, {"AUTH PLAIN " + plain}, "auth_failed"},
    {{"AUTH LOGIN"}, {"334 VXNlcm5hbWU6", "535 no"}, {"AUTH LOGIN", "dXNlcg=="}, "auth_failed"},
    {{"AUTH CRAM-MD5"}, {}, {}, "auth_unsupported"},
    {{"8BITMIME"}, {}, {}, "auth_unsupported"}};

TEST(SmtpSecurity, LogsIn) {
  for (const auto& each : logins) {
    std::vector<std::string> heard;
    scripted_relay server([&](relay_peer& peer) {
      peer.greet(each.offers);
      for (const auto& answer : each.answers) {
        heard.push_back(peer.hear());
        peer.say(answer);
      }
      peer.take_letters();
    });
    auto settings = settings_for(server.port());
    settings.user = "user";
    settings.password = "secret";
    settings.auth_in_clear = true;
    auto client = start(settings);
    const auto got = send(*client).get();
    client.reset();
    EXPECT_EQ(got.what, each.code.empty() ? fate::accepted : fate::deferred);
    EXPECT_EQ(got.what == fate::accepted ? "" : got.code, each.code);
    EXPECT_EQ(heard, each.heard);
  }
}

TEST(SmtpSecurity, KeepsThePasswordToItselfWithoutTls) {
  std::vector<std::string> heard;
  scripted_relay server([&](relay_peer& peer) {
    peer.greet({"AUTH PLAIN"});
    heard.push_back(peer.hear());
  });
  auto settings = settings_for(server.port());
  settings.user = "user";
  settings.password = "secret";
  auto client = start(settings);
  EXPECT_EQ(send(*client).get().code, "tls_required");
  client.reset();
  EXPECT_EQ(heard, std::vector<std::string>{});
}

TEST(SmtpAddresses, BeyondAsciiNeedARelayThatKnowsThem) {
  for (const bool known : {true, false}) {
    std::string mail = "not heard";
    scripted_relay server([&](relay_peer& peer) {
      peer.greet(known ? std::vector<std::string>{"SMTPUTF8", "8BITMIME"}
                       : std::vector<std::string>{"8BITMIME"});
      mail = peer.hear();
      peer.say("250 ok");
      peer.take_letters();
    });
    auto client = start(settings_for(server.port()));
    const auto got = send(*client, "ゾエ@例え.example").get();
    client.reset();
    EXPECT_EQ(got.what, known ? fate::accepted : fate::failed);
    EXPECT_EQ(got.code, known ? "250 2.0.0" : "smtputf8_unsupported");
    EXPECT_EQ(mail, known ? "MAIL FROM:<bounce@chant.example> SMTPUTF8" : "QUIT");
  }
}

TEST(SmtpAddresses, AndHeadersAndBodiesToo) {
  const std::string in_header = "Subject: Zo\xc3\xab\r\n\r\nx\r\n";
  const std::string in_body = "Subject: x\r\n\r\nZo\xc3\xab\r\n";
  scripted_relay ascii([](relay_peer& peer) {
    peer.greet({"PIPELINING"});
    peer.take_letters();
  });
  const auto client = start(settings_for(ascii.port()));
  EXPECT_EQ(send(*client, "z@example.org", in_header).get().code, "smtputf8_unsupported");
  EXPECT_EQ(send(*client, "z@example.org", in_body).get().code, "eightbit_unsupported");
  EXPECT_EQ(send(*client).get().what, fate::accepted);
  std::string mail;
  scripted_relay modern([&](relay_peer& peer) {
    peer.greet({"8BITMIME", "SMTPUTF8"});
    mail = peer.hear();
    peer.say("250 ok");
    peer.take_letters();
  });
  auto other = start(settings_for(modern.port()));
  EXPECT_EQ(send(*other, "z@example.org", in_body).get().what, fate::accepted);
  other.reset();
  EXPECT_EQ(mail, "MAIL FROM:<bounce@chant.example> BODY=8BITMIME");
}

TEST(SmtpAddresses, LargerThanTheRelayTakesIsNotTried) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet({"SIZE 100"});
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  auto large = send(*client, "z@example.org", plain_message + std::string(80, 'x') + "\r\n");
  EXPECT_EQ(large.get().code, "message_too_large");
  EXPECT_EQ(send(*client).get().what, fate::accepted);
}

TEST(SmtpInjection, CannotLeaveAnAddress) {
  std::vector<std::string> heard;
  scripted_relay server([&](relay_peer& peer) {
    peer.greet({"PIPELINING"});
    for (;;) {
      heard.push_back(peer.hear());
      if (heard.back() == "DATA") break;
    }
    peer.say("250 ok\r\n250 ok\r\n354 go on");
    (void)peer.hear_message();
    peer.say("250 ok");
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  for (const std::string bad :
       {"a@b.example>\r\nRCPT TO:<x@y.example", "a@b.example\nDATA", "a@b.example> SIZE=1",
        "a b@c.example", "<a@b.example>", "", "a@b.example\r", "a@b.example,c@d.example"}) {
    EXPECT_EQ(send(*client, bad).get().code, "address_invalid") << bad;
    if (bad.empty()) continue;
    EXPECT_EQ(send(*client, "z@example.org", plain_message, bad).get().code, "address_invalid");
  }
  EXPECT_EQ(send(*client, "z@example.org", plain_message, "").get().what, fate::accepted);
  EXPECT_EQ(heard, (std::vector<std::string>{"MAIL FROM:<>", "RCPT TO:<z@example.org>", "DATA"}));
}

TEST(SmtpInjection, CannotEndAMessageEarly) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet({"PIPELINING"});
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  for (const std::string& bad :
       {std::string("Subject: x\r\n\r\nx\n.\nMAIL FROM:<a@b.example>\r\n"),
        std::string("Subject: x\r\n\r\nx\n.\r\nmore\r\n"), std::string("a: b\r\n\r\nx\r.\r\r\n"),
        std::string("a: b\r\n\r\nx\r\n.\rx\r\n"), std::string("a: b\r\n\r\nno end"),
        std::string("a: b\r\n\r\n\0\r\n", 11), "a: " + std::string(1000, 'b') + "\r\n\r\n"})
    EXPECT_EQ(send(*client, "z@example.org", bad).get().code, "message_malformed");
}

}  // namespace
}  // namespace chant::mail
