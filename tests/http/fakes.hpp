// The ports of the domain in memory, and a small campaign, for tests of the HTTP front.
#pragma once

#include "base/random.hpp"
#include "campaign/chronicle.hpp"
#include "campaign/front_error.hpp"
#include "campaign/gallery.hpp"
#include "campaign/letter_permits.hpp"
#include "campaign/rules.hpp"
#include "campaign/service.hpp"
#include "campaign/session.hpp"
#include "campaign/texts.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace chant::tests {

inline campaign::terms small_terms() {
  campaign::terms t{.catalogue = {},
                    .rules = campaign::default_rules(),
                    .revision = "r1",
                    .consent_text_version = "2016-01"};
  t.catalogue.campaign = "demo";
  t.catalogue.languages = {"en", "fr", "ar"};
  t.catalogue.teams = {{"fr", {{"en", "France"}, {"fr", "France"}, {"ar", "فرنسا"}}},
                       {"ci", {{"en", "Côte d'Ivoire & \"friends\""}}}};
  return t;
}

inline campaign::texts small_texts() {
  campaign::texts t;
  t.default_language = "en";
  t.by_language["en"] = {{"share.title", "{name} sings for {team}"},
                         {"share.description", "{artist} records {song}. {name} is in."},
                         {"share.kicker", "A new voice"}};
  t.by_language["fr"] = {{"share.title", "{name} chante pour {team}"}};
  t.by_language["ar"] = {{"share.title", "{name} يغني"}};
  return t;
}

/// Decides and applies like the real one, in memory, and remembers all of it; completes within
/// submit unless `elsewhere`.
class memory_service final : public campaign::service, public campaign::chronicle {
 public:
  explicit memory_service(const campaign::terms& t) : terms_(t) {}

  void submit(const campaign::session_id& to, campaign::command c,
              completion<campaign::outcome> done) override {
    if (held) {
      pending.emplace_back([this, to, c = std::move(c), done = std::move(done)]() mutable {
        carry_out(to, c, std::move(done));
      });
      ++held_count;
      return;
    }
    if (refusal) return done(std::unexpected(*refusal));
    if (!elsewhere) return carry_out(to, c, std::move(done));
    std::thread([this, to, c = std::move(c), done = std::move(done)]() mutable {
      carry_out(to, c, std::move(done));
    }).join();
  }

  void view(const campaign::session_id& of, completion<campaign::session> done) override {
    const auto at = sessions.find(of);
    if (at == sessions.end())
      return done(std::unexpected(
          error{errc::not_found, "session_unknown", "This session was never opened.", ""}));
    done(at->second);
  }

  void tell(const campaign::session_id& of, completion<campaign::history> done) override {
    const auto at = sessions.find(of);
    if (at == sessions.end())
      return done(std::unexpected(
          error{errc::not_found, "session_unknown", "This session was never opened.", ""}));
    if (at->second.erased) return done(std::unexpected(error{errc::gone, "gone", "Erased.", ""}));
    done(campaign::history{.of = of, .events = told_[of], .state = at->second});
  }

  [[nodiscard]] campaign::tally counts() const override { return {7, 5, 3}; }

  std::map<campaign::session_id, campaign::session> sessions;
  std::optional<error> refusal;  ///< answers every command
  bool elsewhere = false;        ///< completes on another thread
  bool held = false;             ///< keeps commands in `pending`
  std::vector<std::move_only_function<void()>> pending;
  std::atomic<std::size_t> held_count = 0;  ///< safe to read while the server runs

 private:
  void carry_out(const campaign::session_id& to, const campaign::command& c,
                 completion<campaign::outcome> done) {
    auto& state = sessions[to];
    auto events = campaign::decide(state, c, terms_);
    if (!events) {
      if (!state.opened()) sessions.erase(to);
      return done(std::unexpected(events.error()));
    }
    for (const auto& e : *events) {
      campaign::event_id id;
      campaign::fill_random(id, random_);
      state = campaign::apply(std::move(state), id, e);
      told_[to].push_back({.id = id, .at = timestamp(std::chrono::hours(403'000)), .what = e});
    }
    done(campaign::outcome{state, !events->empty()});
  }

  const campaign::terms& terms_;
  seeded_random random_{1};
  std::map<campaign::session_id, std::vector<campaign::told_event>> told_;
};

/// Keeps what it is told.
class memory_front_errors final : public campaign::front_error_book {
 public:
  void note(campaign::front_error_counted report) override {
    const std::lock_guard lock(mutex_);
    noted_.push_back(std::move(report));
  }
  [[nodiscard]] std::vector<campaign::front_error_counted> noted() const {
    const std::lock_guard lock(mutex_);
    return noted_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<campaign::front_error_counted> noted_;
};

/// Permits as numbers.
class memory_permits final : public campaign::letter_permits {
 public:
  [[nodiscard]] std::string seal(const campaign::letter_permit& permit) const override {
    made_.push_back(permit);
    return std::to_string(made_.size());
  }
  [[nodiscard]] result<campaign::letter_permit> open(campaign::letter_act act,
                                                     std::string_view token) const override {
    for (std::size_t i = 0; i < made_.size(); ++i)
      if (std::to_string(i + 1) == token && made_[i].act == act) return made_[i];
    return std::unexpected(error{errc::not_found, "link_unknown", "", ""});
  }

 private:
  mutable std::vector<campaign::letter_permit> made_;
};

class memory_gallery final : public campaign::gallery {
 public:
  void find(const campaign::share_id& share, completion<campaign::exhibit> done) override {
    if (gone) return done(std::unexpected(error{errc::gone, "share_gone", "It was erased.", ""}));
    const auto at = exhibits.find(share);
    if (at == exhibits.end()) return done(std::unexpected(unknown()));
    done(at->second);
  }

  void draw(const campaign::share_id& share, campaign::layout which,
            completion<campaign::picture> done) override {
    if (gone) return done(std::unexpected(error{errc::gone, "share_gone", "It was erased.", ""}));
    if (!exhibits.contains(share)) return done(std::unexpected(unknown()));
    campaign::picture p;
    const std::string name(campaign::name_of(which));
    p.jpeg.append("head of " + name + ";");
    p.jpeg.append(std::string(picture_bytes, 'x'));
    p.jpeg.append(std::string(";end"));
    p.etag = "etag-" + name;
    done(std::move(p));
  }

  std::map<campaign::share_id, campaign::exhibit> exhibits;
  std::size_t picture_bytes = 20'000;
  bool gone = false;

 private:
  static error unknown() {
    return {errc::not_found, "share_unknown", "There is no artwork under this address.", ""};
  }
};

}  // namespace chant::tests
