#include "http/server.hpp"

#include "base/ascii.hpp"
#include "base/random.hpp"
#include "http/io_thread.hpp"
#include "http/listening_socket.hpp"
#include "http/tls.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>

namespace chant::http {

namespace {

/// 0.8 of the descriptors the process may have; the rest is for the log and its readers. The soft
/// limit of most systems, 1024, is meant for programs that use select(): it is raised as far as
/// connections of about 3 KiB stay within 200 MiB.
std::size_t connection_limit(std::size_t wanted) {
  if (wanted > 0) return wanted;
  constexpr rlim_t most_files = 65536;
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  const auto raised = std::min(files.rlim_max, most_files);
  if (files.rlim_cur < raised) {
    files.rlim_cur = raised;
    ::setrlimit(RLIMIT_NOFILE, &files);
    ::getrlimit(RLIMIT_NOFILE, &files);
  }
  return static_cast<std::size_t>(std::min(files.rlim_cur, most_files)) / 5 * 4;
}

}  // namespace

struct server::implementation {
  implementation(server_options o, const router& routes, metrics::registry& registry,
                 const clock& time)
      : options(std::move(o)),
        context{routes,
                options.limits,
                options.trust,
                ascii_lowered(options.country_header),
                rate_limit(options.rates),
                server_metrics(registry),
                time},
        entrance({.most = connection_limit(options.connections),
                  .per_address = options.connections_per_address,
                  .limit_loopback = options.rates.loopback},
                 context.trust) {}

  result<void> open();
  [[nodiscard]] result<descriptor> listen();

  server_options options;
  server_context context;
  door entrance;
  std::vector<std::unique_ptr<io_thread>> threads;
  std::uint16_t port = 0;
  std::mutex mutex;
  std::condition_variable changed;
  bool hurried = false;
  std::atomic<bool> draining{false};
};

result<descriptor> server::implementation::listen() {
  if (!options.unix_socket.empty()) return listen_on_path(options.unix_socket);
  // With port 0 the first thread chooses for all.
  auto s = threads.empty() ? listen_on_port(options.address, options.port, sharing::nobody_yet)
                           : listen_on_port(options.address, port, sharing::own_threads);
  if (s) port = port_of(*s);
  return s;
}

result<void> server::implementation::open() {
  ticket_keys keys{};
  system_random().fill(keys);
  const unsigned count = options.unix_socket.empty() ? std::max(options.threads, 1U) : 1;
  for (unsigned i = 0; i < count; ++i) {
    tls_context tls;
    if (options.tls) {
      auto made = make_tls_context(*options.tls, keys);
      if (!made) return std::unexpected(made.error());
      tls = std::move(*made);
    }
    auto listening = listen();
    if (!listening) return std::unexpected(listening.error());
    threads.push_back(
        std::make_unique<io_thread>(context, entrance, std::move(*listening), std::move(tls)));
  }
  for (auto& t : threads)
    if (auto started = t->start(options.own_time); !started) return started;
  return {};
}

server::server(server_options options, const router& routes, metrics::registry& registry,
               const clock& time)
    : self_(std::make_unique<implementation>(std::move(options), routes, registry, time)) {}

server::~server() { stop(); }

result<void> server::start() {
  // A write to a closed connection is an error code, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  if (auto opened = self_->open(); !opened) {
    self_->threads.clear();
    return opened;
  }
  return {};
}

std::uint16_t server::port() const { return self_->port; }

std::size_t server::connections() const { return self_->entrance.inside(); }

bool server::draining() const { return self_->draining; }

bool server::drain(std::chrono::milliseconds at_most) {
  self_->draining = true;
  for (auto& t : self_->threads) t->drain();
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  std::unique_lock lock(self_->mutex);
  // Connections end by the thousand at the finish; looking every few milliseconds costs less than
  // having each of them knock.
  while (!self_->hurried && std::chrono::steady_clock::now() < deadline) {
    if (connections() == 0) return true;
    self_->changed.wait_for(lock, std::chrono::milliseconds(5));
  }
  return connections() == 0;
}

void server::hurry() {
  const std::scoped_lock lock(self_->mutex);
  self_->hurried = true;
  self_->changed.notify_all();
}

void server::stop() {
  for (auto& t : self_->threads) t->stop();
  if (!self_->threads.empty() && !self_->options.unix_socket.empty()) {
    std::error_code ignored;
    std::filesystem::remove(self_->options.unix_socket, ignored);
  }
  self_->threads.clear();
}

void server::advance(unsigned seconds) {
  for (unsigned i = 0; i < seconds; ++i)
    for (auto& t : self_->threads) t->tick();
}

}  // namespace chant::http
