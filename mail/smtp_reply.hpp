// A relay's answers, read from bytes as they come (RFC 5321 §4.2, RFC 3463).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chant::mail {

struct smtp_reply {
  unsigned code = 0;     ///< 200 to 599
  std::string enhanced;  ///< "4.7.1"; empty where none was given
  std::string text;      ///< the lines' words, without codes, with "\n" between lines

  [[nodiscard]] unsigned kind() const { return code / 100; }
};

/// Puts replies together. Not thread-safe.
class smtp_reply_reader {
 public:
  enum class status : std::uint8_t {
    complete,
    incomplete,
    malformed,  ///< not SMTP, or longer than anything sensible; the reader is of no more use
  };

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  /// Takes the next reply off what was fed.
  [[nodiscard]] status next(smtp_reply& reply);
  /// Nothing is left over: whoever starts TLS must know (CVE-2011-0411).
  [[nodiscard]] bool empty() const { return at_ == buffer_.size() && !begun_; }

 private:
  [[nodiscard]] status take_line(std::string_view line);

  std::string buffer_;
  std::size_t at_ = 0;
  smtp_reply reply_;  ///< the lines of a reply so far
  bool begun_ = false;
};

/// The relay's name for a letter it has accepted, as common programs tell it; the whole text where
/// none is known, 128 bytes at most.
[[nodiscard]] std::string queue_id_of(const smtp_reply& reply);

/// "451", or "451 4.7.1".
[[nodiscard]] std::string code_of(const smtp_reply& reply);

/// The words in one line of valid UTF-8 without control characters, 512 bytes at most.
[[nodiscard]] std::string words_of(const smtp_reply& reply);

}  // namespace chant::mail
