// Who is sending which take: one connection at a time, the later one wins over one that has
// stalled.
#pragma once

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "store/take_store.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace chant::actors {

/// One connection's hold on an unfinished take. Thread-safe: its connection writes while others may
/// take it over.
class take_claim {
 public:
  using clock = std::chrono::steady_clock;

  /// By whoever made the claim, before anybody writes. A take that is all there has no part.
  void open(std::unique_ptr<store::take_part> part, std::uint64_t size);
  /// errc::conflict "upload_taken_over" once it has been given up; errors of take_part::append.
  [[nodiscard]] result<void> append(std::string_view bytes);
  /// The same of bytes that lie in a pipe.
  [[nodiscard]] result<void> append_from(int pipe, std::size_t size);
  /// A sign of life of the connection.
  void touch();
  /// Makes durable what was appended; how much that is in all. errc::conflict "upload_taken_over";
  /// errc::io. Blocks.
  [[nodiscard]] result<std::uint64_t> sync();
  /// Its connection is gone, or has sent all it had: others need not wait for it.
  void end();
  /// Nothing more is written through it. What was is on disk when this returns. Blocks.
  [[nodiscard]] result<void> give_up();
  /// Whether its connection has sent something within that time.
  [[nodiscard]] bool alive(clock::duration within) const;
  /// Bytes of the take that are on disk for certain.
  /// errc::conflict "upload_locked" as long as the claim is not opened: nobody knows yet.
  [[nodiscard]] result<std::uint64_t> durable() const;

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<store::take_part> part_;
  std::uint64_t durable_ = 0;
  clock::time_point touched_ = clock::now();
  bool opened_ = false;
  bool ended_ = false;
  bool given_up_ = false;
};

/// All claims of a node. Thread-safe.
class take_claims {
 public:
  struct options {
    std::size_t most;                   ///< connections that send at the same time
    take_claim::clock::duration stall;  ///< after this long in silence a claim may be taken over
  };
  take_claims(const options& o, metrics::gauge& open) : options_(o), open_(open) {}

  /// The claim on a take that nobody else is sending. errc::conflict "upload_locked";
  /// errc::unavailable "uploads_too_many". Blocks where a stalled claim is taken over.
  [[nodiscard]] result<std::shared_ptr<take_claim>> acquire(const campaign::take_id& take);
  /// Whether somebody is sending the take now.
  [[nodiscard]] bool sending(const campaign::take_id& take) const;
  /// How much of the take is durable if somebody is sending it. Nothing if not: the claim of a
  /// connection that is gone is closed, so that the file says how much there is. errc::conflict
  /// "upload_locked" while a connection begins. Blocks.
  [[nodiscard]] result<std::optional<std::uint64_t>> durable_while_sending(
      const campaign::take_id& take);
  /// Ends whatever claim there is; what it has written is on disk when this returns. Blocks.
  [[nodiscard]] result<void> revoke(const campaign::take_id& take);
  /// Forgets the claim, if it is still the take's.
  void release(const campaign::take_id& take, const std::shared_ptr<take_claim>& claim);

 private:
  [[nodiscard]] std::shared_ptr<take_claim> find(const campaign::take_id& take) const;

  options options_;
  metrics::gauge& open_;
  mutable std::mutex mutex_;
  std::unordered_map<campaign::take_id, std::shared_ptr<take_claim>> claims_;
};

}  // namespace chant::actors
