// A connection whose bytes come from the test and go to it.
#pragma once

#include "http/connection.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace chant::tests {

class memory_connection final : public http::connection {
 public:
  memory_connection(http::worker& home, const http::ip_address& peer)
      : connection(home, peer, false) {}

  /// Bytes from the client; those the connection does not want are lost once it has ended.
  void receive(std::string_view bytes) {
    incoming_ += bytes;
    settle();
  }
  void hang_up() {
    hung_up_ = true;
    settle();
  }
  /// From now on nothing is taken, until flow(), or a few bytes by take().
  void stall() { room_ = 0; }
  void flow() {
    room_ = unlimited;
    settle();
  }
  void take(std::size_t bytes) {
    room_ = bytes;
    settle();
    room_ = 0;
  }

  [[nodiscard]] const std::string& sent() const { return sent_; }
  [[nodiscard]] int writes() const { return writes_; }
  [[nodiscard]] bool sending_finished() const { return sending_finished_; }

  /// Lets every operation under way proceed as far as it can.
  void settle() {
    while (!finished() && step()) {
    }
  }

 private:
  static constexpr std::size_t unlimited = static_cast<std::size_t>(-1);

  bool step() {
    if (closing_) {
      on_end();
      return false;
    }
    if (!pieces_.empty()) {
      const auto size = put(pieces_);
      if (size == 0) return false;
      pieces_ = {};
      on_written(size);
      return true;
    }
    if (into_ == nullptr) return false;
    if (incoming_.empty()) {
      if (hung_up_) on_end();
      return false;
    }
    const auto size = std::min(size_, incoming_.size());
    std::copy_n(incoming_.data(), size, std::exchange(into_, nullptr));
    incoming_.erase(0, size);
    on_read(size);
    return true;
  }

  std::size_t put(std::span<const std::string_view> pieces) {
    std::size_t total = 0;
    for (const auto p : pieces) {
      const auto part = p.substr(0, room_);
      sent_ += part;
      total += part.size();
      if (room_ != unlimited) room_ -= part.size();
    }
    if (total > 0) ++writes_;
    return total;
  }

  void start_read(char* into, std::size_t size) override {
    into_ = into;
    size_ = size;
  }
  void start_write(std::span<const std::string_view> pieces) override { pieces_ = pieces; }
  std::size_t try_write(std::span<const std::string_view> pieces) override { return put(pieces); }
  bool finish_sending() override { return sending_finished_ = true; }
  void close() override { closing_ = true; }

  std::string incoming_;
  std::string sent_;
  std::size_t room_ = unlimited;
  int writes_ = 0;
  bool hung_up_ = false;
  bool sending_finished_ = false;
  bool closing_ = false;
  char* into_ = nullptr;
  std::size_t size_ = 0;
  std::span<const std::string_view> pieces_;
};

}  // namespace chant::tests
