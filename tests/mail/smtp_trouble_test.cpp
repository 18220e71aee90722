// What becomes of letters when relays refuse, hang up or fall silent.
#include "tests/mail/scripted_relay.hpp"
#include "tests/mail/smtp_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>
#include <vector>

namespace chant::mail {
namespace {

using namespace std::chrono_literals;
using fate = delivery::fate;

const std::vector<std::string> pipelining{"PIPELINING"};
const std::vector<std::string> lockstep{"8BITMIME"};

struct refusal {
  std::string at;  // MAIL, RCPT, DATA, or "." for the final dot
  std::string reply;
  fate what;
  std::string code;
  bool of_relay;
};
void PrintTo(const refusal& r, std::ostream* out) { *out << r.at << " " << r.reply; }

const std::vector<refusal> refusals{
    {"MAIL", "451 4.3.0 later", fate::deferred, "451 4.3.0", true},
    {"MAIL", "550 5.7.1 not you", fate::deferred, "550 5.7.1", true},
    {"MAIL", "552 5.3.4 too big", fate::failed, "552 5.3.4", false},
    {"RCPT", "450 4.2.1 slow down", fate::deferred, "450 4.2.1", false},
    {"RCPT", "550 5.1.1 no such user", fate::failed, "550 5.1.1", false},
    {"RCPT", "530 5.7.0 log in first", fate::deferred, "530 5.7.0", true},
    {"DATA", "451 later", fate::deferred, "451", false},
    {"DATA", "554 5.5.1 no", fate::failed, "554 5.5.1", false},
    {".", "452 4.3.1 disk full", fate::deferred, "452 4.3.1", false},
    {".", "554-5.7.1 looks\r\n554 5.7.1 like spam", fate::failed, "554 5.7.1", false},
};

class Refusal : public ::testing::TestWithParam<std::tuple<refusal, bool>> {};

/// Refuses the first letter where it is told to; whoever sends MAIL after a refusal without RSET
/// gets 503, as from a real relay.
void refuse_once(relay_peer& peer, const refusal& how, std::vector<std::string>& heard) {
  bool refused = false;
  bool unclean = false;
  for (;;) {
    const auto line = peer.hear();
    heard.push_back(line);
    const auto verb = line.substr(0, 4);
    if (verb == "QUIT") return;
    if (verb == "RSET") unclean = false;
    if (unclean) {
      peer.say("503 5.5.1 bad sequence");
    } else if (verb == how.at && !refused) {
      refused = unclean = true;
      peer.say(how.reply);
    } else if (verb == "DATA") {
      peer.say("354 go on");
      (void)peer.hear_message();
      peer.say(how.at == "." && !refused ? how.reply : "250 2.0.0 Ok: queued as NEXT");
      refused = true;
    } else {
      peer.say("250 ok");
    }
  }
}

TEST_P(Refusal, IsToldAndCostsTheNextLetterNothing) {
  const auto& [how, pipelined] = GetParam();
  std::vector<std::string> heard;
  scripted_relay server([&, &how = how, pipelined = pipelined](relay_peer& peer) {
    EXPECT_EQ(peer.number(), 0) << "the connection is kept";
    peer.greet(pipelined ? pipelining : lockstep);
    refuse_once(peer, how, heard);
  });
  {
    const auto client = start(settings_for(server.port()));
    auto first = send(*client);
    auto second = send(*client);
    const auto got = first.get();
    EXPECT_EQ(got.what, how.what);
    EXPECT_EQ(got.code, how.code);
    EXPECT_EQ(got.of_relay, how.of_relay);
    EXPECT_EQ(second.get().queue_id, "NEXT");
  }
  EXPECT_EQ(std::ranges::count(heard, "RSET"), how.at == "." && pipelined ? 0 : 1);
}

INSTANTIATE_TEST_SUITE_P(AtEachStage, Refusal,
                         ::testing::Combine(::testing::ValuesIn(refusals), ::testing::Bool()));

TEST(SmtpTrouble, TellsTheRelaysWordsInOneHarmlessLine) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(lockstep);
    (void)peer.hear();
    peer.say("550-5.1.8 first\tline\x1b[31m\r\n550 5.1.8 " + std::string(1000, 'x') + "\xff");
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  const auto got = send(*client).get();
  EXPECT_TRUE(got.text.starts_with("first line [31m xxx")) << got.text;
  EXPECT_EQ(got.text.size(), 512U);
}

TEST(SmtpTrouble, GivesARelayThatAsksForNobodysMessageAnEmptyOne) {
  std::string message = "not heard";
  scripted_relay server([&](relay_peer& peer) {
    peer.greet(pipelining);
    for (int i = 0; i < 3; ++i) (void)peer.hear();
    peer.say("250 ok\r\n550 5.1.1 nobody\r\n354 go on");
    message = peer.hear_message();
    peer.say("554 5.5.1 no recipients");
    EXPECT_EQ(peer.hear(), "RSET");
    peer.say("250 ok");
    peer.take_letters();
  });
  {
    const auto client = start(settings_for(server.port()));
    auto first = send(*client);
    auto second = send(*client);
    EXPECT_EQ(first.get().code, "550 5.1.1");
    EXPECT_EQ(second.get().what, fate::accepted);
  }
  EXPECT_EQ(message, "");
}

TEST(SmtpTrouble, HearsARefusalInTheMiddleOfAMessage) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(lockstep);
    (void)peer.hear();
    peer.say("250 ok");
    (void)peer.hear();
    peer.say("250 ok");
    (void)peer.hear();
    peer.say("354 go on");
    (void)peer.hear();
    peer.say("552 5.3.4 enough");
    peer.wait_for_end();
  });
  std::string large = "Subject: x\r\n\r\n";
  while (large.size() < 16'000'000) large += std::string(70, 'x') + "\r\n";
  const auto client = start(settings_for(server.port()));
  const auto got = send(*client, "zoe@example.org", large).get();
  EXPECT_EQ(got.what, fate::failed);
  EXPECT_EQ(got.code, "552 5.3.4");
}

struct ending {
  std::string after;  // the command behind which the connection ends: "" for the greeting
  fate what;
};
void PrintTo(const ending& e, std::ostream* out) { *out << "after " << e.after; }

const std::vector<ending> endings{{"", fate::deferred},       {"EHLO", fate::deferred},
                                  {"MAIL", fate::deferred},   {"RCPT", fate::deferred},
                                  {"DATA", fate::deferred},   {"half", fate::deferred},
                                  {"message", fate::in_doubt}};

/// Goes along until the moment comes.
void go_along_until(relay_peer& peer, const ending& e) {
  if (e.after.empty()) return;
  peer.say("220 relay");
  for (;;) {
    const auto line = peer.hear();
    if (line.starts_with(e.after)) return;
    peer.say(line == "DATA" ? "354 go on" : "250 ok");
    if (line == "DATA" && e.after == "half") return;
    if (line == "DATA") {
      (void)peer.hear_message();
      return;
    }
  }
}

class Ending : public ::testing::TestWithParam<ending> {};

/// Letters of which the relay can have seen half: larger than what sockets buffer.
std::string message_for(const ending& e) {
  std::string message = plain_message;
  while (e.after == "half" && message.size() < 16'000'000) message += std::string(70, 'x') + "\r\n";
  return message;
}

TEST_P(Ending, ByAHangUpLeavesALetterInDoubtOnlyBehindItsDot) {
  scripted_relay server([](relay_peer& peer) {
    go_along_until(peer, GetParam());
    peer.hang_up();
  });
  const auto client = start(settings_for(server.port()));
  const auto got = send(*client, "zoe@example.org", message_for(GetParam())).get();
  EXPECT_EQ(got.what, GetParam().what);
  EXPECT_EQ(got.code, "connection_lost");
  EXPECT_TRUE(got.of_relay);
}

TEST_P(Ending, BySilenceIsNotWaitedForForever) {
  std::promise<void> told;
  scripted_relay server([&](relay_peer& peer) {
    go_along_until(peer, GetParam());
    told.get_future().wait();  // reads nothing: a large message cannot leave
  });
  auto settings = settings_for(server.port());
  settings.timeouts = {.connect = 10s,
                       .greeting = 30ms,
                       .command = 30ms,
                       .data = 30ms,
                       .block = 30ms,
                       .dot = 30ms,
                       .quit = 30ms};
  const auto client = start(settings);
  const auto got = send(*client, "zoe@example.org", message_for(GetParam())).get();
  EXPECT_EQ(got.what, GetParam().what);
  EXPECT_EQ(got.code, "relay_silent");
  EXPECT_TRUE(got.of_relay);
  told.set_value();
}

INSTANTIATE_TEST_SUITE_P(AfterEachStep, Ending, ::testing::ValuesIn(endings));

TEST(SmtpTrouble, LeavesOnlyTheLetterBehindTheDotInDoubt) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(pipelining);
    if (peer.number() == 0) {
      for (int i = 0; i < 3; ++i) (void)peer.hear();
      peer.say("250 ok\r\n250 ok\r\n354 go on");
      (void)peer.hear_message();
      for (int i = 0; i < 3; ++i) (void)peer.hear();  // the second letter's commands
      peer.hang_up();
    }
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  auto first = send(*client);
  auto second = send(*client);
  EXPECT_EQ(first.get().what, fate::in_doubt);
  EXPECT_EQ(second.get().what, fate::accepted) << "over another connection";
}

TEST(SmtpTrouble, TakesA421BehindTheDotForADeferral) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(pipelining);
    if (peer.number() == 0) {
      (void)peer.take_letter("421 4.3.2 shutting down");
      peer.hang_up();
    }
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  auto first = send(*client);
  auto second = send(*client);
  const auto got = first.get();
  EXPECT_EQ(got.what, fate::deferred);
  EXPECT_EQ(got.code, "421 4.3.2");
  EXPECT_TRUE(got.of_relay);
  EXPECT_EQ(second.get().what, fate::accepted) << "over another connection";
}

TEST(SmtpTrouble, BringsALetterToAnotherConnectionWhenA421EndsAnOldOne) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(lockstep);
    (void)peer.take_letter();
    (void)peer.hear();
    peer.say("421 4.7.0 enough letters on this connection");
  });
  const auto client = start(settings_for(server.port()));
  EXPECT_EQ(send(*client).get().what, fate::accepted);
  EXPECT_EQ(send(*client).get().what, fate::accepted);
  EXPECT_EQ(send(*client).get().what, fate::accepted);
}

TEST(SmtpTrouble, DefersALetterThatA421MeetsOnAFreshConnection) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(lockstep);
    (void)peer.hear();
    peer.say("421 4.7.0 too busy");
  });
  const auto client = start(settings_for(server.port()));
  const auto got = send(*client).get();
  EXPECT_EQ(got.what, fate::deferred);
  EXPECT_EQ(got.code, "421 4.7.0");
}

TEST(SmtpTrouble, NeverFailsALetterForAGreeting) {
  scripted_relay server([](relay_peer& peer) {
    peer.say("554 5.3.2 no service");
    peer.wait_for_end();
  });
  const auto client = start(settings_for(server.port()));
  const auto got = send(*client).get();
  EXPECT_EQ(got.what, fate::deferred);
  EXPECT_EQ(got.code, "554 5.3.2");
  EXPECT_TRUE(got.of_relay);
}

TEST(SmtpTrouble, GetsByWithTheConnectionsARelayGrants) {
  scripted_relay server([](relay_peer& peer) {
    if (peer.number() > 0) {
      peer.say("421 4.7.0 too many connections from you");
      return;
    }
    peer.greet(pipelining);
    peer.take_letters();
  });
  auto settings = settings_for(server.port());
  settings.connections = 4;
  const auto client = start(settings);
  std::vector<std::future<delivery>> letters;
  for (int i = 0; i < 20; ++i) letters.push_back(send(*client));
  for (auto& letter : letters) EXPECT_EQ(letter.get().what, fate::accepted);
}

TEST(SmtpTrouble, DefersEverythingWhenNobodyListens) {
  auto port = [] { return scripted_relay([](relay_peer&) {}).port(); }();
  const auto client = start(settings_for(port));
  auto first = send(*client);
  auto second = send(*client);
  for (auto* letter : {&first, &second}) {
    const auto got = letter->get();
    EXPECT_EQ(got.what, fate::deferred);
    EXPECT_EQ(got.code, "connect_failed");
    EXPECT_TRUE(got.of_relay);
  }
}

TEST(SmtpTrouble, EndsAConversationThatIsNotSmtp) {
  for (const auto* greeting :
       {"HTTP/1.1 400 Bad Request", "220-one\r\n221 two", "220x", "99 no", "620 no", "2 0", ""}) {
    scripted_relay server([&](relay_peer& peer) {
      peer.say(greeting);
      peer.wait_for_end();
    });
    const auto client = start(settings_for(server.port()));
    const auto got = send(*client).get();
    EXPECT_EQ(got.what, fate::deferred);
    EXPECT_EQ(got.code, "protocol_error") << greeting;
  }
}

TEST(SmtpTrouble, LeavesAnAnswerToTheDotThatIsNoneInDoubt) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(lockstep);
    (void)peer.take_letter("354 what now?");
    peer.wait_for_end();
  });
  const auto client = start(settings_for(server.port()));
  EXPECT_EQ(send(*client).get().what, fate::in_doubt);
}

}  // namespace
}  // namespace chant::mail
