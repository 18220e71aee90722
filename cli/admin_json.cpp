#include "cli/admin_json.hpp"

#include <fmt/format.h>

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace chant::cli {

namespace {

namespace json = boost::json;

errc kind_of(unsigned status) {
  switch (status) {
    case 400:
      return errc::malformed;
    case 404:
      return errc::not_found;
    case 409:
      return errc::conflict;
    case 410:
      return errc::gone;
    case 422:
      return errc::refused;
    case 503:
      return errc::unavailable;
    default:
      return errc::internal;
  }
}

}  // namespace

std::string text_member(const json::object& of, std::string_view name) {
  const auto* value = of.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

error problem_in(const admin_reply& reply) {
  boost::system::error_code why;
  const auto value = json::parse(reply.body, why);
  error e{errc::internal, "internal", "the node says no more", ""};
  if (!why && value.is_object())
    e = {errc::internal, text_member(value.get_object(), "code"),
         text_member(value.get_object(), "detail"), text_member(value.get_object(), "field")};
  e.kind = kind_of(reply.status);
  return e;
}

error not_understood(std::string_view target) {
  return {errc::internal, "admin_answer_not_understood",
          fmt::format("the node's answer to {} is not what this version expects", target), ""};
}

result<json::value> json_in(const result<admin_reply>& reply, std::string_view target) {
  if (!reply) return std::unexpected(reply.error());
  if (reply->status < 200 || reply->status > 299) return std::unexpected(problem_in(*reply));
  if (reply->body.empty()) return json::value();
  boost::system::error_code why;
  auto value = json::parse(reply->body, why);
  if (why) return std::unexpected(not_understood(target));
  return value;
}

operator_words words_of_user(std::string why) {
  std::array<char, 256> machine{};
  if (::gethostname(machine.data(), machine.size() - 1) != 0) machine[0] = '\0';
  const auto* entry = ::getpwuid(::getuid());
  return {
      .who = fmt::format("{}@{}", entry != nullptr ? entry->pw_name : std::to_string(::getuid()),
                         machine.data()),
      .why = std::move(why)};
}

result<json::value> act(const admin_change& change, std::string_view target,
                        const operator_words& words, json::object body) {
  body["who"] = words.who;
  body["why"] = words.why;
  return json_in(change("POST", target, json::serialize(body)), target);
}

}  // namespace chant::cli
