// What a fallible operation returns: a value, or one error that says what went wrong and to whom.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>

namespace chant {

/// The kind of failure. Callers branch on it; http/problem.hpp alone turns it into a status and
/// cli/exit_code.hpp alone into an exit code.
enum class errc : std::uint8_t {
  malformed,          ///< the input cannot be read at all
  unauthorized,       ///< no session UUID, or not a valid one
  not_found,          ///< nothing stands under that name
  conflict,           ///< the expected version is not the stream's version
  gone,               ///< it was erased
  too_large,          ///< a limit of size is exceeded
  refused,            ///< a rule of the campaign says no; `code` and `field` name it
  too_many_requests,  ///< a rate limit; try again later
  unavailable,        ///< overloaded, draining, or nearly out of disk; try again later
  timeout,            ///< no answer in time; the outcome is unknown
  corrupt,            ///< stored bytes are not what was written
  io,                 ///< the operating system refused
  invalid_config,     ///< the configuration cannot be used
  internal,           ///< a defect in Chant
};

/// Why an operation did not happen.
struct error {
  errc kind = errc::internal;
  std::string code;    ///< stable machine word, snake_case, e.g. "name_too_long"; part of the API
  std::string detail;  ///< one sentence for people; holds no personal data
  std::string field;   ///< the field of the input that is to blame, empty if none

  friend bool operator==(const error&, const error&) = default;
};

template <class T>
using result = std::expected<T, error>;

/// Called exactly once with the outcome of an asynchronous operation, on a thread of the callee's
/// choosing: it must be quick and must not block.
template <class T>
using completion = std::move_only_function<void(result<T>)>;

}  // namespace chant
