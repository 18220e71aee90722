// The mail queue as a table of the state database. Internal to store/.
#pragma once

#include "store/mail_queue.hpp"

#include <rocksdb/db.h>

#include <functional>
#include <mutex>

namespace chant::store {

/// Keys: 'l' ‖ letter → the letter; 'p' ‖ phase ‖ due ‖ letter and 's' ‖ session ‖ letter →
/// nothing; 'c' → counts by phase. store/FORMAT.md has the bytes.
class state_mail_queue final : public mail_queue {
 public:
  /// Database and table outlive it. `admit` is asked before each write.
  state_mail_queue(rocksdb::DB& database, rocksdb::ColumnFamilyHandle& table,
                   std::function<result<void>()> admit);

  [[nodiscard]] result<std::optional<queued_letter>> find(
      const campaign::event_id& letter) const override;
  [[nodiscard]] result<std::vector<queued_letter>> due(timestamp by,
                                                       std::size_t limit) const override;
  [[nodiscard]] result<std::vector<queued_letter>> list(queued_letter::phase of,
                                                        const std::optional<place>& after,
                                                        std::size_t limit) const override;
  [[nodiscard]] result<std::vector<campaign::event_id>> of_session(
      const campaign::session_id& session) const override;
  [[nodiscard]] counts_by_phase counts() const override;

 private:
  using letters = result<std::vector<queued_letter>>;
  [[nodiscard]] result<void> write(const changed_letters& all) override;
  [[nodiscard]] letters listed(const std::string& from, const std::string& before,
                               std::size_t limit) const;
  [[nodiscard]] letters first_listed(queued_letter::phase of, const std::string& before,
                                     std::size_t limit) const;

  rocksdb::DB& database_;
  rocksdb::ColumnFamilyHandle& table_;
  const std::function<result<void>()> admit_;
  mutable std::mutex indexing_;  ///< of first_, and of writes to what it speaks of
  /// No letter of that phase stands before this key: a scan need not step over the remains of
  /// those that have gone on.
  mutable std::array<std::string, queued_letter::phases> first_;
  mutable std::mutex counting_;
  counts_by_phase counts_{};
};

}  // namespace chant::store
