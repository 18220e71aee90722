// Large bytes under a name: artwork strips now, takes later.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace chant::store {

enum class durability : std::uint8_t {
  cache,    ///< may be lost in a crash: it can be made again
  durable,  ///< on disk (file and directory synced) when put returns
};

/// Names are [a-z0-9_-]{1,64}, given by us, never by a fan. Thread-safe. Blocks: call it from a
/// pool thread.
class blob_store {
 public:
  virtual ~blob_store() = default;
  /// Replaces what stood under the name, atomically. errc::unavailable when the disk is nearly
  /// full.
  [[nodiscard]] virtual result<void> put(std::string_view name, std::string_view bytes,
                                         durability how) = 0;
  /// errc::not_found when there is none.
  [[nodiscard]] virtual result<std::string> get(std::string_view name) const = 0;
  /// Removing what is not there is no error.
  [[nodiscard]] virtual result<void> remove(std::string_view name) = 0;
  /// Removes every blob of a family: those named STEM, and those named STEM-ANYTHING. The stem
  /// itself holds no "-". On disk when it returns.
  [[nodiscard]] virtual result<void> remove_family(std::string_view stem) = 0;
};

}  // namespace chant::store
