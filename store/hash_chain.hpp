// A running digest over every record of the log: whoever changes, drops or adds one changes all
// digests after it.
#pragma once

#include "base/sha256.hpp"
#include "campaign/ids.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chant::store {

/// Where the chain stands in the tables: after every `events_per_link` records. The number of
/// streams begun so far rides along, so that counting them needs no scan.
struct chain_link {
  static constexpr std::uint64_t events_per_link = 256;

  sha256_digest digest;       ///< over everything before
  std::uint64_t streams = 0;  ///< whose first event lies before

  [[nodiscard]] std::string bytes() const;
  [[nodiscard]] static std::optional<chain_link> parse(std::string_view bytes);
};

/// Link n is SHA-256(link n−1 ‖ for each of its 256 records: length as 4 bytes ‖ record); link 0 is
/// 32 zero bytes. Between links the digest is over the records so far. Not thread-safe.
class hash_chain {
 public:
  /// Goes on from a link; `at` is a multiple of events_per_link.
  explicit hash_chain(campaign::log_offset at = {}, const chain_link& from = {});
  ~hash_chain();
  hash_chain(hash_chain&&) noexcept;
  hash_chain& operator=(hash_chain&&) noexcept;

  /// Takes the next record (in two pieces, as they are at hand). The link it completes, if any.
  std::optional<chain_link> add(std::string_view head, std::string_view payload, bool new_stream);

  /// The offset of the next record.
  [[nodiscard]] campaign::log_offset at() const { return at_; }
  [[nodiscard]] std::uint64_t streams() const { return streams_; }
  /// Over every record added so far; about 0.3 µs.
  [[nodiscard]] sha256_digest digest() const;

 private:
  struct hasher;
  void begin(const sha256_digest& previous);
  [[nodiscard]] sha256_digest finish_copy() const;

  std::unique_ptr<hasher> hasher_;
  sha256_digest link_;
  campaign::log_offset at_;
  std::uint64_t streams_ = 0;
};

}  // namespace chant::store
