// What has happened to each prize draw: folded from the campaign's own stream. Pure.
#pragma once

#include "base/result.hpp"
#include "campaign/draw.hpp"
#include "campaign/events.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chant::campaign {

/// One draw so far. Of each step the first event counts; whoever comes later finds it done.
struct draw_story {
  std::optional<draw_committed> committed;
  log_offset committed_at;
  std::optional<draw_closed> closed;
  std::vector<session_id> left_out;  ///< by that closing; ascending
  std::optional<draw_held> held;
  std::map<std::uint64_t, draw_won> won;  ///< by place, from 1
};

class draw_book {
 public:
  /// The next event of the campaign's own stream; those of no draw are passed over.
  void take(log_offset at, const event& e);

  /// errc::not_found "draw_unknown".
  [[nodiscard]] result<draw_story> find(std::string_view draw) const;

 private:
  void take_known(log_offset at, const draw_committed& e);
  void take_known(log_offset at, const draw_left_out& e);
  void take_known(log_offset at, const draw_closed& e);
  void take_known(log_offset at, const draw_held& e);
  void take_known(log_offset at, const draw_won& e);
  template <class Other>
  void take_known(log_offset /*at*/, const Other& /*e*/) {}

  std::map<std::string, draw_story, std::less<>> draws_;
  /// Sessions left out, by draw and digest of the entries that remain: a closing that was cut off
  /// leaves some that belong to nothing.
  std::map<std::string, std::vector<session_id>, std::less<>> left_out_;
};

/// The events by which these sessions are left out of the closing with that digest of entries; each
/// fits into the log.
[[nodiscard]] std::vector<event> leaving_out(std::string_view draw, const sha256_digest& entries,
                                             std::span<const session_id> sessions);

/// errc::corrupt "draw_inconsistent" when the salt is not the one that was committed to.
[[nodiscard]] result<sha256_digest> seed_of(const draw_committed& committed,
                                            const draw_closed& closed, const draw_held& held);

/// Winners first, then substitutes, in order. `sessions`: all that take part. errc::corrupt
/// "draw_inconsistent", too, when the entries are not those the draw was closed with.
[[nodiscard]] result<std::vector<draw_won>> winners_of(const draw_committed& committed,
                                                       const draw_closed& closed,
                                                       const draw_held& held,
                                                       std::span<const session_id> sessions);

/// How a place is called: "winner" or "substitute".
[[nodiscard]] std::string_view role_of(std::uint64_t place, const draw_held& held);

}  // namespace chant::campaign
