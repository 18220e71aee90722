// The published draw, held against itself and against the log.
#include "cli/draw_verbs.hpp"

#include "campaign/draw_entrants.hpp"
#include "campaign/own_stream.hpp"
#include "cli/draw_log.hpp"
#include "store/hash_chain.hpp"
#include "tests/cli/memory_view.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace chant::tests {
namespace {

using cli::draw_file;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A log in which ten fans entered, one of them was left out and one was erased, and a draw was
/// held.
class DrawVerbs : public testing::Test {
 protected:
  void SetUp() override {
    own(campaign::draw_committed{.draw = "prize",
                                 .commitment = campaign::commitment_to("prize", salt_).hex(),
                                 .beacon = {}});
    for (std::uint8_t fan = 1; fan <= 10; ++fan)
      log_.append(fan,
                  campaign::draw_entered{.age_band = campaign::age_band::adult, .country = "FR"});
    log_.append(10, campaign::session_erased{.reason = "by_fan"});
    ASSERT_TRUE(log_.refresh());
    close();
    hold();
    log_.append(11, campaign::draw_entered{});  // too late
    ASSERT_TRUE(log_.refresh());
  }

  void own(campaign::event e) { log_.append_to(campaign::own_stream(), std::move(e)); }

  void close() {
    store::hash_chain chain;
    ASSERT_TRUE(log_.scan({}, log_.head(), [&](const store::event_view& e) {
      chain.add(store::record_head(e).bytes(), e.payload, e.version.value() == 1);
      return true;
    }));
    for (std::uint8_t fan = 1; fan <= 8; ++fan) sessions_.push_back(memory_view::stream(fan));
    const std::vector out{memory_view::stream(9)};
    const auto digest = campaign::digest_of(campaign::entries_of("prize", sessions_));
    for (auto& e : campaign::leaving_out("prize", digest, out)) own(std::move(e));
    closed_ = {.draw = "prize",
               .closing = log_.head().value(),
               .chain = chain.digest().hex(),
               .entries = sessions_.size(),
               .entries_sha256 = digest.hex(),
               .left_out = 1};
    own(closed_);
  }

  void hold() {
    const campaign::draw_held held{
        .draw = "prize", .salt = salt_.hex(), .beacon = {}, .winners = 2, .substitutes = 3};
    own(held);
    const campaign::draw_committed committed{
        .draw = "prize", .commitment = campaign::commitment_to("prize", salt_).hex(), .beacon = {}};
    auto all = campaign::winners_of(committed, closed_, held, sessions_).value();
    for (auto& won : all) own(std::move(won));
  }

  [[nodiscard]] draw_file published() {
    const auto known = cli::read_draw(log_, "prize", [](auto, auto) {});
    EXPECT_TRUE(known) << known.error().detail;
    return cli::draw_file_of("small", known->story, known->sessions).value();
  }
  [[nodiscard]] std::vector<std::string> against_log(const draw_file& file) {
    const auto known = cli::read_draw(log_, "prize", [](auto, auto) {}).value();
    return codes(cli::differences_from_log(file, known));
  }
  [[nodiscard]] static std::vector<std::string> codes(const std::vector<cli::difference>& found) {
    std::vector<std::string> all;
    for (const auto& d : found) all.push_back(d.code);
    return all;
  }

  memory_view log_;
  campaign::draw_salt salt_{{std::byte{7}}};
  std::vector<campaign::session_id> sessions_;
  campaign::draw_closed closed_;
  temporary_dir dir_;
  std::ostringstream out_;
  std::ostringstream err_;
  cli::io streams_{out_, err_};
};

TEST_F(DrawVerbs, PublishWhoEnteredBeforeTheClosingAndWasNotLeftOut) {
  const auto file = published();
  EXPECT_EQ(file.listed.size(), 8u);
  for (const auto& session : sessions_)
    EXPECT_THAT(file.listed, Contains(campaign::entry_of("prize", session).hex()));
  EXPECT_EQ(file.held->winners.size(), 2u);
  EXPECT_EQ(file.held->substitutes.size(), 3u);
}

TEST_F(DrawVerbs, ReadWhatTheyWrote) {
  const auto file = published();
  std::stringstream text;
  cli::write(text, file);
  const auto again = cli::read_draw_file(text);
  ASSERT_TRUE(again) << again.error().detail;
  std::stringstream second;
  cli::write(second, *again);
  EXPECT_EQ(second.str(), text.str());
  EXPECT_THAT(cli::differences_in(*again), IsEmpty());
  EXPECT_THAT(against_log(*again), IsEmpty());
}

TEST_F(DrawVerbs, SeeAnEntryThatTheLogDoesNotHave) {
  auto file = published();
  file.listed.front() = campaign::entry_of("prize", memory_view::stream(11)).hex();
  std::ranges::sort(file.listed);
  EXPECT_THAT(codes(cli::differences_in(file)), Contains("entries_differ"));
  EXPECT_THAT(against_log(file), ElementsAre("log_entries_differ"));
}

TEST_F(DrawVerbs, SeeWinnersThatTheLogDoesNotHave) {
  auto file = published();
  std::swap(file.held->winners[0], file.held->substitutes[0]);
  EXPECT_THAT(codes(cli::differences_in(file)), Contains("winners_differ"));
  EXPECT_THAT(against_log(file), ElementsAre("log_winners_differ"));
  file = published();
  file.held->substitutes.pop_back();  // the sums are right; only the log knows how many there were
  EXPECT_THAT(cli::differences_in(file), IsEmpty());
  EXPECT_THAT(against_log(file), ElementsAre("log_winners_differ"));
}

TEST_F(DrawVerbs, SeeALogThatIsNotTheOneTheDrawWasClosedOver) {
  const auto file = published();
  auto known = cli::read_draw(log_, "prize", [](auto, auto) {}).value();
  known.chain = sha256({"another history"});
  EXPECT_THAT(codes(cli::differences_from_log(file, known)), ElementsAre("log_chain_differs"));
}

TEST_F(DrawVerbs, RefuseAFileThatIsNone) {
  for (const std::string_view text : {"", "[]\n", "{}\n", "{\"chant_draw\":2}\n", "not json\n",
                                      "{\"chant_draw\":1,\"draw\":3}\n"}) {
    std::istringstream in{std::string(text)};
    const auto read = cli::read_draw_file(in);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "draw_file_malformed");
  }
}

TEST_F(DrawVerbs, ExportAndVerify) {
  const auto file = dir_.path() / "prize.jsonl";
  EXPECT_EQ(cli::export_draw(log_, "small", "prize", file, streams_).value(), cli::exit_code::ok);
  EXPECT_EQ(cli::verify_draw(file, &log_, streams_).value(), cli::exit_code::ok);
  EXPECT_THAT(out_.str(), HasSubstr("none: equal"));
  const auto nobody = cli::export_draw(log_, "small", "gala", file, streams_);
  EXPECT_EQ(nobody.error().code, "draw_unknown");
}

TEST_F(DrawVerbs, AskTheNodeWithWhoAndWhyAndOnlyWhenSure) {
  std::string asked;
  const cli::admin_change change = [&](std::string_view verb, std::string_view target,
                                       std::string_view body) -> result<cli::admin_reply> {
    asked = std::string(verb).append(" ").append(target).append(" ").append(body);
    return cli::admin_reply{409, R"({"code":"draw_held","detail":"it was"})"};
  };
  cli::draw_options options{.why = "it is time", .closing = "3", .winners = 2};
  EXPECT_EQ(cli::run_draw(change, log_, options, streams_).error().code, "not_sure");
  EXPECT_EQ(asked, "");
  options.sure = true;
  const auto refused = cli::run_draw(change, log_, options, streams_);
  EXPECT_EQ(refused.error().kind, errc::conflict);
  EXPECT_EQ(refused.error().code, "draw_held");
  EXPECT_THAT(asked, HasSubstr("POST /admin/v1/draws/run "));
  EXPECT_THAT(asked, HasSubstr(R"("why":"it is time")"));
  EXPECT_THAT(asked, HasSubstr(R"("closing":3)"));
  EXPECT_THAT(asked, HasSubstr(R"("winners":2)"));
}

}  // namespace
}  // namespace chant::tests
