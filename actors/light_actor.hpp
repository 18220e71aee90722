// A CAF actor reduced to what a session needs, because there are so many of them: a mailbox of one
// word and no behaviour stack, request table or priority queues.
#pragma once

#include <caf/execution_unit.hpp>
#include <caf/intrusive/lifo_inbox.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/monitorable_actor.hpp>
#include <caf/resumable.hpp>

#include <cstddef>

namespace chant::actors {

/// Has an address, is monitored, sent to and scheduled like any other; can neither send requests
/// nor change its behaviour. About 200 bytes, against 1,016 of caf::event_based_actor. An exit
/// message ends it, and so does an exception from handle().
class light_actor : public caf::monitorable_actor, public caf::resumable {
 public:
  explicit light_actor(caf::actor_config& config);

  using caf::abstract_actor::enqueue;
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* from) final;
  void on_destroy() final;

  subtype_t subtype() const final { return unspecified; }
  resume_result resume(caf::execution_unit* unit, std::size_t max_throughput) final;
  void intrusive_ptr_add_ref_impl() final;
  void intrusive_ptr_release_impl() final;

 protected:
  /// Called with each message in turn, by one thread at a time.
  virtual void handle(caf::mailbox_element& message) = 0;
  /// Called once, at the end, however it comes.
  virtual void on_exit() = 0;
  /// Ends the actor once the present message is handled.
  void quit() { end({}); }
  /// Of the scheduler thread it runs on; null outside handle().
  [[nodiscard]] caf::execution_unit* unit() const { return unit_; }

 private:
  struct inbox_policy {
    using mapped_type = caf::mailbox_element;
    using unique_pointer = caf::mailbox_element_ptr;
  };

  void handle_safely(caf::mailbox_element& message);
  void end(caf::error reason);
  [[nodiscard]] caf::mailbox_element_ptr next();
  [[nodiscard]] bool ended() const { return getf(is_terminated_flag); }

  caf::intrusive::lifo_inbox<inbox_policy> inbox_;  ///< latest first
  caf::mailbox_element* in_order_ = nullptr;        ///< taken from it, oldest first
  caf::execution_unit* unit_ = nullptr;
};

/// The content, if it is a T.
template <class T>
T* content_as(caf::mailbox_element& message) {
  auto& content = message.content();
  if (content.size() != 1 || !content.match_element<T>(0)) return nullptr;
  return &content.get_mutable_as<T>(0);
}

}  // namespace chant::actors
