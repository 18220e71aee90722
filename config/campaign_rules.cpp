#include "config/campaign_rules.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <concepts>
#include <functional>
#include <limits>
#include <map>
#include <unordered_map>

namespace chant::config {

namespace {

namespace json = boost::json;
using campaign::rules;
using fault = std::expected<void, std::string>;

template <std::unsigned_integral T>
auto setter(T rules::* member) {
  return [member](rules& into, std::uint64_t value) {
    if (value > std::numeric_limits<T>::max()) return false;
    into.*member = static_cast<T>(value);
    return true;
  };
}

using limit_setter = std::function<bool(rules&, std::uint64_t)>;

const std::unordered_map<std::string_view, limit_setter>& limits() {
  static const std::unordered_map<std::string_view, limit_setter> all{
      {"name_graphemes_max", setter(&rules::name_graphemes_max)},
      {"name_bytes_max", setter(&rules::name_bytes_max)},
      {"marks_per_base_max", setter(&rules::marks_per_base_max)},
      {"email_bytes_max", setter(&rules::email_bytes_max)},
      {"email_local_bytes_max", setter(&rules::email_local_bytes_max)},
      {"email_domain_bytes_max", setter(&rules::email_domain_bytes_max)},
      {"artworks_per_session_max", setter(&rules::artworks_per_session_max)},
      {"subscriptions_per_session_max", setter(&rules::subscriptions_per_session_max)},
      {"takes_per_session_max", setter(&rules::takes_per_session_max)},
      {"takes_begun_per_session_max", setter(&rules::takes_begun_per_session_max)},
      {"takes_open_per_session_max", setter(&rules::takes_open_per_session_max)},
      {"take_bytes_max", setter(&rules::take_bytes_max)},
      {"takes_bytes_per_session_max", setter(&rules::takes_bytes_per_session_max)},
      {"events_per_session_max", setter(&rules::events_per_session_max)},
  };
  return all;
}

fault read_limit(std::string_view name, const json::value& entry, rules& into) {
  const auto known = limits().find(name);
  if (known == limits().end()) return std::unexpected(fmt::format("there is no limit {}", name));
  const auto* object = entry.if_object();
  const auto* value = object != nullptr ? object->if_contains("value") : nullptr;
  boost::system::error_code no_number;
  const auto number = value != nullptr ? value->to_number<std::uint64_t>(no_number) : 0;
  if (no_number || number == 0 || !known->second(into, number))
    return std::unexpected(fmt::format("the limit {} is no positive whole number", name));
  return {};
}

fault read_age(const json::object& from, std::string_view key, campaign::age_band& into) {
  const auto* text = from.if_contains(key);
  if (text == nullptr) return {};
  const auto age =
      text->is_string() ? campaign::parse<campaign::age_band>(text->get_string()) : std::nullopt;
  if (!age) return std::unexpected(fmt::format("{} is none of under16, 16-17, 18+", key));
  into = *age;
  return {};
}

fault read_flag(const json::object& from, std::string_view key, bool& into) {
  const auto* flag = from.if_contains(key);
  if (flag == nullptr) return {};
  if (!flag->is_bool()) return std::unexpected(fmt::format("{} is neither true nor false", key));
  into = flag->get_bool();
  return {};
}

bool is_country(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

fault read_ages_by_country(const json::object& from,
                           std::map<std::string, campaign::age_band, std::less<>>& into) {
  constexpr std::string_view key = "subscriber_age_min_by_country";
  const auto* all = from.if_contains(key);
  if (all == nullptr) return {};
  if (!all->is_object()) return std::unexpected(fmt::format("{} must be an object", key));
  into.clear();
  for (const auto& [country, age] : all->get_object()) {
    if (!is_country(country))
      return std::unexpected(fmt::format("{} knows countries by two capital letters", key));
    if (auto done = read_age(all->get_object(), country, into[std::string(country)]); !done)
      return std::unexpected(fmt::format("{}: {}", key, done.error()));
  }
  return {};
}

fault read_countries(const json::object& from, std::vector<std::string>& into) {
  const auto* list = from.if_contains("draw_countries_excluded");
  if (list == nullptr) return {};
  into.clear();
  const auto is_code = [](const json::value& v) {
    return v.is_string() && is_country(v.get_string());
  };
  if (!list->is_array() || !std::ranges::all_of(list->get_array(), is_code))
    return std::unexpected("draw_countries_excluded is no list of codes of two capital letters");
  for (const auto& code : list->get_array()) into.emplace_back(code.get_string());
  return {};
}

}  // namespace

std::expected<rules, std::string> read_rules(std::string_view text) {
  boost::system::error_code syntax;
  const auto parsed = json::parse(text, syntax);
  if (syntax) return std::unexpected(syntax.message());
  const auto* object = parsed.if_object();
  if (object == nullptr) return std::unexpected("must be one object");
  rules read = campaign::default_rules();
  if (const auto* all = object->if_contains("limits")) {
    if (!all->is_object()) return std::unexpected("limits must be an object");
    for (const auto& [name, entry] : all->get_object())
      if (auto done = read_limit(name, entry, read); !done) return std::unexpected(done.error());
  }
  for (const auto& [key, into] : {std::pair("subscriber_age_min", &read.subscriber_age_min),
                                  std::pair("draw_age_min", &read.draw_age_min)})
    if (auto done = read_age(*object, key, *into); !done) return std::unexpected(done.error());
  for (auto done : {read_flag(*object, "double_opt_in", read.double_opt_in),
                    read_ages_by_country(*object, read.subscriber_age_min_by_country),
                    read_countries(*object, read.draw_countries_excluded)})
    if (!done) return std::unexpected(std::move(done.error()));
  return read;
}

}  // namespace chant::config
