#include "http/server.hpp"

#include "base/random.hpp"
#include "http/io_thread.hpp"
#include "http/tls.hpp"
#include "http/unix_path.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <condition_variable>
#include <csignal>

namespace chant::http {

namespace {

using tcp = asio::ip::tcp;
using local = asio::local::stream_protocol;

constexpr int backlog = 4096;

error start_error(errc kind, std::string code, const boost::system::error_code& ec,
                  std::string field) {
  return {kind, std::move(code), ec.message(), std::move(field)};
}

std::size_t connection_limit(std::size_t wanted) {
  if (wanted > 0) return wanted;
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  return static_cast<std::size_t>(static_cast<double>(files.rlim_cur) * 0.8);
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  return text;
}

result<acceptor_of<tcp>> open_port(executor on, const tcp::endpoint& at) {
  acceptor_of<tcp> a(on);
  boost::system::error_code ec;
  a.open(at.protocol(), ec);
  if (!ec) a.set_option(asio::socket_base::reuse_address(true), ec);
  const int yes = 1;
  if (!ec) ::setsockopt(a.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
  if (!ec) a.bind(at, ec);
  if (!ec) a.listen(backlog, ec);
  if (ec == asio::error::address_in_use)
    return std::unexpected(start_error(errc::conflict, "address_in_use", ec, "port"));
  if (ec) return std::unexpected(start_error(errc::io, "listen_failed", ec, "address"));
  return a;
}

result<acceptor_of<local>> open_unix(executor on, const std::filesystem::path& path) {
  const unix_path at(path);
  if (!at.usable())
    return std::unexpected(error{errc::invalid_config, "socket_path_unusable",
                                 "The directory of the admin socket cannot be opened.", ""});
  boost::system::error_code ec;
  // A socket file that nobody answers is left over from a crash.
  socket_of<local> probe(on);
  probe.connect(local::endpoint(at.text()), ec);
  if (!ec)
    return std::unexpected(
        error{errc::conflict, "address_in_use", "Another node serves this data directory.", ""});
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  acceptor_of<local> a(on);
  ec = {};
  a.open(local(), ec);
  // The mode of the unbound socket is that of the file bind makes: nobody ever sees it open.
  if (!ec) ::fchmod(a.native_handle(), S_IRUSR | S_IWUSR);
  if (!ec) a.bind(local::endpoint(at.text()), ec);
  if (!ec) a.listen(backlog, ec);
  if (ec) return std::unexpected(start_error(errc::io, "listen_failed", ec, "unix_socket"));
  return a;
}

}  // namespace

struct server::implementation {
  implementation(server_options o, const router& routes, metrics::registry& registry,
                 const clock& time)
      : options(std::move(o)),
        context{routes,
                options.limits,
                options.trust,
                lower(options.country_header),
                rate_limit(options.rates),
                server_metrics(registry),
                time},
        entrance(connection_limit(options.connections), options.connections_per_address,
                 context.trust, options.rates.loopback) {}

  result<void> open();
  result<void> open_tcp();

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

result<void> server::implementation::open() {
  ticket_keys keys{};
  system_random().fill(keys);
  for (unsigned i = 0; i < std::max(options.threads, 1U); ++i) {
    std::optional<asio::ssl::context> tls;
    if (options.tls) {
      auto made = make_tls_context(*options.tls, keys);
      if (!made) return std::unexpected(made.error());
      tls = std::move(*made);
    }
    threads.push_back(std::make_unique<io_thread>(context, entrance, std::move(tls)));
  }
  if (options.unix_socket.empty()) return open_tcp();
  auto a = open_unix(threads.front()->on(), options.unix_socket);
  if (!a) return std::unexpected(a.error());
  threads.front()->listen(std::move(*a));
  return {};
}

result<void> server::implementation::open_tcp() {
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(options.address, ec);
  if (ec)
    return std::unexpected(start_error(errc::invalid_config, "address_malformed", ec, "address"));
  tcp::endpoint at(address, options.port);
  for (auto& t : threads) {
    auto a = open_port(t->on(), at);
    if (!a) return std::unexpected(a.error());
    at = a->local_endpoint();  // with port 0 the first one chooses for all
    t->listen(std::move(*a));
  }
  port = at.port();
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
  for (auto& t : self_->threads) t->run(self_->options.own_time);
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
    for (auto& t : self_->threads) t->tick_once();
}

}  // namespace chant::http
