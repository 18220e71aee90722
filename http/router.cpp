#include "http/router.hpp"

#include "http/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace chant::http {

struct bound_route {
  route what;
  route_metrics counted;
  std::vector<std::string_view> segments;
};

struct router::table {
  std::vector<std::unique_ptr<bound_route>> all;
  std::unordered_map<std::string_view, const bound_route*> literal;  // by whole path
  std::vector<const bound_route*> patterns;
  bound_route fallback;
};

namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t at = 1; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    segments.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return segments;
}

/// The text before the next slash, taken off `rest`; nothing when there is none left.
std::optional<std::string_view> take_segment(std::string_view& rest) {
  if (!rest.starts_with('/')) return std::nullopt;
  const auto end = std::min(rest.find('/', 1), rest.size());
  const auto segment = rest.substr(1, end - 1);
  rest.remove_prefix(end);
  return segment;
}

bool matches(const bound_route& b, request& r) {
  std::string_view rest = r.path;
  std::size_t parameter = 0;
  for (const auto wanted : b.segments) {
    const auto segment = take_segment(rest);
    if (!segment) return false;
    if (!wanted.starts_with('{')) {
      if (*segment != wanted) return false;
    } else if (segment->empty()) {
      return false;
    } else {
      r.parameters[parameter++] = *segment;
    }
  }
  return rest.empty();
}

route_metrics metrics_of(metrics::registry& registry, std::string_view name) {
  route_metrics m;
  for (std::size_t i = 1; i < m.by_class.size(); ++i)
    m.by_class[i] = &registry.make_counter("chant_http_requests_total",
                                           "Requests answered, by route and class of status.",
                                           fmt::format(R"(route="{}",class="{}xx")", name, i));
  m.by_class[0] = m.by_class[5];
  m.latency = &registry.make_histogram("chant_http_request_seconds",
                                       "From the whole request to its answer, by route.",
                                       fmt::format(R"(route="{}")", name));
  return m;
}

bool is_json(std::string_view type) {
  const auto word = type.substr(0, type.find(';'));
  const auto end = word.find_last_not_of(" \t");
  const auto trimmed = end == word.npos ? std::string_view() : word.substr(0, end + 1);
  return std::ranges::equal(trimmed, std::string_view("application/json"),
                            [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

}  // namespace

router::router(metrics::registry& registry, std::vector<route> routes, handler fallback,
               refusal_page pages)
    : unrouted_(metrics_of(registry, "none")),
      pages_(std::move(pages)),
      table_(std::make_unique<table>()) {
  for (auto& r : routes) {
    auto& b = *table_->all.emplace_back(std::make_unique<bound_route>());
    b.counted = metrics_of(registry, r.name);
    b.what = std::move(r);
    if (b.what.pattern.find('{') == std::string::npos) {
      table_->literal.emplace(b.what.pattern, &b);
    } else {
      b.segments = split(b.what.pattern);
      table_->patterns.push_back(&b);
    }
  }
  auto& f = table_->fallback;
  f.counted = metrics_of(registry, "site");
  f.what = {.name = "site", .pattern = ""};
  f.what.endpoints.push_back({.run = std::move(fallback)});
}

router::~router() = default;
router::router(router&&) noexcept = default;

router::match router::pick(const bound_route& b, request& r) {
  if (b.what.method_override && r.verb == method::post && !r[header::method_override].empty())
    r.verb = method_named(r[header::method_override]);
  const auto serves = [&](method verb) -> const endpoint* {
    const auto at = std::ranges::find(b.what.endpoints, verb, &endpoint::verb);
    return at == b.what.endpoints.end() ? nullptr : &*at;
  };
  const auto* by = serves(r.verb);
  if (by == nullptr && r.verb == method::head) by = serves(method::get);
  return {&b.what, by, &b.counted};
}

router::match router::find(request& r) const {
  if (const auto at = table_->literal.find(r.path); at != table_->literal.end())
    return pick(*at->second, r);
  for (const auto* b : table_->patterns)
    if (matches(*b, r)) return pick(*b, r);
  return pick(table_->fallback, r);
}

std::string router::allowed(const route& r) {
  std::string list;
  for (const auto& e : r.endpoints) {
    list.append(name_of(e.verb)).append(", ");
    if (e.verb == method::get) list += "HEAD, ";
  }
  return list + "OPTIONS";
}

std::optional<response> demand_unmet(const endpoint& e, const request& r) {
  if (e.json_bytes == 0) return std::nullopt;
  if (!r.has_body_length)
    return problem(411, "length_required", "The request needs a body with a length.");
  if (!is_json(r[header::content_type]))
    return problem(415, "media_type_unsupported", "The body must be application/json.");
  if (r.body.size() > e.json_bytes) return problem(413, "body_too_large", "The body is too large.");
  return std::nullopt;
}

}  // namespace chant::http
