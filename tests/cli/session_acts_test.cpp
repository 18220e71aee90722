#include "cli/session_acts.hpp"

#include "cli/zip_file.hpp"
#include "tests/support/temporary_dir.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace chant::cli {
namespace {

namespace json = boost::json;

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A node that answers as the test says.
class SessionActs : public testing::Test {
 protected:
  [[nodiscard]] session_office office() {
    return {.ask = [this](std::string_view) -> result<admin_reply> {
              return admin_reply{picture_status, picture_status == 200 ? "jpeg" : "{}"};
            },
            .change = [this](std::string_view verb, std::string_view target,
                             std::string_view body) -> result<admin_reply> {
              asked.push_back(std::string(verb) + ' ' + std::string(target));
              said = json::parse(body).as_object();
              return admin_reply{status, answer};
            },
            .data_dir = data.path(),
            .words = {.who = "ada@desk", .why = "a letter"}};
  }
  [[nodiscard]] io streams() { return {out, err, output_format::json}; }

  static campaign::session_id fan() {
    campaign::session_id id;
    id.bytes.fill(std::byte{5});
    return id;
  }

  tests::temporary_dir data;
  tests::temporary_dir there;
  unsigned status = 200;
  unsigned picture_status = 200;
  std::string answer;
  std::vector<std::string> asked;
  json::object said;
  std::ostringstream out;
  std::ostringstream err;
};

constexpr auto told = R"({"data":{"language":"fr"},
  "files":[{"path":"takes/kept/t","name":"recordings/t.webm"},
           {"path":"outbox/l.eml","name":"letters/welcome-l.eml"}],
  "pictures":[{"target":"/admin/v1/artworks/s/cover","name":"artworks/s-cover.jpg"}]})";

TEST_F(SessionActs, AsksNobodyToEraseUnlessTheOperatorIsSure) {
  const auto refused = erase_session(office(), fan(), false, streams());
  ASSERT_FALSE(refused);
  EXPECT_EQ(exit_code_of(refused.error()), exit_code::refused);
  EXPECT_TRUE(asked.empty());
}

TEST_F(SessionActs, ErasesWithWhoAndWhy) {
  answer = R"({"session":"05","erased":true,"changed":true})";
  ASSERT_EQ(erase_session(office(), fan(), true, streams()), exit_code::ok);
  EXPECT_EQ(asked, (std::vector<std::string>{"POST /admin/v1/sessions/" + fan().hex() + "/erase"}));
  EXPECT_EQ(said.at("who"), "ada@desk");
  EXPECT_EQ(said.at("why"), "a letter");
}

TEST_F(SessionActs, AnUnknownSessionIsNotFound) {
  status = 404;
  answer = R"({"code":"session_unknown"})";
  const auto refused = erase_session(office(), fan(), true, streams());
  ASSERT_FALSE(refused);
  EXPECT_EQ(exit_code_of(refused.error()), exit_code::not_found);
}

TEST_F(SessionActs, ExportsTheDataAloneToStdout) {
  answer = told;
  ASSERT_EQ(export_session(office(), fan(), std::nullopt, streams()), exit_code::ok);
  EXPECT_EQ(json::parse(out.str()), (json::value{{"language", "fr"}}));
}

TEST_F(SessionActs, ExportsIntoADirectoryWithRecordingsLettersAndPictures) {
  answer = told;
  data.write("takes/kept/t", "voice");
  data.write("outbox/l.eml", "Subject: hello");
  ASSERT_EQ(export_session(office(), fan(), there.path() / "fan", streams()), exit_code::ok);
  EXPECT_EQ(json::parse(bytes_of(there.path() / "fan/data.json")).at("language"), "fr");
  EXPECT_EQ(bytes_of(there.path() / "fan/recordings/t.webm"), "voice");
  EXPECT_EQ(bytes_of(there.path() / "fan/letters/welcome-l.eml"), "Subject: hello");
  EXPECT_EQ(bytes_of(there.path() / "fan/artworks/s-cover.jpg"), "jpeg");
}

TEST_F(SessionActs, SaysWhatCouldNotBeHadAndExportsTheRest) {
  answer = told;
  picture_status = 503;
  ASSERT_EQ(export_session(office(), fan(), there.path() / "fan.zip", streams()),
            exit_code::partial);
  EXPECT_EQ(json::parse(out.str()).at("missing"), 2);  // the recording and the picture
  EXPECT_NE(err.str().find("recordings/t.webm"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(there.path() / "fan.zip"));
}

// The end-to-end tests open one with another program.
TEST(ZipFile, IsRemovedWhenItIsNotFinished) {
  const tests::temporary_dir dir;
  {
    auto zip = zip_file::create(dir.path() / "a.zip");
    ASSERT_TRUE(zip);
    ASSERT_TRUE(zip->add("a", "bytes"));
  }
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "a.zip"));
}

TEST(ZipFile, IsForItsOwnerAlone) {
  const tests::temporary_dir dir;
  auto zip = zip_file::create(dir.path() / "a.zip");
  ASSERT_TRUE(zip && zip->finish());
  EXPECT_EQ(std::filesystem::status(dir.path() / "a.zip").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(bytes_of(dir.path() / "a.zip").size(), 22U);
}

}  // namespace
}  // namespace chant::cli
