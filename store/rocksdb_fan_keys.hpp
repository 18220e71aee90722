// Fan keys on disk, in a RocksDB instance of their own, each wrapped by the node's key.
#pragma once

#include "store/sealing.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace chant::store {

struct fan_keys_options {
  /// Holds `node.key` (0600, made at the first start) and the database.
  std::filesystem::path dir = {};
  /// Asked before a new key is written; an error refuses it. The disk's space guard goes here:
  /// Debian's RocksDB ends the process when its log meets a full disk.
  std::function<result<void>()> admit = {};
  /// Unwrapped keys kept in memory: 48 bytes each and the map's, about 10 MB.
  std::size_t cached_keys = 100'000;
};

class rocksdb_fan_keys final : public sealing_fan_keys {
 public:
  /// errc::conflict when another process has the directory open, errc::corrupt when node.key is
  /// not 32 bytes, errc::io for the rest.
  [[nodiscard]] static result<std::unique_ptr<rocksdb_fan_keys>> open_in(fan_keys_options options,
                                                                         random_source& random);
  ~rocksdb_fan_keys() override;

  [[nodiscard]] result<void> make_durable() override;
  /// A key for another purpose that every holder of `node.key` has.
  [[nodiscard]] secret_key key_for(std::string_view purpose) const;
  [[nodiscard]] result<void> destroy(const campaign::session_id& stream) override;

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
