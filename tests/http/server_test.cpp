// Sockets, threads and the orderly end.
#include "http/server.hpp"

#include "http/admin_api.hpp"
#include "http/client.hpp"
#include "http/unix_path.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/http/site_fixture.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <latch>
#include <thread>

namespace chant {
namespace {

using std::chrono::seconds;

class Server : public tests::site_fixture {
 protected:
  std::size_t service_pending() { return service.held_count.load(); }
};

TEST_F(Server, SharesAFreePortBetweenItsThreads) {
  start({.threads = 3});
  EXPECT_NE(server->port(), 0);
  for (int i = 0; i < 30; ++i) EXPECT_EQ(call("GET", "/api/v1/counter").status, 200U);
}

TEST_F(Server, RefusesAnAddressItCannotRead) {
  router.emplace(http::make_fan_router(make_site()));
  http::server s({.address = "localhost", .port = 0}, *router, registry, time);
  const auto started = s.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "address_malformed");
}

TEST_F(Server, SharesItsPortWithNoOtherServer) {
  start({.threads = 2});
  http::server other({.port = server->port()}, *router, registry, time);
  const auto refused = other.start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "address_in_use");
  const auto port = server->port();
  server->stop();
  http::server next({.port = port}, *router, registry, time);
  EXPECT_TRUE(next.start());
}

TEST_F(Server, TurnsAwayMoreConnectionsThanItMayHold) {
  start({.connections = 2});
  tests::raw_client a(server->port());
  tests::raw_client b(server->port());
  a.send("GET /api/v1/counter HTTP/1.1\r\nHost: a\r\n\r\n");
  b.send("GET /api/v1/counter HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(a.read_until("}"), "");
  EXPECT_NE(b.read_until("}"), "");
  tests::raw_client c(server->port());
  const auto answer = c.read_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  const auto body = answer.substr(answer.find("\r\n\r\n") + 4);
  EXPECT_NE(answer.find("Content-Length: " + std::to_string(body.size()) + "\r\n"), answer.npos);
}

TEST_F(Server, CountsConnectionsOfOneAddressWhereLoopbackIsLimited) {
  start({.rates = {.loopback = true}, .connections_per_address = 1});
  tests::raw_client a(server->port());
  a.send("GET /api/v1/counter HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(a.read_until("}"), "");
  EXPECT_TRUE(tests::raw_client(server->port()).read_all().starts_with("HTTP/1.1 503 "));
}

TEST_F(Server, FinishesOpenRequestsWhenItDrains) {
  service.held = true;
  start({.threads = 2});
  tests::raw_client waiting(server->port());
  tests::raw_client idle(server->port());
  idle.send("GET /api/v1/counter HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(idle.read_until("}"), "");
  waiting.send(
      "PUT /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\n"
      "Content-Length: 17\r\n\r\n{\"language\":\"en\"}");
  idle.send("GET /api/v1/counter HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(idle.read_until("}"), "");
  while (service_pending() == 0) server->advance(0);
  EXPECT_FALSE(server->drain(seconds(0)));
  EXPECT_TRUE(server->draining());
  server->advance(1);
  EXPECT_EQ(idle.read_all(), "");  // closed
  EXPECT_FALSE(tests::raw_client(server->port()).connected());
  service.pending.front()();
  const auto answer = waiting.read_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 201 ")) << answer;
  EXPECT_NE(answer.find("Connection: close\r\n"), answer.npos);
  waiting.finish();
  EXPECT_TRUE(server->drain(seconds(20)));
}

TEST_F(Server, DropsAnswersThatComeAfterItsEnd) {
  service.held = true;
  start();
  tests::raw_client waiting(server->port());
  waiting.send(
      "PUT /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\n"
      "Content-Length: 17\r\n\r\n{\"language\":\"en\"}");
  while (service_pending() == 0) server->advance(0);
  server->stop();
  service.pending.front()();
  EXPECT_EQ(waiting.read_all(), "");
}

TEST_F(Server, SendsLargePicturesToSlowReaders) {
  gallery.picture_bytes = 20 * 1024 * 1024;
  start();
  campaign::share_id id;
  campaign::fill_random(id, random);
  gallery.exhibits[id] = {id, "fr", "Zoë", "fr", {}};
  tests::raw_client reader(server->port());
  reader.send("GET /s/" + campaign::to_text(id) +
              "/cover.jpg HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  server->advance(5);  // the socket's buffer is full by now; the rest follows as it is read
  const auto answer = reader.read_all();
  EXPECT_TRUE(answer.ends_with("x;end"));
  EXPECT_GT(answer.size(), gallery.picture_bytes);
}

class Admin : public ::testing::Test {
 protected:
  void start(std::vector<http::admin_route> routes = {}) {
    router.emplace(http::make_admin_router(
        {.metrics = registry, .ready = [this] { return ready; }, .routes = std::move(routes)},
        worker));
    server = std::make_unique<http::server>(
        http::server_options{.unix_socket = socket, .own_time = false}, *router, registry, time);
    const auto started = server->start();
    ASSERT_TRUE(started) << started.error().detail;
  }
  [[nodiscard]] result<http::client_reply> ask(std::string_view target,
                                               std::string_view verb = "GET",
                                               std::string_view body = {}) {
    return http::fetch({.unix_socket = socket},
                       {.verb = verb,
                        .target = target,
                        .fields = {{"Content-Type", "application/json"}},
                        .body = body},
                       seconds(20));
  }

  tests::temporary_dir dir;
  // Deeper than sun_path can say.
  std::filesystem::path socket = dir.path() / std::string(120, 'd') / "admin.sock";
  metrics::registry registry;
  system_clock time;
  result<void> ready;
  http::admin_worker worker;
  std::optional<http::router> router;
  std::unique_ptr<http::server> server;

  void SetUp() override { std::filesystem::create_directories(socket.parent_path()); }
};

TEST_F(Admin, AnswersOnASocketOnlyItsOwnerMayOpen) {
  start();
  struct stat s{};
  ASSERT_EQ(::stat(socket.c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600U);
  EXPECT_EQ(ask("/livez")->body, "ok\n");
  EXPECT_EQ(ask("/readyz")->status, 200U);
  EXPECT_NE(ask("/metrics")->body.find("chant_http_requests_total"), std::string::npos);
  EXPECT_EQ(ask("/nothing")->status, 404U);
}

TEST_F(Admin, SaysWhyItIsNotReady) {
  start();
  ready = std::unexpected(error{errc::unavailable, "draining", "The node is leaving.", ""});
  const auto reply = ask("/readyz");
  EXPECT_EQ(reply->status, 503U);
  EXPECT_NE(reply->body.find("\"draining\""), std::string::npos);
  EXPECT_EQ(ask("/livez")->status, 200U);
}

TEST_F(Admin, RunsAddedRoutesBesideTheProbes) {
  std::latch reached(1);
  std::latch release(1);
  std::vector<http::admin_route> routes;
  routes.push_back({http::method::get, "/pools/{pool}", [&](const http::request& r) {
                      reached.count_down();
                      release.wait();
                      return http::json_response(
                          200, std::string(r.parameters[0]) + "?" + std::string(r.query));
                    }});
  routes.push_back({http::method::post, "/pools/{pool}", [](const http::request& r) {
                      return http::json_response(202, std::string(r.body));
                    }});
  start(std::move(routes));
  std::thread slow([&] { EXPECT_EQ(ask("/pools/renderers?x=1")->body, "renderers?x=1"); });
  reached.wait();
  EXPECT_EQ(ask("/livez")->status, 200U);
  release.count_down();
  slow.join();
  EXPECT_EQ(ask("/pools/renderers", "POST", "{}")->body, "{}");
  EXPECT_EQ(ask("/pools/renderers", "PUT", "{}")->status, 405U);
}

TEST_F(Admin, TakesOverASocketLeftBehindButNotOneInUse) {
  start();
  http::server second({.unix_socket = socket}, *router, registry, time);
  const auto refused = second.start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "address_in_use");
  server->stop();
  EXPECT_FALSE(std::filesystem::exists(socket));
  {
    // A socket file nobody serves, as after a kill -9.
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const http::unix_path name(socket);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    name.text().copy(at.sun_path, sizeof at.sun_path - 1);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    ::close(fd);
  }
  ASSERT_TRUE(second.start());
  EXPECT_EQ(ask("/livez")->status, 200U);
}

TEST_F(Admin, IsReportedUnreachableWhereNobodyListens) {
  const auto reply = ask("/livez");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, errc::unavailable);
  EXPECT_EQ(reply.error().code, "node_unreachable");
}

/// A self-signed certificate for one test.
http::tls_files make_certificate(const tests::temporary_dir& dir) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  auto* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_sign(certificate, key, EVP_sha256());
  http::tls_files files{dir.path() / "cert.pem", dir.path() / "key.pem"};
  FILE* out = std::fopen(files.certificate.c_str(), "w");
  PEM_write_X509(out, certificate);
  std::fclose(out);
  out = std::fopen(files.key.c_str(), "w");
  PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(out);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return files;
}

class Tls : public tests::site_fixture {
 protected:
  struct conversation {
    bool connected = false;
    bool resumed = false;
    std::string protocol;
    std::string spoken;
    std::string answer;
  };

  void SetUp() override {
    start({.threads = 2, .tls = make_certificate(dir_)});
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_app_data(context_, this);
    SSL_CTX_sess_set_new_cb(context_, [](SSL* s, SSL_SESSION* session) {
      auto* self = static_cast<Tls*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(s)));
      SSL_SESSION_free(std::exchange(self->session_, session));
      return 1;
    });
  }
  void TearDown() override {
    SSL_SESSION_free(session_);
    SSL_CTX_free(context_);
  }

  conversation talk(std::string_view request, std::string_view offered = "\x08http/1.1") {
    tests::raw_client socket(server->port());
    SSL* s = SSL_new(context_);
    SSL_set_fd(s, socket.descriptor());
    SSL_set_alpn_protos(s, reinterpret_cast<const unsigned char*>(offered.data()),
                        static_cast<unsigned>(offered.size()));
    if (session_ != nullptr) SSL_set_session(s, session_);
    conversation c;
    c.connected = SSL_connect(s) == 1;
    if (c.connected) {
      c.resumed = SSL_session_reused(s) == 1;
      c.protocol = SSL_get_version(s);
      const unsigned char* name = nullptr;
      unsigned size = 0;
      SSL_get0_alpn_selected(s, &name, &size);
      c.spoken.assign(reinterpret_cast<const char*>(name), size);
      SSL_write(s, request.data(), static_cast<int>(request.size()));
      char space[16'384];
      for (int n = 0; (n = SSL_read(s, space, sizeof space)) > 0;)
        c.answer.append(space, static_cast<std::size_t>(n));
      clean_end_ = SSL_get_shutdown(s) == SSL_RECEIVED_SHUTDOWN;
      SSL_shutdown(s);  // without it OpenSSL takes the session for broken
    }
    SSL_free(s);
    return c;
  }

  SSL_CTX* context_ = nullptr;
  SSL_SESSION* session_ = nullptr;
  bool clean_end_ = false;
};

TEST_F(Tls, TheClientBelievesOnlyACertificateThatHoldsForTheName) {
  const auto ask = [&](std::string host) {
    return http::fetch(
        {.unix_socket = {}, .host = std::move(host), .port = server->port(), .tls = true},
        {.target = "/picture.jpg"}, std::chrono::seconds(20));
  };
  const auto unknown = ask("localhost");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "certificate_refused");
  ::setenv("SSL_CERT_FILE", (dir_.path() / "cert.pem").c_str(), 1);
  const auto known = ask("localhost");
  const auto another = ask("127.0.0.1");
  ::unsetenv("SSL_CERT_FILE");
  ASSERT_TRUE(known) << known.error().code;
  EXPECT_EQ(known->body.size(), 10'000U);
  ASSERT_FALSE(another);
  EXPECT_EQ(another.error().code, "certificate_refused");
}

constexpr std::string_view get_picture =
    "GET /picture.jpg HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST_F(Tls, SpeaksTls13AndHttp11) {
  const auto c = talk(get_picture);
  ASSERT_TRUE(c.connected);
  EXPECT_EQ(c.protocol, "TLSv1.3");
  EXPECT_EQ(c.spoken, "http/1.1");
  EXPECT_TRUE(c.answer.starts_with("HTTP/1.1 200 OK\r\n")) << c.answer;
  EXPECT_TRUE(c.answer.ends_with(std::string(10'000, 'p')));
  EXPECT_TRUE(clean_end_);
}

TEST_F(Tls, ResumesSessionsOnWhicheverThread) {
  ASSERT_TRUE(talk(get_picture).connected);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(talk(get_picture).resumed);
}

TEST_F(Tls, RefusesOldProtocolsAndForeignOnes) {
  EXPECT_FALSE(talk(get_picture, "\x02h2").connected);
  SSL_CTX_set_max_proto_version(context_, TLS1_2_VERSION);
  EXPECT_FALSE(talk(get_picture).connected);
}

TEST_F(Tls, MakesLinksWithHttps) {
  const auto c = talk(
      "PUT /api/v1/session HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n"
      "Content-Type: application/json\r\nContent-Length: 17\r\n"
      "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\n\r\n"
      "{\"language\":\"en\"}");
  EXPECT_TRUE(c.answer.starts_with("HTTP/1.1 201 ")) << c.answer;
  const auto order = talk(
      "PUT /api/v1/session/artwork HTTP/1.1\r\nHost: a.example\r\n"
      "Connection: close\r\nContent-Type: application/json\r\n"
      "Content-Length: 24\r\n"
      "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\n\r\n"
      "{\"name\":\"A\",\"team\":\"fr\"} ");
  EXPECT_NE(order.answer.find("\"share_url\":\"https://a.example/s/"), std::string::npos)
      << order.answer;
}

TEST_F(Tls, EndsAHandshakeThatNeverComes) {
  tests::raw_client silent(server->port());
  tests::raw_client plain(server->port());
  plain.send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_FALSE(plain.read_all().starts_with("HTTP"));
  while (server->connections() > 1) server->advance(0);
  server->advance(12);
  EXPECT_EQ(silent.read_all(), "");
}

TEST(TlsFiles, AreCheckedAtTheStart) {
  tests::temporary_dir dir;
  auto files = make_certificate(dir);
  dir.write("key.pem", "nonsense");
  metrics::registry registry;
  system_clock time;
  http::admin_worker worker;
  const auto router =
      http::make_admin_router({.metrics = registry, .ready = {}, .routes = {}}, worker);
  http::server s({.port = 0, .tls = files}, router, registry, time);
  const auto started = s.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "tls_unusable");
}

}  // namespace
}  // namespace chant
