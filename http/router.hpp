// Which route serves which path, and what holds before its handler runs.
#pragma once

#include "base/metrics.hpp"
#include "http/exchange.hpp"
#include "http/message.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chant::http {

/// Runs on an I/O thread: must be quick, must not block, and answers or defers exactly once.
using handler = std::function<void(exchange&)>;

/// Makes of a problem the connection answers by itself (shedding) what those see who read pages.
using refusal_page = std::function<response(const request&, response plain)>;

/// What a method of a path does and demands.
struct endpoint {
  method verb = method::get;   ///< a GET serves HEAD too, where there is no HEAD
  bool limited = false;        ///< counts against the address's rate
  bool deferring = false;      ///< waits for others: refused with 503 when too many wait already
  std::size_t json_bytes = 0;  ///< largest JSON body; 0: the body is ignored
  /// Largest body that `run` receives as it comes: it is called when the header is there. 0: `run`
  /// is called when the request is whole.
  std::uint64_t streamed_bytes = 0;
  handler run{};
};

/// A path and all its methods. `pattern` is literal segments and {parameters}, at most two:
/// "/s/{share}/{picture}". `name` stands in metrics and logs in place of the target.
struct route {
  std::string name;
  std::string pattern;
  std::vector<endpoint> endpoints{};
  std::string every_answer{};    ///< header lines of every answer, refusals too
  std::string options_answer{};  ///< further ones of the answer to OPTIONS
  bool method_override = false;  ///< X-HTTP-Method-Override turns a POST into what it says
};

/// A route's metrics; bound once, then touched by every thread.
struct route_metrics {
  std::array<metrics::counter*, 6> by_class{};  ///< [4]: answers 4xx
  metrics::histogram* latency = nullptr;
};

/// Built once, then immutable and shared by all threads. Handlers live in it: it outlives the
/// server.
class router {
 public:
  /// Requests for which no route is there go to `fallback`, which serves GET alone.
  router(metrics::registry& registry, std::vector<route> routes, handler fallback,
         refusal_page pages = {});
  ~router();
  router(router&&) noexcept;

  struct match {
    const route* to;
    const endpoint* by;  ///< nullptr: the path is there, the method is not
    const route_metrics* counted;
  };
  /// Sets the request's parameters and, where the route lets it be overridden, its method.
  [[nodiscard]] match find(request& r) const;
  [[nodiscard]] response shown(const request& r, response plain) const {
    return pages_ ? pages_(r, std::move(plain)) : std::move(plain);
  }
  /// For requests that reached no route.
  [[nodiscard]] const route_metrics& unrouted() const { return unrouted_; }
  /// The Allow header of a route: "GET, HEAD, PUT, OPTIONS".
  [[nodiscard]] static std::string allowed(const route& r);

 private:
  struct table;
  [[nodiscard]] static match pick(const struct bound_route& b, request& r);

  route_metrics unrouted_;
  refusal_page pages_;
  std::unique_ptr<table> table_;
};

/// The answer to what the endpoint demands and the request lacks (411, 413, 415); nothing if all is
/// well.
[[nodiscard]] std::optional<response> demand_unmet(const endpoint& e, const request& r);

}  // namespace chant::http
