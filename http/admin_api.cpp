#include "http/admin_api.hpp"

#include "http/problem.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace chant::http {

namespace {

constexpr std::size_t most_waiting = 64;
constexpr std::size_t admin_body_bytes = 64 * 1024;

constexpr std::string_view text_fields =
    "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\nCache-Control: no-store\r\n";
constexpr std::string_view json_fields =
    "Content-Type: application/json\r\nCache-Control: no-store\r\n";

response text_answer(std::string text) {
  response r;
  r.prepared = text_fields;
  r.text = std::move(text);
  return r;
}

/// A request whose words stay valid on another thread.
struct kept_request {
  explicit kept_request(const request& r)
      : parameters{std::string(r.parameters[0]), std::string(r.parameters[1])},
        query(r.query),
        body(r.body),
        path(r.path),
        certificate(r.certificate) {
    view.verb = r.verb;
    view.path = view.target = path;
    view.query = query;
    view.body = body;
    view.parameters = {parameters[0], parameters[1]};
    view.secure = r.secure;
    view.client = r.client;
    view.certificate = certificate;
  }
  std::array<std::string, 2> parameters;
  std::string query;
  std::string body;
  std::string path;
  std::string certificate;
  request view;
};

handler on_worker(admin_worker& worker, std::function<response(const request&)> run) {
  return [&worker, run = std::move(run)](exchange& e) {
    auto kept = std::make_unique<kept_request>(e.asked());
    auto later = std::make_shared<ticket>(e.defer());
    const bool taken = worker.submit([run, later, kept = std::move(kept)] {
      later->resume([r = run(kept->view)](exchange& back) mutable { back.answer(std::move(r)); });
    });
    if (taken) return;
    later->resume([](exchange& back) {
      back.answer(problem(503, "overloaded", "Too many admin requests wait already."));
    });
  };
}

void refuse_change(exchange& e) {
  e.answer(problem(403, "admin_read_only",
                   "This listener only tells. Ask on admin.sock, or set admin.writes."));
}

std::vector<route> probes(const admin_api& api) {
  std::vector<route> routes(3);
  routes[0] = {.name = "livez", .pattern = "/livez"};
  routes[0].endpoints.push_back({.run = [](exchange& e) { e.answer(text_answer("ok\n")); }});
  routes[1] = {.name = "readyz", .pattern = "/readyz"};
  routes[1].endpoints.push_back({.run = [ready = api.ready](exchange& e) {
    const auto state = ready ? ready() : result<void>();
    e.answer(state ? text_answer("ok\n") : problem(503, state.error().code, state.error().detail));
  }});
  routes[2] = {.name = "metrics", .pattern = "/metrics"};
  routes[2].endpoints.push_back({.run = [&registry = api.metrics](exchange& e) {
    e.answer(text_answer(registry.prometheus_text()));
  }});
  return routes;
}

}  // namespace

struct admin_worker::implementation {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::move_only_function<void()>> waiting;
  bool stopping = false;
  std::thread thread;

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return stopping || !waiting.empty(); });
      if (stopping) return;
      auto work = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      work();
      lock.lock();
    }
  }
};

admin_worker::admin_worker() : self_(std::make_unique<implementation>()) {
  self_->thread = std::thread([s = self_.get()] { s->run(); });
}

admin_worker::~admin_worker() {
  {
    const std::scoped_lock lock(self_->mutex);
    self_->stopping = true;
  }
  self_->changed.notify_all();
  self_->thread.join();
}

bool admin_worker::submit(std::move_only_function<void()> work) {
  {
    const std::scoped_lock lock(self_->mutex);
    if (self_->waiting.size() >= most_waiting) return false;
    self_->waiting.push_back(std::move(work));
  }
  self_->changed.notify_one();
  return true;
}

router make_admin_router(admin_api api, admin_worker& worker, admin_access access) {
  auto routes = probes(api);
  std::map<std::string, std::size_t> by_pattern;
  for (auto& added : api.routes) {
    const auto [at, is_new] = by_pattern.try_emplace(added.pattern, routes.size());
    if (is_new) routes.push_back({.name = "admin", .pattern = added.pattern});
    const bool writes = added.verb == method::put || added.verb == method::post;
    if (access == admin_access::read_only && added.verb != method::get) {
      routes[at->second].endpoints.push_back({.verb = added.verb, .run = refuse_change});
      continue;
    }
    routes[at->second].endpoints.push_back({.verb = added.verb,
                                            .deferring = true,
                                            .json_bytes = writes ? admin_body_bytes : 0,
                                            .run = on_worker(worker, std::move(added.run))});
  }
  return router(api.metrics, std::move(routes), [](exchange& e) {
    e.answer(problem(404, "route_unknown", "There is nothing under this path."));
  });
}

response json_response(unsigned status, std::string body) {
  response r;
  r.status = status;
  r.prepared = json_fields;
  r.text = std::move(body);
  return r;
}

}  // namespace chant::http
