// One connection's piece of a take, on its way to the disk.
#pragma once

#include "actors/take_work.hpp"
#include "campaign/take_uploads.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chant::actors {

/// Without a checksum bytes go into the file as they come, with one they wait in memory: the file
/// never holds what may turn out to be wrong.
class take_intake final : public campaign::take_writer {
 public:
  take_intake(std::shared_ptr<take_work> work, const store::take_grant& grant,
              std::shared_ptr<take_claim> claim, campaign::take_piece piece);
  ~take_intake() override;

  [[nodiscard]] result<void> write(std::string_view bytes) override;
  [[nodiscard]] bool takes_pipes() const override;
  [[nodiscard]] result<void> write_from(int pipe, std::size_t size) override;
  void finish(completion<campaign::upload_progress> done) override;

 private:
  /// What finish() hands on to a worker.
  struct rest;
  [[nodiscard]] result<void> admit(std::size_t size) const;
  void count(std::size_t size);
  [[nodiscard]] result<void> stage(std::string_view bytes);

  std::shared_ptr<take_work> work_;
  store::take_grant grant_;
  std::shared_ptr<take_claim> claim_;  // nullptr once finish() has handed it on
  campaign::take_piece piece_;
  std::uint64_t received_ = 0;
  std::string staged_;
};

}  // namespace chant::actors
