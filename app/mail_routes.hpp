// What operators see and change of the mail, on the admin listener.
#pragma once

#include "actors/letter_writer.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "campaign/letter_returns.hpp"
#include "campaign/own_events.hpp"
#include "campaign/service.hpp"
#include "http/admin_api.hpp"
#include "mail/bounce.hpp"
#include "mail/relay.hpp"
#include "store/mail_queue.hpp"
#include "store/suppression_list.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace chant::app {

/// All of it outlives the routes.
struct mail_view {
  store::mail_queue& queue;
  const store::suppression_list& suppressed;
  const store::address_digests& digests;
  campaign::service& sessions;
  campaign::own_events& own;
  campaign::letter_returns& returns;
  mail::relay& relay;
  const chant::clock& clock;
  random_source& random;
  /// A short letter to that address, composed and signed as the fans' are.
  std::function<result<actors::written_letter>(const campaign::event_id&, const std::string& to)>
      write_test;
  std::string relay_name;  ///< as configured; empty: the outbox
  std::filesystem::path outbox;
};

/// As the domain calls it.
[[nodiscard]] campaign::returned_letter returned_letter_of(const mail::bounce& b);

/// /admin/v1/mail/… and /admin/v1/outbox, as docs/api.md describes them.
[[nodiscard]] std::vector<http::admin_route> mail_routes(const mail_view& view);

}  // namespace chant::app
