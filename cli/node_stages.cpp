#include "cli/node_stages.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <utility>

namespace chant::cli {

namespace {

namespace json = boost::json;

constexpr std::string_view route = "/admin/v1/stages";

bool is_absent(const error& why) { return why.code == "node_unreachable"; }

node_stage stage_in(const json::object& of) {
  node_stage s{.number = number_member<std::uint32_t>(of, "number"),
               .state = text_member(of, "state"),
               .url = text_member(of, "url"),
               .port = number_member<std::uint16_t>(of, "port"),
               .reason = {},
               .detail = {}};
  if (const auto* why = of.if_contains("reason"); why != nullptr && why->is_object()) {
    s.reason = text_member(why->get_object(), "code");
    s.detail = text_member(why->get_object(), "detail");
  }
  return s;
}

/// What the node refuses of a build is the fault of its configuration.
error of_build(error why) {
  if (why.kind == errc::refused) why.kind = errc::invalid_config;
  return why;
}

}  // namespace

result<std::optional<std::map<std::string, node_stage>>> stages_of_node(const admin_call& ask) {
  const auto value = json_in(ask(route), route);
  if (!value && is_absent(value.error())) return std::nullopt;
  if (!value) return std::unexpected(value.error());
  if (!value->is_array()) return std::unexpected(not_understood(route));
  std::map<std::string, node_stage> all;
  for (const auto& one : value->get_array()) {
    if (!one.is_object()) return std::unexpected(not_understood(route));
    all.emplace(text_member(one.get_object(), "stage"), stage_in(one.get_object()));
  }
  return all;
}

result<std::optional<node_stage>> switch_in_node(const admin_change& change,
                                                 const operator_words& words,
                                                 std::string_view stage, std::string_view verb,
                                                 std::uint32_t number) {
  const auto value =
      act(change, fmt::format("{}/{}/{}", route, stage, verb), words, {{"number", number}});
  if (!value && is_absent(value.error())) return std::nullopt;
  if (!value) return std::unexpected(of_build(value.error()));
  if (!value->is_object()) return std::unexpected(not_understood(route));
  return stage_in(value->get_object());
}

result<void> end_in_node(const admin_change& change, const operator_words& words,
                         std::string_view stage) {
  const auto done = act(change, fmt::format("{}/{}/remove", route, stage), words);
  if (!done && !is_absent(done.error())) return std::unexpected(done.error());
  return {};
}

}  // namespace chant::cli
