#include "store/take_slip.hpp"

#include "campaign/field_codec.hpp"

namespace chant::store {

namespace {

constexpr std::uint64_t format_of_slip = 2;
constexpr std::size_t items = 9;
// Of uploads begun before clients could announce a digest.
constexpr std::uint64_t format_without_digest = 1;
constexpr std::size_t items_without_digest = 8;

template <class T>
void write_optional(cbor::writer& to, const std::optional<T>& value) {
  if (value)
    campaign::write_field(to, *value);
  else
    to.null();
}

}  // namespace

std::string encode(const take_slip& slip) {
  std::string bytes;
  cbor::writer to(bytes);
  to.array(items);
  to.unsigned_integer(format_of_slip);
  campaign::write_field(to, slip.take);
  campaign::write_field(to, slip.session);
  campaign::write_field(to, slip.size_bytes);
  campaign::write_field(to, slip.media_type);
  write_optional(to, slip.timing);
  campaign::write_field(to, slip.metadata);
  campaign::write_field(to, slip.expires);
  write_optional(to, slip.digest);
  return bytes;
}

result<take_slip> decode_slip(std::string_view bytes) {
  cbor::reader from(bytes);
  take_slip slip;
  const auto count = from.array();
  const auto format = from.unsigned_integer();
  if (from.ok() && format > format_of_slip)
    return std::unexpected(error{errc::corrupt, "slip_of_newer_version",
                                 "A newer version of Chant began a take.", ""});
  const bool has_digest = count == items && format == format_of_slip;
  if (!has_digest && (count != items_without_digest || format != format_without_digest))
    from.fail();
  campaign::read_field(from, slip.take);
  campaign::read_field(from, slip.session);
  campaign::read_field(from, slip.size_bytes);
  campaign::read_field(from, slip.media_type);
  campaign::read_field(from, slip.timing);
  campaign::read_field(from, slip.metadata);
  campaign::read_field(from, slip.expires);
  if (has_digest) campaign::read_field(from, slip.digest);
  if (!from.done())
    return std::unexpected(
        error{errc::corrupt, "slip_malformed", "A take's slip is malformed.", ""});
  return slip;
}

}  // namespace chant::store
