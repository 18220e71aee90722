#include "http/exchange.hpp"

#include "http/problem.hpp"

namespace chant::http {

void mailbox::post(delivery d) {
  const std::scoped_lock lock(mutex_);
  if (!wake_) return;
  waiting_.push_back(std::move(d));
  if (waiting_.size() == 1) wake_();
}

std::vector<mailbox::delivery> mailbox::take_all() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(waiting_, {});
}

void mailbox::close() {
  std::vector<delivery> dropped;  // after the lock: what they hold may post on
  const std::scoped_lock lock(mutex_);
  wake_ = nullptr;
  dropped.swap(waiting_);
}

ticket::~ticket() {
  if (!home_) return;
  resume([](exchange& e) {
    e.answer(problem({.kind = errc::internal, .code = "no_answer", .detail = "", .field = ""}));
  });
}

void ticket::resume(finish rest) {
  const auto home = std::exchange(home_, nullptr);
  if (home) home->post({slot_, generation_, std::move(rest)});
}

}  // namespace chant::http
