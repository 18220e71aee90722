// One isolated deployment of a campaign: its stores, actors, pictures and two listeners, put
// together and ended in order. A node runs one, production, and beside it the previews.
#pragma once

#include "app/stage_content.hpp"
#include "app/stores.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "campaign/own_events.hpp"
#include "config/config.hpp"
#include "http/admin_api.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chant::app {

/// How much of the machine a stage may take besides what its settings say.
struct stage_size {
  store_size stores = {};
  unsigned readers = 4;         ///< threads that read the disk
  std::size_t connections = 0;  ///< 0: as many as descriptors allow
};

struct stage_options {
  std::string name;
  config::node settings;
  stage_size size = {};
  /// Makes the admin routes besides those of every stage; acts are noted in the stage's own log.
  std::function<std::vector<http::admin_route>(campaign::own_events&)> admin_routes = {};
};

class stage {
 public:
  /// Opens what lies under settings.data_dir and answers on settings.http, and on `admin.sock` in
  /// the data directory. The errors of the stores, of the listeners and of kept wordings.
  [[nodiscard]] static result<std::unique_ptr<stage>> open(stage_options options,
                                                           stage_content content);
  /// stop() if that was not done.
  ~stage();

  /// Where it really listens: "http://127.0.0.1:8080".
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] const std::shared_ptr<const render::base_pictures>& bases() const;
  [[nodiscard]] metrics::registry& measured();

  /// The next request gets this site; those under way end with the one they have. It knows the
  /// wordings that were kept (with_kept_wordings()).
  void put_site(std::shared_ptr<const http::site> next);

  /// Takes no connection any more and gives open requests so long; hurry(), from any thread, cuts
  /// it short.
  void drain(std::chrono::seconds at_most);
  void hurry();
  /// Ends everything in order; what is acknowledged is on disk. Idempotent.
  void stop();

 private:
  struct parts;
  explicit stage(std::unique_ptr<parts> p);
  std::unique_ptr<parts> parts_;
};

}  // namespace chant::app
