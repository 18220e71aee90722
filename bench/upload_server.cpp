// Takes uploads as a node does, or as barely as can be: upload_server chant|splice DIR. Prints
// `ready PORT`, ends when its input does. Driven by upload_bench.py.
#include "base/log.hpp"
#include "bench/bench_node.hpp"
#include "bench/no_permits.hpp"
#include "http/fan_site.hpp"
#include "http/server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <iterator>
#include <string>
#include <thread>

namespace {

using namespace chant;

/// Uploads need no exhibits.
class no_gallery final : public campaign::gallery {
 public:
  void find(const campaign::share_id&, completion<campaign::exhibit> done) override {
    done(std::unexpected(error{.kind = errc::not_found, .code = {}, .detail = {}, .field = {}}));
  }
  void draw(const campaign::share_id&, campaign::layout,
            completion<campaign::picture> done) override {
    done(std::unexpected(error{.kind = errc::not_found, .code = {}, .detail = {}, .field = {}}));
  }
};

void wait_for_end_of_input() {
  while (std::getchar() != EOF) {
  }
}

void say_ready(unsigned port) {
  std::printf("ready %u\n", port);
  std::fflush(stdout);
}

void serve_as_chant(const std::filesystem::path& dir) {
  bench::bench_stores kept(dir);
  actors::node_options with;
  with.takes.largest = kept.campaign.terms.rules.take_bytes_max;
  bench::bench_actors living(kept, with);
  no_gallery gallery;
  const bench::no_permits permits;
  const auto pages = std::make_shared<const http::site_in_force>(std::make_shared<const http::site>(
      nullptr, bench::must(http::share_page::parse("{{title}}"))));
  const auto site = std::make_shared<const http::fan_site>(
      http::fan_site{.service = living.node.service(),
                     .chronicle = living.node.chronicle(),
                     .gallery = gallery,
                     .takes = living.node.takes(),
                     .front_errors = living.node.front_errors(),
                     .permits = permits,
                     .terms = kept.campaign.terms,
                     .texts = kept.campaign.texts,
                     .metrics = kept.metrics,
                     .random = kept.random,
                     .time = kept.time,
                     .pages = pages,
                     .country = bench::must(http::country_finder::open({})),
                     .public_url = {},
                     .upload_url = {},
                     .title = {},
                     .artist = {},
                     .song = {},
                     .state = "open"});
  auto routes = http::session_routes(site);
  std::ranges::move(http::take_routes(site), std::back_inserter(routes));
  const http::router router(kept.metrics, std::move(routes), [](http::exchange&) {});
  http::server listener({.port = 0}, router, kept.metrics, kept.time);
  if (const auto up = listener.start(); !up) bench::must<int>(std::unexpected(up.error()));
  say_ready(listener.port());
  wait_for_end_of_input();
  listener.stop();
}

/// Reads a header, then moves the body from socket to pipe to file; no byte enters the process.
void splice_one(int from, const std::filesystem::path& to) {
  std::string head;
  char byte = 0;
  while (!head.ends_with("\r\n\r\n") && ::recv(from, &byte, 1, 0) == 1) head += byte;
  const auto at = head.find("Content-Length: ");
  if (at == head.npos) return;
  auto left = std::strtoull(head.c_str() + at + 16, nullptr, 10);
  int pipe[2];
  if (::pipe(pipe) != 0) return;
  constexpr int pipe_bytes = 256 * 1024;
  ::fcntl(pipe[1], F_SETPIPE_SZ, pipe_bytes);
  const int file = ::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  while (left > 0) {
    const auto in = ::splice(from, nullptr, pipe[1], nullptr,
                             std::min<unsigned long long>(left, pipe_bytes), SPLICE_F_MOVE);
    if (in <= 0) break;
    for (auto rest = in; rest > 0;) {
      const auto out =
          ::splice(pipe[0], nullptr, file, nullptr, static_cast<std::size_t>(rest), SPLICE_F_MOVE);
      if (out <= 0) return;
      rest -= out;
    }
    left -= static_cast<unsigned long long>(in);
  }
  ::close(file);
  ::close(pipe[0]);
  ::close(pipe[1]);
  constexpr std::string_view answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
  ::send(from, answer.data(), answer.size(), MSG_NOSIGNAL);
}

void serve_by_splice(const std::filesystem::path& dir) {
  std::filesystem::create_directories(dir);
  const int door = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(door, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(door, 16) != 0 ||
      ::getsockname(door, reinterpret_cast<sockaddr*>(&at), &size) != 0)
    std::exit(1);
  std::thread([door, dir] {
    while (true) {
      const int socket = ::accept4(door, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      splice_one(socket, dir / "upload");
      ::close(socket);
    }
  }).detach();
  say_ready(ntohs(at.sin_port));
  wait_for_end_of_input();
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  log::set_level(log::level::error);
  const std::string_view how = arguments[1];
  if (how == "chant")
    serve_as_chant(arguments[2]);
  else
    serve_by_splice(arguments[2]);
  return 0;
}
