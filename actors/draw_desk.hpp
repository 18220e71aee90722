// Where prize draws are held: the commitment, the closing, the draw, and who is told that they won.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/sha256.hpp"
#include "campaign/draw_book.hpp"
#include "campaign/draw_entrants.hpp"
#include "campaign/own_events.hpp"
#include "store/draw_salts.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"
#include "store/snapshots.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::actors {

/// What to hold a draw with.
struct draw_wish {
  std::string draw;
  std::uint64_t winners = 1;
  std::uint64_t substitutes = 0;
  /// How many of the log's events count; nothing: where it was closed, or else all there are now.
  std::optional<campaign::log_offset> closing = {};
  /// What the beacon showed, if one was named with the commitment.
  std::optional<std::string> beacon = {};
};

struct draw_outcome {
  campaign::draw_closed closed;
  campaign::draw_held held;
  std::vector<campaign::draw_won> won;  ///< by place
  bool repeated = false;                ///< it was held before, with this result
};

/// Somebody who was drawn, as the log can still name them.
struct drawn_fan {
  campaign::draw_won won;
  bool erased = false;  ///< since: a substitute moves up
  std::string email;
  std::string name;  ///< may be empty
  std::string language;
};

/// One thread at a time, which may be kept waiting: the log is read up to the closing, about two
/// seconds a million events. Each step can be asked for again after a crash and goes on where it
/// was cut off. Errors besides those of the log: errc::malformed "draw_name_malformed";
/// errc::not_found "draw_unknown" (nothing was committed to), "salt_missing"; errc::corrupt.
class draw_desk {
 public:
  struct ports {
    const store::event_log& log;
    /// The digest of the hash chain before an offset up to the head.
    std::function<result<sha256_digest>(campaign::log_offset)> digest_at;
    const store::fan_keys& keys;
    const store::snapshot_store& snapshots;
    campaign::own_events& own;
    random_source& random;
    std::filesystem::path salts;  ///< directory
  };
  explicit draw_desk(ports given);

  /// Makes the salt and publishes its digest. errc::conflict "draw_committed".
  [[nodiscard]] result<campaign::draw_committed> commit(std::string_view draw,
                                                        std::optional<std::string> beacon);

  /// Fixes who takes part: the events before `at`, or all there are now. Closed before: the same
  /// again; errc::conflict "draw_closed" when `at` is another place. errc::refused
  /// "closing_too_early" before the commitment; errc::not_found "beyond_head".
  [[nodiscard]] result<campaign::draw_closed> close(std::string_view draw,
                                                    std::optional<campaign::log_offset> at);

  /// Draws, closing first if that was not done. Held before: the same result. errc::conflict
  /// "draw_held" when other numbers or another beacon are wished for; errc::refused with
  /// "too_many_winners", "beacon_missing", "beacon_not_named" or "draw_not_closed" (entries close
  /// before the beacon is known).
  [[nodiscard]] result<draw_outcome> hold(const draw_wish& wish);

  /// Winners and substitutes with their addresses. errc::not_found "draw_not_held".
  [[nodiscard]] result<std::vector<drawn_fan>> reveal(std::string_view draw) const;

 private:
  [[nodiscard]] result<campaign::draw_story> story_of(std::string_view draw) const;
  [[nodiscard]] result<campaign::draw_entrants> entrants(
      campaign::log_offset closing, const campaign::address_printer* printer) const;
  [[nodiscard]] result<void> note(campaign::draw_entrants& all, const store::recorded_event& e,
                                  const campaign::address_printer* printer) const;
  [[nodiscard]] result<campaign::draw_held> held_by(const draw_wish& wish,
                                                    const campaign::draw_story& story) const;
  [[nodiscard]] result<draw_outcome> finish(const campaign::draw_story& story,
                                            campaign::draw_held held);
  [[nodiscard]] result<drawn_fan> named(const campaign::draw_won& won) const;
  [[nodiscard]] result<void> append(std::vector<campaign::event> events);

  ports ports_;
  store::draw_salts salts_;
};

}  // namespace chant::actors
