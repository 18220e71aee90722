#include "cli/node_stages.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <utility>

namespace chant::cli {

namespace {

namespace json = boost::json;

constexpr std::string_view route = "/admin/v1/stages";

std::unexpected<error> not_understood() {
  return std::unexpected(
      error{errc::internal, "admin_answer_not_understood",
            fmt::format("the node's answer to {} is not what this version expects", route), ""});
}

bool is_absent(const error& why) { return why.code == "node_unreachable"; }

std::string text(const json::object& of, std::string_view name) {
  const auto* value = of.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

template <class Number>
Number number(const json::object& of, std::string_view name) {
  const auto* value = of.if_contains(name);
  if (value == nullptr) return 0;
  const auto parsed = json::try_value_to<Number>(*value);
  return parsed ? *parsed : Number{0};
}

node_stage stage_in(const json::object& of) {
  node_stage s{.number = number<std::uint32_t>(of, "number"),
               .state = text(of, "state"),
               .url = text(of, "url"),
               .port = number<std::uint16_t>(of, "port"),
               .reason = {},
               .detail = {}};
  if (const auto* why = of.if_contains("reason"); why != nullptr && why->is_object()) {
    s.reason = text(why->get_object(), "code");
    s.detail = text(why->get_object(), "detail");
  }
  return s;
}

/// The node's problem as the error it was.
error problem_in(const admin_reply& reply) {
  boost::system::error_code why;
  const auto value = json::parse(reply.body, why);
  error e{errc::internal, "internal", "the node says no more", ""};
  if (!why && value.is_object())
    e = {errc::internal, text(value.get_object(), "code"), text(value.get_object(), "detail"),
         text(value.get_object(), "field")};
  switch (reply.status) {
    case 404:
      e.kind = errc::not_found;
      break;
    case 409:
      e.kind = errc::conflict;
      break;
    case 422:
      e.kind = errc::invalid_config;
      break;
    case 503:
      e.kind = errc::unavailable;
      break;
    default:
      break;
  }
  return e;
}

}  // namespace

result<std::optional<std::map<std::string, node_stage>>> stages_of_node(const admin_call& ask) {
  const auto reply = ask(route);
  if (!reply && is_absent(reply.error())) return std::nullopt;
  if (!reply) return std::unexpected(reply.error());
  boost::system::error_code why;
  const auto value = json::parse(reply->body, why);
  if (reply->status != 200 || why || !value.is_array()) return not_understood();
  std::map<std::string, node_stage> all;
  for (const auto& one : value.get_array()) {
    if (!one.is_object()) return not_understood();
    all.emplace(text(one.get_object(), "stage"), stage_in(one.get_object()));
  }
  return all;
}

result<std::optional<node_stage>> switch_in_node(const admin_change& change, std::string_view stage,
                                                 std::uint32_t number) {
  const auto body = json::serialize(json::object{{"number", number}});
  const auto reply = change("POST", fmt::format("{}/{}", route, stage), body);
  if (!reply && is_absent(reply.error())) return std::nullopt;
  if (!reply) return std::unexpected(reply.error());
  if (reply->status != 200) return std::unexpected(problem_in(*reply));
  boost::system::error_code why;
  const auto value = json::parse(reply->body, why);
  if (why || !value.is_object()) return not_understood();
  return stage_in(value.get_object());
}

result<void> end_in_node(const admin_change& change, std::string_view stage) {
  const auto reply = change("DELETE", fmt::format("{}/{}", route, stage), "");
  if (!reply && is_absent(reply.error())) return {};
  if (!reply) return std::unexpected(reply.error());
  if (reply->status != 204) return std::unexpected(problem_in(*reply));
  return {};
}

}  // namespace chant::cli
