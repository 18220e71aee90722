#include "http/front_errors.hpp"

#include "http/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace chant::http {

namespace {

// A weight is a browser's word: one report must not pass for more than a campaign has of them.
constexpr std::int64_t weight_most = 100;

}  // namespace

front_errors::front_errors(campaign::front_error_book& book, metrics::registry& registry)
    : book_(book) {
  for (std::size_t i = 0; i < kinds.size(); ++i)
    by_kind_[i] = &registry.make_counter("chant_front_errors_total", "Errors reported by browsers.",
                                         fmt::format("kind=\"{}\"", kinds[i]));
}

result<void> front_errors::report(std::string_view json) {
  const auto body = json_object::parse(json);
  if (!body) return std::unexpected(body.error());
  const auto text = [&](std::string_view key) {
    return body->optional_text(key).value_or(std::nullopt).value_or("");
  };
  const auto number = [&](std::string_view key, std::int64_t otherwise) {
    return body->optional_number(key).value_or(std::nullopt).value_or(otherwise);
  };
  const auto place = [&](std::string_view key) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(number(key, 0), 0));
  };
  const auto message = text("message");
  const auto stack = text("stack");
  const auto source = text("source");
  const auto release = text("release");
  const auto page = text("page");
  const auto agent = text("agent");
  auto described = campaign::described({.message = message,
                                        .stack = stack,
                                        .source = source,
                                        .line = place("line"),
                                        .column = place("column"),
                                        .release = release,
                                        .page = page,
                                        .user_agent = agent});
  described.reports =
      static_cast<std::uint64_t>(std::clamp<std::int64_t>(number("weight", 1), 1, weight_most));
  const auto kind = std::ranges::find(kinds, std::string_view(text("kind"))) - kinds.begin();
  by_kind_.at(std::min<std::size_t>(static_cast<std::size_t>(kind), kinds.size() - 1))
      ->add(described.reports);
  book_.note(std::move(described));
  return {};
}

}  // namespace chant::http
