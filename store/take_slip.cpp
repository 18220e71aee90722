#include "store/take_slip.hpp"

#include "campaign/field_codec.hpp"

namespace chant::store {

namespace {

constexpr std::uint64_t format_of_slip = 1;
constexpr std::size_t items = 8;

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
  if (slip.timing)
    campaign::write_field(to, *slip.timing);
  else
    to.null();
  campaign::write_field(to, slip.metadata);
  campaign::write_field(to, slip.expires);
  return bytes;
}

result<take_slip> decode_slip(std::string_view bytes) {
  cbor::reader from(bytes);
  take_slip slip;
  if (from.array() != items || from.unsigned_integer() != format_of_slip) from.fail();
  campaign::read_field(from, slip.take);
  campaign::read_field(from, slip.session);
  campaign::read_field(from, slip.size_bytes);
  campaign::read_field(from, slip.media_type);
  campaign::read_field(from, slip.timing);
  campaign::read_field(from, slip.metadata);
  campaign::read_field(from, slip.expires);
  if (!from.done())
    return std::unexpected(
        error{errc::corrupt, "slip_malformed", "A take's slip is malformed.", ""});
  return slip;
}

}  // namespace chant::store
