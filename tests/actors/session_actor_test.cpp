#include "actors/session_actor.hpp"

#include "campaign/event_codec.hpp"
#include "tests/actors/session_house.hpp"

namespace chant::actors {
namespace {

const auto fan = session_number(1);

struct SessionActor : session_house {
  std::vector<store::recorded_event> stream() {
    return *kept.log.read_stream(fan, campaign::stream_version(0), 100);
  }
  /// Another node appends to the fan's stream.
  void append_elsewhere(campaign::event event, std::uint32_t version) {
    std::vector<campaign::event> events{std::move(event)};
    ASSERT_TRUE(seal(events, fan, campaign::stream_version(version), kept.keys));
    auto request = make_append(events, fan, campaign::stream_version(version), clock.now(), random);
    std::optional<bool> appended;
    kept.log.append(std::move(request),
                    [&](result<store::append_receipt> r) { appended = r.has_value(); });
    kept.log.commit();
    ASSERT_EQ(appended, true);
  }
};

TEST_F(SessionActor, AcknowledgesOnlyWhatIsCommitted) {
  const auto slot = submit(fan, open_in_english);
  settle(/*with_log=*/false);
  EXPECT_FALSE(slot->has_value());
  EXPECT_EQ(kept.log.waiting(), 1U);
  settle();
  ASSERT_TRUE(slot->has_value());
  ASSERT_TRUE(**slot);
  EXPECT_TRUE((**slot)->changed);
  EXPECT_EQ((**slot)->state.country, "FR");
  EXPECT_EQ(stream().size(), 1U);
}

TEST_F(SessionActor, OpensANewSessionWithoutReading) {
  ASSERT_TRUE(ask(fan, open_in_english));
  EXPECT_EQ(metrics.recovered.value(), 0U);
}

TEST_F(SessionActor, OpeningAgainChangesNothing) {
  ASSERT_TRUE(ask(fan, open_in_english));
  const auto again = ask(fan, open_in_english);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->changed);
  EXPECT_EQ(stream().size(), 1U);
}

TEST_F(SessionActor, OpeningWhatIsInTheLogFindsTheSessionThere) {
  append_elsewhere(campaign::session_opened{.language = "de", .country = "AT"}, 0);
  const auto opened = ask(fan, open_in_english);
  ASSERT_TRUE(opened);
  EXPECT_FALSE(opened->changed);
  EXPECT_EQ(opened->state.country, "AT");
  EXPECT_EQ(metrics.conflicts.value(), 1U);
}

TEST_F(SessionActor, AClosedCampaignStillKnowsItsSessions) {
  append_elsewhere(campaign::session_opened{.language = "de", .country = "AT"}, 0);
  terms.open = false;
  EXPECT_TRUE(ask(fan, open_in_english));
  const auto stranger = ask(session_number(2), open_in_english);
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().kind, errc::refused);
}

TEST_F(SessionActor, SealsTheNameAndTellsItToTheFan) {
  ASSERT_TRUE(ask(fan, open_in_english));
  const auto ordered = ask(fan, order(1, "Marguerite"));
  ASSERT_TRUE(ordered);
  ASSERT_EQ(ordered->state.artworks.size(), 1U);
  EXPECT_EQ(ordered->state.artworks[0].name.clear(), "Marguerite");
  for (const auto& event : stream()) EXPECT_EQ(event.payload.find("Marguerite"), std::string::npos);
  EXPECT_TRUE(kept.log.find(share_number(1)));
}

TEST_F(SessionActor, PassesOnWhatTheDomainRefuses) {
  ASSERT_TRUE(ask(fan, open_in_english));
  auto wrong = order(1, "Zoë");
  wrong.team = "atlantis";
  const auto refused = ask(fan, wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "team_unknown");
}

TEST_F(SessionActor, DecidesAgainOnWhatAnotherNodeAppended) {
  ASSERT_TRUE(ask(fan, open_in_english));
  append_elsewhere(campaign::artwork_ordered{.share = share_number(9),
                                             .team = "fr",
                                             .name = campaign::personal_text("Zoë"),
                                             .language = "en",
                                             .revision = "r1"},
                   1);
  // The same artwork: on the new state nothing is left to do.
  const auto same = ask(fan, order(1, "Zoë"));
  ASSERT_TRUE(same);
  EXPECT_FALSE(same->changed);
  EXPECT_EQ(same->state.artworks.at(0).share, share_number(9));
  EXPECT_EQ(stream().size(), 2U);
}

TEST_F(SessionActor, LooksIntoTheLogBeforeItCallsAnythingUnknown) {
  ASSERT_TRUE(ask(fan, open_in_english));
  append_elsewhere(campaign::artwork_ordered{.share = share_number(9),
                                             .team = "fr",
                                             .name = campaign::personal_text("Zoë"),
                                             .language = "en",
                                             .revision = "r1"},
                   1);
  EXPECT_TRUE(
      ask(fan, campaign::record_artwork{
                   .share = share_number(9), .renderer = "x", .strip_bytes = 1, .undrawable = {}}));
  const auto unknown =
      ask(fan, campaign::record_artwork{
                   .share = share_number(8), .renderer = "x", .strip_bytes = 1, .undrawable = {}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "artwork_unknown");
}

TEST_F(SessionActor, CommandsDuringAnAppendWaitTheirTurn) {
  const auto first = submit(fan, open_in_english);
  const auto second = submit(fan, order(1, "Zoë"));
  const auto third = submit(fan, order(2, "Ana"));
  settle(/*with_log=*/false);
  EXPECT_EQ(kept.log.waiting(), 1U);
  settle();
  ASSERT_TRUE(first->has_value() && second->has_value() && third->has_value());
  EXPECT_EQ((**third)->state.version.value(), 3U);
}

TEST_F(SessionActor, TurnsAwayWhatItCannotKeepWaiting) {
  std::vector<std::shared_ptr<answer>> slots;
  for (std::size_t i = 0; i < session_limits::waiting + 2; ++i)
    slots.push_back(submit(fan, open_in_english));
  settle();
  EXPECT_TRUE(**slots.front());
  EXPECT_TRUE(**slots[session_limits::waiting]);
  ASSERT_FALSE(**slots.back());
  EXPECT_EQ((*slots.back())->error().code, "overloaded");
}

TEST_F(SessionActor, ADiskThatCannotKeepUpIsOverload) {
  ASSERT_TRUE(ask(fan, open_in_english));
  readers.set_capacity(0);
  const auto sealing = ask(fan, order(1, "Zoë"));
  ASSERT_FALSE(sealing);
  EXPECT_EQ(sealing.error().kind, errc::unavailable);
  const auto reading = ask(session_number(2), order(1, "Zoë"));
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().kind, errc::unavailable);
  readers.set_capacity(100);
  EXPECT_TRUE(ask(fan, order(1, "Zoë")));
}

TEST_F(SessionActor, AFullLogIsToldAndForgotten) {
  kept.log.close();
  const auto refused = ask(fan, open_in_english);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, errc::unavailable);
}

TEST_F(SessionActor, ASessionNeverOpenedIsNotFound) {
  const auto nobody = view(fan);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().kind, errc::not_found);
}

TEST_F(SessionActor, ASessionOpenedElsewhereIsFoundAlthoughItWasNot) {
  ASSERT_FALSE(view(fan));
  append_elsewhere(campaign::session_opened{.language = "en", .country = ""}, 0);
  EXPECT_TRUE(view(fan));
}

TEST_F(SessionActor, AnErasedNameReadsErased) {
  append_elsewhere(campaign::session_opened{.language = "en", .country = ""}, 0);
  append_elsewhere(campaign::artwork_ordered{.share = share_number(1),
                                             .team = "fr",
                                             .name = campaign::personal_text("Zoë"),
                                             .language = "en",
                                             .revision = "r1"},
                   1);
  ASSERT_TRUE(kept.keys.destroy(fan));
  const auto state = view(fan);
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->artworks.at(0).name.is_erased());
}

TEST_F(SessionActor, AnEraseIsAnsweredWhenTheKeyIsGone) {
  ASSERT_TRUE(ask(fan, open_in_english));
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  const auto told = submit(fan, campaign::erase{.reason = "by_fan"});
  system.scheduler.run();
  kept.log.commit();
  system.scheduler.run();
  EXPECT_FALSE(told->has_value());  // durable, but the key is still there
  settle();
  ASSERT_TRUE(told->has_value());
  EXPECT_TRUE((*told)->has_value());
  EXPECT_TRUE(recover(fan, memory_snapshots(), kept.log, kept.keys)->state.erased);
  EXPECT_EQ(ask(fan, order(2, "Ana")).error().kind, errc::gone);
}

TEST_F(SessionActor, TheStateInMemoryIsTheStateInTheLog) {
  ASSERT_TRUE(ask(fan, open_in_english));
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  ASSERT_TRUE(ask(
      fan, campaign::subscribe{.email = "zoe@example.org",
                               .name = std::nullopt,
                               .language = "de",
                               .age = campaign::age_band::adult,
                               .consents = {.terms = true, .newsletter = {}, .recording = {}}}));
  const auto live = view(fan);
  const auto replayed = recover(fan, memory_snapshots(), kept.log, kept.keys);
  ASSERT_TRUE(live && replayed);
  EXPECT_EQ(*live, replayed->state);
}

TEST_F(SessionActor, ALongHistoryIsRecoveredFromItsSnapshot) {
  ASSERT_TRUE(ask(fan, open_in_english));
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  for (std::uint32_t i = 0; i < session_limits::events_per_snapshot; ++i)
    ASSERT_TRUE(ask(
        fan, campaign::record_artwork{.share = share_number(1),
                                      .renderer = "x",
                                      .strip_bytes = 1,
                                      .undrawable = i % 2 == 0 ? std::vector<std::uint32_t>{i + 1}
                                                               : std::vector<std::uint32_t>{}}));
  const auto snapshot = kept.snapshots.load(fan);
  ASSERT_TRUE(snapshot && *snapshot);
  EXPECT_EQ((*snapshot)->state.find("Zoë"), std::string::npos);

  const auto with = recover(fan, kept.snapshots, kept.log, kept.keys);
  const auto without = recover(fan, memory_snapshots(), kept.log, kept.keys);
  ASSERT_TRUE(with && without);
  EXPECT_EQ(with->snapshot, (*snapshot)->version);
  EXPECT_EQ(with->state, without->state);
}

TEST_F(SessionActor, AnUnreadableSnapshotIsPassedOver) {
  append_elsewhere(campaign::session_opened{.language = "de", .country = "AT"}, 0);
  kept.snapshots.save(fan, {.version = campaign::stream_version(1), .state = "\xFFnonsense"});
  const auto state = view(fan);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->country, "AT");
}

TEST_F(SessionActor, WithoutAnAnswerTheCallerHearsTimeout) {
  const auto slot = submit(fan, open_in_english);
  settle(/*with_log=*/false);
  for (std::uint32_t i = 0; i < service_limits::patience; ++i) service->tick();
  ASSERT_TRUE(slot->has_value());
  EXPECT_EQ((*slot)->error().kind, errc::timeout);
  settle();  // the late answer meets nobody
  EXPECT_EQ(stream().size(), 1U);
  EXPECT_EQ(service->in_flight(), 0U);
}

TEST_F(SessionActor, ADrainingNodeTakesNothingNew) {
  const auto before = submit(fan, open_in_english);
  service->close();
  const auto after = submit(fan, order(1, "Zoë"));
  settle();
  EXPECT_TRUE(**before);
  EXPECT_EQ((*after)->error().code, "draining");
}

/// Always a version behind.
class losing_log final : public store::event_log {
 public:
  void append(store::append_request, completion<store::append_receipt> done) override {
    ++appends;
    done(std::unexpected(error{errc::conflict, "version_conflict", "somebody was faster", {}}));
  }
  [[nodiscard]] result<std::vector<store::recorded_event>> read_stream(const campaign::session_id&,
                                                                       campaign::stream_version,
                                                                       std::size_t) const override {
    return std::vector<store::recorded_event>{};
  }
  [[nodiscard]] result<std::vector<store::recorded_event>> read_from(campaign::log_offset,
                                                                     std::size_t) const override {
    return std::vector<store::recorded_event>{};
  }
  [[nodiscard]] result<store::recorded_event> find(const campaign::share_id&) const override {
    return std::unexpected(error{errc::not_found, "event_not_found", "", {}});
  }
  [[nodiscard]] campaign::log_offset head() const override { return {}; }
  [[nodiscard]] subscription watch(std::function<void(campaign::log_offset)>) override {
    return nullptr;
  }
  [[nodiscard]] result<store::log_stats> stats() const override { return store::log_stats{}; }

  unsigned appends = 0;
};

TEST_F(SessionActor, AFrozenCampaignTakesNobodyNewAndLetsTheOthersGoOn) {
  ASSERT_TRUE(ask(fan, open_in_english));
  in_force.freeze(true);
  const auto refused = ask(session_number(9), open_in_english);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "campaign_closed");
  EXPECT_TRUE(ask(fan, order(1, "Zoë")));
  in_force.freeze(false);
  EXPECT_TRUE(ask(session_number(9), open_in_english));
}

TEST_F(SessionActor, GivesUpWhenItAlwaysLoses) {
  losing_log log;
  session_env contended{.log = log,
                        .snapshots = kept.snapshots,
                        .keys = kept.keys,
                        .clock = clock,
                        .random = random,
                        .terms = in_force,
                        .readers = readers,
                        .metrics = metrics};
  const auto other = system.actors.spawn<session_router>(std::ref(contended), router_options{});
  actor_service door(system.actors, {other}, tally);
  std::optional<result<campaign::outcome>> answered;
  door.submit(fan, open_in_english, [&](result<campaign::outcome> a) { answered = std::move(a); });
  settle();
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->error().code, "contended");
  EXPECT_EQ(log.appends, session_limits::attempts);
  caf::anon_send_exit(other, caf::exit_reason::user_shutdown);
  settle();
}

}  // namespace
}  // namespace chant::actors
