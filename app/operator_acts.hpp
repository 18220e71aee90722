// What operators change by hand: noted in the log, with who and why, before it is done.
#pragma once

#include "base/result.hpp"
#include "campaign/own_events.hpp"
#include "http/admin_api.hpp"
#include "http/json.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace chant::app {

/// Who asks for something and why, as every changing call says it in its body:
/// `{"who": "…", "why": "…", …}`; each at most 200 bytes, `why` may be left out.
struct operator_words {
  std::string who;
  std::string why;
};

/// errc::refused with "field_missing", "field_type", "text_too_long" or "text_malformed" (control
/// characters), and the field.
[[nodiscard]] result<operator_words> words_in(const http::json_object& body);

/// One act: its name (a verb of the command line such as "session erase"), what it is done to, and
/// the doing, which may block and gets the call's body.
struct operator_act {
  std::string_view act;
  std::string subject;
  std::function<http::response(const http::json_object& body)> run;
};

/// Appends operator_acted to the campaign's own stream and, once it is durable, runs the act. Where
/// the log cannot take it, nothing is done: the log's error is answered. Waits for the log; for the
/// admin worker's thread.
[[nodiscard]] http::response carry_out(campaign::own_events& log, const http::request& r,
                                       const operator_act& act);

/// The same for acts that have no answer of their own: 204, or the error as a problem.
[[nodiscard]] http::response carry_out(campaign::own_events& log, const http::request& r,
                                       std::string_view act, std::string subject,
                                       const std::function<result<void>()>& run);

/// The operator is told everything, and what cannot be used is no defect of the node.
[[nodiscard]] http::response refusal(const error& why);

}  // namespace chant::app
