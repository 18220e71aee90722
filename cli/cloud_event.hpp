// Events of the log as CloudEvents 1.0 in JSON, the form in which they leave Chant.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/record.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace chant::cli {

/// Writes lines for one campaign. Keeps what repeats from line to line, so use one for many; not
/// thread-safe. A line holds specversion, id, source "/chant/CAMPAIGN", type
/// "chant.TYPE.vSCHEMA", subject (session id), time, datacontenttype, the extensions offset and
/// version, and data: the event's fields by their registry names, personal ones null.
class cloud_event_writer {
 public:
  explicit cloud_event_writer(std::string_view campaign);

  /// Appends one line with its line feed. errc::corrupt, naming the offset, when the payload is not
  /// one of a registered event; nothing is appended then.
  [[nodiscard]] result<void> append(const store::event_view& recorded, std::string& to);

 private:
  void append_time(timestamp at, std::string& to);

  std::string source_;
  std::unordered_map<std::uint32_t, std::string> types_;  ///< by code and schema, as JSON text
  std::chrono::sys_days day_{};
  std::string date_;  ///< of day_: "2026-11-23T"
};

/// RFC 3339 in UTC with microseconds: "2026-11-23T11:53:58.000123Z".
[[nodiscard]] std::string rfc3339(timestamp at);
/// Reads "2026-11-23T11:53:58Z", with or without fraction, Z or ±hh:mm; or a date alone, its
/// midnight UTC. Nothing for anything else.
[[nodiscard]] std::optional<timestamp> parse_rfc3339(std::string_view text);

}  // namespace chant::cli
