// How often one address may ask: a token bucket each, in a table of bounded size.
#pragma once

#include "http/address.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <unordered_map>

namespace chant::http {

/// Thread-safe; sharded by address so that threads seldom meet.
class rate_limit {
 public:
  struct options {
    double per_second = 20;     ///< sustained; a page load is about ten
    double burst = 60;          ///< at once
    bool loopback = false;      ///< count 127.0.0.1 and ::1 too
    std::size_t table = 65536;  ///< addresses remembered, about 100 bytes each; the longest idle go
  };
  explicit rate_limit(const options& o);

  /// Takes a token of the address (IPv6: of its /64). `now` is monotonic.
  [[nodiscard]] bool allow(const ip_address& client, std::chrono::milliseconds now);
  /// What was allowed did not come to pass.
  void give_back(const ip_address& client);
  /// Addresses remembered at present.
  [[nodiscard]] std::size_t size() const;

 private:
  struct bucket {
    ip_address key;
    double tokens;
    std::chrono::milliseconds filled_at;
  };
  struct shard {
    mutable std::mutex mutex;
    std::list<bucket> by_use;  // the longest idle last
    std::unordered_map<ip_address, std::list<bucket>::iterator> by_key;
  };
  static constexpr std::size_t shard_count = 16;

  options options_;
  std::array<shard, shard_count> shards_;
};

}  // namespace chant::http
