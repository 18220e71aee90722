// Wraps every fan's key anew while the node runs, on a thread of its own.
#pragma once

#include "base/result.hpp"
#include "store/rocksdb_fan_keys.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace chant::store {

/// How far a rotation has come.
struct rotation_progress {
  bool running = false;
  std::uint64_t done = 0;      ///< keys looked at since this process began or took it up
  std::uint64_t total = 0;     ///< keys there were then
  std::optional<error> fault;  ///< it stopped; the next start, or start(), takes it up again
};

/// Thread-safe.
class key_rotation {
 public:
  /// Takes up at once what a process before this one did not finish. `keys` outlives it.
  explicit key_rotation(rocksdb_fan_keys& keys);
  /// Stops between two steps; the next process takes it up.
  ~key_rotation();

  /// Goes over to the source's next key, or takes up what stopped, and returns before the keys are
  /// wrapped anew. errc::conflict "keys_rotating" while it does; the errors of begin_rotation().
  [[nodiscard]] result<void> start();
  [[nodiscard]] rotation_progress progress() const;
  /// Until it is over, one way or the other.
  void wait();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace chant::store
