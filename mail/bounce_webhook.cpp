#include "mail/bounce_webhook.hpp"

#include <boost/json.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <chrono>
#include <optional>

namespace chant::mail {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes tolerance{5};
constexpr std::size_t body_limit = 4096;

std::unexpected<error> unauthorized(std::string code) {
  return std::unexpected(error{.kind = errc::unauthorized,
                               .code = std::move(code),
                               .detail = "The webhook's signature does not hold.",
                               .field = {}});
}

std::unexpected<error> refused(std::string code, std::string field) {
  return std::unexpected(error{.kind = errc::refused,
                               .code = std::move(code),
                               .detail = "The webhook's body names no bounce of a letter.",
                               .field = std::move(field)});
}

std::string mac_of(std::string_view secret, std::string_view time, std::string_view body) {
  const auto signed_text = std::string(time).append(".").append(body);
  std::array<unsigned char, 32> mac{};
  ::HMAC(::EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), mac.data(),
         nullptr);
  return to_hex(std::as_bytes(std::span(mac)));
}

bool same_secret(std::string_view one, std::string_view other) {
  return one.size() == other.size() && ::CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::optional<timestamp> read_time(std::string_view text) {
  std::int64_t seconds = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, wrong] = std::from_chars(text.data(), end, seconds);
  // Twelve digits reach beyond the year 30,000 and stay far from the type's own end.
  if (text.empty() || text.size() > 12 || wrong != std::errc{} || stop != end) return {};
  return timestamp(std::chrono::seconds(seconds));
}

std::string text_of(const json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<campaign::event_id> letter_of(const json::object& body) {
  if (auto letter = campaign::event_id::from_hex(text_of(body, "letter"))) return letter;
  const auto message_id = text_of(body, "message_id");
  std::string_view id = message_id;
  if (id.starts_with('<')) id.remove_prefix(1);
  return campaign::event_id::from_hex(id.substr(0, id.find('@')));
}

bool is_code(std::string_view code) {
  return code.size() >= 5 && code.size() <= 9 && (code[0] == '4' || code[0] == '5') &&
         code[1] == '.' && code.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

std::string sign_webhook(std::string_view secret, std::string_view body, timestamp when) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
  const auto time = std::to_string(seconds);
  return "t=" + time + ",v1=" + mac_of(secret, time, body);
}

result<void> check_webhook(std::string_view secret, std::string_view signature,
                           std::string_view body, timestamp now) {
  const auto all = signature.substr(0, signature.find(','));
  const auto when = all.starts_with("t=") ? read_time(all.substr(2)) : std::nullopt;
  if (!when) return unauthorized("signature_malformed");
  if (std::chrono::abs(now - *when) > tolerance) return unauthorized("signature_stale");
  const auto wanted = mac_of(secret, all.substr(2), body);
  signature.remove_prefix(all.size());
  bool held = false;
  while (!signature.empty()) {
    signature.remove_prefix(1);
    const auto each = signature.substr(0, signature.find(','));
    held |= each.starts_with("v1=") && same_secret(each.substr(3), wanted);
    signature.remove_prefix(each.size());
  }
  if (!held || secret.empty()) return unauthorized("signature_wrong");
  return {};
}

result<bounce> read_webhook(std::string_view body) {
  boost::system::error_code wrong;
  const auto parsed = body.size() <= body_limit ? json::parse(body, wrong) : json::value();
  if (wrong || !parsed.is_object())
    return std::unexpected(error{.kind = errc::malformed,
                                 .code = "body_malformed",
                                 .detail = "The webhook's body is no JSON object of 4 KiB at most.",
                                 .field = {}});
  const auto& object = parsed.get_object();
  const auto letter = letter_of(object);
  if (!letter) return refused("letter_unnamed", "letter");
  const auto kind = text_of(object, "kind");
  if (kind == "complaint")
    return bounce{.letter = *letter, .what = bounce::kind::complaint, .code = {}};
  if (kind != "bounce") return refused("kind_unknown", "kind");
  auto code = text_of(object, "code");
  if (!code.empty() && !is_code(code)) return refused("code_invalid", "code");
  const auto what = is_hard(code) ? bounce::kind::hard : bounce::kind::soft;
  return bounce{.letter = *letter, .what = what, .code = std::move(code)};
}

}  // namespace chant::mail
