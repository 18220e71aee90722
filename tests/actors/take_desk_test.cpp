// Uploads over real files, with the sessions in memory and the workers at once.
#include "actors/take_desk.hpp"

#include "campaign/session.hpp"
#include "store/disk_takes.hpp"
#include "store/sealed_take_grants.hpp"
#include "tests/http/fakes.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace chant::actors {
namespace {

using namespace std::chrono_literals;

const std::string webm =
    "\x1A\x45\xDF\xA3" + std::string("\x9F\x42\x82\x84webm") + std::string(500, 'v');

/// Runs each job as it is posted, or keeps none.
class prompt_jobs final : public job_queue {
 public:
  bool post(priority, job work) override {
    if (full) return false;
    work(0);
    return true;
  }
  [[nodiscard]] unsigned workers() const override { return 1; }
  [[nodiscard]] std::size_t depth() const override { return 0; }
  bool full = false;
};

template <class T>
auto into(std::optional<result<T>>& place) {
  return [&place](result<T> r) { place.emplace(std::move(r)); };
}

class TakeDesk : public ::testing::Test {
 protected:
  TakeDesk() {
    fan.bytes.fill(std::byte{7});
    sessions.submit(fan, campaign::open_session{.language = "en", .country = ""}, [](auto&&) {});
    open_desk();
  }

  void open_desk() {
    files = store::disk_takes::open({.dir = dir.path(), .admit = {}}).value();
    grants.emplace(key, random);
    desk.emplace(take_env{.files = *files,
                          .grants = *grants,
                          .sessions = sessions,
                          .workers = jobs,
                          .clock = clock,
                          .random = random,
                          .metrics = registry},
                 options);
  }

  static campaign::take_offer offer(std::string type = "audio/webm;codecs=opus",
                                    std::uint64_t size = webm.size()) {
    return {.size_bytes = size,
            .media_type = std::move(type),
            .tier = "A",
            .consent = "c1",
            .timing = R"({"latency_seconds":0.1})",
            .metadata = "filetype YQ=="};
  }
  result<campaign::take_grant> begin(campaign::take_offer what = offer()) {
    std::optional<result<campaign::take_grant>> done;
    desk->begin(fan, std::move(what), into(done));
    return std::move(*done);
  }
  std::string begun() { return begin().value().token; }
  result<campaign::upload_progress> look(std::string_view token) {
    std::optional<result<campaign::upload_progress>> done;
    desk->look(token, into(done));
    return std::move(*done);
  }
  result<std::unique_ptr<campaign::take_writer>> resume(std::string_view token,
                                                        campaign::take_piece piece) {
    std::optional<result<std::unique_ptr<campaign::take_writer>>> done;
    desk->resume(token, std::move(piece), into(done));
    return std::move(*done);
  }
  static result<campaign::upload_progress> finish(campaign::take_writer& writer) {
    std::optional<result<campaign::upload_progress>> done;
    writer.finish(into(done));
    return std::move(*done);
  }
  /// One whole piece.
  result<campaign::upload_progress> send(std::string_view token, std::uint64_t offset,
                                         std::string_view bytes,
                                         std::optional<campaign::chunk_checksum> sum = {}) {
    auto writer = resume(token, {offset, bytes.size(), std::move(sum)});
    if (!writer) return std::unexpected(writer.error());
    if (auto written = (*writer)->write(bytes); !written) return std::unexpected(written.error());
    return finish(**writer);
  }
  static campaign::chunk_checksum sum_of(std::string_view bytes) {
    return {campaign::chunk_checksum::algorithm::sha256, std::string(sha256({bytes}).view())};
  }
  const campaign::session& state() { return sessions.sessions.at(fan); }
  [[nodiscard]] std::size_t files_left() const {
    std::size_t count = 0;
    for (const auto& at : std::filesystem::recursive_directory_iterator(dir.path()))
      count += at.is_regular_file() ? 1 : 0;
    return count;
  }
  template <class T>
  static std::string code(const result<T>& r) {
    return r ? "ok" : r.error().code;
  }

  tests::temporary_dir dir;
  campaign::terms terms = tests::small_terms();
  tests::memory_service sessions{terms};
  prompt_jobs jobs;
  manual_clock clock{timestamp{std::chrono::hours(1000)}};
  system_random random;
  metrics::registry registry;
  store::secret_key key{};
  take_options options{.largest = 1'000'000, .stall = 1h};
  campaign::session_id fan;
  std::unique_ptr<store::disk_takes> files;
  std::optional<store::sealed_take_grants> grants;
  std::optional<take_desk> desk;
};

TEST_F(TakeDesk, TakesARecordingInPieces) {
  const auto token = begun();
  EXPECT_EQ(state().takes.at(0).status, campaign::take::state::begun);
  EXPECT_EQ(send(token, 0, webm.substr(0, 200))->offset, 200U);
  EXPECT_EQ(look(token)->offset, 200U);
  EXPECT_EQ(look(token)->metadata, "filetype YQ==");
  EXPECT_EQ(send(token, 200, webm.substr(200))->offset, webm.size());
  EXPECT_EQ(state().takes.at(0).status, campaign::take::state::uploaded);
  EXPECT_EQ(state().takes.at(0).media_type, "audio/webm");
  EXPECT_EQ(look(token)->offset, webm.size());
  EXPECT_EQ(files_left(), 1U);
}

TEST_F(TakeDesk, AnswersTheLastPieceTruthfullyAgain) {
  const auto token = begun();
  ASSERT_TRUE(send(token, 0, webm));
  const auto version = state().version;
  EXPECT_EQ(send(token, webm.size(), "")->offset, webm.size());
  EXPECT_EQ(code(send(token, 0, webm)), "offset_mismatch");
  EXPECT_EQ(state().version, version);
}

TEST_F(TakeDesk, KeepsWhatACutConnectionSent) {
  const auto token = begun();
  {
    const auto writer = resume(token, {0, webm.size(), {}}).value();
    ASSERT_TRUE(writer->write(webm.substr(0, 100)));
  }
  EXPECT_EQ(look(token)->offset, 100U);
  EXPECT_TRUE(send(token, 100, webm.substr(100)));
}

TEST_F(TakeDesk, KeepsAPieceWithAChecksumWholeOrNotAtAll) {
  const auto token = begun();
  {
    const auto writer = resume(token, {0, 100, sum_of(webm.substr(0, 100))}).value();
    ASSERT_TRUE(writer->write(webm.substr(0, 99)));
  }
  EXPECT_EQ(look(token)->offset, 0U);
  EXPECT_EQ(code(send(token, 0, webm.substr(0, 100), sum_of("another"))), "checksum_mismatch");
  EXPECT_EQ(look(token)->offset, 0U);
  EXPECT_EQ(send(token, 0, webm.substr(0, 100), sum_of(webm.substr(0, 100)))->offset, 100U);
  EXPECT_EQ(registry.make_gauge("chant_takes_staged_bytes", "").value(), 0);
}

TEST_F(TakeDesk, JudgesBytesWithAChecksumOnceTheyAreKnownToBeRight) {
  const auto token = begun();
  const std::string garbled(100, 'x');
  EXPECT_EQ(code(send(token, 0, garbled, sum_of(webm.substr(0, 100)))), "checksum_mismatch");
  EXPECT_TRUE(send(token, 0, webm.substr(0, 100), sum_of(webm.substr(0, 100))));
  const auto other = begun();
  EXPECT_EQ(code(send(other, 0, garbled, sum_of(garbled))), "media_type_unknown");
  EXPECT_EQ(code(look(other)), "upload_unknown");
}

TEST_F(TakeDesk, BoundsWhatWaitsForItsChecksum) {
  options.staged_bytes = 150;
  open_desk();
  const auto piece = webm.substr(0, 100);
  const auto first = resume(begun(), {0, 100, sum_of("another")}).value();
  ASSERT_TRUE(first->write(piece));
  const auto second = resume(begun(), {0, 100, sum_of(piece)}).value();
  EXPECT_EQ(code(second->write(piece)), "overloaded");
  EXPECT_EQ(code(finish(*first)), "checksum_mismatch");
  EXPECT_TRUE(second->write(piece));
  EXPECT_EQ(finish(*second)->offset, 100U);
}

TEST_F(TakeDesk, LetsOneConnectionSendAtATime) {
  const auto token = begun();
  const auto writer = resume(token, {0, webm.size(), {}}).value();
  ASSERT_TRUE(writer->write(webm.substr(0, 100)));
  EXPECT_EQ(code(resume(token, {100, 10, {}})), "upload_locked");
  EXPECT_EQ(look(token)->offset, 0U) << "what is not synced is not promised";
}

TEST_F(TakeDesk, LetsTheNextOvertakeASilentConnection) {
  options.stall = -1s;
  open_desk();
  const auto token = begun();
  const auto silent = resume(token, {0, webm.size(), {}}).value();
  ASSERT_TRUE(silent->write(webm.substr(0, 100)));
  EXPECT_EQ(look(token)->offset, 100U);
  ASSERT_TRUE(send(token, 100, webm.substr(100, 100)));
  EXPECT_EQ(code(silent->write(webm.substr(100))), "upload_taken_over");
  EXPECT_EQ(code(finish(*silent)), "upload_taken_over");
  EXPECT_EQ(look(token)->offset, 200U);
}

TEST_F(TakeDesk, TakesNoMoreThanWasAnnounced) {
  const auto token = begun();
  EXPECT_EQ(code(resume(token, {0, webm.size() + 1, {}})), "upload_too_large");
  EXPECT_EQ(code(resume(token, {webm.size() + 1, 0, {}})), "offset_mismatch");
  const auto writer = resume(token, {0, std::nullopt, {}}).value();
  ASSERT_TRUE(writer->write(webm));
  EXPECT_EQ(code(writer->write("x")), "upload_too_large");
  EXPECT_EQ(finish(*writer)->offset, webm.size());
}

TEST_F(TakeDesk, BoundsTheConnectionsThatSend) {
  options.uploads = 1;
  open_desk();
  const auto first = begun();
  const auto second = begun();
  const auto writer = resume(first, {0, 10, {}}).value();
  EXPECT_EQ(code(resume(second, {0, 10, {}})), "uploads_too_many");
  ASSERT_TRUE(finish(*writer));
  EXPECT_TRUE(resume(second, {0, 10, {}}));
}

TEST_F(TakeDesk, GivesUpWhatIsNoRecording) {
  const std::string page = "<!doctype html>" + std::string(webm.size() - 15, ' ');
  auto token = begun();
  EXPECT_EQ(code(send(token, 0, page)), "media_type_unknown");
  EXPECT_TRUE(state().takes.empty());
  EXPECT_EQ(code(look(token)), "upload_unknown");
  token = begun();
  ASSERT_TRUE(send(token, 0, page.substr(0, 10))) << "too little to tell";
  EXPECT_EQ(code(send(token, 10, page.substr(10))), "media_type_unknown");
  EXPECT_TRUE(state().takes.empty());
  EXPECT_EQ(files_left(), 0U);
}

TEST_F(TakeDesk, GivesUpWhatIsOfAnotherKind) {
  const auto token = begin(offer("audio/wav")).value().token;
  EXPECT_EQ(code(send(token, 0, webm)), "media_type_differs");
  EXPECT_EQ(files_left(), 0U);
  EXPECT_TRUE(send(begin(offer("application/octet-stream")).value().token, 0, webm));
  EXPECT_EQ(state().takes.at(0).media_type, "video/webm");
  EXPECT_EQ(code(begin(offer("text/html"))), "media_type_unknown");
}

TEST_F(TakeDesk, LeavesNothingOfABeginningThatTheSessionRefuses) {
  auto without = offer();
  without.consent = "";
  EXPECT_EQ(code(begin(without)), "consent_required");
  EXPECT_EQ(files_left(), 0U);
}

TEST_F(TakeDesk, FinishesLaterWhatTheSessionCouldNotHearOf) {
  const auto token = begun();
  sessions.refusal = error{errc::unavailable, "overloaded", "", ""};
  EXPECT_EQ(code(send(token, 0, webm)), "overloaded");
  EXPECT_EQ(code(look(token)), "overloaded") << "complete, but not yet acknowledged";
  sessions.refusal.reset();
  EXPECT_EQ(look(token)->offset, webm.size());
  EXPECT_EQ(state().takes.at(0).status, campaign::take::state::uploaded);
  EXPECT_EQ(files_left(), 1U);
}

TEST_F(TakeDesk, FinishesAtAStartWhatACrashLeftUnreported) {
  const auto token = begun();
  sessions.refusal = error{errc::timeout, "no_answer", "", ""};
  EXPECT_EQ(code(send(token, 0, webm)), "no_answer");
  sessions.refusal.reset();
  open_desk();
  desk->tick();
  EXPECT_EQ(state().takes.at(0).status, campaign::take::state::uploaded);
  EXPECT_EQ(files_left(), 1U);
  EXPECT_EQ(look(token)->offset, webm.size());
}

TEST_F(TakeDesk, GivesUpWhatIsNotFinishedInTime) {
  const auto token = begun();
  ASSERT_TRUE(send(token, 0, webm.substr(0, 100)));
  desk->tick();
  clock.advance(23h);
  desk->tick();
  EXPECT_EQ(look(token)->offset, 100U);
  clock.advance(2h);
  EXPECT_EQ(code(look(token)), "upload_expired");
  EXPECT_EQ(code(resume(token, {100, 1, {}})), "upload_expired");
  desk->tick();
  EXPECT_TRUE(state().takes.empty());
  EXPECT_EQ(files_left(), 0U);
}

TEST_F(TakeDesk, DropsATakeFinishedOrNot) {
  const auto open = begun();
  const auto done = begun();
  ASSERT_TRUE(send(done, 0, webm));
  for (const auto& token : {open, done}) {
    std::optional<result<void>> dropped;
    desk->drop(token, into(dropped));
    EXPECT_EQ(code(*dropped), "ok");
    EXPECT_EQ(code(look(token)), "upload_unknown");
    desk->drop(token, into(dropped));
    EXPECT_EQ(code(*dropped), "upload_unknown");
  }
  EXPECT_TRUE(state().takes.empty());
  EXPECT_EQ(files_left(), 0U);
}

TEST_F(TakeDesk, OpensForItsOwnGrantsAlone) {
  const auto token = begun();
  EXPECT_EQ(code(look("AAAA")), "grant_invalid");
  key.fill(std::byte{1});
  open_desk();
  EXPECT_EQ(code(look(token)), "grant_invalid");
  EXPECT_EQ(code(resume(token, {})), "grant_invalid");
}

TEST_F(TakeDesk, TellsToComeBackWhenTheWorkersAreBusy) {
  const auto token = begun();
  auto writer = resume(token, {0, webm.size(), {}}).value();
  ASSERT_TRUE(writer->write(webm.substr(0, 100)));
  jobs.full = true;
  EXPECT_EQ(code(begin()), "overloaded");
  EXPECT_EQ(code(look(token)), "overloaded");
  EXPECT_EQ(code(finish(*writer)), "overloaded");
  jobs.full = false;
  EXPECT_EQ(look(token)->offset, 100U) << "what came is kept";
  EXPECT_TRUE(send(token, 100, webm.substr(100)));
}

}  // namespace
}  // namespace chant::actors
