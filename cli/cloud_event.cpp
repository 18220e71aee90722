#include "cli/cloud_event.hpp"

#include "campaign/event_codec.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <iterator>

namespace chant::cli {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view hex_digits = "0123456789abcdef";

void append_hex(std::string_view raw, std::string& to) {
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    to += hex_digits[byte >> 4];
    to += hex_digits[byte & 15];
  }
}

template <class Integer>
void append_number(Integer number, std::string& to) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to.append(digits.data(), end);
}

void append_padded(std::uint64_t number, int width, std::string& to) {
  std::array<char, 8> digits;
  for (int i = width; i-- > 0; number /= 10)
    digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
  to.append(digits.data(), static_cast<std::size_t>(width));
}

std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day d(day);
  return fmt::format("{:04}-{:02}-{:02}T", int(d.year()), unsigned(d.month()), unsigned(d.day()));
}

void append_time_of_day(microseconds since_midnight, std::string& to) {
  const auto total = static_cast<std::uint64_t>(since_midnight.count());
  append_padded(total / 3'600'000'000, 2, to);
  to += ':';
  append_padded(total / 60'000'000 % 60, 2, to);
  to += ':';
  append_padded(total / 1'000'000 % 60, 2, to);
  to += '.';
  append_padded(total % 1'000'000, 6, to);
  to += 'Z';
}

/// Takes digits off the front of a text; `fine` falls once something does not fit.
struct scanner {
  std::string_view rest;
  bool fine = true;

  unsigned number(std::size_t width, unsigned most) {
    unsigned value = 0;
    const auto* end = rest.data() + std::min(width, rest.size());
    const auto read = std::from_chars(rest.data(), end, value);
    fine =
        fine && rest.size() >= width && read.ec == std::errc{} && read.ptr == end && value <= most;
    rest.remove_prefix(std::min(width, rest.size()));
    return value;
  }
  bool accept(char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(char c) { fine = accept(c) && fine; }
};

microseconds scan_fraction(scanner& in) {
  if (!in.accept('.')) return {};
  std::int64_t micros = 0;
  std::int64_t unit = 100'000;
  bool any = false;
  while (!in.rest.empty() && in.rest.front() >= '0' && in.rest.front() <= '9') {
    micros += (in.rest.front() - '0') * unit;
    unit /= 10;
    any = true;
    in.rest.remove_prefix(1);
  }
  in.fine = in.fine && any;
  return microseconds(micros);
}

/// What the zone adds to UTC.
minutes scan_zone(scanner& in) {
  if (in.accept('Z') || in.accept('z')) return {};
  const bool east = in.accept('+');
  if (!east) in.expect('-');
  const hours h(in.number(2, 23));
  in.expect(':');
  const minutes offset = h + minutes(in.number(2, 59));
  return east ? offset : -offset;
}

}  // namespace

cloud_event_writer::cloud_event_writer(std::string_view campaign)
    : source_(boost::json::serialize(
          boost::json::string(campaign.empty() ? "/chant" : fmt::format("/chant/{}", campaign)))) {}

result<void> cloud_event_writer::append(const store::event_view& recorded, std::string& to) {
  const auto event = campaign::decode(recorded.type, recorded.schema, recorded.payload);
  if (!event)
    return std::unexpected(
        error{errc::corrupt, event.error().code,
              fmt::format("offset {}: {}", recorded.offset.value(), event.error().detail), ""});
  // Old payloads are lifted on reading, so the type names the shape that `data` has now.
  const auto schema = campaign::schema_version(*event);
  auto& type = types_[(std::uint32_t{recorded.type} << 16) | schema];
  if (type.empty())
    type = fmt::format(R"("chant.{}.v{}")", *campaign::type_name(recorded.type), schema);

  to += R"({"specversion":"1.0","id":")";
  append_hex(recorded.id.view(), to);
  to += R"(","source":)";
  to += source_;
  to += R"(,"type":)";
  to += type;
  to += R"(,"subject":")";
  append_hex(recorded.stream.view(), to);
  to += R"(","time":")";
  append_time(recorded.at, to);
  to += R"(","datacontenttype":"application/json","offset":)";
  append_number(recorded.offset.value(), to);
  to += R"(,"version":)";
  append_number(recorded.version.value(), to);
  to += R"(,"data":)";
  to += campaign::to_json(*event);
  to += "}\n";
  return {};
}

void cloud_event_writer::append_time(timestamp at, std::string& to) {
  const auto day = std::chrono::floor<days>(at);
  if (date_.empty() || day != day_) {
    day_ = day;
    date_ = date_text(day);
  }
  to += date_;
  append_time_of_day(at - day, to);
}

std::string rfc3339(timestamp at) {
  const auto day = std::chrono::floor<days>(at);
  std::string text = date_text(day);
  append_time_of_day(at - day, text);
  return text;
}

std::optional<timestamp> parse_rfc3339(std::string_view text) {
  scanner in{text};
  const std::chrono::year year(static_cast<int>(in.number(4, 9999)));
  in.expect('-');
  const std::chrono::month month(in.number(2, 12));
  in.expect('-');
  const std::chrono::year_month_day date(year, month, std::chrono::day(in.number(2, 31)));
  if (!in.fine || !date.ok()) return std::nullopt;
  timestamp at = std::chrono::sys_days(date);
  if (in.rest.empty()) return at;
  if (!in.accept('T') && !in.accept('t')) in.expect(' ');
  at += hours(in.number(2, 23));
  in.expect(':');
  at += minutes(in.number(2, 59));
  in.expect(':');
  at += seconds(in.number(2, 60));
  at += scan_fraction(in);
  at -= scan_zone(in);
  if (!in.fine || !in.rest.empty()) return std::nullopt;
  return at;
}

}  // namespace chant::cli
