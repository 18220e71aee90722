// `chant log tail|show|stats|export`: the log, read beside the node that writes it.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/log_range.hpp"
#include "cli/output.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chant::cli {

/// Following the log: called at its end, lets some time pass. False: stop.
using wait_for_more = std::function<bool()>;

struct tail_options {
  std::uint64_t last = 10;  ///< events to begin with, of these types
  bool follow = false;
  std::vector<std::string> types = {};  ///< names of the registry; empty: all
};

struct export_options {
  std::optional<std::uint64_t> from = {};
  std::optional<std::uint64_t> to = {};   ///< the first offset left out
  std::optional<std::string> as_of = {};  ///< an offset or a time: the log as it was then
  bool follow = false;
  std::vector<std::string> types = {};
};

/// The last events. With -o json an array, or one object a line when following.
[[nodiscard]] result<exit_code> tail_log(log_view& log, std::string_view campaign,
                                         const tail_options& options, const wait_for_more& wait,
                                         const io& streams);

/// One event. errc::not_found when the log has no such offset.
[[nodiscard]] result<exit_code> show_event(const log_view& log, std::string_view campaign,
                                           campaign::log_offset at, const io& streams);

[[nodiscard]] result<exit_code> show_stats(const log_view& log, const io& streams);

/// CloudEvents, one a line, to streams.out; nothing else is written there.
[[nodiscard]] result<exit_code> export_log(log_view& log, std::string_view campaign,
                                           const export_options& options, const wait_for_more& wait,
                                           const io& streams);

}  // namespace chant::cli
