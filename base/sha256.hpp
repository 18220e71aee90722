// SHA-256, for session ids, hash chains and entity tags.
#pragma once

#include "base/bytes.hpp"

#include <initializer_list>
#include <memory>
#include <string_view>

namespace chant {

using sha256_digest = binary_id<32, struct sha256_tag>;

/// The digest of the parts, one after the other, as if they were one string (FIPS 180-4).
[[nodiscard]] sha256_digest sha256(std::initializer_list<std::string_view> parts);

/// The same over bytes that come one after the other and are too many to hold.
class sha256_stream {
 public:
  sha256_stream();
  ~sha256_stream();
  void add(std::string_view bytes);
  /// Once, at the end.
  [[nodiscard]] sha256_digest finish();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace chant
