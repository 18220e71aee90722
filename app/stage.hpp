// One isolated deployment of a campaign: its stores, actors, pictures and two listeners, put
// together and ended in order. A node runs one, production, and beside it the previews.
#pragma once

#include "app/stage_content.hpp"
#include "base/result.hpp"
#include "config/config.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace chant::app {

class stage {
 public:
  /// Opens what lies under settings.data_dir and answers on settings.http, and on `admin.sock` in
  /// the data directory. The errors of the stores and of the listeners.
  [[nodiscard]] static result<std::unique_ptr<stage>> open(config::node settings,
                                                           stage_content content);
  /// stop() if that was not done.
  ~stage();

  /// Where it really listens: "http://127.0.0.1:8080".
  [[nodiscard]] std::string url() const;

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
