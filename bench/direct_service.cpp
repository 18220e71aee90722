#include "bench/direct_service.hpp"

#include "actors/recovery.hpp"

#include <utility>
#include <vector>

namespace chant::bench {

void direct_service::submit(const campaign::session_id& to, campaign::command c,
                            completion<campaign::outcome> done) {
  auto& s = shard_of(to);
  std::unique_lock lock(s.mutex);
  auto& e = s.sessions[to];
  if (std::exchange(e.busy, true)) {
    e.waiting.push_back({std::move(c), std::move(done)});
    return;
  }
  decide(to, std::move(lock), e, {std::move(c), std::move(done)});
}

void direct_service::decide(const campaign::session_id& id, std::unique_lock<std::mutex> lock,
                            entry& e, question q) {
  auto events = campaign::decide(e.state, q.what, terms_);
  if (!events || events->empty()) {
    auto answer = events ? result<campaign::outcome>(campaign::outcome{e.state, false})
                         : std::unexpected(std::move(events.error()));
    lock.unlock();
    return finish(id, std::move(q.done), std::move(answer));
  }
  const auto version = e.state.version;
  lock.unlock();
  if (auto sealed = actors::seal(*events, id, version, keys_); !sealed)
    return finish(id, std::move(q.done), std::unexpected(std::move(sealed.error())));
  auto request = actors::make_append(*events, id, version, clock_.now(), random_);
  std::vector<campaign::event_id> ids;
  for (const auto& event : request.events) ids.push_back(event.id);
  log_.append(std::move(request),
              [this, id, ids = std::move(ids), events = *std::move(events),
               done = std::move(q.done)](const result<store::append_receipt>& receipt) mutable {
                if (!receipt) return finish(id, std::move(done), std::unexpected(receipt.error()));
                auto& s = shard_of(id);
                std::unique_lock again(s.mutex);
                auto& state = s.sessions[id].state;
                state = actors::apply_all(std::move(state), ids, events);
                campaign::outcome answer{state, true};
                again.unlock();
                finish(id, std::move(done), std::move(answer));
              });
}

void direct_service::finish(const campaign::session_id& id, completion<campaign::outcome> done,
                            result<campaign::outcome> answer) {
  done(std::move(answer));
  auto& s = shard_of(id);
  std::unique_lock lock(s.mutex);
  auto& e = s.sessions[id];
  if (e.waiting.empty()) {
    e.busy = false;
    return;
  }
  auto next = std::move(e.waiting.front());
  e.waiting.pop_front();
  decide(id, std::move(lock), e, std::move(next));
}

void direct_service::view(const campaign::session_id& of, completion<campaign::session> done) {
  auto& s = shard_of(of);
  std::unique_lock lock(s.mutex);
  auto state = s.sessions[of].state;
  lock.unlock();
  done(std::move(state));
}

}  // namespace chant::bench
