// The client against a relay that does what relays do.
#include "tests/mail/scripted_relay.hpp"
#include "tests/mail/smtp_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

namespace chant::mail {
namespace {

using namespace std::chrono_literals;
using fate = delivery::fate;

const std::vector<std::string> nothing{};
const std::vector<std::string> pipelining{"PIPELINING", "8BITMIME", "SIZE 100000"};

TEST(SmtpClient, DeliversALetterWholeAndTellsTheRelaysNameForIt) {
  std::string heard;
  scripted_relay server([&](relay_peer& peer) {
    peer.greet(nothing);
    heard = peer.take_letter();
    peer.take_letters();
  });
  const std::string message = "Subject: dots\r\n\r\n.\r\n..\r\n.hidden\r\nend.\r\n";
  const auto got = [&] {
    const auto client = start(settings_for(server.port()));
    return send(*client, "zoe@example.org", message).get();
  }();
  EXPECT_EQ(got.what, fate::accepted);
  EXPECT_EQ(got.queue_id, "AB12");
  EXPECT_EQ(heard, message);
}

TEST(SmtpClient, SaysWhoItIsFromWhomAndToWhom) {
  std::vector<std::string> heard;
  scripted_relay server([&](relay_peer& peer) {
    peer.greet({"SIZE 5000"});
    for (const auto* answer : {"250 ok", "251 will forward", "354 go on"}) {
      heard.push_back(peer.hear());
      EXPECT_TRUE(peer.heard_all()) << "no PIPELINING was offered";
      peer.say(answer);
    }
    (void)peer.hear_message();
    peer.say("250 ok");
    heard.push_back(peer.hear());
  });
  auto client = start(settings_for(server.port()));
  EXPECT_EQ(send(*client).get().what, fate::accepted);
  client.reset();
  const auto size = std::to_string(plain_message.size());
  EXPECT_EQ(heard, (std::vector<std::string>{"MAIL FROM:<bounce@chant.example> SIZE=" + size,
                                             "RCPT TO:<zoe@example.org>", "DATA", "QUIT"}));
}

TEST(SmtpClient, FallsBackToHelo) {
  scripted_relay server([](relay_peer& peer) {
    peer.say("220 old");
    EXPECT_EQ(peer.hear(), "EHLO chant.example");
    peer.say("502 what?");
    EXPECT_EQ(peer.hear(), "HELO chant.example");
    peer.say("250 old");
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  EXPECT_EQ(send(*client).get().what, fate::accepted);
}

TEST(SmtpClient, PipelinesWhereTheRelayCan) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(pipelining);
    EXPECT_TRUE(peer.hear().starts_with("MAIL FROM:<bounce@chant.example>"));
    EXPECT_EQ(peer.hear(), "RCPT TO:<zoe@example.org>");
    EXPECT_EQ(peer.hear(), "DATA") << "and nothing has been answered yet";
    peer.say("250 ok\r\n250 ok\r\n354 go on");
    (void)peer.hear_message();
    peer.say("250 2.0.0 Ok: queued as P1");
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  EXPECT_EQ(send(*client).get().queue_id, "P1");
}

TEST(SmtpClient, SendsTheNextLettersCommandsBehindTheDot) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(pipelining);
    for (int i = 0; i < 3; ++i) (void)peer.hear();
    peer.say("250 ok\r\n250 ok\r\n354 go on");
    (void)peer.hear_message();
    EXPECT_TRUE(peer.hear().starts_with("MAIL FROM:")) << "the dot has not been answered yet";
    EXPECT_EQ(peer.hear(), "RCPT TO:<second@example.org>");
    EXPECT_EQ(peer.hear(), "DATA");
    peer.say("250 2.0.0 Ok: queued as FIRST\r\n250 ok\r\n250 ok\r\n354 go on");
    (void)peer.hear_message();
    peer.say("250 2.0.0 Ok: queued as SECOND");
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  auto first = send(*client);
  auto second = send(*client, "second@example.org");
  EXPECT_EQ(first.get().queue_id, "FIRST");
  EXPECT_EQ(second.get().queue_id, "SECOND");
}

TEST(SmtpClient, TakesMoreLettersFromWithinAnAnswer) {
  scripted_relay server([](relay_peer& peer) {
    peer.greet(pipelining);
    peer.take_letters();
  });
  const auto client = start(settings_for(server.port()));
  std::promise<delivery> last;
  client->deliver(
      {.letter = {}, .from = "a@example.org", .to = "b@example.org"}, plain_message, [&](delivery) {
        client->deliver({.letter = {}, .from = "a@example.org", .to = "c@example.org"},
                        plain_message, [&](delivery d) { last.set_value(std::move(d)); });
      });
  EXPECT_EQ(last.get_future().get().what, fate::accepted);
}

TEST(SmtpClient, RenewsAConnectionThatHasCarriedItsShare) {
  std::atomic<int> quits = 0;
  scripted_relay server([&](relay_peer& peer) {
    peer.greet(pipelining);
    (void)peer.take_letter();
    (void)peer.take_letter();
    EXPECT_EQ(peer.hear(), "QUIT");
    ++quits;
    peer.say("221 bye");
  });
  {
    auto settings = settings_for(server.port());
    settings.letters_per_connection = 2;
    const auto client = start(settings);
    std::vector<std::future<delivery>> letters;
    for (int i = 0; i < 6; ++i) letters.push_back(send(*client));
    for (auto& letter : letters) EXPECT_EQ(letter.get().what, fate::accepted);
  }
  EXPECT_EQ(quits, 3);
}

TEST(SmtpClient, QuitsAConnectionThatNobodyNeeds) {
  std::promise<void> quit;
  scripted_relay server([&](relay_peer& peer) {
    peer.greet(nothing);
    (void)peer.take_letter();
    EXPECT_EQ(peer.hear(), "QUIT");
    quit.set_value();
  });
  auto settings = settings_for(server.port());
  settings.idle = 20ms;
  const auto client = start(settings);
  EXPECT_EQ(send(*client).get().what, fate::accepted);
  quit.get_future().wait();
}

TEST(SmtpClient, UsesSeveralConnectionsAtOnce) {
  std::atomic<int> there = 0;
  scripted_relay server([&](relay_peer& peer) {
    peer.greet(pipelining);
    for (int i = 0; i < 3; ++i) (void)peer.hear();
    if (++there == 4) there.notify_all();
    for (int seen = there; seen < 4; seen = there) there.wait(seen);
    peer.say("250 ok\r\n250 ok\r\n354 go on");
    (void)peer.hear_message();
    peer.say("250 ok");
    peer.take_letters();
  });
  auto settings = settings_for(server.port());
  settings.connections = 4;
  const auto client = start(settings);
  EXPECT_EQ(client->connections(), 4U);
  std::vector<std::future<delivery>> letters;
  for (int i = 0; i < 4; ++i) letters.push_back(send(*client));
  for (auto& letter : letters) EXPECT_EQ(letter.get().what, fate::accepted);
}

TEST(SmtpClient, DefersWhatItsQueueCannotHold) {
  scripted_relay server([](relay_peer& peer) { peer.wait_for_end(); });
  auto settings = settings_for(server.port());
  settings.queue_limit = 2;
  const auto client = start(settings);
  auto first = send(*client);
  auto second = send(*client);
  const auto third = send(*client).get();
  EXPECT_EQ(third.what, fate::deferred);
  EXPECT_EQ(third.code, "queue_full");
  EXPECT_EQ(client->waiting(), 2U);
  client->stop(0ms);
  EXPECT_EQ(first.get().code, "stopping");
}

TEST(SmtpClient, StopsAfterTheLetterUnderWay) {
  std::promise<void> in_data;
  std::promise<void> go_on;
  bool quit = false;
  scripted_relay server([&](relay_peer& peer) {
    peer.greet(nothing);
    (void)peer.hear();
    peer.say("250 ok");
    (void)peer.hear();
    in_data.set_value();
    go_on.get_future().wait();
    peer.say("250 ok");
    (void)peer.hear();
    peer.say("354 go on");
    (void)peer.hear_message();
    peer.say("250 ok");
    quit = peer.hear() == "QUIT";
    peer.say("221 bye");
  });
  auto client = start(settings_for(server.port()));
  auto under_way = send(*client);
  auto waiting = send(*client);
  in_data.get_future().wait();
  std::thread stopper([&] { client->stop(); });
  EXPECT_EQ(waiting.get().code, "stopping");
  go_on.set_value();
  EXPECT_EQ(under_way.get().what, fate::accepted);
  stopper.join();
  EXPECT_EQ(send(*client).get().code, "stopping");
  client.reset();
  EXPECT_TRUE(quit);
}

TEST(SmtpClient, RefusesSettingsThatCannotWork) {
  const auto field = [](auto change) {
    auto settings = settings_for(25);
    change(settings);
    return smtp_client::start(settings).error().field;
  };
  EXPECT_EQ(field([](auto& s) { s.host = "a b"; }), "host");
  EXPECT_EQ(field([](auto& s) { s.port = 0; }), "port");
  EXPECT_EQ(field([](auto& s) { s.helo = "x\r\nMAIL"; }), "helo");
  EXPECT_EQ(field([](auto& s) { s.user = std::string(1, '\0'); }), "user");
  EXPECT_EQ(field([](auto& s) { s.connections = 0; }), "connections");
  EXPECT_EQ(field([](auto& s) { s.connections = 257; }), "connections");
  EXPECT_EQ(field([](auto& s) { s.letters_per_connection = 0; }), "letters_per_connection");
  EXPECT_EQ(field([](auto& s) { s.queue_limit = 0; }), "queue_limit");
  EXPECT_EQ(field([](auto& s) {
              s.security = smtp_security::required;
              s.ca_file = "/does/not/exist.pem";
            }),
            "ca_file");
}

}  // namespace
}  // namespace chant::mail
