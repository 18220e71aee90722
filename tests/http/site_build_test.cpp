// One build of the site takes another's place, and previews are marked as such.
#include "http/preview_marks.hpp"
#include "tests/http/site_fixture.hpp"

namespace chant {
namespace {

class SiteBuilds : public tests::site_fixture {
 protected:
  void SetUp() override { start(); }

  /// A second build, where only what it is given differs from nothing.
  const std::filesystem::path& second(std::string_view page) {
    next_.write("index.html", page);
    next_.write("en/index.html", page);
    next_.write("share.html", "<title>{{title}}</title><p>second {{name}}</p>");
    next_.write("404.html", "second nothing");
    next_.write("assets/app-Xyz98765.js", "console.log(2);");
    return next_.path();
  }

  tests::temporary_dir next_;
};

TEST_F(SiteBuilds, TheNextRequestGetsTheNextSite) {
  EXPECT_NE(call("GET", "/en/").body.find("<title>en</title>"), std::string::npos);
  pages->put(*http::load_site(second("second")));
  EXPECT_EQ(call("GET", "/en/").body, "second");
  EXPECT_EQ(call("GET", "/fr/").status, 404U);
  EXPECT_EQ(call("GET", "/fr/", "", {{"Accept", "text/html"}}).body, "second nothing");
}

TEST_F(SiteBuilds, AnAnswerKeepsTheSiteItComesFrom) {
  const auto before = pages->get();
  pages->put(*http::load_site(second("second")));
  EXPECT_EQ(before->files->bytes_of("/fr/"), "<!doctype html><title>fr</title>");
  EXPECT_NE(pages->get(), before);
}

TEST_F(SiteBuilds, PagesStillOpenFindWhatTheyLoadByDigest) {
  pages->put(*http::load_site(second("second"), {.earlier = {dir_.path()}}));
  EXPECT_EQ(call("GET", "/assets/app-Abc12345.js").status, 200U);
  EXPECT_EQ(call("GET", "/assets/app-Xyz98765.js").body, "console.log(2);");
  // A page of the build before is no asset of this one.
  EXPECT_EQ(call("GET", "/fr/").status, 404U);
  EXPECT_EQ(call("GET", "/picture.jpg").status, 404U);
}

TEST_F(SiteBuilds, SitesWithoutATemplateForSharePagesAreNone) {
  tests::temporary_dir empty;
  empty.write("index.html", "hello");
  const auto read = http::load_site(empty.path());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "share_template_missing");
  EXPECT_EQ(read.error().kind, errc::invalid_config);
}

class PreviewMarks : public SiteBuilds {
 protected:
  void mark(std::string_view branch, std::string_view build) {
    const auto read = http::load_site(
        second("<!doctype html><html><head><title>x</title></head><body><main>x</main></body>"
               "</html>"),
        http::preview_marks(branch, build));
    ASSERT_TRUE(read) << read.error().detail;
    pages->put(*read);
  }
};

TEST_F(PreviewMarks, EveryPageSaysWhichBranchAndBuildItIs) {
  mark("studio", "a1b2c3");
  for (const auto* page : {"/", "/en/", "/en/index.html"}) {
    const auto body = call("GET", page).body;
    EXPECT_NE(body.find(R"(aria-label="Preview">preview · studio · a1b2c3</aside></body>)"),
              std::string::npos)
        << body;
    EXPECT_NE(body.find(R"(<link rel="stylesheet" href="/stage.css"></head>)"), std::string::npos);
    EXPECT_EQ(body.find(" style="), std::string::npos);
    EXPECT_EQ(body.find("<style"), std::string::npos);
  }
  EXPECT_EQ(call("GET", "/stage.css").fields.at("content-type"), "text/css; charset=utf-8");
}

TEST_F(PreviewMarks, RobotsAreAskedToStayAway) {
  mark("studio", "1");
  EXPECT_EQ(call("GET", "/robots.txt").body, "User-agent: *\nDisallow: /\n");
  for (const auto* file : {"/en/", "/stage.css", "/assets/app-Xyz98765.js"})
    EXPECT_EQ(call("GET", file).fields.at("x-robots-tag"), "noindex") << file;
}

TEST_F(PreviewMarks, ABranchCannotWriteIntoThePage) {
  mark(R"(</aside><script>alert("1")</script>{{name}}{{nothing}})", "<b>&");
  const auto body = call("GET", "/en/").body;
  EXPECT_EQ(body.find("<script"), std::string::npos);
  EXPECT_NE(body.find("&lt;/aside&gt;&lt;script&gt;"), std::string::npos);
  EXPECT_NE(body.find("&#123;&#123;name&#125;&#125;"), std::string::npos);
  EXPECT_NE(body.find("&lt;b&gt;&amp;"), std::string::npos);
}

TEST_F(PreviewMarks, LongBranchesAreCutBetweenCharacters) {
  std::string branch;
  for (int i = 0; i < 59; ++i) branch += 'x';
  mark(branch + "ééé", "1");
  EXPECT_NE(call("GET", "/en/").body.find(branch + "… · 1"), std::string::npos);
}

TEST_F(PreviewMarks, SharePagesAreMarkedToo) {
  mark("studio", "7");
  const auto page = call("GET", "/s/" + campaign::to_text(exhibit("Zoë", "fr", "fr"))).body;
  EXPECT_NE(page.find("<p>second Zoë</p>"), std::string::npos);
  EXPECT_NE(page.find("preview · studio · 7</aside>"), std::string::npos);
}

}  // namespace
}  // namespace chant
