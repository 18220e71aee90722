#include "store/sealed_letter_permits.hpp"

#include "base/bytes.hpp"
#include "campaign/field_codec.hpp"

#include <array>

namespace chant::store {

namespace {

using campaign::letter_act;
using campaign::letter_permit;

constexpr std::size_t items = 4;
// A permit is under 120 bytes sealed; nothing much longer is worth decoding.
constexpr std::size_t most_token_bytes = 256;

/// What the sealed text is bound to: one for another act opens under none.
std::string_view purpose_of(letter_act act) {
  switch (act) {
    case letter_act::unsubscribe:
      return "chant letter permit 1 unsubscribe";
    case letter_act::confirm:
      return "chant letter permit 1 confirm";
    case letter_act::erase:
      return "chant letter permit 1 erase";
  }
  return {};
}

}  // namespace

std::string sealed_letter_permits::seal(const letter_permit& permit) const {
  std::string clear;
  cbor::writer to(clear);
  to.array(items);
  campaign::write_field(to, permit.session);
  campaign::write_field(to, permit.letter);
  campaign::write_field(to, permit.language);
  if (permit.expires)
    campaign::write_field(to, *permit.expires);
  else
    to.null();
  return to_base64url(as_bytes(encrypt_alike(key_, purpose_of(permit.act), clear)));
}

result<letter_permit> sealed_letter_permits::open(letter_act act, std::string_view token) const {
  const auto unknown = [] {
    return std::unexpected(
        error{errc::not_found, "link_unknown", "The link was not made by this server.", ""});
  };
  const auto sealed = token.size() > most_token_bytes ? std::nullopt : from_base64url(token);
  if (!sealed) return unknown();
  const auto clear = decrypt(key_, purpose_of(act), *sealed);
  if (!clear) return unknown();
  cbor::reader from(*clear);
  letter_permit permit;
  permit.act = act;
  if (from.array() != items) from.fail();
  campaign::read_field(from, permit.session);
  campaign::read_field(from, permit.letter);
  campaign::read_field(from, permit.language);
  campaign::read_field(from, permit.expires);
  if (!from.done()) return unknown();
  return permit;
}

}  // namespace chant::store
