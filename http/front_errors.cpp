#include "http/front_errors.hpp"

#include "base/log.hpp"
#include "base/sha256.hpp"
#include "http/json.hpp"

#include <algorithm>

namespace chant::http {

namespace {

constexpr std::size_t most_groups = 1024;
constexpr std::chrono::seconds log_interval{60};
// Invented reports all differ: what they write to the log has a bound of its own.
constexpr unsigned most_lines = 60;
constexpr std::size_t longest_place = 80;

/// The file's name alone, in characters that file names of builds have: query, path and everything
/// a person could have typed stay out of the log.
std::string place_of(std::string_view source) {
  source = source.substr(0, source.find_first_of("?#"));
  source = source.substr(source.rfind('/') + 1).substr(0, longest_place);
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '_' || c == '-';
  };
  return std::ranges::all_of(source, fits) ? std::string(source) : std::string();
}

/// "TypeError" of "TypeError: x is not a function"; the rest may quote what a fan typed.
std::string kind_of(std::string_view message) {
  if (message.starts_with("Uncaught ")) message.remove_prefix(9);
  const auto word = message.substr(0, message.find(':'));
  const bool fits =
      word.ends_with("Error") && word.size() <= 40 && std::ranges::all_of(word, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      });
  if (fits) return std::string(word);
  return message.starts_with("csp ") ? "csp" : "other";
}

}  // namespace

front_errors::front_errors(metrics::registry& registry)
    : reports_(registry.make_counter("chant_front_errors_total", "Errors reported by browsers.")) {}

/// Under the mutex.
bool front_errors::may_log(std::chrono::seconds now) {
  if (now - minute_ >= log_interval) {
    minute_ = now;
    lines_ = 0;
  }
  return lines_++ < most_lines;
}

result<void> front_errors::report(std::string_view json, std::chrono::seconds now) {
  const auto body = json_object::parse(json);
  if (!body) return std::unexpected(body.error());
  const auto text = [&](std::string_view key) {
    return body->optional_text(key).value_or(std::nullopt).value_or("");
  };
  reports_.add();
  const auto message = text("message");
  const auto source = place_of(text("source"));
  const auto release = place_of(text("release"));
  const auto line = body->optional_number("line").value_or(std::nullopt).value_or(0);
  const auto fingerprint =
      sha256({message, "\n", source, "\n", std::to_string(line), "\n", release})
          .hex()
          .substr(0, 16);

  std::uint64_t count = 0;
  {
    const std::scoped_lock lock(mutex_);
    if (groups_.size() >= most_groups && !groups_.contains(fingerprint)) groups_.clear();
    auto [at, is_new] = groups_.try_emplace(fingerprint, group{now, 0});
    ++at->second.since;
    if (!is_new && now - at->second.logged_at < log_interval) return {};
    if (!may_log(now)) return {};
    count = std::exchange(at->second.since, 0);
    at->second.logged_at = now;
  }
  log::warn("front-end error", {{"fingerprint", fingerprint},
                                {"kind", kind_of(message)},
                                {"source", source},
                                {"line", line},
                                {"release", release},
                                {"count", count}});
  return {};
}

std::size_t front_errors::groups() const {
  const std::scoped_lock lock(mutex_);
  return groups_.size();
}

}  // namespace chant::http
