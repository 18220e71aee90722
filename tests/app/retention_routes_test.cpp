#include "app/retention_routes.hpp"

#include "campaign/event_codec.hpp"
#include "store/memory_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <set>
#include <variant>

namespace chant::app {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

const campaign::session_id fan = campaign::session_id::from_hex(std::string(32, '7')).value();

/// Notes whom it is told to erase.
class erasing_service final : public campaign::service {
 public:
  void submit(const campaign::session_id& to, campaign::command c,
              completion<campaign::outcome> done) override {
    {
      const std::scoped_lock lock(mutex_);
      if (std::holds_alternative<campaign::erase>(c)) erased_.insert(to);
    }
    changed_.notify_all();
    done(campaign::outcome{});
  }
  void view(const campaign::session_id&, completion<campaign::session> done) override {
    done(campaign::session{});
  }
  [[nodiscard]] campaign::tally counts() const override { return {}; }

  [[nodiscard]] std::set<campaign::session_id> first_erased() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !erased_.empty(); });
    return erased_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<campaign::session_id> erased_;
};

class noting_own_events final : public campaign::own_events {
 public:
  void append(std::vector<campaign::event> events, completion<void> done) override {
    for (const auto& e : events) acts.push_back(std::get<campaign::operator_acted>(e));
    done({});
  }
  std::vector<campaign::operator_acted> acts;
};

/// One fan who came on day 0 and was not seen again until day 25; sessions are kept for ten days.
class RetentionRoutes : public testing::Test {
 protected:
  RetentionRoutes() {
    const campaign::event opened = campaign::session_opened{.language = "en", .country = "FR"};
    store::new_event added;
    added.type = campaign::type_code(opened);
    added.schema = campaign::schema_version(opened);
    added.payload = campaign::encode(opened);
    log.append({.stream = fan, .expected = {}, .events = {added}},
               [](auto done) { ASSERT_TRUE(done); });
  }

  store::memory_log log;
  manual_clock time{timestamp(days(25))};
  erasing_service sessions;
  noting_own_events own;
  actors::retention keeper{{.log = log,
                            .sessions = sessions,
                            .own = own,
                            .time = time,
                            .letter_is_kept = [](const auto&) { return false; },
                            .erase_letter = [](const auto&) { return result<void>(); }},
                           {.limits = {.sessions_days = 10}, .per_second = 1000}};
  std::vector<http::admin_route> routes = retention_routes(keeper, own);
};

TEST_F(RetentionRoutes, TellWhatIsDueAndChangeNothing) {
  const auto told = routes[0].run({});
  EXPECT_EQ(told.status, 200U);
  EXPECT_EQ(told.text, R"({"sessions":{"days":10,"due":1},"recordings":{"days":0,"due":0},)"
                       R"("letters":{"days":0,"due":0},"running":false})");
  EXPECT_THAT(own.acts, IsEmpty());
}

TEST_F(RetentionRoutes, NoteWhoAsked) {
  http::request asked;
  asked.verb = http::method::post;
  asked.body = R"({"who":"ada@desk","why":"tidying"})";
  EXPECT_EQ(routes[1].run(asked).status, 202U);
  EXPECT_THAT(sessions.first_erased(), ElementsAre(fan));
  ASSERT_EQ(own.acts.size(), 1U);
  EXPECT_EQ(own.acts[0].act, "retention run");
  EXPECT_EQ(own.acts[0].who, "ada@desk");
  EXPECT_EQ(own.acts[0].whence, "admin.sock");
}

}  // namespace
}  // namespace chant::app
