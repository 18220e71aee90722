// Uploads for benchmarks that have none.
#pragma once

#include "campaign/take_uploads.hpp"

namespace chant::bench {

class no_takes final : public campaign::take_uploads {
 public:
  void begin(const campaign::session_id&, campaign::take_offer,
             completion<campaign::take_grant> done) override {
    done(std::unexpected(none()));
  }
  void look(std::string_view, completion<campaign::upload_progress> done) override {
    done(std::unexpected(none()));
  }
  void resume(std::string_view, campaign::take_piece,
              completion<std::unique_ptr<campaign::take_writer>> done) override {
    done(std::unexpected(none()));
  }
  void drop(std::string_view, completion<void> done) override { done(std::unexpected(none())); }
  [[nodiscard]] std::uint64_t largest() const override { return 1; }

 private:
  static error none() { return {.kind = errc::not_found, .code = {}, .detail = {}, .field = {}}; }
};

}  // namespace chant::bench
