#include "actors/actor_service.hpp"

#include "actors/message_types.hpp"
#include "actors/tally_sink.hpp"

#include <caf/abstract_actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/make_actor.hpp>
#include <caf/monitorable_actor.hpp>

#include <utility>

namespace chant::actors {
namespace {

/// The sender of all questions. It has no mailbox: an answer is handled on the thread that gives
/// it, which saves a trip through the scheduler for every request.
class gateway final : public caf::monitorable_actor {
 public:
  gateway(caf::actor_config& config, std::shared_ptr<pending_requests> pending)
      : caf::monitorable_actor(config), pending_(std::move(pending)) {}

  using caf::abstract_actor::enqueue;
  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit*) override {
    auto& content = element->content();
    if (content.size() != 1 || !content.match_element<session_reply>(0)) return;
    auto& reply = content.get_mutable_as<session_reply>(0);
    pending_->complete(reply.request, std::move(reply.answer));
  }

 private:
  std::shared_ptr<pending_requests> pending_;
};

error turned_away(const char* code, const char* detail) {
  return {.kind = errc::unavailable, .code = code, .detail = detail, .field = {}};
}

error never_opened() {
  return {.kind = errc::not_found,
          .code = "session_not_found",
          .detail = "this session was never opened",
          .field = {}};
}

}  // namespace

actor_service::actor_service(caf::actor_system& system, std::vector<caf::actor> routers,
                             const tally_sink& counts)
    : routers_(std::move(routers)),
      counts_(counts),
      pending_(
          std::make_shared<pending_requests>(service_limits::in_flight, service_limits::patience)) {
  caf::actor_config config{nullptr};
  gateway_ = caf::make_actor<gateway, caf::actor>(system.next_actor_id(), system.node(), &system,
                                                  config, pending_);
}

actor_service::~actor_service() { end(); }

void actor_service::submit(const campaign::session_id& to, campaign::command c,
                           completion<campaign::outcome> done) {
  ask(session_command{.request = 0, .session = to, .what = std::move(c)}, std::move(done));
}

void actor_service::view(const campaign::session_id& of, completion<campaign::session> done) {
  ask(session_view{.request = 0, .session = of},
      [done = std::move(done)](result<campaign::outcome> answer) mutable {
        if (!answer) return done(std::unexpected(std::move(answer.error())));
        if (!answer->state.opened()) return done(std::unexpected(never_opened()));
        done(std::move(answer->state));
      });
}

campaign::tally actor_service::counts() const { return counts_.counts(); }

void actor_service::end() {
  close();
  pending_->fail_all(turned_away("draining", "the node is going down"));
}

template <class Question>
void actor_service::ask(Question question, completion<campaign::outcome> done) {
  if (closed_.load(std::memory_order_relaxed))
    return done(std::unexpected(turned_away("draining", "the node is going down")));
  const auto request = pending_->add(done);
  if (!request) return done(std::unexpected(turned_away("overloaded", "too many requests")));
  question.request = *request;
  const auto& router = router_of(question.session);
  caf::actor_cast<caf::abstract_actor*>(router)->eq_impl(
      caf::make_message_id(), caf::actor_cast<caf::strong_actor_ptr>(gateway_), nullptr,
      std::move(question));
}

const caf::actor& actor_service::router_of(const campaign::session_id& id) const {
  // Not the first byte: the routers' hash tables go by the first word.
  return routers_[std::to_integer<std::size_t>(id.bytes.back()) % routers_.size()];
}

}  // namespace chant::actors
