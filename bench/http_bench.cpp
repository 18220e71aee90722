// The HTTP front alone, as http_bench.py measures it: routing, limits and metrics on, nobody behind
// it. Usage: http_bench SITE_DIR; prints "ready PORT" and serves until its input ends.
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "bench/no_chronicle.hpp"
#include "bench/no_permits.hpp"
#include "bench/no_takes.hpp"
#include "campaign/rules.hpp"
#include "http/fan_site.hpp"
#include "http/server.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <iostream>

namespace {

using namespace chant;

class no_service final : public campaign::service {
 public:
  void submit(const campaign::session_id&, campaign::command,
              completion<campaign::outcome> done) override {
    done(std::unexpected(error{errc::unavailable, "overloaded", "", ""}));
  }
  void view(const campaign::session_id&, completion<campaign::session> done) override {
    done(std::unexpected(error{errc::not_found, "session_unknown", "", ""}));
  }
  [[nodiscard]] campaign::tally counts() const override { return {}; }
};

class no_front_errors final : public campaign::front_error_book {
 public:
  void note(campaign::front_error_counted) override {}
};

class no_gallery final : public campaign::gallery {
 public:
  void find(const campaign::share_id&, completion<campaign::exhibit> done) override {
    done(std::unexpected(error{errc::not_found, "share_unknown", "", ""}));
  }
  void draw(const campaign::share_id&, campaign::layout,
            completion<campaign::picture> done) override {
    done(std::unexpected(error{errc::not_found, "share_unknown", "", ""}));
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  auto files = http::static_files::load(arguments[1]);
  if (!files) return 1;
  metrics::registry registry;
  system_random random;
  system_clock time;
  no_service service;
  no_gallery gallery;
  bench::no_chronicle chronicle;
  bench::no_takes takes;
  no_front_errors front_errors;
  const bench::no_permits permits;
  campaign::terms terms{.catalogue = {.campaign = "demo", .languages = {"en", "fr"}, .teams = {}},
                        .rules = campaign::default_rules(),
                        .revision = "bench",
                        .consent_text_version = "bench"};
  campaign::texts texts;
  auto share = http::share_page::parse("{{title}}");
  if (!share) return 1;
  const auto pages = std::make_shared<const http::site_in_force>(
      std::make_shared<const http::site>(*std::move(files), *std::move(share)));
  auto router = http::make_fan_router({.service = service,
                                       .chronicle = chronicle,
                                       .gallery = gallery,
                                       .takes = takes,
                                       .front_errors = front_errors,
                                       .permits = permits,
                                       .terms = terms,
                                       .texts = texts,
                                       .metrics = registry,
                                       .random = random,
                                       .time = time,
                                       .pages = pages,
                                       .country = {},
                                       .public_url = "",
                                       .upload_url = "",
                                       .title = "Bench",
                                       .artist = "Bench",
                                       .song = "Bench",
                                       .state = "open"});
  http::server_options options;
  options.port = 0;
  options.limits.requests = 1'000'000'000;  // nginx is told the same
  http::server server(options, router, registry, time);
  if (!server.start()) return 1;
  fmt::print("ready {}\n", server.port());
  std::fflush(stdout);
  std::string rest;
  std::getline(std::cin, rest);
  server.stop();
  return 0;
}
