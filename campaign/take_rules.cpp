// Which recordings a session may keep.
#include "campaign/deciding.hpp"

#include <algorithm>
#include <array>

namespace chant::campaign {

namespace {

constexpr std::size_t consent_id_bytes_max = 64;
constexpr std::size_t timing_bytes_max = 2048;
constexpr std::size_t sha256_digits = 64;

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

bool is_consent_id(std::string_view text) {
  return text.size() <= consent_id_bytes_max && std::ranges::all_of(text, is_id_character);
}

bool is_digest(std::string_view text) {
  return text.size() == sha256_digits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool is_maker(const std::optional<std::string>& of_digest) {
  return !of_digest || *of_digest == "client";
}

bool is_tier(std::string_view text) {
  constexpr std::array<std::string_view, 4> tiers{"", "A", "B", "C"};
  return std::ranges::find(tiers, text) != tiers.end();
}

std::size_t open_takes(const session& state) {
  return static_cast<std::size_t>(
      std::ranges::count(state.takes, take::state::begun, &take::status));
}

std::uint64_t bytes_kept(const session& state) {
  std::uint64_t sum = 0;
  for (const auto& t : state.takes) sum += t.size_bytes;
  return sum;
}

/// Whether the campaign has room for it.
result<void> judged(const session& state, const begin_take& c, const terms& t) {
  if (!t.open) return refuse(rule::campaign_closed);
  if (c.consent.empty()) return refuse(rule::consent_required);
  if (!is_consent_id(c.consent)) return malformed("text_malformed", "consent");
  if (!is_tier(c.tier)) return malformed("text_malformed", "tier");
  if (c.media_type.size() > word_bytes_max) return malformed("text_too_long", "filetype");
  if (c.size_bytes == 0) return refuse(rule::take_empty);
  if (c.size_bytes > t.rules.take_bytes_max) return refuse(rule::take_too_large);
  if (open_takes(state) >= t.rules.takes_open_per_session_max)
    return refuse(rule::takes_open_too_many);
  const bool fits = state.takes.size() < t.rules.takes_per_session_max &&
                    state.takes_begun < t.rules.takes_begun_per_session_max &&
                    bytes_kept(state) + c.size_bytes <= t.rules.takes_bytes_per_session_max;
  if (!fits) return refuse(rule::takes_too_many);
  if (is_full(state, t.rules)) return refuse(rule::session_full);
  return {};
}

}  // namespace

decision decide_on(const session& state, const begin_take& c, const terms& t) {
  if (find_take(state, c.take) != nullptr) return caused();
  if (auto good = judged(state, c, t); !good) return std::unexpected(std::move(good.error()));
  std::vector<event> events;
  if (!has_consent(state, "recording")) {
    consent_given given{
        .purpose = "recording", .text_version = c.consent, .language = state.language};
    if (c.shown) {
      given.text_version = c.shown->version;
      given.language = c.shown->language;
      given.text_sha256 = c.shown->sha256;
    }
    events.emplace_back(std::move(given));
  }
  events.emplace_back(take_begun{.take = c.take,
                                 .media_type = c.media_type,
                                 .size_bytes = c.size_bytes,
                                 .tier = c.tier,
                                 .consent = c.consent});
  return events;
}

decision decide_on(const session& state, const finish_take& c, const terms& /*t*/) {
  const take* known = find_take(state, c.take);
  if (known == nullptr) return refuse(rule::take_unknown);
  if (known->status == take::state::uploaded) return caused();
  if (!is_digest(c.sha256)) return malformed("text_malformed", "sha256");
  if (!is_maker(c.sha256_by)) return malformed("text_malformed", "sha256_by");
  if (c.media_type.size() > word_bytes_max) return malformed("text_too_long", "media_type");
  if (c.timing && c.timing->size() > timing_bytes_max) return malformed("text_too_long", "timing");
  return caused(take_uploaded{.take = c.take,
                              .size_bytes = c.size_bytes,
                              .sha256 = c.sha256,
                              .media_type = c.media_type,
                              .timing = c.timing,
                              .sha256_by = c.sha256_by});
}

decision decide_on(const session& state, const drop_take& c, const terms& /*t*/) {
  if (find_take(state, c.take) == nullptr) return caused();
  if (c.reason.size() > word_bytes_max) return malformed("text_too_long", "reason");
  return caused(take_dropped{.take = c.take, .reason = c.reason});
}

}  // namespace chant::campaign
