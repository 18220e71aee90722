#include "cli/take_verbs.hpp"

#include "store/disk_takes.hpp"
#include "tests/cli/memory_view.hpp"
#include "tests/support/temporary_dir.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace chant::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

campaign::take_id take(std::uint8_t number) {
  campaign::take_id id;
  id.bytes.fill(std::byte{number});
  return id;
}

class TakeVerbs : public testing::Test {
 protected:
  void begin(std::uint8_t fan, std::uint8_t number, std::string type = "audio/webm;codecs=opus") {
    log.append(fan, campaign::take_begun{.take = take(number),
                                         .media_type = std::move(type),
                                         .size_bytes = 5,
                                         .tier = "A",
                                         .consent = "c1"});
    EXPECT_TRUE(log.refresh());
  }
  void upload(std::uint8_t fan, std::uint8_t number, std::string type = "audio/webm") {
    begin(fan, number);
    log.append(fan, campaign::take_uploaded{.take = take(number),
                                            .size_bytes = 5,
                                            .sha256 = sha256({"voice"}).hex(),
                                            .media_type = std::move(type),
                                            .timing = std::nullopt,
                                            .sha256_by = "client"});
    EXPECT_TRUE(log.refresh());
    dir.write(file_of(fan, number), "voice");
  }
  std::filesystem::path file_of(std::uint8_t fan, std::uint8_t number) {
    return store::disk_takes::kept_file("takes", {log.stream(fan), take(number)});
  }
  [[nodiscard]] boost::json::array listed() {
    out.str({});
    EXPECT_EQ(list_takes(log, streams), exit_code::ok);
    return boost::json::parse(out.str()).as_array();
  }
  result<exit_code> copy(const take_choice& which) {
    return export_takes(log, dir.path(), which, dir.path() / "out", streams);
  }

  result<exit_code> verify(const take_choice& which = {.all = true}) {
    out.str({});
    progress told(streams, false);
    return verify_takes(log, dir.path(), which, streams, told);
  }
  [[nodiscard]] std::string state_of(std::uint8_t number) const {
    const auto all = boost::json::parse(out.str());
    for (const auto& one : all.as_array())
      if (one.at("id").as_string() == take(number).hex())
        return std::string(one.at("state").as_string());
    return "not listed";
  }

  tests::temporary_dir dir;
  tests::memory_view log;
  std::ostringstream out;
  std::ostringstream err;
  io streams{out, err, output_format::json};
};

TEST_F(TakeVerbs, ListSaysHowFarEachTakeIs) {
  begin(1, 1);
  upload(2, 2);
  const auto takes = listed();
  ASSERT_EQ(takes.size(), 2U);
  EXPECT_EQ(takes[0].at("id").as_string(), take(1).hex());
  EXPECT_EQ(takes[0].at("state"), "begun");
  EXPECT_EQ(takes[0].at("media_type"), "audio/webm;codecs=opus");
  EXPECT_EQ(takes[1].at("state"), "uploaded");
  EXPECT_EQ(takes[1].at("session").as_string(), log.stream(2).hex());
  EXPECT_EQ(takes[1].at("media_type"), "audio/webm");
  EXPECT_EQ(takes[1].at("tier"), "A");
  EXPECT_EQ(takes[1].at("bytes"), 5);
  EXPECT_EQ(takes[1].at("sha256").as_string(), sha256({"voice"}).hex());
  EXPECT_EQ(takes[1].at("sha256_by"), "client");
}

TEST_F(TakeVerbs, ListLeavesOutWhatWasGivenUpOrErased) {
  upload(1, 1);
  upload(2, 2);
  begin(3, 3);
  log.append(1, campaign::take_dropped{.take = take(1), .reason = "by_fan"});
  log.append(2, campaign::session_erased{.reason = "by_fan"});
  EXPECT_TRUE(log.refresh());
  ASSERT_EQ(listed().size(), 1U);
  EXPECT_EQ(listed()[0].at("id").as_string(), take(3).hex());
}

TEST_F(TakeVerbs, ExportCopiesOneOrAll) {
  upload(1, 1);
  upload(2, 2, "audio/x-m4a");
  begin(3, 3);
  EXPECT_EQ(copy({.take = take(1).hex()}), exit_code::ok);
  EXPECT_TRUE(std::filesystem::exists(dir.path() / "out" / (take(1).hex() + ".webm")));
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "out" / (take(2).hex() + ".m4a")));
  out.str({});
  EXPECT_EQ(copy({.all = true}), exit_code::ok);
  EXPECT_TRUE(std::filesystem::exists(dir.path() / "out" / (take(2).hex() + ".m4a")));
  EXPECT_EQ(boost::json::parse(out.str()).as_array().size(), 2U);
}

TEST_F(TakeVerbs, ExportSaysWhatIsMissing) {
  upload(1, 1);
  upload(2, 2);
  std::filesystem::remove(dir.path() / file_of(2, 2));
  EXPECT_EQ(copy({.all = true}), exit_code::partial);
  EXPECT_THAT(err.str(), HasSubstr(take(2).hex()));
}

TEST_F(TakeVerbs, ExportSaysWhatIsDamagedAndCopiesIt) {
  upload(1, 1);
  dir.write(file_of(1, 1), "noise");
  EXPECT_EQ(copy({.all = true}), exit_code::partial);
  EXPECT_THAT(err.str(), HasSubstr("damaged"));
  EXPECT_EQ(boost::json::parse(out.str()).at(0).at("intact"), false);
  EXPECT_TRUE(std::filesystem::exists(dir.path() / "out" / (take(1).hex() + ".webm")));
}

TEST_F(TakeVerbs, VerifyTellsIntactDamagedAndMissing) {
  upload(1, 1);
  upload(2, 2);
  upload(3, 3);
  begin(4, 4);
  EXPECT_EQ(verify(), exit_code::ok);
  dir.write(file_of(2, 2), "noise");
  std::filesystem::remove(dir.path() / file_of(3, 3));
  EXPECT_EQ(verify(), exit_code::degraded);
  EXPECT_EQ(state_of(1), "intact");
  EXPECT_EQ(state_of(2), "damaged");
  EXPECT_EQ(state_of(3), "missing");
  EXPECT_EQ(state_of(4), "not listed");
  EXPECT_EQ(verify({.take = take(1).hex()}), exit_code::ok);
  EXPECT_EQ(verify({.take = take(9).hex()}).error().code, "take_unknown");
}

TEST_F(TakeVerbs, VerifyGoesOnBehindWhatCannotBeRead) {
  upload(1, 1);
  upload(2, 2);
  std::filesystem::remove(dir.path() / file_of(1, 1));
  std::filesystem::create_directory(dir.path() / file_of(1, 1));
  EXPECT_EQ(verify(), exit_code::degraded);
  EXPECT_EQ(state_of(1), "unreadable");
  EXPECT_EQ(state_of(2), "intact");
  EXPECT_THAT(err.str(), HasSubstr(take(1).hex()));
}

// The log was read before the fan gave the take up, its file afterwards.
TEST_F(TakeVerbs, VerifyPassesOverWhatIsGivenUpMeanwhile) {
  upload(1, 1);
  log.append(1, campaign::take_dropped{.take = take(1), .reason = "by_fan"});
  std::filesystem::remove(dir.path() / file_of(1, 1));
  EXPECT_EQ(verify(), exit_code::ok);
  EXPECT_EQ(state_of(1), "not listed");
}

TEST_F(TakeVerbs, VerifyCountsForPeople) {
  upload(1, 1);
  upload(2, 2);
  dir.write(file_of(2, 2), "noise");
  streams.format = output_format::table;
  EXPECT_EQ(verify(), exit_code::degraded);
  EXPECT_THAT(out.str(), HasSubstr("1 of 2 recordings are what was recorded"));
  EXPECT_THAT(out.str(), HasSubstr(take(2).hex()));
  EXPECT_THAT(out.str(), Not(HasSubstr(take(1).hex())));
}

TEST_F(TakeVerbs, ExportKnowsUploadedTakesOnly) {
  begin(1, 1);
  EXPECT_EQ(copy({.take = take(1).hex()}).error().code, "take_unknown");
  EXPECT_EQ(copy({.take = "nonsense"}).error().code, "bad_take");
  EXPECT_EQ(copy({}).error().code, "usage");
}

}  // namespace
}  // namespace chant::cli
