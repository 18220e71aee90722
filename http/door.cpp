#include "http/door.hpp"

namespace chant::http {

bool door::is_exempt(const ip_address& peer) const {
  return (peer.is_loopback() && !options_.limit_loopback) || trust_.proxies.contains(peer);
}

bool door::enter(const ip_address& peer) {
  if (inside_.fetch_add(1) >= options_.most) {
    inside_.fetch_sub(1);
    return false;
  }
  if (is_exempt(peer)) return true;
  const std::scoped_lock lock(mutex_);
  auto& count = by_address_[peer.limit_key()];
  if (count >= options_.per_address) {
    inside_.fetch_sub(1);
    return false;
  }
  ++count;
  return true;
}

void door::leave(const ip_address& peer) {
  inside_.fetch_sub(1);
  if (is_exempt(peer)) return;
  const std::scoped_lock lock(mutex_);
  const auto at = by_address_.find(peer.limit_key());
  if (--at->second == 0) by_address_.erase(at);
}

}  // namespace chant::http
