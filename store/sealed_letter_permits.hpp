// Permits of letters under AES-256-GCM: every holder of the key makes them and opens those of the
// others.
#pragma once

#include "campaign/letter_permits.hpp"
#include "store/sealing.hpp"

namespace chant::store {

class sealed_letter_permits final : public campaign::letter_permits {
 public:
  explicit sealed_letter_permits(const secret_key& key) : key_(key) {}

  [[nodiscard]] std::string seal(const campaign::letter_permit& permit) const override;
  [[nodiscard]] result<campaign::letter_permit> open(campaign::letter_act act,
                                                     std::string_view token) const override;

 private:
  secret_key key_;
};

}  // namespace chant::store
