#include "http/sign_up_limits.hpp"

#include "campaign/rules.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace chant::http {

namespace {

using std::chrono::seconds;

constexpr std::chrono::hours day{24};
constexpr double seconds_an_hour = 3600;

rate_limit::options of_networks(const sign_up_options& o) {
  return {.per_second = o.per_network_hour / seconds_an_hour,
          .burst = static_cast<double>(o.per_network_hour),
          .loopback = o.loopback,
          .table = o.table};
}

sign_up_limits::refusal busy(std::string_view code, std::string_view detail, seconds wait) {
  return {.why = {.kind = errc::too_many_requests,
                  .code = std::string(code),
                  .detail = std::string(detail),
                  .field = "email"},
          .wait = std::max(wait, seconds(1))};
}

/// The letter that the session waits for now, if the command did anything for it.
std::optional<campaign::event_id> letter_of(const campaign::outcome& o) {
  if (!o.changed || !o.state.subscribed) return std::nullopt;
  return o.state.subscribed->asked_by;
}

}  // namespace

sign_up_limits::sign_up_limits(const sign_up_options& o, random_source& random,
                               metrics::registry& registry)
    : options_(o),
      networks_(of_networks(o)),
      address_refusals_(registry.make_counter(
          "chant_sign_ups_refused_total", "Sign-ups turned away by a limit.", "by=\"address\"")),
      network_refusals_(registry.make_counter(
          "chant_sign_ups_refused_total", "Sign-ups turned away by a limit.", "by=\"network\"")),
      remembered_(registry.make_gauge("chant_sign_up_addresses",
                                      "Addresses whose sign-ups are being counted.")) {
  random.fill(key_);
}

std::expected<sign_up_limits::admission, sign_up_limits::refusal> sign_up_limits::admit(
    const asked& a) {
  admission given;
  if (a.client.is_loopback() && !options_.loopback) return given;
  const std::string_view key(reinterpret_cast<const char*>(key_.data()), key_.size());
  given.mailbox_ = sha256({key, campaign::mailbox_of(a.email)});
  given.network_ = a.client.network();

  const std::scoped_lock lock(mutex_);
  if (auto no = judge(given.mailbox_, a)) {
    address_refusals_.add();
    return std::unexpected(*std::move(no));
  }
  const auto since = std::chrono::floor<std::chrono::milliseconds>(a.now.time_since_epoch());
  if (!networks_.allow(given.network_, since)) {
    network_refusals_.add();
    // By then there is room for one more.
    const seconds wait(static_cast<std::int64_t>(seconds_an_hour / options_.per_network_hour));
    return std::unexpected(busy("network_busy", "Too many sign-ups out of this network.", wait));
  }
  given.number_ = ++last_number_;
  given.from_ = shared_from_this();
  mailbox_at(given.mailbox_)
      .letters.push_back(
          {.number = given.number_, .session = a.session, .letter = std::nullopt, .at = a.now});
  return given;
}

std::optional<sign_up_limits::refusal> sign_up_limits::judge(const sha256_digest& to,
                                                             const asked& a) {
  const auto known = mailboxes_.find(to);
  if (known == mailboxes_.end()) return std::nullopt;
  auto& letters = known->second.letters;
  std::erase_if(letters, [&](const letter_asked& l) { return a.now - l.at >= day; });
  std::set<campaign::session_id> sessions{a.session};
  for (const auto& l : letters) sessions.insert(l.session);
  if (sessions.size() <= options_.sessions_per_address &&
      letters.size() < options_.letters_per_address)
    return std::nullopt;
  const auto wait = std::chrono::ceil<seconds>(letters.front().at + day - a.now);
  return busy("address_busy", "This address was left too often today.", wait);
}

sign_up_limits::mailbox& sign_up_limits::mailbox_at(const sha256_digest& key) {
  const auto known = mailboxes_.find(key);
  if (known != mailboxes_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, known->second.place);
    return known->second;
  }
  if (mailboxes_.size() >= std::max<std::size_t>(options_.table, 1)) {
    mailboxes_.erase(by_use_.back());
    by_use_.pop_back();
  }
  by_use_.push_front(key);
  auto& made = mailboxes_[key];
  made.place = by_use_.begin();
  remembered_.set(static_cast<std::int64_t>(mailboxes_.size()));
  return made;
}

void sign_up_limits::settle(const admission& a, const result<campaign::outcome>& r) {
  // Nobody knows what became of it: it counts.
  if (!r && r.error().kind == errc::timeout) return;
  const std::scoped_lock lock(mutex_);
  const auto letter = r ? letter_of(*r) : std::nullopt;
  const auto known = mailboxes_.find(a.mailbox_);
  if (known == mailboxes_.end()) return;  // forgotten meanwhile
  auto& letters = known->second.letters;
  const auto own = std::ranges::find(letters, a.number_, &letter_asked::number);
  if (own == letters.end()) return;
  if (letter && std::ranges::find(letters, letter, &letter_asked::letter) == letters.end()) {
    own->letter = letter;
    return;
  }
  letters.erase(own);
  networks_.give_back(a.network_);
}

void sign_up_limits::admission::settle(const result<campaign::outcome>& r) {
  if (const auto from = std::exchange(from_, nullptr)) from->settle(*this, r);
}

}  // namespace chant::http
