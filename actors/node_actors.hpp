// The living part of a node: sessions, consumers and pools on their threads, behind the ports that
// http/ and cli/ know. app/ makes one and stops it.
#pragma once

#include "actors/consumer_status.hpp"
#include "actors/node_ports.hpp"
#include "base/result.hpp"
#include "campaign/chronicle.hpp"
#include "campaign/front_error.hpp"
#include "campaign/gallery.hpp"
#include "campaign/letter_returns.hpp"
#include "campaign/own_events.hpp"
#include "campaign/service.hpp"
#include "campaign/take_uploads.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace chant::actors {

/// Starts in the constructor: consumers take up what their checkpoints left. Thread-safe.
class node_actors {
 public:
  node_actors(const node_ports& ports, const node_options& options);
  /// stop() if that was not done.
  ~node_actors();

  [[nodiscard]] campaign::service& service();
  [[nodiscard]] campaign::gallery& gallery();
  [[nodiscard]] campaign::take_uploads& takes();
  [[nodiscard]] campaign::front_error_book& front_errors();
  [[nodiscard]] campaign::own_events& own_events();
  [[nodiscard]] campaign::chronicle& chronicle();
  [[nodiscard]] campaign::letter_returns& letter_returns();

  [[nodiscard]] std::vector<pool_status> pools() const;
  /// What is under way is finished, nothing new is begun; not remembered over a restart.
  /// errc::not_found, code "pool_not_found".
  [[nodiscard]] result<void> pause(std::string_view pool);
  [[nodiscard]] result<void> resume(std::string_view pool);

  /// A frozen campaign takes no new sessions; what runs goes on. Not remembered over a restart.
  void freeze(bool frozen);
  [[nodiscard]] bool frozen() const;

  /// Lets consumers finish what they have begun and save their checkpoints, then requests that are
  /// under way, five seconds each at most, writes the front-end errors not yet written, and ends
  /// everything. Call it when no request comes any more. Idempotent. service(), gallery() and
  /// takes() answer errc::unavailable afterwards.
  void stop();

 private:
  struct parts;
  [[nodiscard]] result<void> tell(std::string_view pool, bool pause);

  std::unique_ptr<parts> parts_;
};

}  // namespace chant::actors
