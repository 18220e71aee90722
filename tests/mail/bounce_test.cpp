#include "mail/bounce.hpp"

#include "mail/header.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chant::mail {
namespace {

const std::string id_text = "00112233445566778899aabbccddeeff";
const auto id = campaign::event_id::from_hex(id_text).value();

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

// As Postfix writes it.
const std::string report =
    "Received: by relay.example (Postfix)\n\tid 1; Fri, 10 Jun 2016 12:00:00 +0000\n"
    "From: MAILER-DAEMON@relay.example\n"
    "To: bounces@chant.example\n"
    "Auto-Submitted: auto-replied\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/report; report-type=delivery-status;\n"
    "\tboundary=\"AB.1/relay.example\"\n"
    "\n"
    "This is a MIME-encapsulated message.\n"
    "\n"
    "--AB.1/relay.example\n"
    "Content-Description: Notification\n"
    "Content-Type: text/plain; charset=us-ascii\n"
    "\n"
    "<zoe@example.org>: host mx.example.org said: 550 5.1.1 unknown\n"
    "\n"
    "--AB.1/relay.example\n"
    "Content-Description: Delivery report\n"
    "Content-Type: message/delivery-status\n"
    "\n"
    "Reporting-MTA: dns; relay.example\n"
    "X-Postfix-Sender: rfc822; bounces@chant.example\n"
    "\n"
    "Final-Recipient: rfc822; zoe@example.org\n"
    "Action: failed\n"
    "Status: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1\n    <zoe@example.org>: unknown\n"
    "\n"
    "--AB.1/relay.example\n"
    "Content-Description: Undelivered Message\n"
    "Content-Type: message/rfc822\n"
    "\n"
    "From: choir@chant.example\n"
    "Message-ID:\n <" +
    id_text +
    "@chant.example>\n"
    "Subject: Hello\n"
    "\n"
    "Body.\n"
    "\n"
    "--AB.1/relay.example--\n";

const std::string complaint =
    "From: feedback@provider.example\r\n"
    "To: abuse@chant.example\r\n"
    "Content-Type: Multipart/Report; report-type=\"feedback-report\"; boundary=xx\r\n"
    "\r\n"
    "--xx\r\nContent-Type: text/plain\r\n\r\nA complaint.\r\n"
    "--xx\r\nContent-Type: message/feedback-report\r\n\r\n"
    "Feedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n"
    "--xx\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    "Message-Id: <" +
    id_text + "@chant.example>\r\n--xx--\r\n";

std::string code_of(const result<bounce>& got) { return got ? "no error" : got.error().code; }

TEST(Bounce, IsReadFromAReport) {
  const auto got = read_report(report);
  ASSERT_TRUE(got) << code_of(got);
  EXPECT_EQ(got->letter, id);
  EXPECT_EQ(got->what, bounce::kind::hard);
  EXPECT_EQ(got->code, "5.1.1");
}

TEST(Bounce, IsKnownByItsReturnPathWithoutACopy) {
  const auto path = return_path("bounces@chant.example", id);
  EXPECT_EQ(path, "bounces+" + id_text + "@chant.example");
  EXPECT_TRUE(mail_address::make(path));
  auto bare = replaced(report, "message/rfc822", "text/plain");
  EXPECT_EQ(code_of(read_report(bare)), "letter_unnamed");
  const auto got = read_report(replaced(bare, "To: bounces@chant.example", "To: <" + path + ">"));
  ASSERT_TRUE(got) << code_of(got);
  EXPECT_EQ(got->letter, id);
}

TEST(Bounce, IsHardOnlyWhereTheAddressIsToBlame) {
  for (const auto* code : {"5.1.1", "5.1.2", "5.1.3", "5.1.10", "5.2.1"})
    EXPECT_TRUE(is_hard(code)) << code;
  for (const auto* code : {"5.1.7", "5.1.8", "5.2.2", "5.2.3", "5.3.4", "5.4.1", "5.7.1", "5.0.0",
                           "4.1.1", "4.2.1", "", "5.1", "15.1.1"})
    EXPECT_FALSE(is_hard(code)) << code;
}

TEST(Bounce, BelievesTheReceivingRelayWhereTheStatusSaysNothing) {
  const auto vague = replaced(report, "Status: 5.1.1", "Status: 5.0.0 (unspecific)");
  EXPECT_EQ(read_report(vague)->code, "5.1.1");
  const auto none = replaced(vague, "550 5.1.1\n    <", "550 1.5.1.1 x5.1.1 5.1.1.1 <");
  EXPECT_EQ(read_report(none)->code, "5.0.0");
  EXPECT_EQ(read_report(none)->what, bounce::kind::soft);
  const auto full = replaced(report, "Status: 5.1.1", "Status: 5.2.2");
  EXPECT_EQ(read_report(full)->what, bounce::kind::soft);
}

TEST(Bounce, ReadsAComplaint) {
  const auto got = read_report(complaint);
  ASSERT_TRUE(got) << code_of(got);
  EXPECT_EQ(got->letter, id);
  EXPECT_EQ(got->what, bounce::kind::complaint);
  EXPECT_EQ(code_of(read_report(replaced(complaint, "abuse\r\nUser", "not-spam\r\nUser"))),
            "not_final");
}

TEST(Bounce, IsNotADelayOrASuccess) {
  for (const auto* action : {"Action: delayed", "Action: delivered", "Action: relayed"})
    EXPECT_EQ(code_of(read_report(replaced(report, "Action: failed", action))), "not_final");
}

TEST(Bounce, IsNotAnyMailThatMentionsALetter) {
  EXPECT_EQ(code_of(read_report("")), "not_a_report");
  EXPECT_EQ(code_of(read_report("Subject: Re: <" + id_text + "@chant.example>\r\n\r\nhi")),
            "not_a_report");
  EXPECT_EQ(code_of(read_report(replaced(report, "multipart/report", "multipart/mixed"))),
            "not_a_report");
  EXPECT_EQ(code_of(read_report(replaced(report, "message/delivery-status", "text/plain"))),
            "not_a_report");
  EXPECT_EQ(code_of(read_report(replaced(report, id_text, id_text.substr(1)))), "letter_unnamed");
  EXPECT_EQ(code_of(read_report(replaced(report, id_text, "x" + id_text))), "letter_unnamed");
}

TEST(Bounce, IsReadThoughItsEndIsMissing) {
  EXPECT_TRUE(read_report(report.substr(0, report.find("Subject: Hello"))));
}

TEST(Bounce, HasALimit) {
  EXPECT_EQ(code_of(read_report(report + std::string(1024 * 1024, 'x'))), "report_too_large");
}

}  // namespace
}  // namespace chant::mail
