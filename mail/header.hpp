// Message headers that cannot be broken out of: text is encoded, lines are folded, and no value can
// hold a line break (RFC 5322, 2047, 2231).
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace chant::mail {

/// Words for a Subject or a display name: UTF-8 of at most 998 bytes (RFC 5322 §2.1.1) without
/// control characters. Being one is the proof that it cannot start a new header.
class header_text {
 public:
  /// errc::refused, code "header_unsafe" or "header_too_long".
  [[nodiscard]] static result<header_text> make(std::string text);
  [[nodiscard]] const std::string& view() const { return text_; }

 private:
  explicit header_text(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// An address as SMTP and headers take it unquoted: a dot-atom, "@", a domain, 254 bytes at most
/// (RFC 5321 §4.5.3.1). Bytes above ASCII are allowed (RFC 6531); the transport decides about them.
class mail_address {
 public:
  /// errc::refused, code "address_invalid".
  [[nodiscard]] static result<mail_address> make(std::string text);
  [[nodiscard]] const std::string& view() const { return text_; }
  [[nodiscard]] std::string_view domain() const;

 private:
  explicit mail_address(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Unstructured text as it stands after a header's colon: as it is when it is plain ASCII, else as
/// encoded words, none of which splits a code point. Not yet folded.
[[nodiscard]] std::string encode_words(const header_text& text);

/// `name <address>`, the name quoted or encoded; the bare address when the name is empty.
[[nodiscard]] std::string encode_mailbox(const header_text& name, const mail_address& address);

/// `; key="value"`, or `; key*=UTF-8''…` when the value is not plain ASCII.
[[nodiscard]] std::string encode_parameter(std::string_view key, const header_text& value);

/// `Mon, 23 Nov 2026 12:00:00 +0000`.
[[nodiscard]] std::string encode_date(timestamp when);

/// `name: value` with CRLF, broken at spaces so that lines stay within 78 characters where the
/// value has spaces to break at.
[[nodiscard]] std::string fold(std::string_view name, std::string_view value);

}  // namespace chant::mail
