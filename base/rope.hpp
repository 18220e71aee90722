// Bytes in several pieces that share their owners: a picture is prefix, strip and suffix, and the
// prefix of a team is one buffer however many fans ask for it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chant {

class rope {
 public:
  /// Appends bytes kept alive by `owner`.
  void append(std::shared_ptr<const void> owner, std::string_view bytes) {
    if (bytes.empty()) return;
    size_ += bytes.size();
    pieces_.push_back({std::move(owner), bytes});
  }
  /// Appends bytes that the rope takes over.
  void append(std::string bytes) {
    auto owned = std::make_shared<const std::string>(std::move(bytes));
    const std::string_view view = *owned;
    append(std::move(owned), view);
  }

  struct piece {
    std::shared_ptr<const void> owner;
    std::string_view bytes;
  };
  [[nodiscard]] const std::vector<piece>& pieces() const { return pieces_; }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// All bytes in one string: for tests, letters and files, not for the hot path.
  [[nodiscard]] std::string flatten() const {
    std::string all;
    all.reserve(size_);
    for (const auto& p : pieces_) all += p.bytes;
    return all;
  }

 private:
  std::vector<piece> pieces_;
  std::size_t size_ = 0;
};

}  // namespace chant
