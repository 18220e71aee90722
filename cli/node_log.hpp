// The log of the node whose data directory is given, opened for reading.
#pragma once

#include "cli/cli.hpp"
#include "cli/log_view.hpp"
#include "store/log_reader.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace chant::cli {

/// Works beside a running node and without one; nothing of the node is written.
class node_log final : public log_view {
 public:
  /// errc::not_found, code "log_unknown", when the directory holds no log.
  [[nodiscard]] static result<std::unique_ptr<node_log>> open(
      const std::filesystem::path& data_dir);

  [[nodiscard]] result<campaign::log_offset> scan(
      campaign::log_offset from, campaign::log_offset end,
      const std::function<bool(const store::event_view&)>& visit) const override {
    return reader_->scan(from, end, visit);
  }
  [[nodiscard]] result<std::vector<store::recorded_event>> read_stream(
      const campaign::session_id& stream, campaign::stream_version after,
      std::size_t limit) const override {
    return reader_->read_stream(stream, after, limit);
  }
  [[nodiscard]] campaign::log_offset head() const override { return reader_->head(); }
  [[nodiscard]] result<store::log_stats> stats() const override { return reader_->stats(); }
  [[nodiscard]] result<void> refresh() override { return reader_->catch_up(); }
  [[nodiscard]] result<store::verify_report> verify() { return reader_->verify(); }

 private:
  explicit node_log(std::unique_ptr<store::log_reader> reader) : reader_(std::move(reader)) {}

  std::unique_ptr<store::log_reader> reader_;
};

/// The id of the campaign that the settings name; empty when its files cannot be read.
[[nodiscard]] std::string campaign_name(const config::node& settings, const hooks& from_app);

}  // namespace chant::cli
