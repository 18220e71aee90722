// Blobs as files: one file a name, spread over 256 directories, replaced by rename.
#pragma once

#include "store/blob_store.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace chant::store {

struct disk_blobs_options {
  std::filesystem::path dir = {};
  /// For a cache: when more is kept, the oldest files go. 0: nothing is ever evicted.
  std::uint64_t max_bytes = 0;
  /// Asked before each put; an error refuses it. The disk's space guard goes here.
  std::function<result<void>()> admit = {};
};

class disk_blobs final : public blob_store {
 public:
  /// Makes the directories, removes what an interrupted put left behind, and brings what an older
  /// layout spread otherwise to where it belongs. errc::io.
  [[nodiscard]] static result<std::unique_ptr<disk_blobs>> open(disk_blobs_options options);
  ~disk_blobs() override;

  [[nodiscard]] result<void> put(std::string_view name, std::string_view bytes,
                                 durability how) override;
  [[nodiscard]] result<std::string> get(std::string_view name) const override;
  [[nodiscard]] result<void> remove(std::string_view name) override;
  /// Lists one directory.
  [[nodiscard]] result<void> remove_family(std::string_view stem) override;

 private:
  struct shelf;
  explicit disk_blobs(disk_blobs_options options);
  [[nodiscard]] shelf& shelf_of(std::string_view name) const;
  [[nodiscard]] result<void> reshelve();

  disk_blobs_options options_;
  std::unique_ptr<shelf[]> shelves_;
};

}  // namespace chant::store
