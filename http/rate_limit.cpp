#include "http/rate_limit.hpp"

#include <algorithm>

namespace chant::http {

rate_limit::rate_limit(const options& o) : options_(o) {}

bool rate_limit::allow(const ip_address& client, std::chrono::milliseconds now) {
  if (client.is_loopback() && !options_.loopback) return true;
  const auto key = client.limit_key();
  auto& s = shards_[std::hash<ip_address>{}(key) % shard_count];
  const std::scoped_lock lock(s.mutex);
  const auto known = s.by_key.find(key);
  if (known == s.by_key.end()) {
    if (s.by_key.size() >= std::max<std::size_t>(options_.table / shard_count, 1)) {
      s.by_key.erase(s.by_use.back().key);
      s.by_use.pop_back();
    }
    s.by_use.push_front({key, options_.burst, now});
    s.by_key.emplace(key, s.by_use.begin());
  } else {
    s.by_use.splice(s.by_use.begin(), s.by_use, known->second);
  }
  auto& b = s.by_use.front();
  const double seconds = std::chrono::duration<double>(now - b.filled_at).count();
  b.tokens = std::min(options_.burst, b.tokens + std::max(seconds, 0.0) * options_.per_second);
  b.filled_at = std::max(b.filled_at, now);
  if (b.tokens < 1) return false;
  b.tokens -= 1;
  return true;
}

void rate_limit::give_back(const ip_address& client) {
  const auto key = client.limit_key();
  auto& s = shards_[std::hash<ip_address>{}(key) % shard_count];
  const std::scoped_lock lock(s.mutex);
  const auto known = s.by_key.find(key);
  if (known == s.by_key.end()) return;
  auto& tokens = known->second->tokens;
  tokens = std::min(options_.burst, tokens + 1);
}

std::size_t rate_limit::size() const {
  std::size_t total = 0;
  for (const auto& s : shards_) {
    const std::scoped_lock lock(s.mutex);
    total += s.by_key.size();
  }
  return total;
}

}  // namespace chant::http
