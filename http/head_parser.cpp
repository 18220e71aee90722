// The header of a request: Beast splits it, this file judges it.
#include "http/request_reader.hpp"

#include "base/ascii.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace chant::http {

namespace beast = boost::beast;

namespace {

method method_of(beast::http::verb v) {
  // Beast knows 34 methods; what is not served here is one value.
  if (v == beast::http::verb::get) return method::get;
  if (v == beast::http::verb::head) return method::head;
  if (v == beast::http::verb::put) return method::put;
  if (v == beast::http::verb::post) return method::post;
  if (v == beast::http::verb::patch) return method::patch;
  if (v == beast::http::verb::delete_) return method::del;
  if (v == beast::http::verb::options) return method::options;
  return method::other;
}

struct known_field {
  beast::http::field name;
  header as;
};
constexpr std::array known_fields{
    known_field{beast::http::field::host, header::host},
    known_field{beast::http::field::accept, header::accept},
    known_field{beast::http::field::accept_encoding, header::accept_encoding},
    known_field{beast::http::field::accept_language, header::accept_language},
    known_field{beast::http::field::authorization, header::authorization},
    known_field{beast::http::field::content_type, header::content_type},
    known_field{beast::http::field::if_match, header::if_match},
    known_field{beast::http::field::if_none_match, header::if_none_match},
    known_field{beast::http::field::if_range, header::if_range},
    known_field{beast::http::field::range, header::range},
    known_field{beast::http::field::forwarded, header::forwarded},
};
/// Fields that Beast does not know, in lower case.
struct named_field {
  std::string_view name;
  header as;
};
constexpr std::array named_fields{
    named_field{"x-forwarded-for", header::forwarded_for},
    named_field{"x-forwarded-proto", header::forwarded_proto},
    named_field{"x-http-method-override", header::method_override},
    named_field{"tus-resumable", header::tus_resumable},
    named_field{"upload-checksum", header::upload_checksum},
    named_field{"upload-defer-length", header::upload_defer_length},
    named_field{"upload-length", header::upload_length},
    named_field{"upload-metadata", header::upload_metadata},
    named_field{"upload-offset", header::upload_offset},
    named_field{"x-chant-signature", header::chant_signature},
};

bool same_word(std::string_view a, std::string_view lower_b) {
  return std::ranges::equal(a, lower_b, [](char x, char y) { return ascii_lower(x) == y; });
}

bool is_list(header h) {
  return h == header::accept || h == header::accept_encoding || h == header::accept_language ||
         h == header::if_match || h == header::if_none_match || h == header::forwarded ||
         h == header::forwarded_for || h == header::forwarded_proto;
}

bool is_host_character(char c) {
  return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '.' ||
         c == '-' || c == '_';
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_host(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos || !parse_address(text.substr(1, end - 1))) return false;
    const auto rest = text.substr(end + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
  }
  const auto colon = text.find(':');
  if (colon != text.npos && !is_port(text.substr(colon + 1))) return false;
  const auto name = text.substr(0, colon);
  return !name.empty() && std::ranges::all_of(name, is_host_character);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = ascii_lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

}  // namespace

struct request_reader::parsed_head {
  beast::http::verb verb{};
  std::string_view target;
  bool http10 = false;
  bool keep_alive = true;
  unsigned hosts = 0;
  unsigned lengths = 0;
  unsigned encodings = 0;
  std::string_view length;
  std::string_view encoding;
  std::string_view expect;
};

class request_reader::head_parser final : public beast::http::basic_parser<true> {
 public:
  head_parser(request_reader& reader, parsed_head& out) : reader_(reader), out_(out) {
    header_limit(static_cast<std::uint32_t>(reader.limits_.head_bytes + 1));
    // Bodies are read by the reader itself, with its own limit.
    body_limit(boost::none);
  }

 private:
  using error_code = boost::system::error_code;
  using text = beast::string_view;

  void on_request_impl(beast::http::verb v, text, text target, int version, error_code&) override {
    out_.verb = v;
    out_.target = {target.data(), target.size()};
    out_.http10 = version == 10;
  }
  void on_response_impl(int, text, int, error_code&) override {}
  void on_field_impl(beast::http::field f, text name, text value, error_code& ec) override {
    if (!take({name.data(), name.size()}, f, {value.data(), value.size()}))
      ec = beast::http::error::bad_field;
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(text body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code&) override {
    return body.size();
  }
  void on_finish_impl(error_code&) override {}

  bool take(std::string_view name, beast::http::field f, std::string_view value) {
    using beast::http::field;
    if (f == field::content_length) {
      ++out_.lengths;
      out_.length = value;
    } else if (f == field::transfer_encoding) {
      ++out_.encodings;
      out_.encoding = value;
    } else if (f == field::expect) {
      out_.expect = value;
    } else {
      if (f == field::host) ++out_.hosts;
      return take_known(name, f, value);
    }
    return true;
  }

  bool take_known(std::string_view name, beast::http::field f, std::string_view value) {
    if (same_word(name, reader_.country_header_)) return reader_.take_field(header::country, value);
    if (f != beast::http::field::unknown) {
      const auto* known = std::ranges::find(known_fields, f, &known_field::name);
      return known == known_fields.end() || reader_.take_field(known->as, value);
    }
    const auto* named = std::ranges::find_if(
        named_fields, [&](const named_field& n) { return same_word(name, n.name); });
    return named == named_fields.end() || reader_.take_field(named->as, value);
  }

  request_reader& reader_;
  parsed_head& out_;
};

bool request_reader::take_field(header h, std::string_view value) {
  auto& slot = request_.fields[static_cast<std::size_t>(h)];
  if (slot.data() == nullptr) {
    slot = value;
    return true;
  }
  if (!is_list(h)) return fail(400, "header_duplicate", "A header field stands twice.");
  slot = joined_.emplace_front(std::string(slot).append(", ").append(value));
  return true;
}

bool request_reader::parse_head() {
  parsed_head h;
  head_parser parser(*this, h);
  fault_ = {};
  boost::system::error_code ec;
  parser.put(boost::asio::const_buffer(head_.data(), head_.size()), ec);
  if (fault_.code.empty() && ec == beast::http::error::bad_content_length)
    return fail(400, "length_malformed", "Content-Length cannot be read.");
  if (fault_.code.empty() && ec == beast::http::error::multiple_content_length)
    return fail(400, "length_malformed", "Content-Length stands twice.");
  if (fault_.code.empty() && ec == beast::http::error::bad_transfer_encoding)
    return fail(400, "encoding_malformed", "Transfer-Encoding cannot be combined like this.");
  if (!fault_.code.empty()) return false;
  if ((ec && ec != beast::http::error::need_more) || !parser.is_header_done())
    return fail(400, "header_malformed", "The request header cannot be read.");
  h.keep_alive = parser.keep_alive();
  return accept(h);
}

bool request_reader::accept(const parsed_head& h) {
  keep_alive_ = h.keep_alive;
  request_.verb = method_of(h.verb);
  sent_head_ = request_.verb == method::head;
  request_.http10 = h.http10;
  request_.target = h.target;
  if (h.hosts > 1) return fail(400, "host_malformed", "Host stands twice.");
  if (h.hosts == 0 && !h.http10) return fail(400, "host_missing", "Host is missing.");
  if (h.hosts == 1 && !accept_host(request_[header::host])) return false;
  if (h.verb == beast::http::verb::trace || h.verb == beast::http::verb::connect)
    return fail(405, "method_not_allowed", "This method is not served.");
  if (!accept_target(h.target) || !accept_framing(h)) return false;
  if (!h.expect.empty() && !h.http10) {
    if (!same_word(h.expect, "100-continue"))
      return fail(417, "expectation_failed", "Only 100-continue can be expected.");
    expects_continue_ = stage_ != stage::done;
  }
  return true;
}

bool request_reader::accept_host(std::string_view host) {
  return is_host(host) || fail(400, "host_malformed", "Host is not a host name.");
}

bool request_reader::accept_framing(const parsed_head& h) {
  if (h.encodings > 0) {
    if (h.lengths > 0 || h.http10 || h.encodings > 1 || h.encoding.empty())
      return fail(400, "encoding_malformed", "Transfer-Encoding cannot be combined like this.");
    if (!same_word(h.encoding, "chunked"))
      return fail(501, "encoding_unsupported", "The only transfer coding spoken here is chunked.");
    request_.has_body_length = true;
    stage_ = stage::chunked_body;
    return true;
  }
  stage_ = stage::done;
  if (h.lengths == 0) return true;
  const auto end = h.length.data() + h.length.size();
  const auto [stop, problem] = std::from_chars(h.length.data(), end, body_left_);
  if (h.lengths > 1 || stop != end || problem == std::errc::invalid_argument)
    return fail(400, "length_malformed", "Content-Length cannot be read.");
  if (problem != std::errc{}) return fail(413, "body_too_large", "The body is too large.");
  request_.has_body_length = true;
  request_.content_length = body_left_;
  if (body_left_ > 0) stage_ = stage::fixed_body;
  return true;
}

bool request_reader::accept_target(std::string_view target) {
  const auto is_foreign = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte >= 0x7f || c == '#' || c == '\\' || c == '"' || c == '<' ||
           c == '>';
  };
  if (std::ranges::any_of(target, is_foreign))
    return fail(400, "target_malformed", "The request target holds a forbidden character.");
  if (target == "*" && request_.verb == method::options) {
    request_.path = target;
    return true;
  }
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto rest = target.substr(scheme.size());
    const auto slash = std::min(rest.find_first_of("/?"), rest.size());
    auto& host = request_.fields[static_cast<std::size_t>(header::host)];
    host = rest.substr(0, slash);  // RFC 9112 §3.2.2: the target's authority rules
    if (!accept_host(host)) return false;
    target = rest.substr(slash);
    if (!target.starts_with('/'))
      return fail(400, "target_malformed", "The request target has no path.");
    break;
  }
  if (!target.starts_with('/'))
    return fail(400, "target_malformed", "The request target does not begin with a slash.");
  const auto question = target.find('?');
  request_.target = target;
  request_.query = question == target.npos ? std::string_view() : target.substr(question + 1);
  return decode_path(target.substr(0, question));
}

bool request_reader::decode_path(std::string_view raw) {
  request_.path = raw;
  if (raw.find('%') != raw.npos) {
    path_.clear();
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '%') {
        path_ += raw[i];
        continue;
      }
      const int high = i + 2 < raw.size() ? hex_digit(raw[i + 1]) : -1;
      const int low = i + 2 < raw.size() ? hex_digit(raw[i + 2]) : -1;
      const int byte = high * 16 + low;
      if (high < 0 || low < 0 || byte < 0x20 || byte == 0x7f || byte == '/' || byte == '\\')
        return fail(400, "target_malformed", "The path is not properly percent-encoded.");
      path_ += static_cast<char>(byte);
      i += 2;
    }
    request_.path = path_;
  }
  const std::string_view path = request_.path;
  if (path.find("/../") != path.npos || path.find("/./") != path.npos || path.ends_with("/..") ||
      path.ends_with("/."))
    return fail(400, "target_malformed", "The path holds a dot segment.");
  return true;
}

}  // namespace chant::http
