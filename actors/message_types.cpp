#include "actors/message_types.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/deserializer.hpp>
#include <caf/error.hpp>
#include <caf/sec.hpp>
#include <caf/serializer.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace chant::actors {
namespace {

// No list in a message is longer: the longest is a refused name's code points.
constexpr std::size_t longest_list = 4096;

/// Walks over a message's fields in order, writing or reading each: one description of every type
/// serves both directions, and a type without one does not compile.
template <class Caf>
class walk {
 public:
  explicit walk(Caf& caf) : caf_(caf) {}

  template <class... Fields>
  caf::error operator()(Fields&... fields) {
    caf::error fault;
    (void)((fault = one(fields), !fault) && ...);
    return fault;
  }

  caf::error one(session_command& x) { return (*this)(x.request, x.session, x.what); }
  caf::error one(session_view& x) { return (*this)(x.request, x.session); }
  caf::error one(session_reply& x) { return (*this)(x.request, x.answer); }
  caf::error one(passivate&) { return {}; }
  caf::error one(session_stays& x) { return (*this)(x.session); }
  caf::error one(session_ended& x) { return (*this)(x.session, x.incarnation); }

 private:
  static constexpr bool reading = Caf::writes_state;

  // The domain's types, unpacked by structured bindings: a new field does not compile unless it is
  // named here.
  caf::error one(campaign::open_session& x) {
    auto& [language, country] = x;
    return (*this)(language, country);
  }
  caf::error one(campaign::order_artwork& x) {
    auto& [share, team, name, language] = x;
    return (*this)(share, team, name, language);
  }
  caf::error one(campaign::record_artwork& x) {
    auto& [share, renderer, strip_bytes, undrawable] = x;
    return (*this)(share, renderer, strip_bytes, undrawable);
  }
  caf::error one(campaign::subscribe& x) {
    auto& [email, name, language, age, consents] = x;
    return (*this)(email, name, language, age, consents);
  }
  caf::error one(campaign::consent_wishes& x) {
    auto& [terms, newsletter, recording, shown] = x;
    return (*this)(terms, newsletter, recording, shown);
  }
  caf::error one(campaign::shown_wordings& x) {
    auto& [terms, newsletter, recording] = x;
    return (*this)(terms, newsletter, recording);
  }
  caf::error one(campaign::shown_wording& x) {
    auto& [version, language, sha256] = x;
    return (*this)(version, language, sha256);
  }
  caf::error one(campaign::set_consents& x) {
    auto& [consents] = x;
    return (*this)(consents);
  }
  caf::error one(campaign::enter_draw&) { return {}; }
  caf::error one(campaign::begin_take& x) {
    auto& [take, media_type, size_bytes, tier, consent, shown] = x;
    return (*this)(take, media_type, size_bytes, tier, consent, shown);
  }
  caf::error one(campaign::finish_take& x) {
    auto& [take, size_bytes, sha256, media_type, timing, sha256_by] = x;
    return (*this)(take, size_bytes, sha256, media_type, timing, sha256_by);
  }
  caf::error one(campaign::drop_take& x) {
    auto& [take, reason] = x;
    return (*this)(take, reason);
  }
  caf::error one(campaign::erase& x) {
    auto& [reason] = x;
    return (*this)(reason);
  }
  caf::error one(campaign::record_letter& x) {
    auto& [letter, kind, what, word, of_relay, asked_at, now, chance] = x;
    return (*this)(letter, kind, what, word, of_relay, asked_at, now, chance);
  }
  caf::error one(campaign::confirm_subscription& x) {
    auto& [asked_by] = x;
    return (*this)(asked_by);
  }
  caf::error one(campaign::unsubscribe& x) {
    auto& [reason] = x;
    return (*this)(reason);
  }
  caf::error one(campaign::claim_letter& x) {
    auto& [letter, kind, now, chance] = x;
    return (*this)(letter, kind, now, chance);
  }
  caf::error one(campaign::retry_letter& x) {
    auto& [letter, now] = x;
    return (*this)(letter, now);
  }
  caf::error one(campaign::drop_letter& x) {
    auto& [letter, kind] = x;
    return (*this)(letter, kind);
  }
  caf::error one(campaign::record_bounce& x) {
    auto& [letter, reason, hard] = x;
    return (*this)(letter, reason, hard);
  }
  caf::error one(campaign::record_complaint& x) {
    auto& [letter] = x;
    return (*this)(letter);
  }
  caf::error one(campaign::outcome& x) {
    auto& [state, changed] = x;
    return (*this)(state, changed);
  }
  caf::error one(campaign::session& x) {
    auto& [version, language, country, artworks, subscribed, subscriptions, consents, letters,
           letters_asked, takes, takes_begun, in_draw, erased] = x;
    return (*this)(version, language, country, artworks, subscribed, subscriptions, consents,
                   letters, letters_asked, takes, takes_begun, in_draw, erased);
  }
  caf::error one(campaign::artwork& x) {
    auto& [share, team, name, language, status, undrawable] = x;
    return (*this)(share, team, name, language, status, undrawable);
  }
  caf::error one(campaign::subscriber& x) {
    auto& [asked_by, email, name, language, age, status, asked_before] = x;
    return (*this)(asked_by, email, name, language, age, status, asked_before);
  }
  caf::error one(campaign::letter& x) {
    auto& [asked_by, kind, status, attempts, next_at] = x;
    return (*this)(asked_by, kind, status, attempts, next_at);
  }
  caf::error one(campaign::take& x) {
    auto& [id, status, media_type, size_bytes, tier] = x;
    return (*this)(id, status, media_type, size_bytes, tier);
  }
  caf::error one(error& x) {
    auto& [kind, code, detail, field] = x;
    return (*this)(kind, code, detail, field);
  }

  caf::error one(campaign::personal_text& x) {
    std::string clear(x.clear());
    std::string ciphertext(x.ciphertext());
    bool erased = x.is_erased();
    auto fault = (*this)(clear, ciphertext, erased);
    if constexpr (reading) {
      x = campaign::personal_text::sealed(std::move(ciphertext)).opened(std::move(clear));
      if (erased) x = x.erased();
    }
    return fault;
  }

  // What they are made of.
  caf::error one(std::string& x) { return caf_(x); }
  template <class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  caf::error one(T& x) {
    return caf_(x);
  }
  caf::error one(timestamp& x) {
    std::int64_t since_epoch = x.time_since_epoch().count();
    auto fault = caf_(since_epoch);
    if constexpr (reading) x = timestamp(timestamp::duration(since_epoch));
    return fault;
  }
  template <std::size_t N, class Tag>
  caf::error one(binary_id<N, Tag>& x) {
    return caf_.apply_raw(N, x.bytes.data());
  }
  template <class T, class Tag>
  caf::error one(strong<T, Tag>& x) {
    auto value = x.value();
    auto fault = caf_(value);
    if constexpr (reading) x = strong<T, Tag>(value);
    return fault;
  }
  template <class T>
  caf::error one(std::optional<T>& x) {
    bool there = x.has_value();
    if (auto fault = caf_(there)) return fault;
    if constexpr (reading) x = there ? std::optional<T>(T{}) : std::nullopt;
    return there ? one(*x) : caf::error{};
  }
  template <class T>
  caf::error one(std::vector<T>& x) {
    auto size = static_cast<std::uint32_t>(x.size());
    if (auto fault = caf_(size)) return fault;
    if (size > longest_list) return caf::sec::invalid_argument;
    if constexpr (reading) x.resize(size);
    for (auto& item : x)
      if (auto fault = one(item)) return fault;
    return {};
  }
  template <class T>
  caf::error one(result<T>& x) {
    bool good = x.has_value();
    if (auto fault = caf_(good)) return fault;
    if constexpr (reading) {
      if (good)
        x = T{};
      else
        x = std::unexpected(error{});
    }
    return good ? one(*x) : one(x.error());
  }
  template <class... Ts>
  caf::error one(std::variant<Ts...>& x) {
    auto which = static_cast<std::uint8_t>(x.index());
    if (auto fault = caf_(which)) return fault;
    if (which >= sizeof...(Ts)) return caf::sec::invalid_argument;
    if constexpr (reading) become(x, which, std::index_sequence_for<Ts...>{});
    return std::visit([this](auto& alternative) { return one(alternative); }, x);
  }
  template <class Variant, std::size_t... I>
  static void become(Variant& x, std::size_t which, std::index_sequence<I...>) {
    ((which == I ? (void)x.template emplace<I>() : void()), ...);
  }

  Caf& caf_;
};

}  // namespace

caf::error inspect(caf::serializer& to, session_command& x) { return walk(to).one(x); }
caf::error inspect(caf::deserializer& from, session_command& x) { return walk(from).one(x); }
caf::error inspect(caf::serializer& to, session_view& x) { return walk(to).one(x); }
caf::error inspect(caf::deserializer& from, session_view& x) { return walk(from).one(x); }
caf::error inspect(caf::serializer& to, session_reply& x) { return walk(to).one(x); }
caf::error inspect(caf::deserializer& from, session_reply& x) { return walk(from).one(x); }
caf::error inspect(caf::serializer& to, passivate& x) { return walk(to).one(x); }
caf::error inspect(caf::deserializer& from, passivate& x) { return walk(from).one(x); }
caf::error inspect(caf::serializer& to, session_stays& x) { return walk(to).one(x); }
caf::error inspect(caf::deserializer& from, session_stays& x) { return walk(from).one(x); }
caf::error inspect(caf::serializer& to, session_ended& x) { return walk(to).one(x); }
caf::error inspect(caf::deserializer& from, session_ended& x) { return walk(from).one(x); }

void register_message_types(caf::actor_system_config& config) {
  config.add_message_type<session_command>("session_command");
  config.add_message_type<session_view>("session_view");
  config.add_message_type<session_reply>("session_reply");
  config.add_message_type<passivate>("passivate");
  config.add_message_type<session_stays>("session_stays");
  config.add_message_type<session_ended>("session_ended");
}

}  // namespace chant::actors
