#include "mail/smtp_client.hpp"

#include "mail/smtp_connection.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <signal.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace chant::mail {
namespace {

namespace net = boost::asio;
using std::chrono::steady_clock;

constexpr std::size_t connections_limit = 256;
constexpr std::size_t letters_limit = 1'000'000;
constexpr std::size_t queue_limit = 1'000'000;
constexpr std::size_t scratch_bytes = 16 * 1024;  // the longest TLS record

error unusable(std::string field, std::string detail) {
  return {.kind = errc::invalid_config,
          .code = "smtp_settings_invalid",
          .detail = std::move(detail),
          .field = std::move(field)};
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 255 &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

result<void> check(const smtp_settings& s) {
  if (!is_word(s.host)) return std::unexpected(unusable("host", "The relay's host is not a name."));
  if (s.port == 0) return std::unexpected(unusable("port", "The relay's port is missing."));
  if (!is_word(s.helo)) return std::unexpected(unusable("helo", "Our own name is not a name."));
  if (s.user.contains('\0') || s.password.contains('\0'))
    return std::unexpected(unusable("user", "User and password may not hold a zero byte."));
  if (s.connections < 1 || s.connections > connections_limit)
    return std::unexpected(unusable("connections", "Between 1 and 256 connections."));
  if (s.letters_per_connection < 1 || s.letters_per_connection > letters_limit)
    return std::unexpected(unusable("letters_per_connection", "Between 1 and 1,000,000 letters."));
  if (s.queue_limit < 1 || s.queue_limit > queue_limit)
    return std::unexpected(unusable("queue_limit", "Between 1 and 1,000,000 letters."));
  return {};
}

delivery deferral(std::string code) {
  return {.what = delivery::fate::deferred,
          .queue_id = {},
          .code = std::move(code),
          .text = {},
          .of_relay = true};
}

/// A thread that no signal of the process ever meets: handlers belong to others, and a relay that
/// hangs up is an error code, not a SIGPIPE.
template <class Work>
std::thread quiet_thread(Work work) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread made(std::move(work));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return made;
}

}  // namespace

/// Everything but deliver, waiting, open and stop happens on its own thread.
class smtp_client::pool final : public smtp_connection::owner {
 public:
  pool(smtp_settings settings, std::optional<tls_client> tls)
      : settings_(std::move(settings)),
        tls_(std::move(tls)),
        watch_(loop_),
        grace_(loop_),
        allowed_(settings_.connections),
        thread_(quiet_thread([this] { run(); })) {}

  void deliver(smtp_letter letter);
  void stop(std::chrono::milliseconds grace);
  [[nodiscard]] std::size_t connections() const { return settings_.connections; }
  [[nodiscard]] std::size_t waiting() const { return count_; }
  [[nodiscard]] std::size_t open() const { return open_; }

  std::optional<smtp_letter> take() override;
  void give_back(smtp_letter letter) override;
  void ended(smtp_connection& which, const delivery* trouble) override;
  void due_at(smtp_connection::time_point when) override;
  std::span<char> scratch() override { return scratch_; }

 private:
  void run();
  void collect();
  void serve();
  void open_more();
  void open_one(bool may_encrypt);
  void after_end(const smtp_connection* which, const std::optional<delivery>& trouble);
  void after_trouble(const delivery& trouble);
  void defer_waiting(const delivery& why);
  void begin_to_stop(std::chrono::milliseconds grace);
  void leave_if_done();
  void watch();
  [[nodiscard]] std::size_t count_opening() const;

  const smtp_settings settings_;
  const std::optional<tls_client> tls_;

  std::mutex mutex_;
  std::vector<smtp_letter> inbox_;     // guarded by mutex_
  bool over_ = false;                  // guarded by mutex_
  std::atomic<std::size_t> count_{0};  // inbox_ and waiting_
  std::atomic<std::size_t> open_{0};

  net::io_context loop_{1};
  net::executor_work_guard<net::io_context::executor_type> work_ = net::make_work_guard(loop_);
  net::steady_timer watch_;
  net::steady_timer grace_;
  smtp_connection::time_point watched_ = smtp_connection::time_point::max();
  std::deque<smtp_letter> waiting_;
  std::vector<std::shared_ptr<smtp_connection>> connections_;
  std::size_t allowed_;  // fewer than the settings' after the relay has refused some
  steady_clock::time_point refused_at_{};
  bool stopping_ = false;
  std::array<char, scratch_bytes> scratch_{};
  std::once_flag joined_;
  std::thread thread_;
};

void smtp_client::pool::deliver(smtp_letter letter) {
  std::unique_lock lock(mutex_);
  if (over_) {
    lock.unlock();
    return letter.done(deferral("stopping"));
  }
  inbox_.push_back(std::move(letter));
  ++count_;
  const bool first = inbox_.size() == 1;
  lock.unlock();
  if (first) net::post(loop_, [this] { serve(); });
}

void smtp_client::pool::run() {
  loop_.run();
  std::unique_lock lock(mutex_);
  over_ = true;
  lock.unlock();
  collect();
  defer_waiting(deferral("stopping"));
}

/// From the inbox to those waiting; what cannot wait is told so.
void smtp_client::pool::collect() {
  std::vector<smtp_letter> arrived;
  {
    const std::lock_guard lock(mutex_);
    arrived.swap(inbox_);
  }
  for (auto& letter : arrived) {
    auto unfit = examine(letter);
    if (!unfit && waiting_.size() >= settings_.queue_limit) unfit = deferral("queue_full");
    if (!unfit && stopping_) unfit = deferral("stopping");
    if (!unfit) {
      waiting_.push_back(std::move(letter));
      continue;
    }
    --count_;
    letter.done(*std::move(unfit));
  }
}

void smtp_client::pool::serve() {
  collect();
  for (std::size_t i = 0; i < connections_.size() && !waiting_.empty(); ++i)
    connections_[i]->begin();
  open_more();
}

std::optional<smtp_letter> smtp_client::pool::take() {
  if (waiting_.empty()) collect();
  if (waiting_.empty()) return {};
  auto letter = std::move(waiting_.front());
  waiting_.pop_front();
  --count_;
  return letter;
}

void smtp_client::pool::give_back(smtp_letter letter) {
  ++count_;
  waiting_.push_front(std::move(letter));
}

std::size_t smtp_client::pool::count_opening() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(connections_, [](const auto& c) { return c->opening(); }));
}

void smtp_client::pool::open_more() {
  if (stopping_) return;
  if (allowed_ < settings_.connections && steady_clock::now() > refused_at_ + settings_.idle)
    allowed_ = settings_.connections;
  while (connections_.size() < allowed_ && waiting_.size() > count_opening()) open_one(true);
}

void smtp_client::pool::open_one(bool may_encrypt) {
  connections_.push_back(std::make_shared<smtp_connection>(
      loop_, settings_, tls_ ? &*tls_ : nullptr, static_cast<smtp_connection::owner&>(*this)));
  open_ = connections_.size();
  connections_.back()->open(may_encrypt);
}

void smtp_client::pool::ended(smtp_connection& which, const delivery* trouble) {
  // Later: somebody may be walking through the connections.
  net::post(loop_, [this, ended = which.shared_from_this(),
                    why = trouble != nullptr ? std::optional(*trouble) : std::nullopt] {
    after_end(ended.get(), why);
  });
}

void smtp_client::pool::after_end(const smtp_connection* which,
                                  const std::optional<delivery>& trouble) {
  std::erase_if(connections_, [&](const auto& c) { return c.get() == which; });
  open_ = connections_.size();
  if (trouble && !stopping_) after_trouble(*trouble);
  if (stopping_) defer_waiting(deferral("stopping"));
  open_more();
  leave_if_done();
}

void smtp_client::pool::after_trouble(const delivery& trouble) {
  // RFC 7435: better in clear than not at all, where nobody asked for more.
  if (settings_.security == smtp_security::opportunistic && trouble.code == "tls_failed")
    return open_one(false);
  if (connections_.empty()) return defer_waiting(trouble);
  allowed_ = connections_.size();
  refused_at_ = steady_clock::now();
}

void smtp_client::pool::defer_waiting(const delivery& why) {
  auto letters = std::exchange(waiting_, {});
  count_ -= letters.size();
  for (auto& letter : letters) letter.done(why);
}

void smtp_client::pool::due_at(smtp_connection::time_point when) {
  if (when >= watched_) return;
  watched_ = when;
  watch();
}

/// One timer for all connections, set to the earliest moment any of them has named. Most deadlines
/// are put off long before they are due, which costs nothing here.
void smtp_client::pool::watch() {
  watch_.expires_at(watched_);
  watch_.async_wait([this](boost::system::error_code wrong) {
    if (wrong) return;
    watched_ = smtp_connection::time_point::max();
    const auto now = steady_clock::now();
    auto next = watched_;
    const auto all = connections_;
    for (const auto& each : all) {
      each->expire(now);
      next = std::min(next, each->deadline());
    }
    due_at(next);
  });
}

void smtp_client::pool::begin_to_stop(std::chrono::milliseconds grace) {
  stopping_ = true;
  collect();
  defer_waiting(deferral("stopping"));
  const auto all = connections_;
  for (const auto& each : all) each->finish();
  grace_.expires_after(grace);
  grace_.async_wait([this](boost::system::error_code wrong) {
    if (wrong) return;
    const auto left = connections_;
    for (const auto& each : left) each->abort();
  });
  leave_if_done();
}

/// Without work, timers or sockets the loop returns.
void smtp_client::pool::leave_if_done() {
  if (!stopping_ || !connections_.empty()) return;
  watch_.cancel();
  grace_.cancel();
  work_.reset();
}

void smtp_client::pool::stop(std::chrono::milliseconds grace) {
  std::call_once(joined_, [&] {
    net::post(loop_, [this, grace] { begin_to_stop(grace); });
    thread_.join();
  });
}

smtp_client::smtp_client(std::unique_ptr<pool> of) : pool_(std::move(of)) {}
smtp_client::~smtp_client() { stop(); }

result<std::unique_ptr<smtp_client>> smtp_client::start(smtp_settings settings) {
  if (const auto checked = check(settings); !checked) return std::unexpected(checked.error());
  std::optional<tls_client> tls;
  if (settings.security != smtp_security::none) {
    const bool verify = settings.security != smtp_security::opportunistic;
    auto made = tls_client::make(settings.host, settings.ca_file, verify);
    if (!made) return std::unexpected(made.error());
    tls = *std::move(made);
  }
  return std::unique_ptr<smtp_client>(
      new smtp_client(std::make_unique<pool>(std::move(settings), std::move(tls))));
}

void smtp_client::deliver(envelope to, std::string message,
                          std::move_only_function<void(delivery)> done) {
  pool_->deliver({.to = std::move(to), .message = std::move(message), .done = std::move(done)});
}

unsigned smtp_client::connections() const { return static_cast<unsigned>(pool_->connections()); }
std::size_t smtp_client::waiting() const { return pool_->waiting(); }
std::size_t smtp_client::open() const { return pool_->open(); }
void smtp_client::stop(std::chrono::milliseconds grace) { pool_->stop(grace); }

}  // namespace chant::mail
