#include "mail/bounce.hpp"

#include "base/ascii.hpp"
#include "mail/mime_reader.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace chant::mail {
namespace {

using campaign::event_id;

// A report brings back the letter at most, without its pictures as a rule.
constexpr std::size_t report_limit = 1024 * 1024;
// Of one header field: room for some addresses.
constexpr std::size_t header_limit = 4096;

std::unexpected<error> refusal(std::string code, std::string detail) {
  return std::unexpected(error{
      .kind = errc::malformed, .code = std::move(code), .detail = std::move(detail), .field = {}});
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (const char c : text) {
    if (c == '\n' && !out.ends_with('\r')) out += '\r';
    out += c;
  }
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a number of at most three digits off `text`.
bool take_number(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit) - text.begin();
  text.remove_prefix(static_cast<std::size_t>(end));
  return end >= 1 && end <= 3;
}

/// "5.1.1" at the start of `text`, of class 4 or 5; else empty.
std::string_view enhanced_code(std::string_view text) {
  auto rest = text;
  if (!rest.starts_with("4.") && !rest.starts_with("5.")) return {};
  rest.remove_prefix(2);
  if (!take_number(rest) || !rest.starts_with('.')) return {};
  rest.remove_prefix(1);
  if (!take_number(rest) || rest.starts_with('.')) return {};
  return text.substr(0, text.size() - rest.size());
}

/// The first such code among the words of a diagnosis ("smtp; 550 5.1.1 <…>: …").
std::string_view enhanced_code_within(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (at == 0 || text[at - 1] == ' ' || text[at - 1] == '-' || text[at - 1] == '#')
      if (const auto code = enhanced_code(text.substr(at)); !code.empty()) return code;
  return {};
}

std::string code_of(const std::vector<header_field>& recipient) {
  const auto status = header_value(recipient, "Status");
  const auto diagnosis = header_value(recipient, "Diagnostic-Code");
  const std::string code(enhanced_code(status));
  // "5.0.0" says nothing: the receiving relay's own words may.
  if (!code.empty() && !code.ends_with(".0.0")) return code;
  if (const auto better = enhanced_code_within(diagnosis); !better.empty())
    return std::string(better);
  return code.empty() ? "5.0.0" : code;
}

/// The letter in `<32 digits>` between two marks.
std::optional<event_id> letter_between(std::string_view text, char before, char behind) {
  text = text.substr(0, header_limit);
  for (auto at = text.find(before); at != std::string_view::npos; at = text.find(before, at + 1)) {
    const auto rest = text.substr(at + 1);
    const auto end = rest.find(behind);
    if (end == std::string_view::npos) return {};
    if (auto id = event_id::from_hex(rest.substr(0, end))) return id;
  }
  return {};
}

std::optional<event_id> letter_of_return_path(const std::vector<header_field>& fields) {
  for (const auto* name : {"X-Original-To", "Delivered-To", "Envelope-To", "To"})
    if (auto id = letter_between(header_value(fields, name), '+', '@')) return id;
  return {};
}

/// From what the report brings back of the letter: its headers, or the whole of it.
std::optional<event_id> letter_of_copy(const message_parts& part) {
  const auto type = media_type(header_value(part.fields, "Content-Type"));
  constexpr std::array<std::string_view, 4> copies{"message/rfc822", "text/rfc822-headers",
                                                   "message/global", "message/global-headers"};
  if (std::ranges::find(copies, type) == copies.end()) return {};
  return letter_between(header_value(split_message(part.body).fields, "Message-ID"), '<', '@');
}

/// The groups of fields in a machine-readable part, with empty lines between them.
std::vector<std::vector<header_field>> groups_of(std::string_view body) {
  std::vector<std::vector<header_field>> groups;
  while (!body.empty()) {
    const auto part = split_message(body);
    if (!part.fields.empty()) groups.push_back(part.fields);
    body = part.body;
  }
  return groups;
}

result<bounce> read_delivery_status(std::string_view body) {
  for (const auto& group : groups_of(body)) {
    const auto action = header_value(group, "Action");
    if (!same_in_ascii(action, "failed")) continue;
    auto code = code_of(group);
    const auto kind = is_hard(code) ? bounce::kind::hard : bounce::kind::soft;
    return bounce{.letter = {}, .what = kind, .code = std::move(code)};
  }
  return refusal("not_final", "The report tells of no failure.");
}

result<bounce> read_feedback(std::string_view body) {
  for (const auto& group : groups_of(body))
    if (same_in_ascii(header_value(group, "Feedback-Type"), "not-spam"))
      return refusal("not_final", "The report tells of no complaint.");
  return bounce{.letter = {}, .what = bounce::kind::complaint, .code = {}};
}

/// Nothing where the part is not the one that machines read.
std::optional<result<bounce>> read_machine_part(const message_parts& part) {
  const auto type = media_type(header_value(part.fields, "Content-Type"));
  if (type == "message/delivery-status" || type == "message/global-delivery-status")
    return read_delivery_status(part.body);
  if (type == "message/feedback-report") return read_feedback(part.body);
  return {};
}

}  // namespace

bool is_hard(std::string_view code) {
  // X.1.7 and X.1.8 blame the sender; the rest of X.1 is about the recipient's address (RFC 3463).
  if (code == "5.1.7" || code == "5.1.8") return false;
  return code.starts_with("5.1.") || code == "5.2.1";
}

std::string return_path(std::string_view address, const event_id& letter) {
  const auto at = std::min(address.rfind('@'), address.size());
  std::string out(address.substr(0, at));
  return out.append("+").append(letter.hex()).append(address.substr(at));
}

result<bounce> read_report(std::string_view message) {
  if (message.size() > report_limit)
    return std::unexpected(error{.kind = errc::too_large,
                                 .code = "report_too_large",
                                 .detail = "The report is over 1 MiB.",
                                 .field = {}});
  const auto text = with_crlf(message);
  const auto whole = split_message(text);
  const auto type = header_value(whole.fields, "Content-Type");
  if (media_type(type) != "multipart/report")
    return refusal("not_a_report", "The message is no multipart/report.");
  auto letter = letter_of_return_path(whole.fields);
  std::optional<result<bounce>> found;
  for (const auto raw : split_parts(whole.body, parameter(type, "boundary"))) {
    const auto part = split_message(raw);
    if (!found) found = read_machine_part(part);
    if (!letter) letter = letter_of_copy(part);
  }
  if (!found) return refusal("not_a_report", "The report has no part for machines.");
  if (!*found) return *std::move(found);
  if (!letter) return refusal("letter_unnamed", "The report names no letter of ours.");
  (*found)->letter = *letter;
  return *std::move(found);
}

}  // namespace chant::mail
