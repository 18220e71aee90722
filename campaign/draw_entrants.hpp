// Who takes part in a prize draw: folded from the log up to the closing. Pure.
#pragma once

#include "base/random.hpp"
#include "campaign/draw.hpp"
#include "campaign/events.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chant::campaign {

/// An address as one look at all entrants knows it: equal ones are equal, and nothing leads back.
using address_print = binary_id<16, struct address_print_tag>;

/// Makes prints of addresses under a key of its own that nobody else ever knows.
class address_printer {
 public:
  explicit address_printer(random_source& random) { fill_random(key_, random); }

  /// Without regard to capitals. Precondition: UTF-8.
  [[nodiscard]] address_print print_of(std::string_view address) const;

 private:
  binary_id<32, struct print_key_tag> key_;
};

/// An entrant is a session with draw_entered and without session_erased; whether the fan's age and
/// country allow it was decided, by the rules of that moment, before draw_entered. About 80 bytes a
/// session that entered or has a print.
class draw_entrants {
 public:
  /// Whether take() looks at events of that type.
  [[nodiscard]] static bool wants(std::uint16_t type);
  /// The next event, in the log's order.
  void take(const session_id& of, log_offset at, const event& e);
  /// The session's address from here on. For whoever can read addresses; one that was erased since
  /// has none.
  void note_address(const session_id& of, const address_print& print);

  /// How many take part, the doubled ones included.
  [[nodiscard]] std::size_t size() const { return entered_; }
  /// The entrants whose address is also that of one who entered before them; ascending.
  [[nodiscard]] std::vector<session_id> doubled() const;
  /// All entrants but those, ascending.
  [[nodiscard]] std::vector<session_id> sessions(std::span<const session_id> left_out) const;

 private:
  struct known {
    log_offset entered;
    address_print address;
    bool in = false;
    bool has_address = false;
  };
  std::unordered_map<session_id, known> sessions_;
  std::size_t entered_ = 0;
};

/// Their entries in that draw, ascending.
[[nodiscard]] std::vector<draw_entry> entries_of(std::string_view draw,
                                                 std::span<const session_id> sessions);

}  // namespace chant::campaign
