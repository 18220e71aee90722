// The same front-end errors put together: how often, since when, in which releases. Folded from the
// log, by the node as it goes and by analysts over any part of it.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/events.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chant::campaign {

struct front_error_group {
  static constexpr std::size_t listed_most = 8;  ///< of releases, pages and browsers each

  std::string fingerprint;
  std::string message;
  std::string stack;                  ///< of its first report
  std::vector<std::string> releases;  ///< in the order in which they came
  std::vector<std::string> pages;
  std::vector<std::string> browsers;
  timestamp first_seen;
  timestamp last_seen;
  std::uint64_t reports = 0;

  friend bool operator==(const front_error_group&, const front_error_group&) = default;
};

class front_error_groups {
 public:
  /// Groups a node keeps: below 1 MiB, as much as a checkpoint holds.
  static constexpr std::size_t kept_by_node = 256;

  /// Of more groups than `most`, the one that was quiet longest is forgotten.
  explicit front_error_groups(std::size_t most) : most_(most) {}

  void add(const front_error_counted& e, timestamp at);

  [[nodiscard]] std::size_t size() const { return groups_.size(); }
  /// Of all groups, forgotten ones included.
  [[nodiscard]] std::uint64_t reports() const { return reports_; }
  /// The most frequent first.
  [[nodiscard]] std::vector<front_error_group> by_reports() const;

  /// CBOR, the same bytes for the same groups; below 4 KiB a group.
  [[nodiscard]] std::string encode() const;
  /// errc::corrupt, code "groups_malformed". Empty bytes are no groups.
  [[nodiscard]] static result<front_error_groups> decode(std::string_view bytes, std::size_t most);

  friend bool operator==(const front_error_groups&, const front_error_groups&) = default;

 private:
  void forget_the_quietest();

  std::size_t most_;
  std::uint64_t reports_ = 0;
  std::map<std::string, front_error_group, std::less<>> groups_;
};

}  // namespace chant::campaign
