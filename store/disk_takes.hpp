// Recordings as plain files (store/FORMAT.md).
#pragma once

#include "store/take_store.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace chant::store {

struct disk_takes_options {
  std::filesystem::path dir = {};
  /// Asked before a place is made or filled on; an error refuses it. The disk's space guard.
  std::function<result<void>()> admit = {};
};

class disk_takes final : public take_store {
 public:
  /// Makes the directories, removes beginnings that were never answered, and makes durable what
  /// unfinished takes hold, as size_of() says. Bytes whose slip is damaged stay. errc::io;
  /// errc::corrupt "slip_of_newer_version": rather no start than lost takes.
  [[nodiscard]] static result<std::unique_ptr<disk_takes>> open(disk_takes_options options);

  [[nodiscard]] result<void> begin(const take_slip& slip) override;
  [[nodiscard]] result<take_slip> slip_of(const take_name& name) const override;
  [[nodiscard]] result<std::uint64_t> size_of(const take_name& name) const override;
  [[nodiscard]] result<std::unique_ptr<take_part>> resume(const take_name& name) override;
  [[nodiscard]] result<kept_take> keep(const take_name& name,
                                       const announced_take& announced) override;
  void settle(const take_name& name) override;
  [[nodiscard]] result<void> discard(const take_name& name) override;
  [[nodiscard]] result<void> discard_all(const campaign::session_id& session) override;
  [[nodiscard]] std::vector<take_slip> unsettled() const override;

  /// Where a finished take lies under the store's directory.
  [[nodiscard]] static std::filesystem::path kept_file(const std::filesystem::path& dir,
                                                       const take_name& name);

 private:
  explicit disk_takes(disk_takes_options options) : options_(std::move(options)) {}
  [[nodiscard]] result<void> make_places();
  [[nodiscard]] result<void> make_shelf(const std::filesystem::path& shelf) const;
  [[nodiscard]] std::filesystem::path place(const take_name& name, std::string_view what) const;

  disk_takes_options options_;
};

}  // namespace chant::store
