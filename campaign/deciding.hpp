// What the rules of every kind of command are written with. Internal to campaign/.
#pragma once

#include "campaign/session.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chant::campaign {

using decision = result<std::vector<event>>;

// Words of browsers, pools and relays: long enough for a queue id or a media type with its codecs.
inline constexpr std::size_t word_bytes_max = 256;

template <class... Events>
[[nodiscard]] std::vector<event> caused(Events&&... events) {
  std::vector<event> all;
  all.reserve(sizeof...(events));
  (all.emplace_back(std::forward<Events>(events)), ...);
  return all;
}

[[nodiscard]] inline std::unexpected<error> refuse(rule r) { return std::unexpected(broken(r)); }

[[nodiscard]] inline std::unexpected<error> malformed(std::string code, std::string field) {
  return std::unexpected(
      error{errc::malformed, std::move(code), "The value cannot be taken.", std::move(field)});
}

[[nodiscard]] inline std::string_view language_of(const session& state, std::string_view asked) {
  return asked.empty() ? std::string_view(state.language) : asked;
}

/// The session has as many events as it may; what takes something back stays possible.
[[nodiscard]] inline bool is_full(const session& state, const rules& r) {
  return state.version.value() >= r.events_per_session_max;
}

[[nodiscard]] bool has_consent(const session& state, std::string_view purpose);

/// There is an address, and the fan has not taken it back.
[[nodiscard]] inline bool is_written_to(const session& state) {
  return state.subscribed && state.subscribed->status != subscriber::state::removed;
}

/// No letters any more: what is still to be taken back of subscription and newsletter.
[[nodiscard]] std::vector<event> leaving(const session& state, std::string_view reason);

// One for each kind of command, in session.cpp, subscriber_rules.cpp, letter_rules.cpp and
// take_rules.cpp. The session is open and not erased, but for open_session.
[[nodiscard]] decision decide_on(const session& state, const open_session& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const order_artwork& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const record_artwork& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const record_letter& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const erase& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const subscribe& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const set_consents& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const enter_draw& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const begin_take& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const finish_take& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const drop_take& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const confirm_subscription& c,
                                 const terms& t);
[[nodiscard]] decision decide_on(const session& state, const unsubscribe& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const claim_letter& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const retry_letter& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const drop_letter& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const record_bounce& c, const terms& t);
[[nodiscard]] decision decide_on(const session& state, const record_complaint& c, const terms& t);

}  // namespace chant::campaign
