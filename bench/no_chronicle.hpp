// A chronicle for servers whose benches ask for none.
#pragma once

#include "campaign/chronicle.hpp"

namespace chant::bench {

class no_chronicle final : public campaign::chronicle {
 public:
  void tell(const campaign::session_id&, completion<campaign::history> done) override {
    done(std::unexpected(error{.kind = errc::not_found, .code = {}, .detail = {}, .field = {}}));
  }
};

}  // namespace chant::bench
