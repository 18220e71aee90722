// A whole fan site on a free port of 127.0.0.1, over the domain in memory.
#pragma once

#include "base/metrics.hpp"
#include "base/random.hpp"
#include "http/client.hpp"
#include "http/fan_site.hpp"
#include "http/server.hpp"
#include "tests/http/fakes.hpp"
#include "tests/http/memory_takes.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chant::tests {

inline constexpr std::string_view small_share_template =
    R"(<!doctype html><html lang="{{lang}}" dir="{{dir}}"><head><title>{{title}}</title>
<meta name="robots" content="noindex">
<meta property="og:title" content="{{title}}"><meta property="og:locale" content="{{locale}}">
<meta property="og:url" content="{{share_url}}"><meta property="og:image" content="{{facebook_url}}">
<meta name="twitter:image" content="{{twitter_url}}"></head>
<body><h1>{{name}}</h1><p>{{team}}</p><p>{{t:share.kicker}}</p><img src="{{cover_url}}">
<a href="{{site_url}}">{{artist}} {{song}}</a><p>{{description}}</p></body></html>)";

class site_fixture : public ::testing::Test {
 protected:
  site_fixture() {
    dir_.write("index.html", "<!doctype html><title>root</title>" + std::string(2000, ' '));
    dir_.write("en/index.html", "<!doctype html><title>en</title>");
    dir_.write("fr/index.html", "<!doctype html><title>fr</title>");
    dir_.write("fr/studio.html", "<!doctype html><title>fr studio</title>");
    dir_.write("share.html", small_share_template);
    for (const std::string name : {"unsubscribe", "unsubscribed", "confirm", "confirmed", "erase",
                                   "erased", "expired", "unknown"}) {
      dir_.write("letters/" + name + ".html", "<!doctype html><title>" + name + "</title>");
      dir_.write("letters/" + name + ".fr.html", "<!doctype html><title>fr " + name + "</title>");
    }
    dir_.write("404.html", "<!doctype html><title>nothing here</title>");
    dir_.write("404.fr.html", "<!doctype html><title>rien ici</title>");
    dir_.write("assets/app-Abc12345.js", "console.log(1);" + std::string(5000, ' '));
    dir_.write("picture.jpg", std::string(10'000, 'p'));
  }

  http::fan_site make_site() { return make_site(random); }
  http::fan_site make_site(random_source& chance) {
    pages = std::make_shared<http::site_in_force>(
        *http::load_site(dir_.path(), {.upload_url = upload_url}));
    return {.service = service,
            .chronicle = service,
            .gallery = gallery,
            .takes = takes,
            .front_errors = front_errors,
            .permits = permits,
            .terms = terms,
            .texts = texts,
            .metrics = registry,
            .random = chance,
            .time = time,
            .pages = pages,
            .country = {},
            .public_url = public_url,
            .upload_url = upload_url,
            .title = "One More Voice",
            .artist = "VELA",
            .song = "One More Voice",
            .state = "open",
            .sign_ups = sign_ups};
  }

  void start(http::server_options options = {}) {
    options.port = 0;
    options.own_time = false;
    router.emplace(http::make_fan_router(make_site()));
    server = std::make_unique<http::server>(std::move(options), *router, registry, time);
    const auto started = server->start();
    ASSERT_TRUE(started) << started.error().detail;
  }

  [[nodiscard]] http::client_reply call(std::string_view verb, std::string_view target,
                                        std::string_view body = {},
                                        std::map<std::string, std::string> fields = {}) {
    if (!body.empty()) fields.try_emplace("Content-Type", "application/json");
    auto reply = http::fetch({.unix_socket = {}, .port = server->port()},
                             {.verb = verb, .target = target, .fields = fields, .body = body},
                             std::chrono::seconds(20));
    if (!reply) {
      ADD_FAILURE() << verb << ' ' << target << ": " << reply.error().code;
      return {};
    }
    return std::move(*reply);
  }

  /// The same as the fan of that UUID.
  [[nodiscard]] http::client_reply as_fan(std::string_view verb, std::string_view target,
                                          std::string_view body = {}) {
    return call(verb, target, body, {{"Authorization", "Bearer " + std::string(secret)}});
  }

  /// An artwork in the gallery.
  campaign::share_id exhibit(std::string name, std::string team, std::string language) {
    campaign::share_id id;
    campaign::fill_random(id, random);
    gallery.exhibits[id] = {id, std::move(team), std::move(name), std::move(language), {}};
    return id;
  }

  static constexpr std::string_view secret = "0f8fad5b-d9cb-469f-a165-70867728950e";

  temporary_dir dir_;
  metrics::registry registry;
  system_random random;
  manual_clock time{timestamp{std::chrono::seconds(1'466'200'000)}};
  campaign::terms terms = small_terms();
  campaign::texts texts = small_texts();
  memory_service service{terms};
  memory_gallery gallery;
  memory_takes takes;
  memory_front_errors front_errors;
  memory_permits permits;
  std::string public_url;
  std::string upload_url;
  http::sign_up_options sign_ups;
  std::shared_ptr<http::site_in_force> pages;
  std::optional<http::router> router;
  std::unique_ptr<http::server> server;
};

}  // namespace chant::tests
