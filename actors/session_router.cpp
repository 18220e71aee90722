#include "actors/session_router.hpp"

#include "actors/session_actor.hpp"

#include <caf/atom.hpp>
#include <caf/send.hpp>

#include <utility>

namespace chant::actors {
namespace {

using tick_atom = caf::atom_constant<caf::atom("tick")>;

// Sessions asked to leave at one tick: a wave of a million fans goes in portions.
constexpr std::size_t let_go_per_tick = 4096;

}  // namespace

session_router::session_router(caf::actor_config& config, session_env& env,
                               const router_options& options)
    : caf::event_based_actor(config), env_(env), options_(options) {}

caf::behavior session_router::make_behavior() {
  schedule_tick();
  return {
      [this](session_command& c) { lead(c); },
      [this](session_view& v) { lead(v); },
      [this](const session_stays& s) { on_stays(s.session); },
      [this](const session_ended& gone) { on_ended(gone); },
      [this](tick_atom) { on_tick(); },
  };
}

void session_router::on_exit() {
  for (auto& [id, e] : sessions_) caf::anon_send_exit(e.actor, caf::exit_reason::user_shutdown);
  sessions_.clear();
  kept_back_.clear();
}

template <class Question>
void session_router::lead(Question& q) {
  auto found = sessions_.find(q.session);
  if (found == sessions_.end()) {
    if (!has_room()) return turn_away(current_sender(), q.request);
    found = wake(q.session);
  }
  auto& e = found->second;
  e.last_used = now_;
  if (e.leaving) return keep_back(q.session, q);
  by_age_.splice(by_age_.end(), by_age_, e.age);
  forward(e, current_sender(), q);
}

template <class Question>
void session_router::forward(const entry& to, const caf::strong_actor_ptr& from, Question& q) {
  caf::actor_cast<caf::abstract_actor*>(to.actor)->eq_impl(caf::make_message_id(), from, context(),
                                                           std::move(q));
}

template <class Question>
void session_router::keep_back(const campaign::session_id& id, Question& q) {
  auto& kept = kept_back_[id];
  if (kept.size() >= max_kept_back) return turn_away(current_sender(), q.request);
  kept.push_back({current_sender(), std::move(q)});
}

void session_router::turn_away(const caf::strong_actor_ptr& from, std::uint64_t request) {
  env_.metrics.overloaded.add();
  if (!from) return;
  from->get()->eq_impl(
      caf::make_message_id(), nullptr, context(),
      session_reply{.request = request,
                    .answer = std::unexpected(error{.kind = errc::unavailable,
                                                    .code = "overloaded",
                                                    .detail = "too many sessions are active",
                                                    .field = {}})});
}

session_router::entries::iterator session_router::wake(const campaign::session_id& id) {
  const auto incarnation = next_incarnation_++;
  by_age_.push_back(id);
  entry e{.actor = session_actor::spawn(system(), env_, id, caf::actor_cast<caf::actor>(this),
                                        incarnation),
          .incarnation = incarnation,
          .last_used = now_,
          .leaving = false,
          .age = std::prev(by_age_.end())};
  return sessions_.insert_or_assign(id, std::move(e)).first;
}

bool session_router::has_room() {
  if (sessions_.size() < options_.max_active) return true;
  // Two for one, so that the number falls back to the bound.
  for (int i = 0; i < 2 && !by_age_.empty(); ++i) let_go(sessions_.at(by_age_.front()));
  // An eighth more, so that the new one need not wait until the old ones have gone.
  return sessions_.size() <= options_.max_active + options_.max_active / 8;
}

void session_router::let_go(entry& e) {
  e.leaving = true;
  by_age_.erase(e.age);
  send(e.actor, passivate{});
}

void session_router::on_stays(const campaign::session_id& id) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  auto& e = found->second;
  e.leaving = false;
  e.last_used = now_;
  e.age = by_age_.insert(by_age_.end(), id);
  deliver_kept(e, take_kept(id));
}

void session_router::on_ended(const session_ended& gone) {
  const auto found = sessions_.find(gone.session);
  if (found == sessions_.end() || found->second.incarnation != gone.incarnation) return;
  if (!found->second.leaving) by_age_.erase(found->second.age);
  sessions_.erase(found);
  env_.metrics.passivated.add();
  auto kept = take_kept(gone.session);
  if (!kept.empty()) deliver_kept(wake(gone.session)->second, std::move(kept));
}

void session_router::deliver_kept(entry& to, std::vector<kept_back> kept) {
  for (auto& k : kept) std::visit([&](auto& question) { forward(to, k.from, question); }, k.what);
}

std::vector<session_router::kept_back> session_router::take_kept(const campaign::session_id& id) {
  auto node = kept_back_.extract(id);
  return node ? std::move(node.mapped()) : std::vector<kept_back>{};
}

void session_router::on_tick() {
  ++now_;
  for (std::size_t n = 0; n < let_go_per_tick && !by_age_.empty(); ++n) {
    auto& oldest = sessions_.at(by_age_.front());
    if (now_ - oldest.last_used < options_.idle_ticks) break;
    let_go(oldest);
  }
  schedule_tick();
}

void session_router::schedule_tick() {
  if (options_.ticking) delayed_send(this, tick_length, tick_atom::value);
}

}  // namespace chant::actors
