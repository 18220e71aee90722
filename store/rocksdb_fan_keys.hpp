// Fan keys on disk, in a RocksDB instance of their own, each wrapped by the node's key.
#pragma once

#include "base/clock.hpp"
#include "store/kek_source.hpp"
#include "store/keys_database.hpp"
#include "store/sealing.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace chant::store {

struct fan_keys_options {
  /// Holds the database, and `node.key` unless `kek` says otherwise.
  std::filesystem::path dir = {};
  /// Asked before a new key is written; an error refuses it. The disk's space guard goes here:
  /// Debian's RocksDB ends the process when its log meets a full disk.
  std::function<result<void>()> admit = {};
  /// Unwrapped keys kept in memory: 48 bytes each and the map's, about 10 MB.
  std::size_t cached_keys = 100'000;
  /// Where the key that wraps the others comes from; none: `node.key` (0600, made at the first
  /// start).
  std::unique_ptr<kek_source> kek = {};
  /// Kept beside the log, so that neither goes back without the other; none: nothing is witnessed.
  std::filesystem::path witness = {};
  /// There are events whose keys should be here: a database is not begun.
  bool expected = false;
  /// Start though keys are lost; what they sealed reads as erased.
  bool accept_lost = false;
  /// Whoever is erased is written into it, for backups; none: nowhere.
  std::filesystem::path erasures = {};
};

/// How keys stand, for people.
struct fan_keys_status {
  std::string source;  ///< "file", "env" or "command"
  keys_state state;
  key_census census;
};

class rocksdb_fan_keys final : public sealing_fan_keys {
 public:
  /// errc::conflict "keys_in_use" when another process has the directory open; errc::corrupt
  /// "keys_missing" (there are events but no database), "keys_rolled_back",
  /// "keys_witness_missing"; the errors of open_keyring(); errc::io for the rest.
  [[nodiscard]] static result<std::unique_ptr<rocksdb_fan_keys>> open_in(fan_keys_options options,
                                                                         random_source& random);
  ~rocksdb_fan_keys() override;

  [[nodiscard]] result<void> make_durable() override;
  /// A key for another purpose that every holder of the node's key has; no rotation changes it.
  [[nodiscard]] secret_key key_for(std::string_view purpose) const;
  [[nodiscard]] result<void> destroy(const campaign::session_id& stream) override;

  /// Whether everybody who was erased is known to be. Else what is missing reads as erased until
  /// mark_erased() was told of all: keys of versions that forgot whose they destroyed.
  [[nodiscard]] bool knows_all_erased() const;
  [[nodiscard]] result<void> mark_erased(std::span<const campaign::session_id> all);

  /// Goes over keys by the thousand, a microsecond each.
  [[nodiscard]] result<fan_keys_status> status() const;
  /// A copy without any key that wraps (store/FORMAT.md), as keys_database::with_copy().
  /// errc::conflict "keys_rotating" as long as it would hold one.
  [[nodiscard]] result<void> with_copy(const std::filesystem::path& dir,
                                       const std::function<result<void>()>& use) const;

  /// The source's next key wraps from now on, durably. errc::conflict "keys_rotating" before
  /// finish_rotation(); errc::refused "kek_unchanged"; the source's errors.
  [[nodiscard]] result<void> begin_rotation();
  [[nodiscard]] bool rotating() const;
  struct rotation_step {
    std::size_t fans = 0;             ///< looked at, the erased ones too
    std::optional<std::string> last;  ///< where the next step goes on; none: that was all
  };
  /// Wraps the keys of some fans after the one named anew; "": from the first.
  [[nodiscard]] result<rotation_step> rewrap_after(std::string_view name);
  /// Once all are: the key before is destroyed, and every byte it wrapped. errc::internal
  /// "keys_left" when some are not.
  [[nodiscard]] result<void> finish_rotation();

 protected:
  [[nodiscard]] result<std::optional<secret_key>> find_key(
      const campaign::session_id& of) const override;
  [[nodiscard]] result<secret_key> ensure_key(const campaign::session_id& of) override;

 private:
  struct state;
  rocksdb_fan_keys(std::unique_ptr<state> s, random_source& random);
  std::unique_ptr<state> state_;
};

}  // namespace chant::store
