// What RFC 9110 and 9112 forbid, sent to a real port: each is answered with its status and code,
// and the connection ends, so that nothing after it can be read as another request.
#include "tests/http/raw_client.hpp"
#include "tests/http/site_fixture.hpp"

#include <ostream>

namespace chant {
namespace {

using namespace std::string_literals;

struct misuse {
  std::string name;
  std::string bytes;
  unsigned status;
  std::string code;

  friend void PrintTo(const misuse& m, std::ostream* out) { *out << m.name; }
};

const std::string host = "Host: a.example\r\n";
const std::string get = "GET / HTTP/1.1\r\n" + host;
const std::string put =
    "PUT /api/v1/session HTTP/1.1\r\n" + host + "Content-Type: application/json\r\n";

std::string line(const std::string& request_line) { return request_line + "\r\n" + host + "\r\n"; }
std::string with(const std::string& field) { return get + field + "\r\n\r\n"; }
std::string only(const std::string& field) { return "GET / HTTP/1.1\r\n" + field + "\r\n\r\n"; }
std::string chunks(const std::string& body) {
  return put + "Transfer-Encoding: chunked\r\n\r\n" + body;
}
std::string many_fields(int count) {
  std::string all = get;
  for (int i = 0; i < count; ++i) all += "X-" + std::to_string(i) + ": 1\r\n";
  return all + "\r\n";
}

const std::vector<misuse> misuses{
    // The request line.
    {"NoVersion", line("GET /"), 400, "request_malformed"},
    {"OnlyAMethod", line("GET"), 400, "request_malformed"},
    {"TwoSpacesBeforeTarget", line("GET  / HTTP/1.1"), 400, ""},
    {"TwoSpacesBeforeVersion", line("GET /  HTTP/1.1"), 400, ""},
    {"TabForSpace", line("GET\t/\tHTTP/1.1"), 400, "request_malformed"},
    {"SpaceInTarget", line("GET /a b HTTP/1.1"), 400, ""},
    {"SpaceAfterVersion", line("GET / HTTP/1.1 "), 400, "request_malformed"},
    {"LeadingSpace", line(" GET / HTTP/1.1"), 400, "request_malformed"},
    {"LowerCaseProtocol", line("GET / http/1.1"), 400, "request_malformed"},
    {"OtherProtocol", line("GET / ICAP/1.0"), 400, "request_malformed"},
    {"VersionWithoutMinor", line("GET / HTTP/1"), 400, "request_malformed"},
    {"VersionWithLetters", line("GET / HTTP/1.x"), 400, "request_malformed"},
    {"VersionTooLong", line("GET / HTTP/1.10"), 400, "request_malformed"},
    {"Version09", line("GET / HTTP/0.9"), 505, "version_unsupported"},
    {"Version12", line("GET / HTTP/1.2"), 505, "version_unsupported"},
    {"Version20", line("GET / HTTP/2.0"), 505, "version_unsupported"},
    {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "version_unsupported"},
    {"TlsHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400, "request_malformed"},
    {"MethodWithComma", line("GE,T / HTTP/1.1"), 400, ""},
    {"MethodWithColon", line("GET: / HTTP/1.1"), 400, ""},
    {"MethodBeginsWithDigit", line("1GET / HTTP/1.1"), 400, "request_malformed"},
    {"Trace", line("TRACE / HTTP/1.1"), 405, "method_not_allowed"},
    {"Connect", line("CONNECT a.example:443 HTTP/1.1"), 405, "method_not_allowed"},
    {"ThreeBlankLinesFirst", "\r\n\r\n\r\n" + get + "\r\n", 400, "request_malformed"},
    {"BareLineFeedFirst", "\n" + get + "\r\n", 400, "request_malformed"},
    {"NulFirst", "\0"s + get + "\r\n", 400, "request_malformed"},

    // Line endings and control characters.
    {"BareLineFeeds", "GET / HTTP/1.1\nHost: a.example\n\n", 400, "line_ending_malformed"},
    {"BareLineFeedInFields", get + "X: 1\nY: 2\r\n\r\n", 400, "line_ending_malformed"},
    {"BareLineFeedAtEnd", get + "\n", 400, "line_ending_malformed"},
    {"BareCarriageReturnInValue", get + "X: 1\rY: 2\r\n\r\n", 400, "line_ending_malformed"},
    {"CarriageReturnTwice", get + "X: 1\r\r\n\r\n", 400, "line_ending_malformed"},
    {"NulInValue", with("X: a\0b"s), 400, "header_malformed"},
    {"EscapeInValue", with("X: a\x1b[0m"), 400, "header_malformed"},
    {"DeleteInValue", with("X: a\x7f"), 400, "header_malformed"},
    {"VerticalTabInValue", with("X: a\x0b"), 400, "header_malformed"},
    {"NulInTarget", line("GET /\0 HTTP/1.1"s), 400, "header_malformed"},

    // Fields.
    {"Folded", with("X: a\r\n b"), 400, "header_folded"},
    {"FoldedByTab", with("X: a\r\n\tb"), 400, "header_folded"},
    {"FoldedFirst", "GET / HTTP/1.1\r\n Host: a.example\r\n\r\n", 400, "header_folded"},
    {"SpaceBeforeColon", with("X : a"), 400, "header_malformed"},
    {"SpaceInName", with("X Y: a"), 400, "header_malformed"},
    {"NoColon", with("Nothing"), 400, "header_malformed"},
    {"NoName", with(": a"), 400, "header_malformed"},
    {"BracketInName", with("X(y): a"), 400, "header_malformed"},
    {"NonAsciiName", with("X\xc3\xa9: a"), 400, "header_malformed"},
    {"AuthorizationTwice", with("Authorization: a\r\nAuthorization: b"), 400, "header_duplicate"},
    {"ContentTypeTwice", with("Content-Type: a/b\r\nContent-Type: c/d"), 400, "header_duplicate"},
    {"RangeTwice", with("Range: bytes=0-1\r\nRange: bytes=2-3"), 400, "header_duplicate"},
    {"TooManyFields", many_fields(64), 431, "header_too_large"},
    {"HeaderTooLarge", with("X: " + std::string(8192, 'x')), 431, "header_too_large"},
    {"HeaderTooLargeWithoutEnd", get + "X: " + std::string(9000, 'x'), 431, "header_too_large"},

    // Host.
    {"NoHost", "GET / HTTP/1.1\r\n\r\n", 400, "host_missing"},
    {"EmptyHost", only("Host:"), 400, "host_malformed"},
    {"TwoHosts", only("Host: a.example\r\nHost: b.example"), 400, ""},
    {"SameHostTwice", only("Host: a.example\r\nHost: a.example"), 400, ""},
    {"CommaInHost", only("Host: a.example,b.example"), 400, "host_malformed"},
    {"SpaceInHost", only("Host: a.example b"), 400, "host_malformed"},
    {"SlashInHost", only("Host: a.example/x"), 400, "host_malformed"},
    {"UserInHost", only("Host: me@a.example"), 400, "host_malformed"},
    {"QuoteInHost", only("Host: \"><script>"), 400, "host_malformed"},
    {"PortWithLetters", only("Host: a.example:80a"), 400, "host_malformed"},
    {"TwoPorts", only("Host: a.example:80:81"), 400, "host_malformed"},
    {"PortAlone", only("Host: :80"), 400, "host_malformed"},
    {"BracketsWithoutAddress", only("Host: [x]"), 400, "host_malformed"},
    {"BracketsNotClosed", only("Host: [::1"), 400, "host_malformed"},

    // The target.
    {"Star", line("GET * HTTP/1.1"), 400, "target_malformed"},
    {"NoLeadingSlash", line("GET index.html HTTP/1.1"), 400, "target_malformed"},
    {"AuthorityForm", line("GET a.example:80 HTTP/1.1"), 400, "target_malformed"},
    {"ForeignScheme", line("GET ftp://a.example/ HTTP/1.1"), 400, "target_malformed"},
    {"SchemeWithoutHost", line("GET http:/// HTTP/1.1"), 400, "host_malformed"},
    {"UserInTarget", line("GET http://me@a.example/ HTTP/1.1"), 400, "host_malformed"},
    {"Fragment", line("GET /#x HTTP/1.1"), 400, "target_malformed"},
    {"Backslash", line("GET /a\\b HTTP/1.1"), 400, "target_malformed"},
    {"AngleBracket", line("GET /<x> HTTP/1.1"), 400, "target_malformed"},
    {"Quote", line("GET /\"x HTTP/1.1"), 400, "target_malformed"},
    {"NonAsciiTarget", line("GET /\xc3\xa9 HTTP/1.1"), 400, "target_malformed"},
    {"PercentAlone", line("GET /% HTTP/1.1"), 400, "target_malformed"},
    {"PercentWithOneDigit", line("GET /%4 HTTP/1.1"), 400, "target_malformed"},
    {"PercentWithLetters", line("GET /%zz HTTP/1.1"), 400, "target_malformed"},
    {"EncodedNul", line("GET /%00 HTTP/1.1"), 400, "target_malformed"},
    {"EncodedLineFeed", line("GET /%0a HTTP/1.1"), 400, "target_malformed"},
    {"EncodedSlash", line("GET /a%2fb HTTP/1.1"), 400, "target_malformed"},
    {"EncodedBackslash", line("GET /a%5cb HTTP/1.1"), 400, "target_malformed"},
    {"DotSegments", line("GET /../etc/passwd HTTP/1.1"), 400, "target_malformed"},
    {"EncodedDotSegments", line("GET /%2e%2e/etc/passwd HTTP/1.1"), 400, "target_malformed"},
    {"SingleDot", line("GET /./ HTTP/1.1"), 400, "target_malformed"},
    {"DotsAtEnd", line("GET /en/.. HTTP/1.1"), 400, "target_malformed"},
    {"TargetTooLong", line("GET /" + std::string(2048, 'x') + " HTTP/1.1"), 414, "target_too_long"},
    {"TargetWithoutEnd", "GET /" + std::string(9000, 'x'), 414, "target_too_long"},

    // How long the body is.
    {"LengthAndChunked", put + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     400, ""},
    {"ChunkedAndLength", put + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
     400, ""},
    {"TwoLengths", put + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400,
     "length_malformed"},
    {"SameLengthTwice", put + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400,
     "length_malformed"},
    {"LengthList", put + "Content-Length: 2, 2\r\n\r\n{}", 400, "length_malformed"},
    {"NegativeLength", put + "Content-Length: -2\r\n\r\n{}", 400, "length_malformed"},
    {"SignedLength", put + "Content-Length: +2\r\n\r\n{}", 400, "length_malformed"},
    {"HexLength", put + "Content-Length: 0x2\r\n\r\n{}", 400, "length_malformed"},
    {"EmptyLength", put + "Content-Length:\r\n\r\n{}", 400, "length_malformed"},
    {"LengthWithLetters", put + "Content-Length: 2a\r\n\r\n{}", 400, "length_malformed"},
    {"EndlessLength", put + "Content-Length: 99999999999999999999999\r\n\r\n", 400, ""},
    {"LengthTooLarge", put + "Content-Length: 65537\r\n\r\n", 413, "body_too_large"},
    {"NoLength", put + "\r\n", 411, "length_required"},
    {"EmptyEncoding", put + "Transfer-Encoding:\r\n\r\n", 400, ""},
    {"TwoEncodings", put + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
     ""},
    {"ChunkedTwice", put + "Transfer-Encoding: chunked, chunked\r\n\r\n", 501,
     "encoding_unsupported"},
    {"ChunkedNotLast", put + "Transfer-Encoding: chunked, gzip\r\n\r\n", 501,
     "encoding_unsupported"},
    {"Gzip", put + "Transfer-Encoding: gzip\r\n\r\n", 501, "encoding_unsupported"},
    {"GzipChunked", put + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501, "encoding_unsupported"},
    {"ChunkedWithParameter", put + "Transfer-Encoding: chunked;x=1\r\n\r\n", 501, ""},
    {"ChunkedWithTabInside", put + "Transfer-Encoding: chun\tked\r\n\r\n", 501, ""},
    {"ChunkedIn10", "PUT /api/v1/session HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     400, "encoding_malformed"},
    {"ForeignExpectation", put + "Content-Length: 2\r\nExpect: 200-ok\r\n\r\n", 417,
     "expectation_failed"},

    // Chunks.
    {"ChunkSizeMissing", chunks("\r\n{}\r\n0\r\n\r\n"), 400, "chunk_malformed"},
    {"ChunkSizeNegative", chunks("-2\r\n{}\r\n0\r\n\r\n"), 400, "chunk_malformed"},
    {"ChunkSizeHexPrefix", chunks("0x2\r\n{}\r\n0\r\n\r\n"), 400, "chunk_malformed"},
    {"ChunkSizeWithSpace", chunks(" 2\r\n{}\r\n0\r\n\r\n"), 400, "chunk_malformed"},
    {"ChunkSizeEndless", chunks("fffffffffffffffff\r\n"), 400, "chunk_malformed"},
    {"ChunkTooLarge", chunks("10001\r\n"), 413, "body_too_large"},
    {"ChunkSizeBareLineFeed", chunks("2\n{}\r\n0\r\n\r\n"), 400, "chunk_malformed"},
    {"ChunkLongerThanSaid", chunks("1\r\n{}\r\n0\r\n\r\n"), 400, "chunk_malformed"},
    {"ChunkWithoutEnding", chunks("2\r\n{}0\r\n\r\n"), 400, "chunk_malformed"},
    {"ChunkExtensionWithNul", chunks("2;a=\0\r\n{}\r\n"s), 400, "chunk_malformed"},
    {"TrailerFolded", chunks("2\r\n{}\r\n0\r\nX: a\r\n b\r\n\r\n"), 400, "chunk_malformed"},
    {"TrailerBareLineFeed", chunks("2\r\n{}\r\n0\r\nX: a\n\r\n"), 400, "chunk_malformed"},
    {"FramingWithoutEnd", chunks("1;" + std::string(70'000, 'x')), 400, "chunk_malformed"},
};

class Strictness : public tests::site_fixture, public ::testing::WithParamInterface<misuse> {
 protected:
  void SetUp() override { start(); }
};

TEST_P(Strictness, RefusesAndCloses) {
  const auto& m = GetParam();
  tests::raw_client client(server->port());
  client.send(m.bytes);
  client.finish();
  const auto answer = client.read_all();
  const auto status = "HTTP/1.1 " + std::to_string(m.status) + " ";
  EXPECT_TRUE(answer.starts_with(status)) << answer;
  EXPECT_NE(answer.find("Content-Type: application/problem+json\r\n"), answer.npos) << answer;
  EXPECT_NE(answer.find("\"code\":\"" + m.code), answer.npos) << answer;
  EXPECT_EQ(answer.find("}HTTP/1.1 "), answer.npos) << "answered twice: " << answer;
  const bool parsed = m.status == 411;  // the reader had no objection, the route has
  EXPECT_EQ(answer.find("Connection: close\r\n") == answer.npos, parsed) << answer;
}

INSTANTIATE_TEST_SUITE_P(Rfc9112, Strictness, ::testing::ValuesIn(misuses),
                         [](const auto& p) { return p.param.name; });

class Leniency : public tests::site_fixture {
 protected:
  void SetUp() override { start(); }
  std::string answer_to(std::string_view bytes) {
    tests::raw_client client(server->port());
    client.send(bytes);
    client.finish();
    return client.read_all();
  }
};

TEST_F(Leniency, TakesWhatTheStandardAllows) {
  for (const std::string& bytes : std::vector<std::string>{
           "\r\n" + get + "\r\n",
           "GET http://b.example/ HTTP/1.1\r\n" + host + "\r\n",
           "GET /?a=%zz&b=|{} HTTP/1.1\r\n" + host + "\r\n",
           "GET / HTTP/1.1\r\nhost:a.example:8080\t \r\n\r\n",
           "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
           with("X: \xc3\xa9t\xc3\xa9"),
           with("X:"),
           with("Content-Length: 0"),
           many_fields(63),
           "GET / HTTP/1.0\r\n\r\n",
           "GET /%69ndex.html HTTP/1.1\r\n" + host + "\r\n",
       })
    EXPECT_TRUE(answer_to(bytes).starts_with("HTTP/1.1 200 OK\r\n")) << bytes;
}

TEST_F(Leniency, ReadsChunkedBodiesWithExtensionsAndTrailers) {
  const auto answer =
      answer_to(put + "Authorization: Bearer " + std::string(secret) +
                "\r\ntransfer-encoding: Chunked\r\n\r\n2;a=\"b\"\r\n{\"\r\n"
                "F\r\nlanguage\":\"en\"}\r\n000\r\nAuthorization: Bearer x\r\nX: y\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 201 Created\r\n")) << answer;
}

TEST_F(Leniency, Speaks10WithAndWithoutKeepAlive) {
  const auto closing = answer_to("GET /api/v1/counter HTTP/1.0\r\n\r\n");
  EXPECT_NE(closing.find("Connection: close\r\n"), closing.npos);
  tests::raw_client client(server->port());
  client.send("GET /api/v1/counter HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_NE(client.read_until("}").find("Connection: keep-alive\r\n"), std::string::npos);
  client.send("GET /api/v1/counter HTTP/1.0\r\n\r\n");
  EXPECT_NE(client.read_all().find("Connection: close\r\n"), std::string::npos);
}

TEST_F(Leniency, InvitesTheBodyThatWasAnnounced) {
  tests::raw_client client(server->port());
  client.send(put + "Authorization: Bearer " + std::string(secret) +
              "\r\nContent-Length: 17\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(R"({"language":"en"})");
  client.finish();
  EXPECT_TRUE(client.read_all().starts_with("HTTP/1.1 201 Created\r\n"));
}

TEST_F(Leniency, InvitesNoBodyThatWouldBeRefused) {
  tests::raw_client client(server->port());
  client.send("PUT /api/v1/session HTTP/1.1\r\n" + host +
              "Content-Type: text/plain\r\nContent-Length: 17\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(client.read_all().starts_with("HTTP/1.1 415 "));
}

TEST_F(Leniency, DoesNotInviteWith100InHttp10) {
  tests::raw_client client(server->port());
  client.send(
      "PUT /api/v1/session HTTP/1.0\r\nContent-Type: application/json\r\n"
      "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}");
  EXPECT_TRUE(client.read_all().starts_with("HTTP/1.1 401 "));
}

TEST_F(Leniency, AnswersOptionsForTheServer) {
  const auto answer = answer_to("OPTIONS * HTTP/1.1\r\n" + host + "\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 ")) << answer;
  EXPECT_NE(answer.find("Allow: "), answer.npos);
}

}  // namespace
}  // namespace chant
