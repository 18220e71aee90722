// Text that belongs to a person: readable to the fan, sealed in the log, unreadable after an erase.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace chant::campaign {

/// A personal field of an event. The domain makes it with clear text; the journal adds the
/// ciphertext before the event is appended, and that alone is encoded. Read back it has the
/// ciphertext only, until the fan's key opens it; once that key is destroyed it reads erased.
class personal_text {
 public:
  personal_text() = default;
  explicit personal_text(std::string clear) : clear_(std::move(clear)) {}

  /// As decoded from the log: sealed, not yet opened.
  [[nodiscard]] static personal_text sealed(std::string ciphertext) {
    personal_text t;
    t.ciphertext_ = std::move(ciphertext);
    return t;
  }

  /// The same text with its ciphertext beside it.
  [[nodiscard]] personal_text with_ciphertext(std::string ciphertext) const {
    personal_text t = *this;
    t.ciphertext_ = std::move(ciphertext);
    return t;
  }
  /// The same ciphertext, opened.
  [[nodiscard]] personal_text opened(std::string clear) const {
    personal_text t = *this;
    t.clear_ = std::move(clear);
    return t;
  }
  /// The same ciphertext, for ever closed.
  [[nodiscard]] personal_text erased() const {
    personal_text t = *this;
    t.clear_.clear();
    t.erased_ = true;
    return t;
  }

  /// The words themselves; empty while sealed and after an erase.
  [[nodiscard]] std::string_view clear() const { return clear_; }
  /// As it stands in the log (store/FORMAT.md); empty if it was never sealed.
  [[nodiscard]] std::string_view ciphertext() const { return ciphertext_; }
  [[nodiscard]] bool is_erased() const { return erased_; }

  friend bool operator==(const personal_text&, const personal_text&) = default;

 private:
  std::string clear_;
  std::string ciphertext_;
  bool erased_ = false;
};

}  // namespace chant::campaign
