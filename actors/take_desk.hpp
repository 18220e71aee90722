// Where recordings come in: grants are given out and opened, uploads begun, continued and given up.
#pragma once

#include "actors/take_work.hpp"
#include "campaign/take_uploads.hpp"

#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

namespace chant::actors {

class take_desk final : public campaign::take_uploads {
 public:
  take_desk(const take_env& env, const take_options& options);

  void begin(const campaign::session_id& of, campaign::take_offer what,
             completion<campaign::take_grant> done) override;
  void look(std::string_view token, completion<campaign::upload_progress> done) override;
  void resume(std::string_view token, campaign::take_piece piece,
              completion<std::unique_ptr<campaign::take_writer>> done) override;
  void drop(std::string_view token, completion<void> done) override;
  [[nodiscard]] std::uint64_t largest() const override { return work_->options.largest; }

  /// Finishes what is all there and not reported, and gives up what has expired: at a start, then
  /// each hour, called on and on by whoever owns the desk.
  void tick();

 private:
  [[nodiscard]] result<store::take_grant> opened(std::string_view token) const;
  void look_at(const store::take_grant& grant, completion<campaign::upload_progress> done);
  [[nodiscard]] result<std::unique_ptr<campaign::take_writer>> resumed(
      const store::take_grant& grant, campaign::take_piece piece);

  std::shared_ptr<take_work> work_;
  std::atomic<bool> sweeping_{false};
  timestamp swept_;  // of the thread that ticks
};

}  // namespace chant::actors
