// What the admin API answers, read.
#pragma once

#include "base/result.hpp"
#include "cli/admin.hpp"

#include <boost/json.hpp>

#include <string>
#include <string_view>

namespace chant::cli {

/// The member, or an empty one where it is absent or of another type.
[[nodiscard]] std::string text_member(const boost::json::object& of, std::string_view name);
template <class Number>
[[nodiscard]] Number number_member(const boost::json::object& of, std::string_view name) {
  const auto* value = of.if_contains(name);
  if (value == nullptr) return 0;
  const auto parsed = boost::json::try_value_to<Number>(*value);
  return parsed ? *parsed : Number{0};
}

/// The node's problem as the error it was.
[[nodiscard]] error problem_in(const admin_reply& reply);

/// errc::internal, code "admin_answer_not_understood".
[[nodiscard]] error not_understood(std::string_view target);

/// The JSON of a 2xx answer, null where it has no body; the problem of any other.
[[nodiscard]] result<boost::json::value> json_in(const result<admin_reply>& reply,
                                                 std::string_view target);

/// Who stands behind a changing call, and why they do it.
struct operator_words {
  std::string who;  ///< user@machine
  std::string why;
};

/// The user of this process on this machine, for the reason that --why gives.
[[nodiscard]] operator_words words_of_user(std::string why);

/// POSTs an operator's act to the node: `body` with `who` and `why` in it. Errors as json_in().
[[nodiscard]] result<boost::json::value> act(const admin_change& change, std::string_view target,
                                             const operator_words& words,
                                             boost::json::object body = {});

}  // namespace chant::cli
