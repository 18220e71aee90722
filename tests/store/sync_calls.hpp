// What code under test asks the kernel to make durable, and a kernel that cannot.
#pragma once

#include <filesystem>
#include <set>

namespace chant::tests {

/// Notes the files and directories that its thread syncs as long as it lives. One at a time.
class sync_calls {
 public:
  sync_calls();
  ~sync_calls();
  sync_calls(const sync_calls&) = delete;
  sync_calls& operator=(const sync_calls&) = delete;

  /// The next one fails with EIO, and syncs nothing.
  void fail_next();
  [[nodiscard]] const std::set<std::filesystem::path>& synced() const;
};

}  // namespace chant::tests
