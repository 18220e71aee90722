#include "base/log.hpp"

#include "base/json.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <iterator>

namespace chant::log {

namespace {

std::atomic<level> least_level{level::info};

constexpr std::string_view name_of(level l) {
  switch (l) {
    case level::debug:
      return "debug";
    case level::info:
      return "info";
    case level::warn:
      return "warn";
    case level::error:
      return "error";
  }
  return "error";
}

void append_value(std::string& out, const field& f) {
  if (const auto* text = std::get_if<std::string>(&f.value)) {
    append_json_text(out, *text);
  } else if (const auto* number = std::get_if<std::int64_t>(&f.value)) {
    fmt::format_to(std::back_inserter(out), "{}", *number);
  } else if (const auto* real = std::get_if<double>(&f.value)) {
    fmt::format_to(std::back_inserter(out), "{}", *real);
  } else {
    fmt::format_to(std::back_inserter(out), "{}", std::get<bool>(f.value));
  }
}

}  // namespace

void set_level(level least) { least_level.store(least, std::memory_order_relaxed); }

void write(level at, std::string_view message, fields with) {
  if (at < least_level.load(std::memory_order_relaxed)) return;
  const auto now = std::chrono::system_clock::now();
  const auto since_epoch = now.time_since_epoch();
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch) % 1000;
  std::string line;
  fmt::format_to(
      std::back_inserter(line), R"({{"at":"{:%Y-%m-%dT%H:%M:%S}.{:03}Z","level":"{}","msg":)",
      fmt::gmtime(std::chrono::system_clock::to_time_t(now)), millis.count(), name_of(at));
  append_json_text(line, message);
  for (const auto& f : with) {
    line.push_back(',');
    append_json_text(line, f.name);
    line.push_back(':');
    append_value(line, f);
  }
  line.push_back('}');
  line.push_back('\n');
  // One write(2) a line: lines of different threads do not mix. A full stderr loses the line.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace chant::log
