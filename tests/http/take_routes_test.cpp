// Uploads by the tus protocol over a real port: what the standard demands, and what it leaves to
// us.
#include "http/upload_header.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/http/site_fixture.hpp"

#include <openssl/evp.h>

#include <thread>

namespace chant {
namespace {

// "audio/webm", "v1", "A", {"latency_seconds":0.1}
constexpr std::string_view metadata =
    "filetype YXVkaW8vd2VibQ==,consent djE=,tier QQ==,timing eyJsYXRlbmN5X3NlY29uZHMiOjAuMX0=";

class TakeRoutes : public tests::site_fixture {
 protected:
  using fields = std::map<std::string, std::string>;

  fields create_fields(std::string_view length = "10", std::string_view with = metadata) {
    return {{"Tus-Resumable", "1.0.0"},
            {"Authorization", "Bearer " + std::string(secret)},
            {"Upload-Length", std::string(length)},
            {"Upload-Metadata", std::string(with)}};
  }
  http::client_reply create(const fields& with) { return call("POST", "/api/v1/takes", {}, with); }
  http::client_reply patch(std::string_view offset, std::string_view body, fields more = {}) {
    more.emplace("Tus-Resumable", "1.0.0");
    more.emplace("Upload-Offset", offset);
    more.emplace("Content-Type", "application/offset+octet-stream");
    return call("PATCH", "/api/v1/takes/take-1", body, more);
  }
  http::client_reply look() {
    return call("HEAD", "/api/v1/takes/take-1", {}, {{"Tus-Resumable", "1.0.0"}});
  }
  static bool holds(const http::client_reply& r, std::string_view word) {
    return r.body.find(word) != r.body.npos;
  }
};

TEST_F(TakeRoutes, BeginAnUpload) {
  start();
  const auto made = create(create_fields());
  EXPECT_EQ(made.status, 201U);
  EXPECT_EQ(made.fields.at("location"), "/api/v1/takes/take-1");
  EXPECT_EQ(made.fields.at("tus-resumable"), "1.0.0");
  EXPECT_EQ(made.fields.at("upload-expires"), "Sat, 18 Jun 2016 21:46:40 GMT");
  const auto& begun = takes.uploads.at("take-1");
  EXPECT_EQ(begun.offer.size_bytes, 10U);
  EXPECT_EQ(begun.offer.media_type, "audio/webm");
  EXPECT_EQ(begun.offer.consent, "v1");
  EXPECT_EQ(begun.offer.tier, "A");
  EXPECT_EQ(begun.offer.timing, R"({"latency_seconds":0.1})");
}

TEST_F(TakeRoutes, TakeTheDigestOfTheWhole) {
  start();
  const auto with = [&](const std::string& digest) {
    std::string coded(2 * digest.size(), '\0');
    coded.resize(static_cast<std::size_t>(EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(coded.data()),
        reinterpret_cast<const unsigned char*>(digest.data()), static_cast<int>(digest.size()))));
    return create(create_fields("10", "filetype YXVkaW8vd2VibQ==,consent djE=,sha256 " + coded));
  };
  const auto digest = sha256({"0123456789"});
  EXPECT_EQ(with(digest.hex()).status, 201U);
  EXPECT_EQ(takes.uploads.at("take-1").offer.digest, digest);
  EXPECT_EQ(create(create_fields()).status, 201U);
  EXPECT_EQ(takes.uploads.at("take-2").offer.digest, std::nullopt);
  for (const auto& wrong : {digest.hex().substr(1), std::string(64, 'A'), std::string(64, 'g'),
                            std::string(digest.view())}) {
    const auto no = with(wrong);
    EXPECT_EQ(no.status, 400U) << wrong;
    EXPECT_TRUE(holds(no, "digest_malformed")) << no.body;
  }
}

TEST_F(TakeRoutes, TakePiecesAndSayHowFarTheyAre) {
  start();
  ASSERT_EQ(create(create_fields()).status, 201U);
  const auto first = patch("0", "0123");
  EXPECT_EQ(first.status, 204U);
  EXPECT_EQ(first.fields.at("upload-offset"), "4");
  EXPECT_EQ(first.fields.at("tus-resumable"), "1.0.0");
  const auto at = look();
  EXPECT_EQ(at.status, 200U);
  EXPECT_EQ(at.fields.at("upload-offset"), "4");
  EXPECT_EQ(at.fields.at("upload-length"), "10");
  EXPECT_EQ(at.fields.at("upload-metadata"), metadata);
  EXPECT_EQ(at.fields.at("cache-control"), "no-store");
  EXPECT_EQ(patch("4", "456789").fields.at("upload-offset"), "10");
  EXPECT_TRUE(takes.uploads.at("take-1").complete);
}

TEST_F(TakeRoutes, TakeTheFirstPieceWithTheBeginning) {
  start();
  auto with = create_fields();
  with["Content-Type"] = "application/offset+octet-stream";
  const auto made = call("POST", "/api/v1/takes", "01234", with);
  EXPECT_EQ(made.status, 201U);
  EXPECT_EQ(made.fields.at("upload-offset"), "5");
  EXPECT_EQ(made.fields.at("location"), "/api/v1/takes/take-1");
  EXPECT_EQ(takes.uploads.at("take-1").bytes, "01234");
  with["Content-Type"] = "application/json";
  EXPECT_EQ(call("POST", "/api/v1/takes", "01234", with).status, 415U);
}

TEST_F(TakeRoutes, PassAChecksumOn) {
  start();
  ASSERT_EQ(create(create_fields()).status, 201U);
  EXPECT_EQ(patch("0", "0123", {{"Upload-Checksum", "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk="}}).status,
            204U);
  ASSERT_TRUE(takes.pieces.at(0).checksum);
  EXPECT_EQ(takes.pieces[0].checksum->how, campaign::chunk_checksum::algorithm::sha1);
  EXPECT_EQ(takes.pieces[0].checksum->digest.size(), 20U);
  EXPECT_EQ(takes.pieces[0].size_bytes, 4U);
  EXPECT_TRUE(holds(patch("4", "4", {{"Upload-Checksum", "md5 2jmj7l5rSw0yVb/vlWAYkK/YBwk="}}),
                    "checksum_unsupported"));
  EXPECT_TRUE(holds(patch("4", "4", {{"Upload-Checksum", "sha256 2jmj"}}), "checksum_malformed"));
}

TEST_F(TakeRoutes, EndAnUpload) {
  start();
  ASSERT_EQ(create(create_fields()).status, 201U);
  const auto drop = [&] {
    return call("DELETE", "/api/v1/takes/take-1", {}, {{"Tus-Resumable", "1.0.0"}});
  };
  EXPECT_EQ(drop().status, 204U);
  EXPECT_EQ(drop().status, 404U);
  EXPECT_EQ(look().status, 404U);
}

TEST_F(TakeRoutes, SayWhatTheyCanDo) {
  start();
  for (const auto* path : {"/api/v1/takes", "/api/v1/takes/x"}) {
    const auto said = call("OPTIONS", path);
    EXPECT_EQ(said.status, 204U);
    EXPECT_EQ(said.fields.at("tus-version"), "1.0.0");
    EXPECT_EQ(said.fields.at("tus-extension"),
              "creation,creation-with-upload,termination,expiration,checksum");
    EXPECT_EQ(said.fields.at("tus-max-size"), "1000000");
    EXPECT_EQ(said.fields.at("tus-checksum-algorithm"), "sha1,sha256");
  }
}

TEST_F(TakeRoutes, SpeakOneVersionOnly) {
  start();
  auto with = create_fields();
  with["Tus-Resumable"] = "0.2.2";
  const auto old = create(with);
  EXPECT_EQ(old.status, 412U);
  EXPECT_EQ(old.fields.at("tus-version"), "1.0.0");
  EXPECT_EQ(old.fields.at("tus-resumable"), "1.0.0");
  with.erase("Tus-Resumable");
  EXPECT_EQ(create(with).status, 412U);
  EXPECT_EQ(call("HEAD", "/api/v1/takes/take-1").status, 412U);
  EXPECT_EQ(call("PATCH", "/api/v1/takes/take-1").status, 412U);
  EXPECT_EQ(call("DELETE", "/api/v1/takes/take-1").status, 412U);
}

TEST_F(TakeRoutes, KnowTheSessionBeforeTheyBegin) {
  start();
  auto with = create_fields();
  with.erase("Authorization");
  EXPECT_EQ(create(with).status, 401U);
  EXPECT_TRUE(takes.uploads.empty());
}

TEST_F(TakeRoutes, WantASizeWithinTheLimit) {
  start();
  auto with = create_fields();
  with.erase("Upload-Length");
  EXPECT_TRUE(holds(create(with), "upload_length_missing"));
  with["Upload-Defer-Length"] = "1";
  EXPECT_EQ(create(with).status, 400U);
  for (const auto* wrong : {"-1", "1.5", "1e3", " ", "0x10", "9999999999999999999", "ten"})
    EXPECT_EQ(create(create_fields(wrong)).status, 400U) << wrong;
  const auto large = create(create_fields("1000001"));
  EXPECT_EQ(large.status, 413U);
  EXPECT_TRUE(holds(large, "take_too_large"));
}

TEST_F(TakeRoutes, WantMetadataThatCanBeRead) {
  start();
  for (const auto* wrong : {"filetype", "filetype YXVkaW8vd2VibQ", "filetype !!!!", ",,", "a b c",
                            "filetype YQ==,filetype YQ==", "filetype  YQ=="})
    EXPECT_EQ(create(create_fields("10", wrong)).status,
              wrong == std::string("filetype") ? 422U : 400U)
        << wrong;
  const auto lacking = create(create_fields("10", "filetype YXVkaW8vd2VibQ=="));
  EXPECT_EQ(lacking.status, 422U);
  EXPECT_TRUE(holds(lacking, "\"field\":\"consent\""));
  EXPECT_TRUE(holds(create(create_fields("10", "filetype YQ==,consent YQ==,timing YQ==")),
                    "json_malformed"));
}

TEST_F(TakeRoutes, WantPiecesAsTheStandardHasThem) {
  start();
  ASSERT_EQ(create(create_fields()).status, 201U);
  EXPECT_EQ(patch("0", "0123", {{"Content-Type", "audio/webm"}}).status, 415U);
  EXPECT_EQ(patch("x", "0123").status, 400U);
  EXPECT_EQ(patch("", "0123").status, 400U);
  const auto elsewhere = patch("5", "0123");
  EXPECT_EQ(elsewhere.status, 409U);
  EXPECT_TRUE(holds(elsewhere, "offset_mismatch"));
  EXPECT_EQ(patch("0", "0123456789a").status, 413U);
  EXPECT_EQ(call("GET", "/api/v1/takes/take-1").status, 405U);
}

TEST_F(TakeRoutes, TurnTheirOwnErrorsIntoStatuses) {
  start();
  ASSERT_EQ(create(create_fields()).status, 201U);
  const auto when = [&](errc kind, const char* code) {
    takes.refusal = error{kind, code, "", ""};
    return patch("0", "0123").status;
  };
  EXPECT_EQ(when(errc::unauthorized, "grant_invalid"), 403U);
  EXPECT_EQ(when(errc::gone, "upload_expired"), 410U);
  EXPECT_EQ(when(errc::conflict, "upload_locked"), 423U);
  EXPECT_EQ(when(errc::malformed, "checksum_mismatch"), 460U);
  EXPECT_EQ(when(errc::refused, "media_type_unknown"), 415U);
  EXPECT_EQ(when(errc::unavailable, "disk_nearly_full"), 503U);
}

TEST_F(TakeRoutes, TakeAPatchThatComesAsPost) {
  start();
  ASSERT_EQ(create(create_fields()).status, 201U);
  const auto done = call("POST", "/api/v1/takes/take-1", "0123",
                         {{"Tus-Resumable", "1.0.0"},
                          {"Upload-Offset", "0"},
                          {"X-HTTP-Method-Override", "PATCH"},
                          {"Content-Type", "application/offset+octet-stream"}});
  EXPECT_EQ(done.status, 204U);
  EXPECT_EQ(takes.uploads.at("take-1").bytes, "0123");
  EXPECT_EQ(call("POST", "/api/v1/takes/take-1").status, 405U);
}

TEST_F(TakeRoutes, TakeALongPieceThroughAPipeAndReadTheNextRequestAfterIt) {
  start();
  std::string voice(900'000, '\0');
  for (std::size_t i = 0; i < voice.size(); ++i) voice[i] = static_cast<char>(i * 31 + i / 251);
  ASSERT_EQ(create(create_fields(std::to_string(voice.size()))).status, 201U);
  tests::raw_client c(server->port());
  const std::string head =
      "PATCH /api/v1/takes/take-1 HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n"
      "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
      "Content-Length: 900000\r\n\r\n";
  ASSERT_TRUE(c.send(head + voice + "GET /en/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  const auto said = c.read_all();
  EXPECT_NE(said.find("HTTP/1.1 204 "), said.npos);
  EXPECT_NE(said.find("HTTP/1.1 200 "), said.npos);
  EXPECT_EQ(takes.uploads.at("take-1").bytes, voice);
  EXPECT_GT(takes.pipes, 0U);
}

TEST_F(TakeRoutes, GoOnAfterAPieceThatWasRefusedInThePipe) {
  start();
  ASSERT_EQ(create(create_fields("100000")).status, 201U);
  ASSERT_EQ(create(create_fields("300000")).status, 201U);
  const auto send = [&](const std::string& take, std::size_t size) {
    return call("PATCH", "/api/v1/takes/" + take, std::string(size, 'x'),
                {{"Tus-Resumable", "1.0.0"},
                 {"Upload-Offset", "0"},
                 {"Content-Type", "application/offset+octet-stream"}});
  };
  EXPECT_EQ(send("take-1", 900'000).status, 413U);
  EXPECT_EQ(send("take-2", 300'000).status, 204U);
  EXPECT_EQ(takes.uploads.at("take-2").bytes, std::string(300'000, 'x'));
}

TEST_F(TakeRoutes, GoOnWhereAnotherPieceWasRefusedInThePipeMeanwhile) {
  start();
  ASSERT_EQ(create(create_fields("300000")).status, 201U);
  ASSERT_EQ(create(create_fields("100000")).status, 201U);
  tests::raw_client slow(server->port());
  const std::string half(150'000, 'x');
  ASSERT_TRUE(
      slow.send("PATCH /api/v1/takes/take-1 HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n"
                "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
                "Content-Length: 300000\r\n\r\n" +
                half));
  while (look().fields.at("upload-offset") != "150000") std::this_thread::yield();
  EXPECT_EQ(call("PATCH", "/api/v1/takes/take-2", std::string(900'000, 'y'),
                 {{"Tus-Resumable", "1.0.0"},
                  {"Upload-Offset", "0"},
                  {"Content-Type", "application/offset+octet-stream"}})
                .status,
            413U);
  ASSERT_TRUE(slow.send(half));
  EXPECT_NE(slow.read_until("\r\n\r\n").find("HTTP/1.1 204 "), std::string::npos);
  EXPECT_TRUE(takes.uploads.at("take-1").bytes == half + half);
}

TEST_F(TakeRoutes, KeepWhatCameBeforeTheConnectionWasCut) {
  start();
  ASSERT_EQ(create(create_fields("500000")).status, 201U);
  {
    tests::raw_client c(server->port());
    ASSERT_TRUE(
        c.send("PATCH /api/v1/takes/take-1 HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n"
               "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
               "Content-Length: 500000\r\n\r\n" +
               std::string(300'000, 'x')));
    c.finish();
    EXPECT_EQ(c.read_all(), "");
  }
  const auto at = look();
  EXPECT_EQ(at.fields.at("upload-offset"), "300000");
  EXPECT_EQ(takes.uploads.at("take-1").cuts, 1U);
}

TEST(UploadHeader, ReadsBase64WithPaddingOnly) {
  EXPECT_EQ(http::from_base64("Zm9v"), "foo");
  EXPECT_EQ(http::from_base64("Zm8="), "fo");
  EXPECT_EQ(http::from_base64("Zg=="), "f");
  EXPECT_EQ(http::from_base64("+/+/").value_or("").size(), 3U);
  EXPECT_EQ(http::from_base64(""), "");
  for (const auto* wrong : {"Zg", "Zg=", "Z===", "Zh==", "-_-_", "Zm9v Zm8=", "====", "Zm=v"})
    EXPECT_FALSE(http::from_base64(wrong)) << wrong;
}

}  // namespace
}  // namespace chant
