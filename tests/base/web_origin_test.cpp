#include "base/web_origin.hpp"

#include <gtest/gtest.h>

namespace chant {
namespace {

TEST(WebOrigin, IsWhatBrowsersCallIt) {
  for (const auto& [url, origin] :
       {std::pair{"https://up.example", "https://up.example"},
        std::pair{"https://up.example/", "https://up.example"},
        std::pair{"https://up.example:8443/chant/takes", "https://up.example:8443"},
        std::pair{"HTTPS://Up.Example:443", "https://up.example"},
        std::pair{"http://up.example:80", "http://up.example"},
        std::pair{"http://up.example:443", "http://up.example:443"},
        std::pair{"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        std::pair{"http://[::1]:8080/a", "http://[::1]:8080"},
        std::pair{"http://[::1]", "http://[::1]"},
        std::pair{"https://xn--80ak6aa92e.example", "https://xn--80ak6aa92e.example"}})
    EXPECT_EQ(web_origin(url).value_or("none"), origin) << url;
}

TEST(WebOrigin, IsNothingWhereTheAddressIsNone) {
  for (const auto* url : {"",
                          "up.example",
                          "//up.example",
                          "ftp://up.example",
                          "https://",
                          "https:///a",
                          "https://:8443",
                          "https://up.example:",
                          "https://up.example:0",
                          "https://up.example:65536",
                          "https://up.example:8x",
                          "https://me@up.example",
                          "https://up.example?a",
                          "https://[::1",
                          "https://[::1]x",
                          "https://[up]",
                          "https://a:b:1",
                          "https://up.example#a",
                          "https://up.example/a?b",
                          "https://up.example/a b",
                          "https://*.example",
                          "https://ùp.example"})
    EXPECT_EQ(web_origin(url), std::nullopt) << url;
}

TEST(WebOrigin, LetsNothingIntoAHeaderOrAPolicy) {
  for (const auto* url :
       {"https://up.example; script-src *", "https://a,https://b", "https://up.example 'self'",
        "https://up.example\r\nSet-Cookie: a=b", "https://up.example/\r\nSet-Cookie: a=b",
        "https://up.example/\"", "https://up.example/\t"})
    EXPECT_EQ(web_origin(url), std::nullopt) << url;
  EXPECT_EQ(web_origin("https://up.example/a;b,'c'"), "https://up.example");
}

}  // namespace
}  // namespace chant
