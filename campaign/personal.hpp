// Text that belongs to a person: readable to the fan, sealed in the log, unreadable after an erase.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace chant::campaign {

/// A personal field of an event. The domain makes it `clear`; the journal seals it before it is
/// appended and opens it after it is read; once the fan's key is destroyed it reads `erased`.
class personal_text {
 public:
  enum class form : unsigned char { clear, sealed, erased };

  personal_text() = default;
  explicit personal_text(std::string clear) : text_(std::move(clear)) {}

  [[nodiscard]] static personal_text sealed(std::string ciphertext) {
    personal_text t(std::move(ciphertext));
    t.form_ = form::sealed;
    return t;
  }
  [[nodiscard]] static personal_text erased() {
    personal_text t;
    t.form_ = form::erased;
    return t;
  }

  [[nodiscard]] form state() const { return form_; }
  /// The words themselves; empty unless clear.
  [[nodiscard]] std::string_view clear() const {
    return form_ == form::clear ? std::string_view(text_) : std::string_view();
  }
  /// Nonce, ciphertext and tag (store/FORMAT.md); empty unless sealed.
  [[nodiscard]] std::string_view ciphertext() const {
    return form_ == form::sealed ? std::string_view(text_) : std::string_view();
  }

  friend bool operator==(const personal_text&, const personal_text&) = default;

 private:
  form form_ = form::clear;
  std::string text_;
};

}  // namespace chant::campaign
