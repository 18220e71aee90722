#include "store/sealed_take_grants.hpp"

#include "base/bytes.hpp"
#include "campaign/field_codec.hpp"

namespace chant::store {

namespace {

// Sealed texts of other purposes open under no grant, should keys ever be the same.
constexpr std::string_view purpose = "chant take grant 1";
constexpr std::uint64_t any_kind = 255;
constexpr std::size_t items = 5;
// A grant is 80 bytes sealed; nothing much longer is worth decoding.
constexpr std::size_t most_token_bytes = 256;

std::optional<campaign::media_kind> kind_coded(std::uint64_t code, cbor::reader& from) {
  if (code == any_kind) return std::nullopt;
  if (code > static_cast<std::uint64_t>(campaign::media_kind::flac)) from.fail();
  return static_cast<campaign::media_kind>(code);
}

}  // namespace

std::string sealed_take_grants::seal(const take_grant& grant) {
  std::string clear;
  cbor::writer to(clear);
  to.array(items);
  campaign::write_field(to, grant.take);
  campaign::write_field(to, grant.session);
  campaign::write_field(to, grant.size_bytes);
  to.unsigned_integer(grant.kind ? static_cast<std::uint64_t>(*grant.kind) : any_kind);
  campaign::write_field(to, grant.expires);
  return to_base64url(as_bytes(encrypt(key_, purpose, clear, random_)));
}

result<take_grant> sealed_take_grants::open(std::string_view token) const {
  const auto invalid = [] {
    return std::unexpected(error{errc::unauthorized, "grant_invalid",
                                 "The address was not given out by this server.", ""});
  };
  const auto sealed = token.size() > most_token_bytes ? std::nullopt : from_base64url(token);
  if (!sealed) return invalid();
  const auto clear = decrypt(key_, purpose, *sealed);
  if (!clear) return invalid();
  cbor::reader from(*clear);
  take_grant grant;
  if (from.array() != items) from.fail();
  campaign::read_field(from, grant.take);
  campaign::read_field(from, grant.session);
  campaign::read_field(from, grant.size_bytes);
  grant.kind = kind_coded(from.unsigned_integer(), from);
  campaign::read_field(from, grant.expires);
  if (!from.done()) return invalid();
  return grant;
}

}  // namespace chant::store
