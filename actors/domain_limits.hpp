// How fast letters go to each recipient's domain: as fast as was agreed, slower as soon as the
// domain says so, and step by step faster again.
#pragma once

#include "base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace chant::actors {

struct domain_policy {
  unsigned at_once = 20;       ///< letters under way to one domain; Postfix's default
  double per_second = 0;       ///< letters to one domain, sustained; 0: no limit
  std::size_t domains = 4096;  ///< remembered at most: the longest unused are forgotten first
};

/// Whether the relay's answer is a request to go slower: 421, 450, 451 or 454.
[[nodiscard]] bool asks_for_patience(std::string_view code);

/// One caller at a time.
class domain_limits {
 public:
  explicit domain_limits(domain_policy policy) : policy_(policy) {}

  /// Takes a place if there is one: zero. Otherwise how long to wait before asking again.
  [[nodiscard]] std::chrono::microseconds take(std::string_view domain, timestamp now);
  /// The letter was not sent after all.
  void give_back(std::string_view domain);
  /// The relay has answered for the letter that was taken at `since`.
  void on_answer(std::string_view domain, bool slower, timestamp since, timestamp now);

  [[nodiscard]] std::size_t domains() const { return used_.size(); }
  /// For tests: letters that may be under way to it now.
  [[nodiscard]] unsigned at_once(std::string_view domain) const;

 private:
  struct state {
    std::string domain;
    double at_once = 0;
    double per_second = 0;
    double tokens = 0;
    unsigned under_way = 0;
    unsigned slowed = 0;     ///< times in a row
    timestamp counted_at{};  ///< tokens are those of this moment
    timestamp slowed_at{};
    timestamp closed_until{};
    timestamp next_turn{};  ///< of the next letter that has to wait
  };

  [[nodiscard]] state& of(std::string_view domain, timestamp now);
  [[nodiscard]] std::chrono::microseconds turn(state& s, timestamp earliest, timestamp now) const;
  void forget_unused();
  void slow_down(state& s, timestamp now) const;
  void speed_up(state& s) const;

  const domain_policy policy_;
  std::list<state> used_;                                                   ///< the last used first
  std::unordered_map<std::string_view, std::list<state>::iterator> found_;  ///< names in used_
};

}  // namespace chant::actors
