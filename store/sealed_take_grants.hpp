// Grants under AES-256-GCM: every holder of the key makes them and opens those of the others.
#pragma once

#include "base/random.hpp"
#include "store/sealing.hpp"
#include "store/take_grants.hpp"

namespace chant::store {

class sealed_take_grants final : public take_grants {
 public:
  /// `random` must be safe from any thread and outlive this.
  sealed_take_grants(const secret_key& key, random_source& random) : key_(key), random_(random) {}

  [[nodiscard]] std::string seal(const take_grant& grant) override;
  [[nodiscard]] result<take_grant> open(std::string_view token) const override;

 private:
  secret_key key_;
  random_source& random_;
};

}  // namespace chant::store
