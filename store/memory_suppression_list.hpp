// The suppression list of tests and simulation.
#pragma once

#include "store/suppression_list.hpp"

#include <map>
#include <mutex>

namespace chant::store {

class memory_suppression_list final : public suppression_list {
 public:
  [[nodiscard]] result<void> note(std::string_view digest, const std::optional<std::string>& reason,
                                  campaign::log_offset offset) override {
    const std::lock_guard lock(mutex_);
    const auto [at, fresh] = known_.try_emplace(std::string(digest), news{offset, reason});
    if (!fresh && offset > at->second.offset) at->second = {offset, reason};
    return {};
  }
  [[nodiscard]] result<std::optional<std::string>> find(std::string_view digest) const override {
    const std::lock_guard lock(mutex_);
    const auto at = known_.find(digest);
    return at == known_.end() ? std::nullopt : at->second.reason;
  }
  [[nodiscard]] result<std::vector<suppressed_address>> list(std::string_view after,
                                                             std::size_t limit) const override {
    const std::lock_guard lock(mutex_);
    std::vector<suppressed_address> all;
    for (auto at = known_.upper_bound(after); at != known_.end() && all.size() < limit; ++at)
      if (at->second.reason) all.push_back({at->first, *at->second.reason});
    return all;
  }

 private:
  struct news {
    campaign::log_offset offset;
    std::optional<std::string> reason;
  };
  mutable std::mutex mutex_;
  std::map<std::string, news, std::less<>> known_;
};

}  // namespace chant::store
