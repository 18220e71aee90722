#include "http/worker.hpp"

#include "http/connection.hpp"
#include "http/date.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>

namespace chant::http {

// What an upload costs is system calls: with 4 KiB at a time ten times as much as with this.
constexpr std::size_t body_piece_bytes = 256 * 1024;

server_metrics::server_metrics(metrics::registry& r)
    : connections(r.make_gauge("chant_http_connections", "Open connections.")),
      in_flight(r.make_gauge("chant_http_in_flight", "Requests that wait for others.")),
      accepted(r.make_counter("chant_http_connections_total", "Connections accepted.")),
      refused(r.make_counter("chant_http_connections_refused_total",
                             "Connections closed at once: too many, or too many of one address.")),
      received_bytes(r.make_counter("chant_http_received_bytes_total", "Bytes read.")),
      sent_bytes(r.make_counter("chant_http_sent_bytes_total", "Bytes written.")),
      malformed(r.make_counter("chant_http_malformed_total", "Requests that broke the protocol.")),
      timed_out(r.make_counter("chant_http_timed_out_total", "Connections ended for slowness.")),
      shed(r.make_counter("chant_http_shed_total", "Requests answered 503 for overload.")),
      limited(r.make_counter("chant_http_limited_total", "Requests answered 429.")) {}

worker::worker(server_context& context, std::shared_ptr<mailbox> box)
    : context_(context), box_(std::move(box)) {
  refresh_date();
}

void worker::refresh_date() { date_line_ = "Date: " + http_date(context_.time.now()) + "\r\n"; }

void worker::tick() {
  ++ticks_;
  refresh_date();
  for (std::size_t i = 0; i < slots_.size(); ++i)
    if (slots_[i] != nullptr) slots_[i]->on_tick();
}

void worker::deliver() {
  for (auto& d : box_->take_all())
    if (d.slot < slots_.size() && slots_[d.slot] != nullptr)
      slots_[d.slot]->on_delivery(d.generation, std::move(d.rest));
}

void worker::drain() { draining_ = true; }

std::uint32_t worker::enter(connection& c) {
  ++present_;
  context_.counted.connections.add(1);
  if (free_.empty()) {
    slots_.push_back(&c);
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  const auto slot = free_.back();
  free_.pop_back();
  slots_[slot] = &c;
  return slot;
}

void worker::leave(const connection& c) {
  --present_;
  context_.counted.connections.add(-1);
  slots_[c.slot()] = nullptr;
  free_.push_back(c.slot());
}

std::span<char> worker::body_space() {
  if (body_space_.empty()) body_space_.resize(body_piece_bytes);
  return body_space_;
}

const worker::pipe_ends& worker::body_pipe() {
  std::array<int, 2> ends{};
  if (!body_pipe_.in.valid() && ::pipe2(ends.data(), O_CLOEXEC) == 0) {
    body_pipe_ = {descriptor(ends[0]), descriptor(ends[1])};
    // A slot for each page, and as much again: packets seldom end where pages do.
    ::fcntl(ends[1], F_SETPIPE_SZ, static_cast<int>(2 * body_piece_bytes));
  }
  return body_pipe_;
}

void worker::empty_body_pipe() {
  const int out = body_pipe_.out.number();
  const auto space = body_space();
  int left = 0;
  while (::ioctl(out, FIONREAD, &left) == 0 && left > 0 &&
         ::read(out, space.data(), space.size()) > 0) {
  }
}

void worker::lend_output(std::string& to) {
  if (to.capacity() < output_.capacity() && to.empty()) to.swap(output_);
}

void worker::take_back_output(std::string& from) {
  constexpr std::size_t kept_bytes = 128 * 1024;
  if (from.capacity() > output_.capacity() && from.capacity() <= kept_bytes) output_.swap(from);
  from = std::string();
}

}  // namespace chant::http
