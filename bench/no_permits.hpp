// Permits of letters where no letters are.
#pragma once

#include "campaign/letter_permits.hpp"

#include <string>
#include <string_view>

namespace chant::bench {

class no_permits final : public campaign::letter_permits {
 public:
  [[nodiscard]] std::string seal(const campaign::letter_permit&) const override { return {}; }
  [[nodiscard]] result<campaign::letter_permit> open(campaign::letter_act,
                                                     std::string_view) const override {
    return std::unexpected(error{errc::not_found, "link_unknown", "", ""});
  }
};

}  // namespace chant::bench
