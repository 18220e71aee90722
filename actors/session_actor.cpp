#include "actors/session_actor.hpp"

#include "base/log.hpp"
#include "campaign/event_codec.hpp"

#include <caf/actor_cast.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/make_actor.hpp>
#include <caf/send.hpp>

#include <utility>

namespace chant::actors {

// Both go from a session's own job or append back to it, never further.
struct session_loaded {
  result<recovered_session> found;
};
struct session_appended {
  result<store::append_receipt> receipt;
  std::vector<campaign::event_id> ids;
  std::vector<campaign::event> events;  ///< with their ciphertexts
};
struct session_key_gone {
  result<void> destroyed;
};

}  // namespace chant::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::session_loaded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::session_appended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::session_key_gone)

namespace chant::actors {
namespace {

error overloaded(const char* detail) {
  return {.kind = errc::unavailable, .code = "overloaded", .detail = detail, .field = {}};
}

/// Hands sealed events to the log; its answer goes to `self` as a message.
void send_to_log(session_env& env, caf::actor self, const campaign::session_id& id,
                 campaign::stream_version version, std::vector<campaign::event> events) {
  auto request = make_append(events, id, version, env.clock.now(), env.random);
  std::vector<campaign::event_id> ids;
  ids.reserve(request.events.size());
  for (const auto& event : request.events) ids.push_back(event.id);
  env.log.append(std::move(request),
                 [self = std::move(self), ids = std::move(ids),
                  events = std::move(events)](result<store::append_receipt> receipt) mutable {
                   caf::anon_send(self, session_appended{.receipt = std::move(receipt),
                                                         .ids = std::move(ids),
                                                         .events = std::move(events)});
                 });
}

/// Whether an append that failed so has surely left nothing in the log.
bool surely_not_appended(errc kind) {
  return kind == errc::unavailable || kind == errc::malformed || kind == errc::too_large;
}

/// Whether a refusal rests on something missing from the state rather than on a rule.
bool misses_something(const error& refusal, const campaign::command& c) {
  return refusal.kind == errc::not_found || std::holds_alternative<campaign::record_artwork>(c) ||
         std::holds_alternative<campaign::record_letter>(c);
}

}  // namespace

session_actor::session_actor(caf::actor_config& config, session_env& env,
                             const campaign::session_id& id, caf::actor router,
                             std::uint64_t incarnation)
    : light_actor(config),
      env_(env),
      id_(id),
      router_(std::move(router)),
      incarnation_(incarnation) {
  env_.metrics.active.add(1);
}

session_actor::~session_actor() { env_.metrics.active.add(-1); }

caf::actor session_actor::spawn(caf::actor_system& system, session_env& env,
                                const campaign::session_id& id, caf::actor router,
                                std::uint64_t incarnation) {
  caf::actor_config config{nullptr};
  return caf::make_actor<session_actor, caf::actor>(system.next_actor_id(), system.node(), &system,
                                                    config, env, id, std::move(router),
                                                    incarnation);
}

void session_actor::handle(caf::mailbox_element& message) {
  if (auto* command = content_as<session_command>(message))
    return take({std::move(message.sender), std::move(*command)});
  if (auto* appended = content_as<session_appended>(message)) return on_appended(*appended);
  if (auto* view = content_as<session_view>(message))
    return take({std::move(message.sender), *view});
  if (auto* found = content_as<session_loaded>(message)) return on_loaded(*found);
  if (auto* gone = content_as<session_key_gone>(message)) return on_key_gone(*gone);
  if (content_as<passivate>(message) == nullptr) return;
  if (work_)
    tell_router(session_stays{id_});
  else
    quit();
}

void session_actor::on_exit() {
  tell_router(session_ended{.session = id_, .incarnation = incarnation_});
  router_ = nullptr;
}

template <class Message>
void session_actor::tell_router(Message message) {
  caf::actor_cast<caf::abstract_actor*>(router_)->eq_impl(caf::make_message_id(), nullptr, unit(),
                                                          std::move(message));
}

void session_actor::take(question q) {
  if (!work_) {
    work_ = std::make_unique<work>(work{.now = std::move(q), .waiting = {}});
    begin();
  } else if (work_->waiting.size() < session_limits::waiting) {
    work_->waiting.push_back(std::move(q));
  } else {
    env_.metrics.overloaded.add();
    reply(q, std::unexpected(overloaded("too many requests wait for this session")));
  }
}

void session_actor::begin() {
  if (std::holds_alternative<session_view>(work_->now.what)) return view();
  // A stampede is made of new sessions. Taking the stream for empty spares each of them a read; the
  // append finds out if it is not.
  if (known_ == knowledge::none && std::holds_alternative<campaign::open_session>(command().what))
    known_ = knowledge::assumed;
  if (known_ == knowledge::none) return load();
  decide();
}

const session_command& session_actor::command() const {
  return std::get<session_command>(work_->now.what);
}

void session_actor::view() {
  // Another node may have opened it since.
  const bool believed = state_.opened() || work_->fresh;
  if (known_ != knowledge::loaded || !believed) return load();
  answer(campaign::outcome{.state = state_, .changed = false});
}

void session_actor::decide() {
  auto events = campaign::decide(state_, command().what, env_.terms.now());
  if (known_ == knowledge::assumed && (!events || events->empty())) {
    known_ = knowledge::none;
    return load();
  }
  if (!events) {
    // What seems unknown may have been appended by another node: the log has the last word.
    if (!work_->fresh && misses_something(events.error(), command().what)) return load();
    return answer(std::unexpected(std::move(events.error())));
  }
  if (events->empty()) return answer(campaign::outcome{.state = state_, .changed = false});
  append(*std::move(events));
}

void session_actor::load() {
  auto read = [self = caf::actor_cast<caf::actor>(this), &env = env_, id = id_](unsigned) {
    caf::anon_send(self, session_loaded{recover(id, env.snapshots, env.log, env.keys)});
  };
  if (env_.readers.post(job_queue::priority::urgent, std::move(read))) return;
  env_.metrics.overloaded.add();
  answer(std::unexpected(overloaded("too many sessions are being read from the disk")));
}

void session_actor::on_loaded(session_loaded& found) {
  if (!found.found) return answer(std::unexpected(std::move(found.found.error())));
  env_.metrics.recovered.add();
  state_ = std::move(found.found->state);
  snapshot_ = found.found->snapshot;
  known_ = knowledge::loaded;
  work_->fresh = true;
  begin();
}

void session_actor::append(std::vector<campaign::event> events) {
  auto self = caf::actor_cast<caf::actor>(this);
  if (!has_personal_fields(events))
    return send_to_log(env_, std::move(self), id_, state_.version, std::move(events));
  auto seal_and_send = [self = std::move(self), &env = env_, id = id_, version = state_.version,
                        events = std::move(events)](unsigned) mutable {
    if (auto sealed = seal(events, id, version, env.keys); !sealed)
      caf::anon_send(
          self,
          session_appended{.receipt = std::unexpected(sealed.error()), .ids = {}, .events = {}});
    else
      send_to_log(env, std::move(self), id, version, std::move(events));
  };
  if (env_.readers.post(job_queue::priority::urgent, std::move(seal_and_send))) return;
  env_.metrics.overloaded.add();
  on_append_failed(overloaded("too many sessions wait for the disk"));
}

void session_actor::on_appended(session_appended& appended) {
  if (!appended.receipt) return on_append_failed(std::move(appended.receipt.error()));
  state_ = apply_all(std::move(state_), appended.ids, appended.events);
  known_ = knowledge::loaded;
  if (state_.version != appended.receipt->last_version) {
    log::error("appended at another version than expected", {{"session", id_.hex()}});
    forget();
    return answer(std::unexpected(error{.kind = errc::internal,
                                        .code = "version_skew",
                                        .detail = "the log appended at another version",
                                        .field = {}}));
  }
  save_snapshot();
  if (state_.erased) return destroy_key();
  answer(campaign::outcome{.state = state_, .changed = true});
}

// Whoever asked for the erase hears of it when the key is gone. Should that fail, the erase is in
// the log all the same, and the eraser's pool destroys the key.
void session_actor::destroy_key() {
  auto destroy = [self = caf::actor_cast<caf::actor>(this), &env = env_, id = id_](unsigned) {
    caf::anon_send(self, session_key_gone{env.keys.destroy(id)});
  };
  if (env_.readers.post(job_queue::priority::urgent, std::move(destroy))) return;
  env_.metrics.overloaded.add();
  answer(std::unexpected(overloaded("too many sessions wait for the disk")));
}

void session_actor::on_key_gone(session_key_gone& gone) {
  if (!gone.destroyed) return answer(std::unexpected(std::move(gone.destroyed.error())));
  answer(campaign::outcome{.state = state_, .changed = true});
}

void session_actor::on_append_failed(error why) {
  if (known_ == knowledge::assumed || !surely_not_appended(why.kind)) forget();
  if (why.kind != errc::conflict) return answer(std::unexpected(std::move(why)));
  env_.metrics.conflicts.add();
  if (++work_->attempts < session_limits::attempts) return load();
  answer(std::unexpected(error{.kind = errc::unavailable,
                               .code = "contended",
                               .detail = "another node keeps changing this session",
                               .field = {}}));
}

void session_actor::save_snapshot() {
  if (state_.version.value() < snapshot_.value() + session_limits::events_per_snapshot) return;
  store::snapshot snapshot{.version = state_.version, .state = campaign::encode(state_)};
  auto save = [&env = env_, id = id_, snapshot = std::move(snapshot)](unsigned) mutable {
    env.snapshots.save(id, std::move(snapshot));
  };
  // If the disk is busy the next append tries again: a snapshot is never needed.
  if (env_.readers.post(job_queue::priority::background, std::move(save)))
    snapshot_ = state_.version;
}

void session_actor::answer(result<campaign::outcome> a) {
  reply(work_->now, std::move(a));
  if (work_->waiting.empty()) return work_.reset();
  work_->now = std::move(work_->waiting.front());
  work_->waiting.erase(work_->waiting.begin());
  work_->attempts = 0;
  work_->fresh = false;
  begin();
}

void session_actor::reply(const question& to, result<campaign::outcome> a) {
  if (!to.from) return;
  const auto request = std::visit([](const auto& q) { return q.request; }, to.what);
  to.from->get()->eq_impl(caf::make_message_id(), nullptr, unit(),
                          session_reply{.request = request, .answer = std::move(a)});
}

void session_actor::forget() {
  state_ = {};
  snapshot_ = {};
  known_ = knowledge::none;
}

}  // namespace chant::actors
