// Damaged words of mail relays. Whatever comes, nothing breaks, everything stays within its limits,
// and how the bytes were cut into packets changes nothing.
#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/bounce.hpp"
#include "mail/bounce_webhook.hpp"
#include "mail/smtp_extensions.hpp"
#include "mail/smtp_letter.hpp"
#include "mail/smtp_reply.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace chant::mail {
namespace {

constexpr std::uint64_t default_iterations = 50'000;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class damage {
 public:
  explicit damage(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_.next() % limit); }

  /// A few small accidents: bytes changed, left out, put in, a piece repeated.
  std::string of(std::string text) {
    for (auto count = below(4); count > 0; --count) {
      const auto at = below(text.size() + 1);
      const auto size = std::min(below(8), text.size() - at);
      switch (below(4)) {
        case 0:
          text.erase(at, size);
          break;
        case 1:
          text.insert(at, text.substr(below(text.size() + 1), below(40)));
          break;
        case 2:
          text.insert(at, 1, interesting());
          break;
        default:
          if (at < text.size()) text[at] = interesting();
      }
    }
    return text;
  }

 private:
  char interesting() {
    constexpr std::string_view bytes = "\r\n -.0245+<>@:;=\"\\\t\x80\xc3\xff";
    const auto choice = below(bytes.size() + 2);
    return choice < bytes.size() ? bytes[choice] : static_cast<char>(below(256));
  }

  seeded_random random_;
};

const std::string id_text = "00112233445566778899aabbccddeeff";

const std::vector<std::string> replies{
    "220 relay.example ESMTP\r\n",
    "250-relay.example\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-AUTH PLAIN LOGIN\r\n"
    "250 SMTPUTF8\r\n",
    "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End data with <CR><LF>.<CR><LF>\r\n",
    "250 2.0.0 Ok: queued as 4XYZ12abc\r\n421 4.4.2 timeout\r\n",
    "550-5.1.1 The account does not exist.\r\n550 5.1.1 See https://example.org/ \xc3\xa9\r\n"};

std::vector<smtp_reply> read_in_pieces(std::string_view bytes, damage& cuts, bool& malformed) {
  std::vector<smtp_reply> found;
  smtp_reply_reader reader;
  malformed = false;
  while (!malformed && !bytes.empty()) {
    const auto size = std::min(bytes.size(), 1 + cuts.below(30));
    reader.feed(bytes.substr(0, size));
    bytes.remove_prefix(size);
    smtp_reply reply;
    auto status = reader.next(reply);
    for (; status == smtp_reply_reader::status::complete; status = reader.next(reply))
      found.push_back(reply);
    malformed = status == smtp_reply_reader::status::malformed;
  }
  return found;
}

TEST(MailFuzz, RepliesReadTheSameHoweverTheyAreCut) {
  damage random(setting("CHANT_FUZZ_SEED", 1));
  std::size_t understood = 0;
  for (auto i = setting("CHANT_FUZZ_ITERATIONS", default_iterations); i > 0; --i) {
    const auto bytes = random.of(replies[random.below(replies.size())]);
    bool malformed_once = false;
    bool malformed_twice = false;
    const auto once = read_in_pieces(bytes, random, malformed_once);
    const auto twice = read_in_pieces(bytes, random, malformed_twice);
    ASSERT_EQ(once.size(), twice.size()) << bytes;
    ASSERT_EQ(malformed_once, malformed_twice) << bytes;
    for (std::size_t at = 0; at < once.size(); ++at) {
      ASSERT_EQ(code_of(once[at]), code_of(twice[at]));
      ASSERT_EQ(once[at].text, twice[at].text);
      ASSERT_TRUE(once[at].kind() >= 2 && once[at].kind() <= 5);
      for (const auto& [text, limit] :
           {std::pair(queue_id_of(once[at]), 128U), std::pair(words_of(once[at]), 512U)}) {
        ASSERT_LE(text.size(), limit);
        ASSERT_TRUE(valid_utf8(text));
        ASSERT_TRUE(std::ranges::none_of(text, [](char c) { return c >= 0 && c < ' '; }));
      }
      (void)smtp_extensions::read(once[at].text);
    }
    understood += once.size();
  }
  EXPECT_GT(understood, 0U);
}

const std::string report =
    "To: bounces@chant.example\r\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=\"bb\"\r\n\r\n"
    "--bb\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a.example\r\n\r\n"
    "Final-Recipient: rfc822; z@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 no\r\n\r\n"
    "--bb\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <" +
    id_text + "@chant.example>\r\n\r\nbody\r\n--bb--\r\n";

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
  });
  return text;
}

TEST(MailFuzz, ADamagedReportNamesItsOwnLetterOrNone) {
  damage random(setting("CHANT_FUZZ_SEED", 2));
  std::size_t read = 0;
  for (auto i = setting("CHANT_FUZZ_ITERATIONS", default_iterations); i > 0; --i) {
    const auto damaged = random.of(report);
    const auto got = read_report(damaged);
    if (!got) continue;
    ++read;
    // Whatever it was read as, those 32 digits stand in the bytes.
    ASSERT_NE(lower(damaged).find(got->letter.hex()), std::string::npos)
        << got->letter.hex() << "\n"
        << damaged;
    ASSERT_LE(got->code.size(), 9U);
  }
  EXPECT_GT(read, 0U);
}

TEST(MailFuzz, ADamagedWebhookIsReadOrRefused) {
  damage random(setting("CHANT_FUZZ_SEED", 3));
  const auto body = R"({"letter":")" + id_text + R"(","kind":"bounce","code":"5.1.1"})";
  const timestamp now{std::chrono::seconds(1465560000)};
  const auto signature = sign_webhook("secret", body, now);
  for (auto i = setting("CHANT_FUZZ_ITERATIONS", default_iterations); i > 0; --i) {
    const auto damaged = random.of(body);
    (void)read_webhook(damaged);
    ASSERT_EQ(check_webhook("secret", signature, damaged, now).has_value(), damaged == body);
    (void)check_webhook("secret", random.of(signature), body, now);
  }
}

/// What RFC 5321 §4.5.2 makes a relay do with what travelled.
std::string unstuffed(std::string_view wire) {
  std::string out;
  while (!wire.empty()) {
    auto line = wire.substr(0, wire.find("\r\n") + 2);
    wire.remove_prefix(line.size());
    if (line == ".\r\n") return "ended early";
    if (line.starts_with('.')) line.remove_prefix(1);
    out += line;
  }
  return out;
}

TEST(MailFuzz, AMessageThatLeavesArrivesAsItWas) {
  damage random(setting("CHANT_FUZZ_SEED", 4));
  std::size_t left = 0;
  for (auto i = setting("CHANT_FUZZ_ITERATIONS", default_iterations); i > 0; --i) {
    smtp_letter letter{.to = {.letter = {}, .from = "a@example.org", .to = "b@example.org"},
                       .message = random.of("Subject: x\r\n\r\n.\r\n..\r\na.\r\n.b\r\n\r\n"),
                       .done = {}};
    if (examine(letter)) continue;
    ++left;
    std::string wire;
    append_stuffed(wire, letter.message);
    ASSERT_EQ(unstuffed(wire), letter.message);
  }
  EXPECT_GT(left, 0U);
}

}  // namespace
}  // namespace chant::mail
