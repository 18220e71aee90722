// The transports under a connection: TCP, Unix socket and TLS. Only io_thread.cpp includes this.
#pragma once

#include "http/connection.hpp"
#include "http/io_thread.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>

namespace chant::http {

/// Buffers for one gathering write that Asio copies as two pointers.
class buffer_view {
 public:
  using value_type = asio::const_buffer;
  using const_iterator = const asio::const_buffer*;

  buffer_view(const_iterator begin, const_iterator end) : begin_(begin), end_(end) {}
  [[nodiscard]] const_iterator begin() const { return begin_; }
  [[nodiscard]] const_iterator end() const { return end_; }

 private:
  const_iterator begin_;
  const_iterator end_;
};

/// What both kinds share: one operation at a time, and an end that is reported exactly once.
template <class Stream>
class socket_connection : public connection {
 protected:
  template <class... Args>
  socket_connection(io_thread& owner, worker& home, const ip_address& peer, bool secure,
                    Args&&... stream)
      : connection(home, peer, secure), owner_(owner), stream_(std::forward<Args>(stream)...) {}

  void start_read(char* into, std::size_t size) override {
    under_way_ = true;
    stream_.async_read_some(asio::buffer(into, size),
                            [this](const boost::system::error_code& ec, std::size_t n) {
                              if (settle(ec)) on_read(n);
                            });
  }

  void start_write(std::span<const std::string_view> pieces) override {
    under_way_ = true;
    buffers_.clear();
    for (const auto p : pieces) buffers_.emplace_back(p.data(), p.size());
    stream_.async_write_some(buffer_view(buffers_.data(), buffers_.data() + buffers_.size()),
                             [this](const boost::system::error_code& ec, std::size_t n) {
                               if (settle(ec)) on_written(n);
                             });
  }

  void fill_buffers(std::span<const std::string_view> pieces) {
    buffers_.clear();
    for (const auto p : pieces) buffers_.emplace_back(p.data(), p.size());
  }
  [[nodiscard]] buffer_view view_of_buffers() const {
    return {buffers_.data(), buffers_.data() + buffers_.size()};
  }

  void close() override {
    closed_ = true;
    boost::system::error_code ignored;
    stream_.lowest_layer().close(ignored);
    if (!under_way_) asio::post(owner_.on(), [this] { report_end(); });
  }

  /// True: go on. False: the end has been reported and this object is no more.
  bool settle(const boost::system::error_code& ec) {
    under_way_ = false;
    if (!ec && !closed_) return true;
    report_end();
    return false;
  }

  void report_end() {
    on_end();
    owner_.reap(*this);
  }

  io_thread& owner_;
  Stream stream_;
  std::vector<asio::const_buffer> buffers_;
  bool under_way_ = false;
  bool closed_ = false;
};

template <class Protocol>
class plain_connection final : public socket_connection<socket_of<Protocol>> {
 public:
  plain_connection(io_thread& owner, worker& home, const ip_address& peer, socket_of<Protocol> s)
      : socket_connection<socket_of<Protocol>>(owner, home, peer, false, std::move(s)) {
    boost::system::error_code ignored;
    this->stream_.non_blocking(true, ignored);
  }

 private:
  std::size_t try_write(std::span<const std::string_view> pieces) override {
    this->fill_buffers(pieces);
    boost::system::error_code ec;
    const auto n = this->stream_.write_some(this->view_of_buffers(), ec);
    return ec ? 0 : n;
  }
  bool finish_sending() override {
    boost::system::error_code ignored;
    this->stream_.shutdown(asio::socket_base::shutdown_send, ignored);
    return true;
  }
};

class tls_connection final : public socket_connection<asio::ssl::stream<socket_of<asio::ip::tcp>>> {
 public:
  tls_connection(io_thread& owner, worker& home, const ip_address& peer, socket_of<asio::ip::tcp> s,
                 asio::ssl::context& context)
      : socket_connection(owner, home, peer, true, std::move(s), context) {}

  void begin() override {
    under_way_ = true;
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [this](const boost::system::error_code& ec) {
                              if (settle(ec)) connection::begin();
                            });
  }

 private:
  bool finish_sending() override {
    under_way_ = true;
    stream_.async_shutdown([this](const boost::system::error_code&) {
      under_way_ = false;
      report_end();
    });
    return false;
  }
};

}  // namespace chant::http
