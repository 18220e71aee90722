// Who may keep what and for how long, in which coding it is sent, and what protects it: the table
// of docs/api.md, asked for row by row.
#include "http/compression.hpp"
#include "tests/http/site_fixture.hpp"

#include <zlib.h>

#include <ostream>

namespace chant {
namespace {

constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr std::string_view a_minute =
    "public, max-age=60, s-maxage=300, stale-while-revalidate=86400, stale-if-error=86400";
constexpr std::string_view an_hour_at_the_edge = "public, max-age=60, s-maxage=3600";
constexpr std::string_view a_day = "public, max-age=86400, s-maxage=3600, immutable";
constexpr std::string_view nobody = "no-store";

struct row {
  std::string_view verb = "GET";
  std::string_view target;
  std::string_view accept = "*/*";
  std::string_view body = {};
  unsigned status = 200;
  std::string_view keeping;
  std::string_view type = {};

  friend void PrintTo(const row& r, std::ostream* out) { *out << r.verb << ' ' << r.target; }
};

constexpr std::string_view share = "/s/AAAAAAAAAAAAAAAA";
constexpr std::string_view html = "text/html,application/xhtml+xml,*/*;q=0.8";
constexpr std::string_view page_type = "text/html; charset=utf-8";
constexpr std::string_view problem_type = "application/problem+json";

class Delivery : public tests::site_fixture, public testing::WithParamInterface<row> {
 protected:
  Delivery() {
    dir_.write("503.html", "<!doctype html><title>in a moment</title>");
    dir_.write("robots.txt", "User-agent: *\n");
    dir_.write("favicon.svg", "<svg/>");
    dir_.write("assets/film-Abc12345.mp4", std::string(1000, 'f'));
    dir_.write("assets/film-Abc12345.webm", std::string(1000, 'f'));
    dir_.write("assets/backing-Abc12345.m4a", std::string(1000, 'b'));
    dir_.write("assets/backing-Abc12345.ogg", std::string(1000, 'b'));
    dir_.write("assets/film.en-Abc12345.vtt", "WEBVTT\n");
    const auto id = *campaign::parse_share_id(share.substr(3));
    gallery.exhibits[id] = {id, "fr", "Zoë", "fr", {}};
  }
  void SetUp() override {
    start();
    ASSERT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  }
  http::client_reply ask(const row& r) {
    return call(
        r.verb, r.target, r.body,
        {{"Accept", std::string(r.accept)}, {"Authorization", "Bearer " + std::string(secret)}});
  }
};

TEST_P(Delivery, IsKeptAsLongAsTheTableSays) {
  const auto& r = GetParam();
  const auto answer = ask(r);
  EXPECT_EQ(answer.status, r.status);
  ASSERT_TRUE(answer.fields.contains("cache-control"));
  EXPECT_EQ(answer.fields.at("cache-control"), r.keeping);
  if (!r.type.empty()) {
    EXPECT_EQ(answer.fields.at("content-type"), r.type);
  }
  if (answer.fields.contains("content-type")) {
    EXPECT_EQ(answer.fields.at("x-content-type-options"), "nosniff");
  }
  EXPECT_FALSE(answer.fields.contains("set-cookie"));
}

TEST_P(Delivery, IsNotSentAgainToThoseWhoHaveIt) {
  const auto& r = GetParam();
  const auto first = ask(r);
  const bool is_kept = r.status == 200 && r.keeping != nobody && r.target != "/api/v1/counter";
  EXPECT_EQ(first.fields.contains("etag"), is_kept);
  if (!is_kept) return;
  const auto again =
      call(r.verb, r.target, "", {{"If-None-Match", first.fields.at("etag")}, {"Accept", "*/*"}});
  EXPECT_EQ(again.status, 304U);
  EXPECT_EQ(again.fields.at("cache-control"), first.fields.at("cache-control"));
}

TEST_P(Delivery, DefendsEveryPage) {
  const auto answer = ask(GetParam());
  const bool is_page = GetParam().type == page_type;
  EXPECT_EQ(answer.fields.contains("content-security-policy"), is_page);
  if (!is_page) return;
  const auto policy = answer.fields.at("content-security-policy");
  for (const auto* part :
       {"default-src 'none';", "script-src 'self';", "style-src 'self';", "worker-src 'self';",
        "img-src 'self' blob:;", "media-src 'self' blob:;", "connect-src 'self';",
        "font-src 'self';", "base-uri 'none';", "form-action 'self';", "frame-ancestors 'none';",
        "require-trusted-types-for 'script'"})
    EXPECT_NE(policy.find(part), std::string::npos) << part;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(policy.find("data:"), std::string::npos);
  EXPECT_EQ(answer.fields.at("permissions-policy"),
            "camera=(), geolocation=(), microphone=(self), payment=(), usb=()");
  EXPECT_EQ(answer.fields.at("cross-origin-opener-policy"), "same-origin");
  EXPECT_EQ(answer.fields.at("cross-origin-resource-policy"), "same-origin");
  EXPECT_EQ(answer.fields.at("referrer-policy"), "strict-origin-when-cross-origin");
  EXPECT_EQ(answer.fields.at("x-frame-options"), "DENY");
}

INSTANTIATE_TEST_SUITE_P(
    Table, Delivery,
    testing::Values(
        row{.target = "/", .keeping = a_minute, .type = page_type},
        row{.verb = "HEAD", .target = "/fr/", .keeping = a_minute, .type = page_type},
        row{.target = "/fr", .status = 308, .keeping = a_minute},
        row{.target = "/robots.txt", .keeping = a_minute, .type = "text/plain; charset=utf-8"},
        row{.target = "/favicon.svg", .keeping = a_minute, .type = "image/svg+xml"},
        row{.target = "/picture.jpg", .keeping = a_minute, .type = "image/jpeg"},
        row{.target = "/assets/app-Abc12345.js",
            .keeping = for_ever,
            .type = "text/javascript; charset=utf-8"},
        row{.target = "/assets/film-Abc12345.mp4", .keeping = for_ever, .type = "video/mp4"},
        row{.target = "/assets/film-Abc12345.webm", .keeping = for_ever, .type = "video/webm"},
        row{.target = "/assets/backing-Abc12345.m4a", .keeping = for_ever, .type = "audio/mp4"},
        row{.target = "/assets/backing-Abc12345.ogg", .keeping = for_ever, .type = "audio/ogg"},
        row{.target = "/assets/film.en-Abc12345.vtt",
            .keeping = for_ever,
            .type = "text/vtt; charset=utf-8"},
        row{.target = share, .keeping = an_hour_at_the_edge, .type = page_type},
        row{.target = "/s/AAAAAAAAAAAAAAAA/cover.jpg", .keeping = a_day, .type = "image/jpeg"},
        row{.target = "/nothing",
            .accept = html,
            .status = 404,
            .keeping = nobody,
            .type = page_type},
        row{.target = "/nothing", .status = 404, .keeping = nobody, .type = problem_type},
        row{.target = "/s/short",
            .accept = html,
            .status = 404,
            .keeping = nobody,
            .type = page_type},
        row{.target = "/api/v1/hello", .keeping = nobody, .type = "application/json"},
        row{.target = "/api/v1/counter",
            .keeping = "public, max-age=10",
            .type = "application/json"},
        row{.target = "/api/v1/session", .keeping = nobody, .type = "application/json"},
        row{.verb = "PUT",
            .target = "/api/v1/session",
            .body = R"({"language":"en"})",
            .keeping = nobody,
            .type = "application/json"},
        row{.verb = "PUT",
            .target = "/api/v1/session/artwork",
            .body = R"({"name":"Zoë","team":"none"})",
            .status = 422,
            .keeping = nobody,
            .type = problem_type},
        row{.verb = "POST",
            .target = "/api/v1/errors",
            .body = R"({"message":"TypeError: x"})",
            .status = 202,
            .keeping = nobody},
        row{.target = "/api/v1/nothing", .status = 404, .keeping = nobody, .type = problem_type}));

class Media : public Delivery {};

TEST_F(Media, PlaysFromAnywhere) {
  const auto part = [&](std::string range) {
    return call("GET", "/assets/film-Abc12345.mp4", "", {{"Range", std::move(range)}});
  };
  const auto probe = part("bytes=0-1");  // as Safari asks first
  EXPECT_EQ(probe.status, 206U);
  EXPECT_EQ(probe.fields.at("content-range"), "bytes 0-1/1000");
  EXPECT_EQ(probe.fields.at("content-length"), "2");
  EXPECT_EQ(part("bytes=0-").fields.at("content-range"), "bytes 0-999/1000");
  EXPECT_EQ(part("bytes=-100").fields.at("content-range"), "bytes 900-999/1000");
  EXPECT_EQ(part("bytes=-5000").fields.at("content-range"), "bytes 0-999/1000");
  const auto beyond = part("bytes=1000-");
  EXPECT_EQ(beyond.status, 416U);
  EXPECT_EQ(beyond.fields.at("content-range"), "bytes */1000");
  EXPECT_EQ(call("GET", "/assets/film-Abc12345.mp4").fields.at("accept-ranges"), "bytes");
  const auto head = call("HEAD", "/assets/film-Abc12345.mp4", "", {{"Range", "bytes=0-1"}});
  EXPECT_EQ(head.status, 200U);
  EXPECT_EQ(head.fields.at("content-length"), "1000");
}

class Shedding : public Delivery {
 protected:
  void SetUp() override {
    http::server_options options;
    options.limits.deferred = 0;
    start(std::move(options));
  }
};

TEST_F(Shedding, ShowsThePageForItToPeopleAndAProblemToPrograms) {
  const auto page = call("GET", share, "", {{"Accept", std::string(html)}});
  EXPECT_EQ(page.status, 503U);
  EXPECT_EQ(page.body, "<!doctype html><title>in a moment</title>");
  EXPECT_EQ(page.fields.at("content-type"), page_type);
  EXPECT_EQ(page.fields.at("retry-after"), "2");
  EXPECT_EQ(page.fields.at("cache-control"), nobody);
  EXPECT_TRUE(page.fields.contains("content-security-policy"));
  const auto call_of_a_program = as_fan("GET", "/api/v1/session");
  EXPECT_EQ(call_of_a_program.status, 503U);
  EXPECT_EQ(call_of_a_program.fields.at("content-type"), problem_type);
  EXPECT_EQ(call_of_a_program.fields.at("retry-after"), "2");
}

/// gzip as a hasty build would make it: other bytes than the server's own.
std::string hasty_gzip(std::string plain) {
  z_stream z{};
  EXPECT_EQ(deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&z, static_cast<uLong>(plain.size())), '\0');
  z.next_in = reinterpret_cast<Bytef*>(plain.data());
  z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

TEST(Codings, AreTakenFromTheBuildWhereTheyAreThoseOfTheFile) {
  std::string page = "<!doctype html>";
  for (int i = 0; i < 1000; ++i) page += std::to_string(i * i);
  ASSERT_NE(hasty_gzip(page), http::gzip(page));
  const tests::temporary_dir dir;
  dir.write("index.html", page);
  dir.write("index.html.gz", hasty_gzip(page));
  dir.write("stale.html", page);
  dir.write("stale.html.gz", hasty_gzip(page + "an older page"));
  const auto files = http::static_files::load(dir.path());
  ASSERT_TRUE(files);
  EXPECT_EQ((*files)->size(), 3U) << "two pages and a short name";
  const auto served = [&](std::string_view path) {
    http::request r;
    r.path = path;
    r.fields[static_cast<std::size_t>(http::header::accept_encoding)] = "gzip";
    return std::string((*files)->serve(r).shared);
  };
  EXPECT_EQ(served("/index.html"), hasty_gzip(page));
  EXPECT_EQ(served("/"), hasty_gzip(page));
  EXPECT_EQ(served("/stale.html"), http::gzip(page));
  EXPECT_EQ(served("/index.html.gz"), "");
}

TEST(Codings, UnpackToTheirFileAndNothingElse) {
  const std::string page(5000, 'x');
  for (const auto how : {http::coding::brotli, http::coding::gzip}) {
    const auto pack = [&](std::string_view plain) {
      return how == http::coding::brotli ? http::brotli(plain) : http::gzip(plain);
    };
    EXPECT_TRUE(http::unpacks_to(how, pack(page), page));
    EXPECT_FALSE(http::unpacks_to(how, pack(page + "x"), page));
    EXPECT_FALSE(http::unpacks_to(how, pack(page.substr(1)), page));
    EXPECT_FALSE(http::unpacks_to(how, pack(page) + "x", page));
    EXPECT_FALSE(http::unpacks_to(how, pack(page).substr(0, 10), page));
    EXPECT_FALSE(http::unpacks_to(how, "", page));
    EXPECT_FALSE(http::unpacks_to(how, page, page));
  }
}

}  // namespace
}  // namespace chant
