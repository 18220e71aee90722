#include "http/connection.hpp"

#include "http/problem.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace chant::http {

namespace {

// A browser's request is 600 bytes to 1.5 KiB.
constexpr std::size_t first_input_bytes = 2 * 1024;
constexpr std::size_t most_input_bytes = 16 * 1024;
// Answers to pipelined requests are gathered up to this size, then written before more are read.
constexpr std::size_t most_output_bytes = 64 * 1024;
// Shared bytes up to this size are copied: cheaper than one more piece to write.
constexpr std::size_t copied_bytes = 1024;
// As many as socket_connection passes on at a time.
constexpr std::size_t most_pieces = 64;
// A peer that still sends this much after the last answer is not listening.
constexpr std::size_t most_lingered_bytes = 1024 * 1024;

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view every_method = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits{};
  const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

std::string_view status_line(unsigned status) {
  static const auto lines = [] {
    std::array<std::string, 600> all;
    for (unsigned i = 0; i < all.size(); ++i)
      all[i] = "HTTP/1.1 " + std::to_string(i) + " " + std::string(reason_of(i)) + "\r\n";
    return all;
  }();
  return lines[status];
}

response allow(std::string_view methods, std::string_view fields = {}) {
  response r;
  r.status = 204;
  r.prepared = fields;
  r.with("Allow", methods);
  return r;
}

}  // namespace

connection::connection(worker& home, const ip_address& peer, bool secure)
    : home_(home),
      peer_(peer),
      secure_(secure),
      slot_(home.enter(*this)),
      reader_(home.context().limits.reader, home.context().country_header),
      in_(first_input_bytes),
      since_(home.ticks()) {}

connection::~connection() {
  undefer();
  home_.leave(*this);
}

void connection::begin() {
  since_ = home_.ticks();
  read_more();
}

void connection::on_read(std::size_t size) {
  home_.context().counted.received_bytes.add(size);
  if (lingering_) {
    lingered_bytes_ += size;
    return lingered_bytes_ > most_lingered_bytes ? end() : read_more();
  }
  if (reading_ != reading::input) return on_body_read(size);
  if (reader_.idle() && served_ > 0) since_ = home_.ticks();
  in_end_ += size;
  advance();
}

void connection::on_end() {
  finished_ = true;
  sink_.reset();
}

void connection::end() {
  if (closed_) return;
  closed_ = true;
  close();
}

void connection::read_more() {
  if (closed_) return;
  if (lingering_) return start_read(in_.data(), in_.size());
  if (sink_ && in_begin_ == in_end_ && reader_.body_ahead() > 0) return read_body();
  if (in_begin_ > 0) {
    std::memmove(in_.data(), in_.data() + in_begin_, in_end_ - in_begin_);
    in_end_ -= in_begin_;
    in_begin_ = 0;
  }
  // The reader's own limits are tighter: it refuses before this buffer is full.
  if (in_end_ == in_.size()) in_.resize(std::min(in_.size() * 2, most_input_bytes));
  start_read(in_.data() + in_end_, in_.size() - in_end_);
}

/// Reads of the body alone, not a byte of the next request: what comes is handed on as it lies.
void connection::read_body() {
  const auto space = home_.body_space();
  const auto size =
      static_cast<std::size_t>(std::min<std::uint64_t>(space.size(), reader_.body_ahead()));
  if (sink_->takes_pipes() && home_.body_pipe().in.valid() &&
      start_read_into_pipe(home_.body_pipe().in.number(), size)) {
    reading_ = reading::body_pipe;
    return;
  }
  reading_ = reading::body_space;
  start_read(space.data(), size);
}

void connection::on_body_read(std::size_t size) {
  home_.lend_output(out_);
  if (std::exchange(reading_, reading::input) == reading::body_space) {
    take(reader_.feed({home_.body_space().data(), size}));
  } else {
    const auto what = reader_.skip_body(size);
    if (auto no = sink_->write_from(home_.body_pipe().out.number(), size)) {
      home_.empty_body_pipe();
      closing_ = true;
      answer(std::move(*no));
    } else if (what == request_reader::progress::complete) {
      finish_body();
    }
  }
  advance();
}

/// Serves what has come in as far as possible, then writes, waits or reads on.
void connection::advance() {
  while (true) {
    serve_available();
    if (!has_output()) break;
    if (!flush()) return;
    if (closing_ && !deferred_) return linger();
  }
  if (!deferred_) read_more();
}

void connection::serve_available() {
  home_.lend_output(out_);
  while (!deferred_ && !closing_ && in_begin_ < in_end_ && out_.size() < most_output_bytes &&
         big_.empty()) {
    const auto step = reader_.feed({in_.data() + in_begin_, in_end_ - in_begin_});
    in_begin_ += step.consumed;
    if (step.what == request_reader::progress::need_more) break;
    take(step);
  }
  if (!has_output()) home_.take_back_output(out_);
}

void connection::take(const request_reader::step& step) {
  if (step.what == request_reader::progress::head) return begin_body();
  if (step.what == request_reader::progress::failed) return refuse(reader_.why());
  if (!step.piece.empty()) take_piece(step.piece);
  if (step.what != request_reader::progress::complete || closing_) return;
  return sink_ ? finish_body() : serve();
}

void connection::begin_body() {
  in_body_ = true;
  since_ = home_.ticks();
  auto& r = reader_.current();
  found_ = home_.context().routes.find(r);
  const auto streamed = found_.by == nullptr ? 0 : found_.by->streamed_bytes;
  if (!reader_.admit_body(streamed > 0 ? streamed : home_.context().limits.reader.body_bytes,
                          streamed > 0))
    return refuse(reader_.why());
  if (streamed > 0) return serve();
  if (!reader_.expects_continue()) return;
  // Whoever asks first is told before sending in vain.
  if (found_.by != nullptr && !demand_unmet(*found_.by, r)) {
    out_ += continue_line;
  } else {
    closing_ = true;
    serve();
  }
}

void connection::accept_body(std::unique_ptr<body_sink> sink) {
  sink_ = std::move(sink);
  if (reader_.whole()) return finish_body();  // there is no body
  in_body_ = true;
  since_ = home_.ticks();
  if (reader_.expects_continue()) out_ += continue_line;
}

void connection::take_piece(std::string_view bytes) {
  if (auto no = sink_->write(bytes)) {
    closing_ = true;
    answer(std::move(*no));
  }
}

void connection::finish_body() {
  in_body_ = false;
  const auto sink = std::move(sink_);
  sink->complete(*this);
}

void connection::serve() {
  in_body_ = false;
  started_ = std::chrono::steady_clock::now();
  auto& r = reader_.current();
  auto& context = home_.context();
  r.secure = secure_;
  r.certificate = peer_certificate();
  resolve_client(r, peer_, context.trust);
  if (found_.to == nullptr) found_ = context.routes.find(r);
  if (auto no = refusal()) return answer(std::move(*no));
  found_.by->run(*this);
}

/// The answer where the handler need not be asked.
std::optional<response> connection::refusal() {
  const auto& r = reader_.current();
  auto& context = home_.context();
  if (r.verb == method::options)
    return r.path == "*" ? allow(every_method)
                         : allow(router::allowed(*found_.to), found_.to->options_answer);
  if (found_.by == nullptr) {
    if (found_.to->pattern.empty() && r.path.starts_with("/api/"))
      return problem(404, "route_unknown", "There is nothing under this path.");
    auto no = problem(405, "method_not_allowed", "This path does not serve the method.");
    no.with("Allow", router::allowed(*found_.to));
    return no;
  }
  if (found_.by->limited && !context.rates.allow(r.client, std::chrono::seconds(home_.ticks()))) {
    context.counted.limited.add();
    return problem(429, "rate_limited", "Too many requests from this address.");
  }
  if (found_.by->deferring && home_.deferred >= context.limits.deferred) {
    context.counted.shed.add();
    return context.routes.shown(
        r, problem(503, "overloaded", "The server is busy. Please try again in a moment."));
  }
  return demand_unmet(*found_.by, r);
}

ticket connection::defer() {
  deferred_ = true;
  ++home_.deferred;
  home_.context().counted.in_flight.add(1);
  generation_ = home_.next_generation();
  return {home_.box(), slot_, generation_};
}

void connection::undefer() {
  if (!std::exchange(deferred_, false)) return;
  --home_.deferred;
  home_.context().counted.in_flight.add(-1);
}

void connection::on_delivery(std::uint64_t generation, finish rest) {
  if (!deferred_ || generation != generation_ || closed_ || finished_) return;
  // Memory that is being written from must not move: the answer waits for its turn.
  if (writing_) {
    postponed_ = std::move(rest);
    return;
  }
  home_.lend_output(out_);
  undefer();
  rest(*this);
  advance();
}

void connection::answer(response r) {
  sink_.reset();
  in_body_ = false;
  ++served_;
  if (served_ >= home_.context().limits.requests || !reader_.keep_alive() || home_.draining())
    closing_ = true;
  // The rest of a body that nobody wants would be read as the next request.
  if (!reader_.whole()) closing_ = true;
  const bool bodiless = r.status == 204 || r.status == 304;
  append_head(r, !bodiless);
  if (!bodiless && !reader_.sent_head()) append_body(r);
  count(r.status);
  if (!closing_) reader_.next();
  since_ = home_.ticks();
}

void connection::count(unsigned status) {
  const auto& m = found_.counted != nullptr ? *found_.counted : home_.context().routes.unrouted();
  m.by_class[std::min(status / 100, 5U)]->add();
  const auto taken = std::chrono::steady_clock::now() - started_;
  m.latency->observe(std::chrono::duration<double>(taken).count());
  found_ = {};
}

void connection::refuse(const fault& f) {
  started_ = std::chrono::steady_clock::now();
  home_.context().counted.malformed.add();
  found_.counted = nullptr;  // it reached no handler; what its route adds to answers stays
  closing_ = true;
  auto r = problem(f.status, f.code, f.detail);
  if (f.status == 405) r.with("Allow", every_method);
  answer(std::move(r));
}

void connection::append_head(const response& r, bool with_length) {
  out_.append(status_line(r.status)).append(home_.date_line()).append(r.prepared).append(r.fields);
  if (found_.to != nullptr) out_ += found_.to->every_answer;
  if (with_length) {
    out_ += "Content-Length: ";
    append_number(out_, r.body_size());
    out_ += "\r\n";
  }
  if (closing_)
    out_ += "Connection: close\r\n";
  else if (reader_.current().http10)
    out_ += "Connection: keep-alive\r\n";
  out_ += "\r\n";
}

void connection::append_body(response& r) {
  out_ += r.text;
  append_shared(r.shared, r.owner);
  for (const auto& p : r.pieces.pieces()) append_shared(p.bytes, p.owner);
}

void connection::append_shared(std::string_view bytes, std::shared_ptr<const void> owner) {
  if (bytes.size() <= copied_bytes)
    out_ += bytes;
  else
    big_.push_back({out_.size(), bytes, std::move(owner)});
}

void connection::gather() {
  std::size_t at = 0;
  gathered_.clear();
  gathered_next_ = 0;
  const std::string_view small = out_;
  for (const auto& piece : big_) {
    if (piece.at > at) gathered_.push_back(small.substr(at, piece.at - at));
    gathered_.push_back(piece.bytes);
    at = piece.at;
  }
  if (at < small.size()) gathered_.push_back(small.substr(at));
}

std::span<const std::string_view> connection::next_pieces() const {
  const auto rest = std::span(gathered_).subspan(gathered_next_);
  return rest.first(std::min(rest.size(), most_pieces));
}

/// `size` more bytes have gone. True when those were the last.
bool connection::advance_output(std::size_t size) {
  home_.context().counted.sent_bytes.add(size);
  while (gathered_next_ < gathered_.size() && size >= gathered_[gathered_next_].size())
    size -= gathered_[gathered_next_++].size();
  if (gathered_next_ < gathered_.size()) {
    gathered_[gathered_next_].remove_prefix(size);
    return false;
  }
  big_.clear();
  out_.clear();
  home_.take_back_output(out_);
  return true;
}

/// True: all has gone. False: on_written follows.
bool connection::flush() {
  gather();
  if (advance_output(try_write(next_pieces()))) return true;
  writing_ = true;
  since_ = home_.ticks();
  start_write(next_pieces());
  return false;
}

void connection::on_written(std::size_t size) {
  since_ = home_.ticks();
  if (closed_) return;
  if (!advance_output(size)) return start_write(next_pieces());
  writing_ = false;
  if (postponed_) {
    auto rest = std::move(*postponed_);
    postponed_.reset();
    undefer();
    rest(*this);
  } else if (closing_ && !deferred_) {
    return linger();
  }
  advance();
}

/// Closing with bytes unread would reset the connection and take the last answer with it.
void connection::linger() {
  lingering_ = true;
  since_ = home_.ticks();
  if (finish_sending()) read_more();
}

bool connection::too_slow() const {
  const auto& limits = home_.context().limits.times;
  const auto waited = home_.ticks() - since_;
  if (writing_) return waited > limits.write_stall;
  if (deferred_) return false;
  if (lingering_) return waited > limits.linger;
  if (in_body_)
    return waited > limits.body_grace &&
           reader_.body_received() < (waited - limits.body_grace) * limits.body_rate;
  if (!reader_.idle() || served_ == 0) return waited > limits.header;
  return waited > (home_.draining() ? 0 : limits.idle);
}

void connection::on_tick() {
  if (closed_ || finished_ || !too_slow()) return;
  if (!reader_.idle() || served_ == 0 || writing_) home_.context().counted.timed_out.add();
  end();
}

}  // namespace chant::http
