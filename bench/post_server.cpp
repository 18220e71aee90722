// Serves the session routes over a durable log, with actors or without: post_server actors|direct
// DIR. Prints `ready PORT`, ends when its input does. Driven by post_bench.py.
#include "base/log.hpp"
#include "bench/bench_node.hpp"
#include "bench/direct_service.hpp"
#include "bench/no_chronicle.hpp"
#include "bench/no_permits.hpp"
#include "bench/no_takes.hpp"
#include "http/fan_site.hpp"
#include "http/server.hpp"

#include <cstring>
#include <optional>
#include <thread>

namespace {

using namespace chant;

class no_front_errors final : public campaign::front_error_book {
 public:
  void note(campaign::front_error_counted) override {}
};

/// The session routes need no exhibits.
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

void serve(bench::bench_stores& kept, campaign::service& service) {
  no_gallery gallery;
  bench::no_chronicle chronicle;
  bench::no_takes takes;
  no_front_errors front_errors;
  const bench::no_permits permits;
  auto site = std::make_shared<const http::fan_site>(
      http::fan_site{.service = service,
                     .chronicle = chronicle,
                     .gallery = gallery,
                     .takes = takes,
                     .front_errors = front_errors,
                     .permits = permits,
                     .terms = kept.campaign.terms,
                     .texts = kept.campaign.texts,
                     .metrics = kept.metrics,
                     .random = kept.random,
                     .time = kept.time,
                     .pages = nullptr,
                     .country = bench::must(http::country_finder::open({})),
                     .public_url = {},
                     .upload_url = {},
                     .title = {},
                     .artist = {},
                     .song = {},
                     .state = "open"});
  const http::router router(kept.metrics, http::session_routes(site), [](http::exchange&) {});
  http::server_options options;
  options.port = 0;
  options.threads = std::max(1U, std::thread::hardware_concurrency());
  http::server listener(std::move(options), router, kept.metrics, kept.time);
  if (const auto up = listener.start(); !up) bench::must<int>(std::unexpected(up.error()));
  std::printf("ready %u\n", listener.port());
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  listener.stop();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  log::set_level(log::level::warn);
  bench::bench_stores kept(argv[2]);
  if (std::strcmp(argv[1], "actors") == 0) {
    bench::bench_actors living(kept, {});
    serve(kept, living.node.service());
    living.node.stop();
  } else {
    bench::direct_service service(*kept.log, *kept.keys, kept.time, kept.random,
                                  kept.campaign.terms);
    serve(kept, service);
    kept.log->close();
  }
  return 0;
}
