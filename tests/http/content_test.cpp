#include "http/content.hpp"

#include "http/accept_language.hpp"
#include "http/client_address.hpp"
#include "http/country.hpp"
#include "http/rate_limit.hpp"
#include "http/share_page.hpp"

#include <gtest/gtest.h>

namespace chant::http {
namespace {

rope ten_bytes() {
  rope r;
  r.append(std::string("0123"));
  r.append(std::string("45"));
  r.append(std::string("6789"));
  return r;
}

request asking(header h, std::string_view value) {
  request r;
  r.verb = method::get;
  r.fields[static_cast<std::size_t>(h)] = value;
  return r;
}

TEST(Content, GivesTheRangeThatIsAsked) {
  struct example {
    std::string_view range;
    unsigned status;
    std::string_view body;
    std::string_view content_range;
  };
  for (const auto& e : {
           example{"bytes=0-0", 206, "0", "bytes 0-0/10"},
           example{"bytes=3-6", 206, "3456", "bytes 3-6/10"},
           example{"bytes=4-5", 206, "45", "bytes 4-5/10"},
           example{"bytes=8-", 206, "89", "bytes 8-9/10"},
           example{"bytes=8-99", 206, "89", "bytes 8-9/10"},
           example{"bytes=-3", 206, "789", "bytes 7-9/10"},
           example{"bytes=-99", 206, "0123456789", "bytes 0-9/10"},
           example{"bytes=10-", 416, "", "bytes */10"},
           example{"bytes=-0", 416, "", "bytes */10"},
           example{"bytes=3-2", 200, "0123456789", ""},
           example{"bytes=0-1,3-4", 200, "0123456789", ""},
           example{"bytes=a-b", 200, "0123456789", ""},
           example{"bytes=", 200, "0123456789", ""},
           example{"bytes=-", 200, "0123456789", ""},
           example{"bytes=99999999999999999999-", 200, "0123456789", ""},
           example{"lines=0-1", 200, "0123456789", ""},
       }) {
    const auto r = content(asking(header::range, e.range), "", "\"a\"", ten_bytes());
    EXPECT_EQ(r.status, e.status) << e.range;
    EXPECT_EQ(r.pieces.flatten(), e.body) << e.range;
    const auto line = "Content-Range: " + std::string(e.content_range) + "\r\n";
    EXPECT_EQ(r.fields.find(line) != std::string::npos, !e.content_range.empty()) << r.fields;
  }
}

TEST(Content, GivesTheWholeWhenIfRangeDoesNotMatch) {
  auto r = asking(header::range, "bytes=0-1");
  r.fields[static_cast<std::size_t>(header::if_range)] = "\"b\"";
  EXPECT_EQ(content(r, "", "\"a\"", ten_bytes()).status, 200U);
  r.fields[static_cast<std::size_t>(header::if_range)] = "W/\"a\"";
  EXPECT_EQ(content(r, "", "\"a\"", ten_bytes()).status, 200U);
  r.fields[static_cast<std::size_t>(header::if_range)] = "\"a\"";
  EXPECT_EQ(content(r, "", "\"a\"", ten_bytes()).status, 206U);
}

TEST(Content, IgnoresARangeOfHead) {
  auto r = asking(header::range, "bytes=0-1");
  r.verb = method::head;
  EXPECT_EQ(content(r, "", "\"a\"", ten_bytes()).status, 200U);
}

TEST(Content, AnswersConditionsByEntityTag) {
  const auto status = [](header h, std::string_view value) {
    return content(asking(h, value), "", "\"a\"", ten_bytes()).status;
  };
  EXPECT_EQ(status(header::if_none_match, "\"a\""), 304U);
  EXPECT_EQ(status(header::if_none_match, "\"b\", W/\"a\""), 304U);
  EXPECT_EQ(status(header::if_none_match, "*"), 304U);
  EXPECT_EQ(status(header::if_none_match, "\"b\""), 200U);
  EXPECT_EQ(status(header::if_none_match, "a"), 200U);
  EXPECT_EQ(status(header::if_match, "\"b\""), 412U);
  EXPECT_EQ(status(header::if_match, "\"a\""), 200U);
}

TEST(AcceptLanguage, OrdersByWeightAndDropsNonsense) {
  using list = std::vector<std::string>;
  EXPECT_EQ(preferred_languages("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5"),
            (list{"fr-CH", "fr", "en", "de"}));
  EXPECT_EQ(preferred_languages("de;q=0.5,en;q=0.50,ja"), (list{"ja", "de", "en"}));
  EXPECT_EQ(preferred_languages("en;q=0, fr;q=0.001"), (list{"fr"}));
  EXPECT_EQ(preferred_languages("en, EN;q=0.4, zh-Hans"), (list{"en", "zh-Hans"}));
  EXPECT_EQ(preferred_languages("en;q=2, fr;q=x, de;q=0.1234, <b>, a, -x-, ;q=1,,"), list{});
  EXPECT_EQ(preferred_languages(""), list{});
  std::string many;
  for (int i = 0; i < 100; ++i) many += "en-" + std::to_string(100 + i) + ",";
  EXPECT_EQ(preferred_languages(many).size(), 32U);
}

TEST(Address, ReadsHopsAsProxiesWriteThem) {
  const auto v4 = ip_address::v4({192, 0, 2, 1});
  for (const std::string_view text :
       {"192.0.2.1", " 192.0.2.1 ", "192.0.2.1:80", "\"192.0.2.1:80\"", "::ffff:192.0.2.1",
        "[::ffff:192.0.2.1]:80"})
    EXPECT_EQ(parse_hop(text), v4) << text;
  EXPECT_TRUE(parse_hop("\"[2001:db8::1]:80\""));
  for (const std::string_view text :
       {"", "unknown", "_hidden", "192.0.2", "192.0.2.1.5", "[::1", "1"})
    EXPECT_FALSE(parse_hop(text)) << text;
}

TEST(Address, KnowsNetworks) {
  const auto list = *network_list::parse({"10.0.0.0/8", "192.0.2.7", "2001:db8::/33"});
  const auto inside = [&](std::string_view a) { return list.contains(*parse_address(a)); };
  EXPECT_TRUE(inside("10.255.1.1"));
  EXPECT_TRUE(inside("192.0.2.7"));
  EXPECT_TRUE(inside("2001:db8:7fff::1"));
  EXPECT_FALSE(inside("11.0.0.1"));
  EXPECT_FALSE(inside("192.0.2.8"));
  EXPECT_FALSE(inside("2001:db8:8000::1"));
  for (const std::string text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/a", "x", "::/129", ""})
    EXPECT_FALSE(network_list::parse({text})) << text;
}

class TrustedProxy : public ::testing::Test {
 protected:
  std::string client_of(std::string_view peer, std::string_view forwarded_for) {
    request r = asking(header::forwarded_for, forwarded_for);
    r.fields[static_cast<std::size_t>(header::country)] = "FR";
    resolve_client(r, *parse_address(peer), trust);
    country = r[header::country];
    for (int i = 0; i < 256; ++i)
      if (r.client == ip_address::v4({7, 7, 7, static_cast<std::uint8_t>(i)}))
        return "7.7.7." + std::to_string(i);
    return r.client == *parse_address(peer) ? "peer" : "other";
  }
  proxy_trust trust{*network_list::parse({"10.0.0.0/8"}), forwarding::x_forwarded_for};
  std::string country;
};

TEST_F(TrustedProxy, IsBelievedAndNobodyElse) {
  EXPECT_EQ(client_of("10.0.0.1", "7.7.7.1"), "7.7.7.1");
  EXPECT_EQ(country, "FR");
  EXPECT_EQ(client_of("9.9.9.9", "7.7.7.1"), "peer");
  EXPECT_EQ(country, "");
}

TEST_F(TrustedProxy, MeansTheRightmostHopThatIsNoProxy) {
  EXPECT_EQ(client_of("10.0.0.1", "6.6.6.6, 7.7.7.2"), "7.7.7.2");
  EXPECT_EQ(client_of("10.0.0.1", "6.6.6.6, 7.7.7.2, 10.0.0.2"), "7.7.7.2");
  EXPECT_EQ(client_of("10.0.0.1", "7.7.7.3, unknown"), "peer");
  EXPECT_EQ(client_of("10.0.0.1", ""), "peer");
}

TEST_F(TrustedProxy, SpeaksForwardedWhereThatIsConfigured) {
  trust.by = forwarding::forwarded;
  request r = asking(header::forwarded,
                     "for=6.6.6.6;proto=http, For=\"7.7.7.4:1234\";Proto=https;by=10.0.0.1");
  r.fields[static_cast<std::size_t>(header::forwarded_for)] = "5.5.5.5";
  resolve_client(r, *parse_address("10.0.0.1"), trust);
  EXPECT_EQ(r.client, ip_address::v4({7, 7, 7, 4}));
  EXPECT_TRUE(r.secure);
}

TEST(RateLimit, RefillsWithTimeAndCountsByAddress) {
  rate_limit limit({.per_second = 2, .burst = 3});
  const auto a = ip_address::v4({1, 2, 3, 4});
  const auto b = ip_address::v4({1, 2, 3, 5});
  using namespace std::chrono_literals;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.allow(a, 0ms));
  EXPECT_FALSE(limit.allow(a, 0ms));
  EXPECT_TRUE(limit.allow(b, 0ms));
  EXPECT_TRUE(limit.allow(a, 500ms));
  EXPECT_FALSE(limit.allow(a, 500ms));
  EXPECT_FALSE(limit.allow(a, 400ms)) << "time running back gives nothing";
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.allow(a, 100s));
  EXPECT_FALSE(limit.allow(a, 100s));
}

TEST(RateLimit, CountsAnIpv6NetworkAsOneAndLoopbackNotAtAll) {
  rate_limit limit({.per_second = 1, .burst = 1});
  using namespace std::chrono_literals;
  EXPECT_TRUE(limit.allow(*parse_address("2001:db8::1"), 0ms));
  EXPECT_FALSE(limit.allow(*parse_address("2001:db8::ffff"), 0ms));
  EXPECT_TRUE(limit.allow(*parse_address("2001:db8:0:1::1"), 0ms));
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(limit.allow(*parse_address("::1"), 0ms));
  rate_limit strict({.per_second = 1, .burst = 1, .loopback = true});
  EXPECT_TRUE(strict.allow(*parse_address("127.0.0.1"), 0ms));
  EXPECT_FALSE(strict.allow(*parse_address("127.0.0.1"), 0ms));
}

TEST(RateLimit, ForgetsTheLongestIdleWhenItsTableIsFull) {
  rate_limit limit({.per_second = 1, .burst = 1, .table = 160});
  using namespace std::chrono_literals;
  for (int i = 0; i < 10'000; ++i)
    EXPECT_TRUE(limit.allow(ip_address::v4({1, 2, static_cast<std::uint8_t>(i / 256),
                                            static_cast<std::uint8_t>(i % 256)}),
                            0ms));
  EXPECT_LE(limit.size(), 160U);
}

TEST(Country, TakesAHeaderOfTwoLettersOnly) {
  const country_finder finder;
  EXPECT_EQ(finder.find(asking(header::country, "JP")), "JP");
  for (const std::string_view text : {"jp", "J", "JPN", "XX", "T1", "", "<b>"})
    EXPECT_EQ(finder.find(asking(header::country, text)), "") << text;
}

TEST(Country, RefusesADatabaseItCannotRead) {
  const auto found = country_finder::open("/nowhere/at/all.mmdb");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, "country_database_unusable");
}

TEST(SharePage, RefusesATemplateItDoesNotUnderstand) {
  for (const std::string_view html : {"{{nam}}", "{{name", "a {{}} b", "{{ name }}"}) {
    const auto page = share_page::parse(html);
    ASSERT_FALSE(page) << html;
    EXPECT_EQ(page.error().code, "share_template_invalid");
  }
}

TEST(SharePage, FillsOnceAndDoesNotFillTheFilling) {
  const auto page = *share_page::parse("<b>{{name}}</b>{{t:share.note}}");
  EXPECT_EQ(page.fill([](std::string_view name) {
    return name == "name" ? std::string("{{team}}{name}") : std::string(name);
  }),
            "<b>{{team}}{name}</b>t:share.note");
}

}  // namespace
}  // namespace chant::http
