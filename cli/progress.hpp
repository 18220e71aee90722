// How far a long verb has come, told on stderr: a line that rewrites itself on a terminal, a line
// now and then elsewhere, nothing with -o json.
#pragma once

#include "cli/output.hpp"

#include <chrono>
#include <string_view>

namespace chant::cli {

class progress {
 public:
  /// `terminal`: stderr is one.
  progress(const io& streams, bool terminal);
  /// Ends the line.
  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// Cheap when it is too early to say anything. One thread at a time.
  void tell(std::string_view what);

  /// Whether this process's stderr is a terminal.
  [[nodiscard]] static bool on_terminal();

 private:
  const io& streams_;
  const bool terminal_;
  std::chrono::steady_clock::time_point next_;
  bool begun_ = false;
};

}  // namespace chant::cli
