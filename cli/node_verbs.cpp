#include "cli/node_verbs.hpp"

#include "cli/admin_json.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace chant::cli {

namespace {

namespace json = boost::json;

result<json::value> ask_json(const admin_call& ask, std::string_view target) {
  return json_in(ask(target), target);
}

/// A member as text for a table: numbers grouped, texts bare, "-" where there is none.
std::string cell(const json::object& of, std::string_view name) {
  const auto* value = of.if_contains(name);
  if (value == nullptr || value->is_null()) return "-";
  if (value->is_string()) return std::string(value->as_string());
  if (const auto number = json::try_value_to<std::uint64_t>(*value); number)
    return grouped(*number);
  if (value->is_double()) return fmt::format("{:.1f}", value->as_double());
  return json::serialize(*value);
}

std::uint64_t number(const json::object& of, std::string_view name) {
  return number_member<std::uint64_t>(of, name);
}

std::string reasons_of(const json::object& status) {
  std::string reasons;
  if (const auto* list = status.if_contains("reasons"); list != nullptr && list->is_array())
    for (const auto& reason : list->as_array())
      if (reason.is_string())
        reasons += (reasons.empty() ? "" : ", ") + std::string(reason.as_string());
  return reasons.empty() ? "-" : reasons;
}

bool is_true(const json::object& status, std::string_view name) {
  const auto* value = status.if_contains(name);
  return value != nullptr && value->is_bool() && value->as_bool();
}

std::string campaign_of(const json::object& status) {
  return cell(status, "campaign") + (is_true(status, "frozen") ? " (frozen)" : "");
}

bool is_ready(const json::object& status) { return is_true(status, "ready"); }

void write_health(const json::object& status, const io& streams) {
  write_properties(streams.out, {{"ready", is_ready(status) ? "yes" : "no"},
                                 {"reasons", reasons_of(status)},
                                 {"version", cell(status, "version")},
                                 {"campaign", campaign_of(status)},
                                 {"port", std::to_string(number(status, "port"))},
                                 {"up", readable_seconds(number(status, "uptime_seconds"))},
                                 {"log head", cell(status, "head")},
                                 {"sessions", cell(status, "sessions")},
                                 {"artworks", cell(status, "artworks")},
                                 {"subscribers", cell(status, "subscribers")}});
}

/// The status, asked again while the node is absent or not ready and patience lasts.
result<json::value> patient_status(const admin_call& ask, const patience& how_long) {
  auto left = how_long.total;
  while (true) {
    auto status = ask_json(ask, "/admin/v1/status");
    const bool settled = status && status->is_object() && is_ready(status->as_object());
    if (settled || left <= std::chrono::milliseconds::zero()) return status;
    how_long.sleep(how_long.between);
    left -= how_long.between;
  }
}

}  // namespace

result<exit_code> show_health(const admin_call& ask, const patience& how_long, const io& streams) {
  const auto status = patient_status(ask, how_long);
  if (!status) return std::unexpected(status.error());
  if (!status->is_object()) return std::unexpected(not_understood("/admin/v1/status"));
  if (streams.json()) {
    streams.out << json::serialize(*status) << '\n';
  } else {
    write_health(status->as_object(), streams);
  }
  return is_ready(status->as_object()) ? exit_code::ok : exit_code::degraded;
}

result<exit_code> list_pools(const admin_call& ask, const io& streams) {
  const auto pools = ask_json(ask, "/admin/v1/pools");
  if (!pools) return std::unexpected(pools.error());
  if (!pools->is_array()) return std::unexpected(not_understood("/admin/v1/pools"));
  table t({{.title = "pool"},
           {.title = "workers", .number = true},
           {.title = "busy", .number = true},
           {.title = "queued", .number = true},
           {.title = "done", .number = true},
           {.title = "failed", .number = true},
           {.title = "checkpoint", .number = true},
           {.title = "lag events", .number = true},
           {.title = "lag seconds", .number = true},
           {.title = "state"}});
  bool stalled = false;
  for (const auto& entry : pools->as_array()) {
    if (!entry.is_object()) return std::unexpected(not_understood("/admin/v1/pools"));
    const auto& pool = entry.as_object();
    const auto state = cell(pool, "state");
    stalled = stalled || state == "stalled";
    t.add({cell(pool, "name"), cell(pool, "workers"), cell(pool, "busy"), cell(pool, "queued"),
           cell(pool, "done"), cell(pool, "failed"), cell(pool, "checkpoint"),
           cell(pool, "lag_events"), cell(pool, "lag_seconds"), state});
  }
  if (streams.json()) {
    streams.out << json::serialize(*pools) << '\n';
  } else {
    t.write(streams.out);
  }
  return stalled ? exit_code::degraded : exit_code::ok;
}

}  // namespace chant::cli
