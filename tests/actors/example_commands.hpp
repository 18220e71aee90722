// Commands as tests send them.
#pragma once

#include "campaign/commands.hpp"
#include "tests/actors/memory_ports.hpp"

#include <string>
#include <utility>

namespace chant::actors {

inline const campaign::open_session open_in_english{.language = "en", .country = "FR"};

inline campaign::order_artwork order(std::uint8_t share, std::string name) {
  return {.share = share_number(share), .team = "fr", .name = std::move(name), .language = ""};
}

inline campaign::subscribe subscription(std::string email) {
  return {.email = std::move(email),
          .name = "Zoë",
          .language = "de",
          .age = campaign::age_band::adult,
          .consents = {.terms = true, .newsletter = true, .recording = false}};
}

}  // namespace chant::actors
