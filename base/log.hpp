// Operational log: one JSON object a line on stderr. Never holds a personal field or a UUID.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace chant::log {

enum class level : std::uint8_t { debug, info, warn, error };

/// One named value beside the message.
struct field {
  std::string_view name;
  std::variant<std::int64_t, double, bool, std::string> value;

  field(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  field(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
  field(std::string_view n, std::string v) : name(n), value(std::move(v)) {}
  field(std::string_view n, bool v) : name(n), value(v) {}
  field(std::string_view n, double v) : name(n), value(v) {}
  template <class Integer>
    requires std::is_integral_v<Integer>
  field(std::string_view n, Integer v) : name(n), value(static_cast<std::int64_t>(v)) {}
};
using fields = std::initializer_list<field>;

/// Lines below this level are dropped. Thread-safe.
void set_level(level least);

/// Writes {"at":"…Z","level":"…","msg":"…", …fields}. Thread-safe; never throws, never blocks on
/// anything but stderr. `message` is a fixed sentence: what varies goes into fields.
void write(level at, std::string_view message, fields with = {});

inline void debug(std::string_view message, fields with = {}) {
  write(level::debug, message, with);
}
inline void info(std::string_view message, fields with = {}) { write(level::info, message, with); }
inline void warn(std::string_view message, fields with = {}) { write(level::warn, message, with); }
inline void error(std::string_view message, fields with = {}) {
  write(level::error, message, with);
}

}  // namespace chant::log
