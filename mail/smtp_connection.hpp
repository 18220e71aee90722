// One TCP connection to a relay: sockets, TLS and silence, under what smtp_opening and
// smtp_transactions say.
#pragma once

#include "mail/smtp_opening.hpp"
#include "mail/smtp_transactions.hpp"
#include "mail/tls_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace chant::mail {

/// Lives on its io_context's one thread and keeps itself alive until it has ended.
class smtp_connection : public std::enable_shared_from_this<smtp_connection> {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  class owner : public smtp_letter_source {
   public:
    /// Once, as the last thing. `trouble`: why no letter could be sent; null where some could.
    virtual void ended(smtp_connection& which, const delivery* trouble) = 0;
    /// expire() wants to be called then.
    virtual void due_at(time_point when) = 0;
    /// Where bytes are read to before they are looked at.
    [[nodiscard]] virtual std::span<char> scratch() = 0;
  };

  /// `tls` may be null where settings ask for none. All of them outlive it.
  smtp_connection(boost::asio::io_context& loop, const smtp_settings& settings,
                  const tls_client* tls, owner& of);

  /// Looks the host up and goes on from there. `may_encrypt` as in smtp_opening.
  void open(bool may_encrypt);
  /// Letters are waiting.
  void begin();
  /// Ends politely once nothing is under way; at once where no letter could be sent yet.
  void finish();
  /// Ends now, whatever is under way.
  void abort() { fail("connection_lost", {}); }
  /// Something has taken too long, if its time has come.
  void expire(time_point now);

  /// Letters may be sent.
  [[nodiscard]] bool ready() const { return state_ == state::ready; }
  [[nodiscard]] bool opening() const { return state_ < state::ready; }
  [[nodiscard]] time_point deadline() const { return deadline_; }

 private:
  enum class state : std::uint8_t { connecting, shaking_hands, opening, ready, quitting, closed };
  using endpoints = boost::asio::ip::tcp::resolver::results_type;

  void try_next_address(std::string why);
  void connected();
  void start_tls();
  void shake_hands();
  void wait_to_read();
  void wait_to_write();
  void on_readable();
  void read_all();
  [[nodiscard]] transfer read_some(std::span<char> into);
  void process();
  void process(const smtp_reply& reply);
  void process_opening(const smtp_reply& reply);
  void rest();
  void flush();
  void quit();
  void fail(std::string_view code, std::string text);
  void close();
  void hold();
  [[nodiscard]] std::chrono::milliseconds patience() const;

  boost::asio::io_context& loop_;
  const smtp_settings& settings_;
  const tls_client* tls_context_;
  owner& owner_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ip::tcp::socket socket_;
  endpoints addresses_;
  endpoints::const_iterator next_address_;
  tls_client::session tls_;
  state state_ = state::connecting;
  bool waits_to_read_ = false;
  bool waits_to_write_ = false;
  bool finishing_ = false;
  bool may_encrypt_ = true;
  time_point deadline_ = time_point::max();
  smtp_output out_;
  smtp_reply_reader replies_;
  std::optional<smtp_opening> opening_;
  std::optional<smtp_transactions> letters_;
  std::optional<delivery> trouble_;
};

}  // namespace chant::mail
