// The suppression list as a table of the state database. Internal to store/.
#pragma once

#include "store/suppression_list.hpp"

#include <rocksdb/db.h>

#include <functional>
#include <mutex>

namespace chant::store {

/// Key: 'x' ‖ digest; value: offset, 8 bytes ‖ reason, empty once released.
class state_suppression_list final : public suppression_list {
 public:
  /// Database and table outlive it. `admit` is asked before each write.
  state_suppression_list(rocksdb::DB& database, rocksdb::ColumnFamilyHandle& table,
                         std::function<result<void>()> admit)
      : database_(database), table_(table), admit_(std::move(admit)) {}

  [[nodiscard]] result<void> note(std::string_view digest, const std::optional<std::string>& reason,
                                  campaign::log_offset offset) override;
  [[nodiscard]] result<std::optional<std::string>> find(std::string_view digest) const override;
  [[nodiscard]] result<std::vector<suppressed_address>> list(std::string_view after,
                                                             std::size_t limit) const override;

 private:
  [[nodiscard]] result<std::string> value_of(const std::string& key) const;

  rocksdb::DB& database_;
  rocksdb::ColumnFamilyHandle& table_;
  const std::function<result<void>()> admit_;
  std::mutex changing_;
};

}  // namespace chant::store
