// The site, share pages and pictures as a browser and a crawler meet them.
#include "tests/http/site_fixture.hpp"

#include <zlib.h>

namespace chant {
namespace {

using namespace std::string_literals;

class Site : public tests::site_fixture {
 protected:
  void SetUp() override { start(); }
};

TEST_F(Site, ServesPagesWithTheirDefences) {
  const auto r = call("GET", "/en/");
  EXPECT_EQ(r.status, 200U);
  EXPECT_EQ(r.fields.at("content-type"), "text/html; charset=utf-8");
  EXPECT_NE(r.fields.at("content-security-policy").find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(r.fields.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(r.fields.at("x-frame-options"), "DENY");
  EXPECT_TRUE(r.fields.contains("referrer-policy"));
  EXPECT_TRUE(r.fields.contains("permissions-policy"));
  EXPECT_EQ(r.body, "<!doctype html><title>en</title>");
  EXPECT_EQ(call("GET", "/en/index.html").body, r.body);
}

TEST_F(Site, SendsDirectoriesToTheirSlash) {
  const auto r = call("GET", "/fr");
  EXPECT_EQ(r.status, 308U);
  EXPECT_EQ(r.fields.at("location"), "/fr/");
  EXPECT_EQ(call("GET", "//fr").status, 404U);
}

TEST_F(Site, ServesAPageUnderTheNameOfItsFileWithoutTheEnding) {
  const auto r = call("GET", "/fr/studio");
  EXPECT_EQ(r.status, 200U);
  EXPECT_EQ(r.body, "<!doctype html><title>fr studio</title>");
  EXPECT_EQ(r.fields.at("content-type"), "text/html; charset=utf-8");
  EXPECT_TRUE(r.fields.contains("content-security-policy"));
  EXPECT_EQ(call("GET", "/fr/studio.html").body, r.body);
  EXPECT_EQ(call("GET", "/en/studio").status, 404U);
}

TEST_F(Site, TakesASlashTooManyAway) {
  const auto r = call("GET", "/fr/studio/");
  EXPECT_EQ(r.status, 308U);
  EXPECT_EQ(r.fields.at("location"), "/fr/studio");
  EXPECT_EQ(call("GET", "/en/studio/").status, 404U);
}

TEST_F(Site, HasNoShortNamesForPagesThatStandForAStatus) {
  EXPECT_EQ(call("GET", "/404").status, 404U);
  EXPECT_EQ(call("GET", "/share").status, 404U);
  EXPECT_EQ(call("GET", "/index").status, 404U);
}

TEST_F(Site, HasAPageForWhatIsNotThereAndAProblemForPrograms) {
  const auto page = call("GET", "/nothing", "", {{"Accept", "text/html,*/*"}});
  EXPECT_EQ(page.status, 404U);
  EXPECT_EQ(page.body, "<!doctype html><title>nothing here</title>");
  const auto problem = call("GET", "/nothing");
  EXPECT_EQ(problem.status, 404U);
  EXPECT_EQ(problem.fields.at("content-type"), "application/problem+json");
}

TEST_F(Site, SaysThatThereIsNothingInTheLanguageOfTheAddress) {
  const auto get = [&](std::string_view path) {
    return call("GET", path, "", {{"Accept", "text/html"}});
  };
  EXPECT_EQ(get("/fr/nothing").body, "<!doctype html><title>rien ici</title>");
  EXPECT_EQ(get("/fr/nothing").status, 404U);
  EXPECT_EQ(get("/en/nothing").body, "<!doctype html><title>nothing here</title>");
  EXPECT_EQ(get("/404.fr").status, 404U);
}

TEST_F(Site, DoesNotServeTheTemplateOfSharePages) {
  EXPECT_EQ(call("GET", "/share.html").status, 404U);
}

TEST_F(Site, CompressesForThoseWhoCanRead) {
  const auto get = [&](std::string codings) {
    return call("GET", "/assets/app-Abc12345.js", "", {{"Accept-Encoding", std::move(codings)}});
  };
  const auto plain = get("identity");
  EXPECT_FALSE(plain.fields.contains("content-encoding"));
  EXPECT_EQ(plain.fields.at("vary"), "Accept-Encoding");
  const auto brotli = get("gzip, deflate, br");
  EXPECT_EQ(brotli.fields.at("content-encoding"), "br");
  EXPECT_LT(brotli.body.size(), plain.body.size() / 10);
  const auto gzip = get("gzip, br;q=0");
  EXPECT_EQ(gzip.fields.at("content-encoding"), "gzip");
  EXPECT_NE(gzip.fields.at("etag"), brotli.fields.at("etag"));
  std::string out(plain.body.size(), '\0');
  z_stream z{};
  ASSERT_EQ(inflateInit2(&z, 31), Z_OK);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.body.data()));
  z.avail_in = static_cast<uInt>(gzip.body.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&z, Z_FINISH), Z_STREAM_END);
  inflateEnd(&z);
  EXPECT_EQ(out, plain.body);
}

TEST_F(Site, SaysWhenNothingHasChanged) {
  const auto first = call("GET", "/", "", {{"Accept-Encoding", "br"}});
  const auto again =
      call("GET", "/", "", {{"Accept-Encoding", "br"}, {"If-None-Match", first.fields.at("etag")}});
  EXPECT_EQ(again.status, 304U);
  EXPECT_EQ(again.body, "");
  EXPECT_FALSE(again.fields.contains("content-length"));
  EXPECT_EQ(again.fields.at("etag"), first.fields.at("etag"));
}

TEST_F(Site, GivesPartsOfThePlainFile) {
  const auto r =
      call("GET", "/picture.jpg", "", {{"Range", "bytes=9990-"}, {"Accept-Encoding", "br"}});
  EXPECT_EQ(r.status, 206U);
  EXPECT_EQ(r.fields.at("content-range"), "bytes 9990-9999/10000");
  EXPECT_EQ(r.body, "pppppppppp");
}

TEST_F(Site, AnswersHeadLikeGetWithoutTheBody) {
  const auto head = call("HEAD", "/picture.jpg");
  EXPECT_EQ(head.status, 200U);
  EXPECT_EQ(head.fields.at("content-length"), "10000");
  EXPECT_EQ(head.body, "");
}

TEST_F(Site, ReadsNothingOutsideItsDirectory) {
  for (const std::string_view target : {"/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd"})
    EXPECT_EQ(call("GET", target).status, 400U);
}

class Share : public tests::site_fixture {};

TEST_F(Share, ShowsTheArtworkToCrawlers) {
  public_url = "https://fans.example/";
  start();
  const auto id = exhibit("Zoë", "fr", "fr");
  const auto page = call("GET", "/s/" + campaign::to_text(id));
  ASSERT_EQ(page.status, 200U);
  const auto base = "https://fans.example/s/" + campaign::to_text(id);
  for (const auto& text :
       {std::string(R"(<html lang="fr" dir="ltr">)"), "<title>Zoë chante pour France</title>"s,
        R"(<meta property="og:locale" content="fr_FR">)"s, "content=\"" + base + "\"",
        "content=\"" + base + "/facebook.jpg\"", "content=\"" + base + "/twitter.jpg\"",
        "src=\"" + base + "/cover.jpg\"", R"(href="https://fans.example/fr/")"s,
        "<p>A new voice</p>"s})
    EXPECT_NE(page.body.find(text), std::string::npos) << text << "\n" << page.body;
  EXPECT_EQ(page.fields.at("x-robots-tag"), "noindex");
  const auto again =
      call("GET", "/s/" + campaign::to_text(id), "", {{"If-None-Match", page.fields.at("etag")}});
  EXPECT_EQ(again.status, 304U);
}

TEST_F(Share, TurnsRoundForArabicAndFallsBackToTheHomePage) {
  start();
  const auto page = call("GET", "/s/" + campaign::to_text(exhibit("زوي", "fr", "ar")));
  EXPECT_NE(page.body.find(R"(<html lang="ar" dir="rtl">)"), std::string::npos);
  EXPECT_NE(page.body.find("<p>فرنسا</p>"), std::string::npos);
  EXPECT_NE(page.body.find(R"(href="http://localhost/")"), std::string::npos);
}

TEST_F(Share, EscapesWhatFansAndCampaignsWrite) {
  start();
  const auto page =
      call("GET", "/s/" + campaign::to_text(exhibit("\"><script>alert(1)</script>", "ci", "en")));
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
  EXPECT_NE(page.body.find("&quot;&gt;&lt;script&gt;alert(1)"), std::string::npos);
  EXPECT_NE(page.body.find("Côte d&#39;Ivoire &amp; &quot;friends&quot;"), std::string::npos);
}

TEST_F(Share, GivesPicturesWholeInPartAndNotAgain) {
  start();
  const auto path = "/s/" + campaign::to_text(exhibit("Zoë", "fr", "fr")) + "/cover.jpg";
  const auto whole = call("GET", path);
  ASSERT_EQ(whole.status, 200U);
  EXPECT_EQ(whole.body, "head of cover;" + std::string(20'000, 'x') + ";end");
  EXPECT_EQ(whole.fields.at("content-type"), "image/jpeg");
  EXPECT_EQ(whole.fields.at("etag"), "\"etag-cover\"");
  EXPECT_EQ(whole.fields.at("x-robots-tag"), "noindex");
  const auto part = call("GET", path, "", {{"Range", "bytes=12-20013"}});
  EXPECT_EQ(part.status, 206U);
  EXPECT_EQ(part.body, whole.body.substr(12, 20'002));
  EXPECT_EQ(call("GET", path, "", {{"If-None-Match", "\"etag-cover\""}}).status, 304U);
  const auto head = call("HEAD", path);
  EXPECT_EQ(head.fields.at("content-length"), std::to_string(whole.body.size()));
}

TEST_F(Share, KnowsWhatIsNotThereAndWhatIsGone) {
  start();
  const auto id = campaign::to_text(exhibit("Zoë", "fr", "fr"));
  for (const std::string& path :
       {std::string("/s/AAAAAAAAAAAAAAAA"), std::string("/s/short"), "/s/" + id + "/poster.jpg",
        "/s/" + id + "/cover.png", std::string("/s/AAAAAAAAAAAAAAAA/cover.jpg"),
        "/s/" + id + "/cover.jpg/x"})
    EXPECT_EQ(call("GET", path).status, 404U) << path;
  gallery.gone = true;
  EXPECT_EQ(call("GET", "/s/" + id).status, 410U);
  EXPECT_EQ(call("GET", "/s/" + id + "/cover.jpg").status, 410U);
}

}  // namespace
}  // namespace chant
