// How many may come in: connections in all, and of one address.
#pragma once

#include "http/address.hpp"
#include "http/client_address.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace chant::http {

/// Thread-safe. Trusted proxies stand for many clients and count in the total alone, as does
/// loopback unless it is to be limited.
class door {
 public:
  struct options {
    std::size_t most;
    std::uint32_t per_address;
    bool limit_loopback;
  };
  door(const options& o, const proxy_trust& trust) : options_(o), trust_(trust) {}

  /// False: full, or too many of this address.
  [[nodiscard]] bool enter(const ip_address& peer);
  /// Once for each enter that was true.
  void leave(const ip_address& peer);
  [[nodiscard]] std::size_t inside() const { return inside_.load(); }

 private:
  [[nodiscard]] bool is_exempt(const ip_address& peer) const;

  options options_;
  const proxy_trust& trust_;
  std::atomic<std::size_t> inside_{0};
  std::mutex mutex_;
  std::unordered_map<ip_address, std::uint32_t> by_address_;
};

}  // namespace chant::http
