// How often an address may be left, and how often a network may leave one: nobody is to have a
// stranger's mailbox filled by this campaign.
#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/sha256.hpp"
#include "campaign/ids.hpp"
#include "campaign/service.hpp"
#include "http/address.hpp"
#include "http/rate_limit.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chant::http {

struct sign_up_options {
  std::uint32_t sessions_per_address = 3;  ///< that may leave the same address within a day
  std::uint32_t letters_per_address = 5;   ///< that may be asked for to it within a day
  std::uint32_t per_network_hour = 600;    ///< sign-ups out of one /24 (IPv6: /64), evenly refilled
  bool loopback = false;                   ///< count 127.0.0.1 and ::1 too
  /// Mailboxes remembered, about 200 bytes each and 600 at most; the longest idle go.
  std::size_t table = 65536;
};

/// Counts in memory: a restart forgets, and starts with what is bounded anywhere else (a session's
/// subscriptions, the suppression list). Addresses are known by a hash whose key is made at start
/// and kept nowhere. Thread-safe.
class sign_up_limits : public std::enable_shared_from_this<sign_up_limits> {
 public:
  sign_up_limits(const sign_up_options& o, random_source& random, metrics::registry& registry);

  struct asked {
    const ip_address& client;
    const campaign::session_id& session;
    std::string_view email;  ///< as check_email() keeps it
    timestamp now;
  };

  /// The right to one sign-up. What it counted is taken back by settle() if no letter came of it;
  /// destroyed without that it counts.
  class admission {
   public:
    void settle(const result<campaign::outcome>& r);

   private:
    friend class sign_up_limits;
    std::shared_ptr<sign_up_limits> from_;  // empty: not counted
    sha256_digest mailbox_;
    std::uint64_t number_ = 0;
    ip_address network_;
  };

  struct refusal {
    error why;  ///< errc::too_many_requests "address_busy" or "network_busy"
    std::chrono::seconds wait;
  };

  [[nodiscard]] std::expected<admission, refusal> admit(const asked& a);

 private:
  /// One sign-up that asked for a letter, or may yet.
  struct letter_asked {
    std::uint64_t number;
    campaign::session_id session;
    std::optional<campaign::event_id> letter;
    timestamp at;
  };
  struct mailbox {
    std::vector<letter_asked> letters;  // oldest first
    std::list<sha256_digest>::iterator place;
  };

  [[nodiscard]] std::optional<refusal> judge(const sha256_digest& to, const asked& a);
  mailbox& mailbox_at(const sha256_digest& key);
  void settle(const admission& a, const result<campaign::outcome>& r);

  const sign_up_options options_;
  std::array<std::byte, 32> key_{};
  rate_limit networks_;
  metrics::counter& address_refusals_;
  metrics::counter& network_refusals_;
  metrics::gauge& remembered_;
  std::mutex mutex_;  // of what follows
  std::uint64_t last_number_ = 0;
  std::list<sha256_digest> by_use_;  // the longest idle last
  std::unordered_map<sha256_digest, mailbox> mailboxes_;
};

}  // namespace chant::http
