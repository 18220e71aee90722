// Counters, gauges and histograms, and their Prometheus text (exposition format 0.0.4).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chant::metrics {

/// A number that only grows. Sharded by thread so that hot paths do not share a cache line.
class counter {
 public:
  void add(std::uint64_t amount = 1);
  [[nodiscard]] std::uint64_t value() const;

 private:
  struct alignas(64) shard {
    std::atomic<std::uint64_t> count{0};
  };
  static constexpr std::size_t shard_count = 16;
  std::array<shard, shard_count> shards_;
};

/// A number that goes up and down.
class gauge {
 public:
  void set(std::int64_t to) { value_.store(to, std::memory_order_relaxed); }
  void add(std::int64_t amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// A distribution of durations in seconds over fixed buckets.
class histogram {
 public:
  explicit histogram(std::span<const double> upper_bounds);
  void observe(double seconds);
  [[nodiscard]] const std::vector<double>& upper_bounds() const { return bounds_; }
  /// One count per bound and a last one for everything above; not cumulative.
  [[nodiscard]] std::vector<std::uint64_t> counts() const;
  [[nodiscard]] double sum() const;

 private:
  std::vector<double> bounds_;
  std::vector<std::unique_ptr<counter>> buckets_;
  counter sum_us_;
};

/// From half a millisecond to ten seconds: requests, renders, commits.
std::span<const double> latency_buckets();

/// Owns the metrics of a process and writes them out. Names follow `chant_*` with `_total`,
/// `_seconds` or `_bytes` last; labels are a ready-made list such as `route="session",code="200"`.
/// Registering the same name and labels again returns the same object. Thread-safe; references live
/// as long as the registry.
class registry {
 public:
  counter& make_counter(std::string_view name, std::string_view help, std::string_view labels = {});
  gauge& make_gauge(std::string_view name, std::string_view help, std::string_view labels = {});
  histogram& make_histogram(std::string_view name, std::string_view help,
                            std::string_view labels = {},
                            std::span<const double> upper_bounds = latency_buckets());
  /// A gauge read at the moment of the scrape. `read` is called on the scraping thread.
  void observe_gauge(std::string_view name, std::string_view help, std::string_view labels,
                     std::function<double()> read);

  [[nodiscard]] std::string prometheus_text() const;

 private:
  struct series;
  struct family;
  family& family_of(std::string_view name, std::string_view help, std::string_view type);
  series& series_of(family& f, std::string_view labels);

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<family>> families_;

 public:
  registry();
  ~registry();
};

}  // namespace chant::metrics
