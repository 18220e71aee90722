// Ports that fail the way the real ones can: refused and forgotten writes, unknown outcomes, reads
// that break, checkpoints lost in a crash.
#pragma once

#include "store/checkpoints.hpp"
#include "store/event_log.hpp"
#include "tests/sim/dice.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chant::sim {

/// How a run goes wrong; all of it ends when `on` is false.
struct faults {
  bool on = true;
  /// The planted defect: the log appends whatever version the appender believed in.
  bool no_version_check = false;
};

class faulty_log final : public store::event_log {
 public:
  faulty_log(store::event_log& inner, dice& chance, const faults& how)
      : inner_(inner), dice_(chance), faults_(how) {}

  void append(store::append_request request, completion<store::append_receipt> done) override {
    if (faults_.no_version_check) request.expected = store::expected_version::any();
    if (faults_.on && dice_.one_in(12))
      return done(std::unexpected(broken(errc::unavailable, "log_queue_full")));
    if (faults_.on && dice_.one_in(25))  // appended, though the caller will never know
      return inner_.append(std::move(request), [done = std::move(done)](const auto&) mutable {
        done(std::unexpected(broken(errc::io, "log_io")));
      });
    inner_.append(std::move(request), std::move(done));
  }
  [[nodiscard]] result<std::vector<store::recorded_event>> read_stream(
      const campaign::session_id& stream, campaign::stream_version after,
      std::size_t limit) const override {
    if (faults_.on && dice_.one_in(30)) return std::unexpected(broken(errc::io, "log_io"));
    // Short pages, so that reading on is part of every run.
    return inner_.read_stream(stream, after, limit);
  }
  [[nodiscard]] result<std::vector<store::recorded_event>> read_from(
      campaign::log_offset from, std::size_t limit) const override {
    if (faults_.on && dice_.one_in(20)) return std::unexpected(broken(errc::io, "log_io"));
    return inner_.read_from(from, std::min<std::size_t>(limit, 1 + dice_.roll(8)));
  }
  [[nodiscard]] result<store::recorded_event> find(const campaign::share_id& share) const override {
    return inner_.find(share);
  }
  [[nodiscard]] campaign::log_offset head() const override { return inner_.head(); }
  [[nodiscard]] subscription watch(std::function<void(campaign::log_offset)> call) override {
    return inner_.watch(std::move(call));
  }
  [[nodiscard]] result<store::log_stats> stats() const override { return inner_.stats(); }

 private:
  static error broken(errc kind, std::string code) {
    return {.kind = kind, .code = std::move(code), .detail = "simulated", .field = {}};
  }

  store::event_log& inner_;
  dice& dice_;
  const faults& faults_;
};

/// Keeps every checkpoint ever saved: a crash may bring back any of them.
class forgetful_checkpoints final : public store::checkpoint_store {
 public:
  [[nodiscard]] result<std::optional<store::checkpoint>> load(
      std::string_view consumer) const override {
    const auto found = saved_.find(consumer);
    if (found == saved_.end() || found->second.empty()) return std::nullopt;
    return found->second.back();
  }
  [[nodiscard]] result<void> save(std::string_view consumer, const store::checkpoint& c) override {
    saved_[std::string(consumer)].push_back(c);
    return {};
  }
  void crash(dice& chance) {
    for (auto& [consumer, history] : saved_) history.resize(chance.roll(history.size() + 1));
  }

 private:
  std::map<std::string, std::vector<store::checkpoint>, std::less<>> saved_;
};

}  // namespace chant::sim
