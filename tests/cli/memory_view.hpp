// A log in memory as verbs see it, filled by the test.
#pragma once

#include "campaign/event_codec.hpp"
#include "cli/log_view.hpp"
#include "store/memory_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace chant::tests {

class memory_view final : public cli::log_view {
 public:
  /// Appends an event to the stream of `fan`; it shows after the next refresh().
  campaign::event_id append(std::uint8_t fan, campaign::event e, timestamp at = {}) {
    return append_to(stream(fan), std::move(e), at);
  }
  campaign::event_id append_to(const campaign::session_id& to, campaign::event e,
                               timestamp at = {}) {
    // What seals fields in a running node stands in for here by their own words.
    campaign::for_each_personal(e, [](std::uint8_t, campaign::personal_text& text) {
      text = text.with_ciphertext("sealed:" + std::string(text.clear()));
    });
    store::new_event added;
    seeded_random random(++appended_);
    campaign::fill_random(added.id, random);
    added.type = campaign::type_code(e);
    added.schema = campaign::schema_version(e);
    added.at = at;
    added.payload = campaign::encode(e);
    added.lookup = campaign::lookup_of(e);
    log_.append({.stream = to, .expected = {}, .events = {added}},
                [](auto done) { ASSERT_TRUE(done); });
    return added.id;
  }

  [[nodiscard]] static campaign::session_id stream(std::uint8_t fan) {
    campaign::session_id id;
    id.bytes.fill(std::byte{fan});
    return id;
  }
  [[nodiscard]] static campaign::share_id share(std::uint8_t number) {
    campaign::share_id id;
    id.bytes.fill(std::byte{number});
    return id;
  }

  [[nodiscard]] result<campaign::log_offset> scan(
      campaign::log_offset from, campaign::log_offset end,
      const std::function<bool(const store::event_view&)>& visit) const override {
    end = std::min(end, head_);
    for (; from < end; from = from.next()) {
      const auto read = log_.read_from(from, 1);
      if (!read) return std::unexpected(read.error());
      auto view = cli::view_of(read->front());
      const auto event = campaign::decode(view.type, view.schema, view.payload);
      if (event) view.lookup = campaign::lookup_of(*event);
      if (!visit(view)) return from.next();
    }
    return from;
  }
  [[nodiscard]] result<std::vector<store::recorded_event>> read_stream(
      const campaign::session_id& of, campaign::stream_version after,
      std::size_t limit) const override {
    return log_.read_stream(of, after, limit);
  }
  [[nodiscard]] campaign::log_offset head() const override { return head_; }
  [[nodiscard]] result<store::log_stats> stats() const override { return log_.stats(); }
  [[nodiscard]] result<void> refresh() override {
    head_ = log_.head();
    return {};
  }

 private:
  store::memory_log log_;
  campaign::log_offset head_;
  std::uint64_t appended_ = 0;
};

}  // namespace chant::tests
