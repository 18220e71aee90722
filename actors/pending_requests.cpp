#include "actors/pending_requests.hpp"

#include <utility>

namespace chant::actors {
namespace {

// A request number: generation (32 bits), slot (28 bits), shard (4 bits).
constexpr std::uint64_t number(std::uint32_t generation, std::uint32_t slot, std::uint32_t shard) {
  return std::uint64_t{generation} << 32 | std::uint64_t{slot} << 4 | shard;
}

}  // namespace

pending_requests::pending_requests(std::size_t capacity, std::uint32_t patience)
    : patience_(patience) {
  static_assert(shard_count == 16);
  const auto each = static_cast<std::uint32_t>((capacity + shard_count - 1) / shard_count);
  for (auto& s : shards_) {
    s.slots.resize(each);
    s.free.reserve(each);
    for (std::uint32_t i = each; i > 0; --i) s.free.push_back(i - 1);
  }
}

std::optional<std::uint64_t> pending_requests::add(completion<campaign::outcome>& done) {
  // In turn, so that the shards fill evenly and the bound is the sum of theirs.
  const auto first = turn_.fetch_add(1, std::memory_order_relaxed);
  for (std::uint32_t i = 0; i < shard_count; ++i) {
    const auto which = (first + i) % shard_count;
    auto& s = shards_[which];
    const std::lock_guard lock(s.mutex);
    if (s.free.empty()) continue;
    const auto index = s.free.back();
    s.free.pop_back();
    auto& taken = s.slots[index];
    taken.done = std::move(done);
    taken.since = now_.load(std::memory_order_relaxed);
    size_.fetch_add(1, std::memory_order_relaxed);
    return number(taken.generation, index, static_cast<std::uint32_t>(which));
  }
  return std::nullopt;
}

void pending_requests::complete(std::uint64_t request, result<campaign::outcome> answer) {
  const auto generation = static_cast<std::uint32_t>(request >> 32);
  const auto index = static_cast<std::uint32_t>(request) >> 4;
  auto& s = shards_[request % shard_count];
  completion<campaign::outcome> done;
  {
    const std::lock_guard lock(s.mutex);
    if (index >= s.slots.size()) return;
    auto& taken = s.slots[index];
    if (!taken.done || taken.generation != generation) return;
    done = std::exchange(taken.done, nullptr);
    ++taken.generation;
    s.free.push_back(index);
  }
  size_.fetch_sub(1, std::memory_order_relaxed);
  done(std::move(answer));
}

void pending_requests::tick() {
  const auto now = now_.fetch_add(1, std::memory_order_relaxed) + 1;
  fail_where({.kind = errc::timeout,
              .code = "timeout",
              .detail = "no answer in time; the outcome is unknown",
              .field = {}},
             [&](const slot& s) { return now - s.since >= patience_; });
}

void pending_requests::fail_all(const error& why) {
  fail_where(why, [](const slot&) { return true; });
}

template <class Condition>
void pending_requests::fail_where(const error& why, Condition condition) {
  std::vector<completion<campaign::outcome>> failed;
  for (auto& s : shards_) {
    const std::lock_guard lock(s.mutex);
    for (std::uint32_t i = 0; i < s.slots.size(); ++i) {
      auto& taken = s.slots[i];
      if (!taken.done || !condition(taken)) continue;
      failed.push_back(std::exchange(taken.done, nullptr));
      ++taken.generation;
      s.free.push_back(i);
    }
  }
  size_.fetch_sub(failed.size(), std::memory_order_relaxed);
  for (auto& done : failed) done(std::unexpected(why));
}

}  // namespace chant::actors
