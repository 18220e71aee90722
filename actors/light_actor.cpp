#include "actors/light_actor.hpp"

#include "base/log.hpp"

#include <caf/actor_system.hpp>
#include <caf/error.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <caf/sec.hpp>

#include <exception>
#include <utility>

namespace chant::actors {

light_actor::light_actor(caf::actor_config& config) : caf::monitorable_actor(config) {
  // Blocked: the first message puts the actor on the scheduler.
  (void)inbox_.try_block();
  // So that the end of the system waits for this one, as for all others.
  register_at_system();
}

void light_actor::enqueue(caf::mailbox_element_ptr message, caf::execution_unit* from) {
  if (inbox_.push_front(std::move(message)) != caf::intrusive::inbox_result::unblocked_reader)
    return;
  intrusive_ptr_add_ref_impl();  // the scheduler's
  if (from != nullptr)
    from->exec_later(this);
  else
    home_system().scheduler().enqueue(this);
}

void light_actor::on_destroy() {
  if (!ended()) end(caf::exit_reason::unreachable);
  while (next() != nullptr) {
  }
  caf::monitorable_actor::on_destroy();
}

caf::resumable::resume_result light_actor::resume(caf::execution_unit* unit,
                                                  std::size_t max_throughput) {
  unit_ = unit;
  for (std::size_t handled = 0; handled < max_throughput;) {
    if (const auto message = next()) {
      handle_safely(*message);
      ++handled;
    } else if (inbox_.try_block()) {
      return awaiting_message;
    }
    if (ended()) {
      while (next() != nullptr) {
      }
      inbox_.close();
      return done;
    }
  }
  return in_order_ == nullptr && inbox_.try_block() ? awaiting_message : resume_later;
}

void light_actor::handle_safely(caf::mailbox_element& message) {
  if (handle_system_message(message, unit_, false)) {
    if (ended()) {
      on_exit();
      unregister_from_system();
    }
    return;
  }
  try {
    handle(message);
  } catch (const std::exception& e) {
    log::error("an actor ends because of an exception", {{"what", e.what()}});
    end(caf::sec::runtime_error);
  }
}

void light_actor::end(caf::error reason) {
  if (!cleanup(std::move(reason), unit_)) return;
  on_exit();
  unregister_from_system();
}

// The inbox has the latest message first: turned round when the ones taken before are used up.
caf::mailbox_element_ptr light_actor::next() {
  if (in_order_ == nullptr && !inbox_.closed() && !inbox_.blocked()) {
    for (auto* taken = inbox_.take_head(); taken != nullptr;) {
      auto* following = static_cast<caf::mailbox_element*>(taken->next);
      taken->next = in_order_;
      in_order_ = taken;
      taken = following;
    }
  }
  if (in_order_ == nullptr) return nullptr;
  auto* first = std::exchange(in_order_, static_cast<caf::mailbox_element*>(in_order_->next));
  return caf::mailbox_element_ptr(first);
}

void light_actor::intrusive_ptr_add_ref_impl() { caf::intrusive_ptr_add_ref(ctrl()); }
void light_actor::intrusive_ptr_release_impl() { caf::intrusive_ptr_release(ctrl()); }

}  // namespace chant::actors
