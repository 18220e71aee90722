// Checkpoints, snapshots and the mail queue on disk, in a RocksDB instance of their own: what is
// lost of it is made again from the log, so nothing here waits for the disk.
#pragma once

#include "store/checkpoints.hpp"
#include "store/mail_queue.hpp"
#include "store/snapshots.hpp"
#include "store/suppression_list.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace chant::store {

struct state_database_options {
  std::filesystem::path dir = {};
  /// Reads what stands there now, beside a running node; saving is refused.
  bool read_only = false;
  /// Asked before each save; an error skips it. The disk's space guard goes here.
  std::function<result<void>()> admit = {};
};

/// All of them at once. Thread-safe. A crash of the process loses nothing that was saved, a crash
/// of the machine the last seconds.
class state_database final : public checkpoint_store, public snapshot_store {
 public:
  /// errc::conflict with code "state_in_use" when another process has it open; errc::not_found
  /// with code "state_unknown" when read_only and nothing stands there; errc::io.
  [[nodiscard]] static result<std::unique_ptr<state_database>> open(state_database_options options);
  ~state_database() override;

  [[nodiscard]] result<std::optional<checkpoint>> load(std::string_view consumer) const override;
  [[nodiscard]] result<void> save(std::string_view consumer, const checkpoint& c) override;

  [[nodiscard]] result<std::optional<snapshot>> load(const campaign::session_id& of) const override;
  void save(const campaign::session_id& of, snapshot s) override;

  /// Calls `visit` for every snapshot, in the order of session ids, until it returns false.
  [[nodiscard]] result<void> each_snapshot(
      const std::function<bool(const campaign::session_id&, const snapshot&)>& visit) const;

  /// Lives as long as this. Precondition: not read_only.
  [[nodiscard]] mail_queue& letters();
  [[nodiscard]] suppression_list& suppressed();

 private:
  struct state;
  explicit state_database(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

}  // namespace chant::store
