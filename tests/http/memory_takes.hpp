// Uploads in memory, for tests of the HTTP front. The token is the take's number.
#pragma once

#include "campaign/take_uploads.hpp"

#include <unistd.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chant::tests {

/// Completes within each call unless `held`; then what waits is in `pending`.
class memory_takes final : public campaign::take_uploads {
 public:
  struct upload {
    campaign::session_id session;
    campaign::take_offer offer;
    std::string bytes;
    bool complete = false;
    unsigned cuts = 0;
  };

  void begin(const campaign::session_id& of, campaign::take_offer what,
             completion<campaign::take_grant> done) override {
    if (refusal) return done(std::unexpected(*refusal));
    const auto token = "take-" + std::to_string(uploads.size() + 1);
    uploads[token] = {of, std::move(what), {}, false, 0};
    answer(std::move(done), campaign::take_grant{token, expires});
  }

  void look(std::string_view token, completion<campaign::upload_progress> done) override {
    const auto at = uploads.find(token);
    if (at == uploads.end()) return done(std::unexpected(unknown()));
    auto p = progress(at->second);
    p.metadata = at->second.offer.metadata;
    answer(std::move(done), std::move(p));
  }

  void resume(std::string_view token, campaign::take_piece piece,
              completion<std::unique_ptr<campaign::take_writer>> done) override {
    const auto at = uploads.find(token);
    if (at == uploads.end()) return done(std::unexpected(unknown()));
    if (refusal) return done(std::unexpected(*refusal));
    if (at->second.bytes.size() != piece.offset)
      return done(
          std::unexpected(error{errc::conflict, "offset_mismatch", "It stands there.", ""}));
    pieces.push_back(piece);
    answer(std::move(done),
           std::unique_ptr<campaign::take_writer>(std::make_unique<writer>(*this, at->second)));
  }

  void drop(std::string_view token, completion<void> done) override {
    const auto at = uploads.find(token);
    if (at == uploads.end()) return done(std::unexpected(unknown()));
    uploads.erase(at);
    done({});
  }

  [[nodiscard]] std::uint64_t largest() const override { return 1'000'000; }

  std::map<std::string, upload, std::less<>> uploads;
  std::vector<campaign::take_piece> pieces;
  std::optional<error> refusal;
  bool held = false;
  std::vector<std::move_only_function<void()>> pending;
  std::vector<std::size_t> writes;  ///< sizes, in order
  unsigned pipes = 0;               ///< how many of them came in a pipe
  timestamp expires{std::chrono::seconds(1'466'286'400)};

 private:
  class writer final : public campaign::take_writer {
   public:
    writer(memory_takes& desk, upload& to) : desk_(desk), to_(to) {}
    ~writer() override { to_.cuts += finished_ ? 0 : 1; }
    result<void> write(std::string_view bytes) override {
      desk_.writes.push_back(bytes.size());
      const auto room = to_.offer.size_bytes - to_.bytes.size();
      to_.bytes += bytes.substr(0, room);
      if (bytes.size() <= room) return {};
      return std::unexpected(error{errc::too_large, "upload_too_large", "It is longer.", ""});
    }
    [[nodiscard]] bool takes_pipes() const override { return !to_.bytes.empty(); }
    result<void> write_from(int pipe, std::size_t size) override {
      ++desk_.pipes;
      std::string bytes(size, '\0');
      for (std::size_t have = 0; have < size;) {
        const auto n = ::read(pipe, bytes.data() + have, size - have);
        if (n <= 0) return std::unexpected(error{errc::io, "pipe_empty", "", ""});
        have += static_cast<std::size_t>(n);
      }
      return write(bytes);
    }
    void finish(completion<campaign::upload_progress> done) override {
      finished_ = true;
      to_.complete = to_.bytes.size() == to_.offer.size_bytes;
      desk_.answer(std::move(done), desk_.progress(to_));
    }

   private:
    memory_takes& desk_;
    upload& to_;
    bool finished_ = false;
  };

  template <class T>
  void answer(completion<T> done, T value) {
    if (!held) return done(std::move(value));
    pending.emplace_back(
        [done = std::move(done), value = std::move(value)]() mutable { done(std::move(value)); });
  }
  [[nodiscard]] campaign::upload_progress progress(const upload& u) const {
    return {u.bytes.size(), u.offer.size_bytes, expires, {}};
  }
  static error unknown() {
    return {errc::not_found, "upload_unknown", "There is no such upload.", ""};
  }
};

}  // namespace chant::tests
