// One request and its answer, as a route sees them, and the way back to them from another thread.
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace chant::http {

class ticket;

class exchange;

/// Takes the body of one request as it comes, on the connection's thread. Destroyed before
/// complete(): the connection was cut, or write() has refused.
class body_sink {
 public:
  virtual ~body_sink() = default;
  /// The next bytes of the body; must be quick. An answer ends the request: what is still on its
  /// way is dropped, and the connection closes.
  [[nodiscard]] virtual std::optional<response> write(std::string_view bytes) = 0;
  /// Whether the next bytes may come by write_from(), without passing through the process.
  [[nodiscard]] virtual bool takes_pipes() const { return false; }
  /// The next `size` bytes lie in a pipe, to be taken out. As write(); what an answer leaves in the
  /// pipe is dropped.
  [[nodiscard]] virtual std::optional<response> write_from(int /*pipe*/, std::size_t /*size*/) {
    return std::nullopt;
  }
  /// All has come: answers or defers, as a handler does. The sink is destroyed afterwards.
  virtual void complete(exchange& e) = 0;
};

/// A request being served. Lives on its connection's thread; handlers answer once or defer once.
class exchange {
 public:
  virtual ~exchange() = default;
  [[nodiscard]] virtual const request& asked() const = 0;
  virtual void answer(response r) = 0;
  [[nodiscard]] virtual ticket defer() = 0;
  /// In place of an answer, on endpoints whose body is streamed: reads the body into `sink`.
  virtual void accept_body(std::unique_ptr<body_sink> sink) = 0;
};

/// What remains to be done for a deferred answer; runs on the connection's own thread, and answers,
/// defers again or accepts the body.
using finish = std::move_only_function<void(exchange&)>;

/// Brings finished work back to one I/O thread: many deliveries, one wake-up. Thread-safe. Bounded
/// by the tickets in circulation, one for each request being served.
class mailbox {
 public:
  struct delivery {
    std::uint32_t slot;        ///< which connection of the thread
    std::uint64_t generation;  ///< which request of it
    finish rest;
  };

  /// `wake` is called, under the lock, when the first delivery comes into an empty box.
  explicit mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}
  void post(delivery d);
  [[nodiscard]] std::vector<delivery> take_all();
  /// From now on deliveries are dropped and nobody is woken.
  void close();

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  std::vector<delivery> waiting_;
};

/// The right to answer one request later, once, from any thread. Dropped without use it answers
/// 500, so that no client waits for ever. Harmless when the connection or the server is gone.
class ticket {
 public:
  ticket(std::shared_ptr<mailbox> home, std::uint32_t slot, std::uint64_t generation)
      : home_(std::move(home)), slot_(slot), generation_(generation) {}
  ticket(ticket&&) = default;
  ticket& operator=(ticket&&) = delete;
  ~ticket();

  /// Has `rest` run on the connection's thread.
  void resume(finish rest);

 private:
  std::shared_ptr<mailbox> home_;
  std::uint32_t slot_;
  std::uint64_t generation_;
};

/// A completion for the ports: carries the outcome back and answers there with `then`.
template <class T, class Then>
[[nodiscard]] completion<T> answer_later(exchange& to, Then then) {
  return [ticket = to.defer(), then = std::move(then)](result<T> outcome) mutable {
    ticket.resume([then = std::move(then), outcome = std::move(outcome)](exchange& e) mutable {
      then(e, std::move(outcome));
    });
  };
}

}  // namespace chant::http
