#include "base/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace chant::metrics {

namespace {

std::size_t this_thread_shard(std::size_t shard_count) {
  static std::atomic<std::size_t> next{0};
  thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
  return mine % shard_count;
}

}  // namespace

void counter::add(std::uint64_t amount) {
  shards_[this_thread_shard(shard_count)].count.fetch_add(amount, std::memory_order_relaxed);
}

std::uint64_t counter::value() const {
  std::uint64_t total = 0;
  for (const auto& s : shards_) total += s.count.load(std::memory_order_relaxed);
  return total;
}

histogram::histogram(std::span<const double> upper_bounds)
    : bounds_(upper_bounds.begin(), upper_bounds.end()) {
  for (std::size_t i = 0; i <= bounds_.size(); ++i) buckets_.push_back(std::make_unique<counter>());
}

void histogram::observe(double seconds) {
  const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), seconds);
  buckets_[static_cast<std::size_t>(bound - bounds_.begin())]->add();
  sum_us_.add(static_cast<std::uint64_t>(std::llround(std::max(seconds, 0.0) * 1e6)));
}

std::vector<std::uint64_t> histogram::counts() const {
  std::vector<std::uint64_t> all;
  for (const auto& b : buckets_) all.push_back(b->value());
  return all;
}

double histogram::sum() const { return static_cast<double>(sum_us_.value()) / 1e6; }

std::span<const double> latency_buckets() {
  static constexpr std::array buckets{.0005, .001, .0025, .005, .01, .025, .05,
                                      .1,    .25,  .5,    1.0,  2.5, 5.0,  10.0};
  return buckets;
}

struct registry::series {
  std::string labels;
  std::unique_ptr<counter> as_counter;
  std::unique_ptr<gauge> as_gauge;
  std::unique_ptr<histogram> as_histogram;
  std::function<double()> as_reading;
};

struct registry::family {
  std::string name;
  std::string help;
  std::string type;
  std::vector<std::unique_ptr<series>> all;
};

registry::registry() = default;
registry::~registry() = default;

registry::family& registry::family_of(std::string_view name, std::string_view help,
                                      std::string_view type) {
  for (auto& f : families_)
    if (f->name == name) return *f;
  families_.push_back(std::make_unique<family>(
      family{std::string(name), std::string(help), std::string(type), {}}));
  return *families_.back();
}

registry::series& registry::series_of(family& f, std::string_view labels) {
  for (auto& s : f.all)
    if (s->labels == labels) return *s;
  f.all.push_back(std::make_unique<series>());
  f.all.back()->labels = std::string(labels);
  return *f.all.back();
}

counter& registry::make_counter(std::string_view name, std::string_view help,
                                std::string_view labels) {
  const std::scoped_lock lock(mutex_);
  auto& s = series_of(family_of(name, help, "counter"), labels);
  if (!s.as_counter) s.as_counter = std::make_unique<counter>();
  return *s.as_counter;
}

gauge& registry::make_gauge(std::string_view name, std::string_view help, std::string_view labels) {
  const std::scoped_lock lock(mutex_);
  auto& s = series_of(family_of(name, help, "gauge"), labels);
  if (!s.as_gauge) s.as_gauge = std::make_unique<gauge>();
  return *s.as_gauge;
}

histogram& registry::make_histogram(std::string_view name, std::string_view help,
                                    std::string_view labels, std::span<const double> upper_bounds) {
  const std::scoped_lock lock(mutex_);
  auto& s = series_of(family_of(name, help, "histogram"), labels);
  if (!s.as_histogram) s.as_histogram = std::make_unique<histogram>(upper_bounds);
  return *s.as_histogram;
}

void registry::observe_gauge(std::string_view name, std::string_view help, std::string_view labels,
                             std::function<double()> read) {
  const std::scoped_lock lock(mutex_);
  series_of(family_of(name, help, "gauge"), labels).as_reading = std::move(read);
}

namespace {

std::string braces(std::string_view labels) {
  return labels.empty() ? std::string() : fmt::format("{{{}}}", labels);
}

void write_histogram(fmt::memory_buffer& out, std::string_view name, std::string_view labels,
                     const histogram& h) {
  const auto to = std::back_inserter(out);
  const std::string_view comma = labels.empty() ? "" : ",";
  const auto counts = h.counts();
  std::uint64_t running = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    running += counts[i];
    const std::string bound =
        i < h.upper_bounds().size() ? fmt::format("{}", h.upper_bounds()[i]) : "+Inf";
    fmt::format_to(to, "{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound, running);
  }
  fmt::format_to(to, "{}_sum{} {}\n", name, braces(labels), h.sum());
  fmt::format_to(to, "{}_count{} {}\n", name, braces(labels), running);
}

}  // namespace

std::string registry::prometheus_text() const {
  const std::scoped_lock lock(mutex_);
  fmt::memory_buffer out;
  const auto to = std::back_inserter(out);
  for (const auto& f : families_) {
    fmt::format_to(to, "# HELP {0} {1}\n# TYPE {0} {2}\n", f->name, f->help, f->type);
    for (const auto& s : f->all) {
      const auto labels = braces(s->labels);
      if (s->as_counter) fmt::format_to(to, "{}{} {}\n", f->name, labels, s->as_counter->value());
      if (s->as_gauge) fmt::format_to(to, "{}{} {}\n", f->name, labels, s->as_gauge->value());
      if (s->as_reading) fmt::format_to(to, "{}{} {}\n", f->name, labels, s->as_reading());
      if (s->as_histogram) write_histogram(out, f->name, s->labels, *s->as_histogram);
    }
  }
  return fmt::to_string(out);
}

}  // namespace chant::metrics
