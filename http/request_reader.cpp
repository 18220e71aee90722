#include "http/request_reader.hpp"

#include <algorithm>
#include <cstring>

namespace chant::http {

namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";
// A client may send a blank line after the request before (RFC 9112 §2.2); more are a probe.
constexpr unsigned most_blank_lines = 2;
// A body kept for the next request on the connection is not worth more memory than this.
constexpr std::size_t kept_body_bytes = 4 * 1024;

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// A line feed that does not follow a carriage return.
bool has_bare_line_feed(std::string_view text, char before) {
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
    if ((at == 0 ? before : text[at - 1]) != '\r') return true;
  return false;
}

}  // namespace

request_reader::step request_reader::feed(std::string_view input) {
  switch (stage_) {
    case stage::head:
      return read_head(input);
    case stage::fixed_body:
      return read_fixed_body(input);
    case stage::chunked_body:
      return read_chunked_body(input);
    case stage::done:
      return {progress::complete, 0};
  }
  return failed();
}

void request_reader::next() {
  stage_ = stage::head;
  chunk_ = chunk::size_first;
  keep_alive_ = true;
  expects_continue_ = sent_head_ = in_pieces_ = false;
  blank_lines_ = 0;
  scanned_ = framing_bytes_ = 0;
  body_left_ = body_limit_ = body_received_ = 0;
  chunk_digits_ = 0;
  if (body_.capacity() > kept_body_bytes) body_ = std::string();
  body_.clear();
  joined_.clear();
  request_ = request{};
}

bool request_reader::fail(unsigned status, std::string_view code, std::string_view detail) {
  fault_ = {status, code, detail};
  return false;
}

request_reader::step request_reader::read_head(std::string_view input) {
  std::size_t skipped = 0;
  while (scanned_ == 0 && input.starts_with("\r\n") && blank_lines_ < most_blank_lines) {
    input.remove_prefix(2);
    skipped += 2;
    ++blank_lines_;
  }
  if (input.empty() || (input == "\r" && blank_lines_ < most_blank_lines))
    return {progress::need_more, skipped};
  if (!is_letter(input.front())) {
    fail(400, "request_malformed", "The request does not begin with a method.");
    return failed();
  }
  const std::size_t from = scanned_ < end_of_head.size() ? 0 : scanned_ - end_of_head.size() + 1;
  const auto end = input.find(end_of_head, from);
  const auto seen = input.substr(0, end == input.npos ? input.npos : end + end_of_head.size());
  if (has_bare_line_feed(seen.substr(from), from == 0 ? '\0' : seen[from - 1])) {
    fail(400, "line_ending_malformed", "A line does not end in CR LF.");
    return failed();
  }
  if (seen.size() > limits_.head_bytes ||
      (end == input.npos && seen.size() == limits_.head_bytes)) {
    if (seen.find('\n') == seen.npos)
      fail(414, "target_too_long", "The request target is too long.");
    else
      fail(431, "header_too_large", "The request header is too large.");
    return failed();
  }
  scanned_ = seen.size();
  if (end == input.npos) return {progress::need_more, skipped};
  head_.assign(seen);
  if (!screen(head_) || !parse_head()) return failed();
  return {stage_ == stage::done ? progress::complete : progress::head, skipped + seen.size()};
}

/// What Beast's parser lets pass or would answer less exactly.
bool request_reader::screen(std::string_view head) {
  const auto line_end = head.find("\r\n");
  const auto line = head.substr(0, line_end);
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == line.npos || first == last)
    return fail(400, "request_malformed", "The request line is not method, target and version.");
  if (last - first - 1 > limits_.target_bytes)
    return fail(414, "target_too_long", "The request target is too long.");
  const auto version = line.substr(last + 1);
  const bool is_version = version.size() == 8 && version.starts_with("HTTP/") &&
                          version[5] >= '0' && version[5] <= '9' && version[6] == '.' &&
                          version[7] >= '0' && version[7] <= '9';
  if (!is_version) return fail(400, "request_malformed", "The HTTP version cannot be read.");
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return fail(505, "version_unsupported", "Only HTTP/1.1 and HTTP/1.0 are spoken here.");

  std::size_t fields = 0;
  for (std::size_t at = line_end; at + 4 < head.size(); ++fields) {
    const auto start = at + 2;
    if (head[start] == ' ' || head[start] == '\t')
      return fail(400, "header_folded", "A header field is folded over several lines.");
    at = head.find("\r\n", start);
  }
  if (fields > limits_.fields) return fail(431, "header_too_large", "Too many header fields.");

  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f;
  };
  if (std::ranges::any_of(head, is_control))
    return fail(400, "header_malformed", "The header holds a control character.");
  const auto carriage_returns = static_cast<std::size_t>(std::ranges::count(head, '\r'));
  if (carriage_returns != fields + 2)
    return fail(400, "line_ending_malformed", "A carriage return stands alone.");
  return true;
}

bool request_reader::admit_body(std::uint64_t most_bytes, bool in_pieces) {
  if (stage_ == stage::fixed_body && body_left_ > most_bytes)
    return fail(413, "body_too_large", "The body is too large.");
  body_limit_ = most_bytes;
  in_pieces_ = in_pieces;
  if (stage_ == stage::fixed_body && !in_pieces) body_.reserve(body_left_);
  return true;
}

/// Keeps body bytes, or returns those that are to be handed out.
std::string_view request_reader::take_body(std::string_view piece) {
  body_left_ -= piece.size();
  body_received_ += piece.size();
  if (in_pieces_) return piece;
  body_.append(piece);
  return {};
}

request_reader::progress request_reader::skip_body(std::uint64_t size) {
  body_left_ -= size;
  body_received_ += size;
  if (body_left_ > 0) return progress::piece;
  stage_ = stage::done;
  return progress::complete;
}

request_reader::step request_reader::read_fixed_body(std::string_view input) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, input.size()));
  const auto piece = take_body(input.substr(0, size));
  if (body_left_ > 0) return {in_pieces_ ? progress::piece : progress::need_more, size, piece};
  request_.body = body_;
  stage_ = stage::done;
  return {progress::complete, size, piece};
}

request_reader::step request_reader::read_chunked_body(std::string_view input) {
  std::size_t at = 0;
  while (at < input.size() && stage_ == stage::chunked_body) {
    if (chunk_ == chunk::data) {
      const auto size =
          static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, input.size() - at));
      const auto piece = take_body(input.substr(at, size));
      at += size;
      if (body_left_ == 0) chunk_ = chunk::data_cr;
      if (in_pieces_) return {progress::piece, at, piece};
    } else if (!take_chunk_byte(input[at++])) {
      return failed();
    }
  }
  if (stage_ != stage::done) return {progress::need_more, at};
  request_.body = body_;
  return {progress::complete, at};
}

bool request_reader::add_chunk_digit(char c) {
  const char lower = static_cast<char>(c | 0x20);
  const bool decimal = c >= '0' && c <= '9';
  if (!decimal && (lower < 'a' || lower > 'f')) return false;
  body_left_ = body_left_ * 16 + static_cast<std::uint64_t>(decimal ? c - '0' : lower - 'a' + 10);
  ++chunk_digits_;
  return true;
}

bool request_reader::start_chunk_size() {
  if (body_left_ > body_limit_ - body_received_)
    return fail(413, "body_too_large", "The body is too large.");
  chunk_ = body_left_ == 0 ? chunk::trailer_first : chunk::data;
  chunk_digits_ = 0;
  return true;
}

/// One byte of chunk framing (RFC 9112 §7.1). Extensions and trailer fields are read past.
bool request_reader::take_chunk_byte(char c) {
  constexpr unsigned most_digits = 8;
  const auto malformed = [this] {
    return fail(400, "chunk_malformed", "The chunked body cannot be read.");
  };
  // The framing may weigh as much as the body it frames: enough for any honest sender.
  if (++framing_bytes_ > body_limit_) return malformed();
  const auto expect = [&](char wanted, chunk then) {
    chunk_ = then;
    return c == wanted || malformed();
  };
  switch (chunk_) {
    case chunk::size_first:
      body_left_ = 0;
      chunk_ = chunk::size;
      return add_chunk_digit(c) || malformed();
    case chunk::size:
      if (c == '\r') return expect('\r', chunk::size_lf);
      if (c == ';') return expect(';', chunk::extension);
      return (add_chunk_digit(c) && chunk_digits_ <= most_digits) || malformed();
    case chunk::extension:
      if (c == '\r') return expect('\r', chunk::size_lf);
      return (c == '\t' || (c >= 0x20 && c < 0x7f)) || malformed();
    case chunk::size_lf:
      return c == '\n' ? start_chunk_size() : malformed();
    case chunk::data:
      return malformed();
    case chunk::data_cr:
      return expect('\r', chunk::data_lf);
    case chunk::data_lf:
      return expect('\n', chunk::size_first);
    case chunk::trailer_first:
      if (c == '\r') return expect('\r', chunk::last_lf);
      if (c <= ' ' || c == 0x7f) return malformed();
      chunk_ = chunk::trailer;
      return true;
    case chunk::trailer:
      if (c == '\r') return expect('\r', chunk::trailer_lf);
      return (c == '\t' || static_cast<unsigned char>(c) >= 0x20) || malformed();
    case chunk::trailer_lf:
      return expect('\n', chunk::trailer_first);
    case chunk::last_lf:
      stage_ = stage::done;
      return c == '\n' || malformed();
  }
  return malformed();
}

}  // namespace chant::http
