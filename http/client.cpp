#include "http/client.hpp"

#include "base/ascii.hpp"
#include "http/client_socket.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace chant::http {

namespace {

using steady = std::chrono::steady_clock;
constexpr std::size_t most_bytes = std::size_t{1} << 30;
constexpr std::size_t most_head_bytes = 64 * 1024;

error silent() { return {errc::timeout, "no_answer", "The node did not answer in time.", ""}; }
error unreadable() {
  return {errc::malformed, "answer_malformed", "The answer is not HTTP/1.", ""};
}

std::string compose(const client_request& r) {
  std::string text =
      std::string(r.verb) + " " + std::string(r.target) + " HTTP/1.1\r\nConnection: close\r\n";
  if (!r.fields.contains("Host")) text += "Host: localhost\r\n";
  for (const auto& [name, value] : r.fields) text += name + ": " + value + "\r\n";
  if (!r.body.empty() || r.verb == "PUT" || r.verb == "POST")
    text += "Content-Length: " + std::to_string(r.body.size()) + "\r\n";
  return text.append("\r\n").append(r.body);
}

bool parse_fields(std::string_view lines, client_reply& into) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find("\r\n"), lines.size());
    const auto line = lines.substr(0, end);
    const auto colon = line.find(':');
    if (colon == line.npos) return false;
    auto name = ascii_lowered(line.substr(0, colon));
    auto value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    into.fields.insert_or_assign(std::move(name), std::string(value));
    lines.remove_prefix(std::min(end + 2, lines.size()));
  }
  return true;
}

bool parse_head(std::string_view head, client_reply& into) {
  const bool known = head.starts_with("HTTP/1.1 ") || head.starts_with("HTTP/1.0 ");
  if (!known || head.size() < 12) return false;
  const auto code = head.substr(9, 3);
  const auto [stop, problem] = std::from_chars(code.data(), code.data() + 3, into.status);
  if (problem != std::errc{} || stop != code.data() + 3) return false;
  const auto line_end = head.find("\r\n");
  return line_end == head.npos || parse_fields(head.substr(line_end + 2), into);
}

/// How long the body is: none for HEAD, 204 and 304; otherwise up to the end of the connection.
std::size_t body_size(const client_request& asked, const client_reply& reply) {
  if (asked.verb == "HEAD" || reply.status == 204 || reply.status == 304) return 0;
  const auto at = reply.fields.find("content-length");
  std::size_t size = most_bytes;
  if (at != reply.fields.end())
    std::from_chars(at->second.data(), at->second.data() + at->second.size(), size);
  return size;
}

result<client_reply> receive(client_socket& from, const client_request& asked) {
  std::string bytes;
  std::size_t head_end = 0;
  while ((head_end = bytes.find("\r\n\r\n")) == bytes.npos) {
    if (bytes.size() > most_head_bytes) return std::unexpected(unreadable());
    const auto n = from.read_some(bytes);
    if (n < 0) return std::unexpected(silent());
    if (n == 0) return std::unexpected(unreadable());
  }
  client_reply reply;
  if (!parse_head(std::string_view(bytes).substr(0, head_end), reply))
    return std::unexpected(unreadable());
  bytes.erase(0, head_end + 4);
  const auto wanted = body_size(asked, reply);
  while (bytes.size() < wanted) {
    if (bytes.size() >= most_bytes)
      return std::unexpected(
          error{errc::too_large, "answer_too_large", "The answer is too large.", ""});
    const auto n = from.read_some(bytes);
    if (n < 0) return std::unexpected(silent());
    if (n == 0) break;
  }
  if (wanted != most_bytes && bytes.size() < wanted) return std::unexpected(unreadable());
  reply.body = std::move(bytes);
  return reply;
}

}  // namespace

result<client_reply> fetch(const server_address& at, const client_request& request,
                           std::chrono::milliseconds at_most) {
  auto s = client_socket::connect(at, steady::now() + at_most);
  if (!s) return std::unexpected(s.error());
  if (!s->send_all(compose(request))) return std::unexpected(silent());
  return receive(*s, request);
}

std::optional<web_address> parse_web_address(std::string_view url) {
  web_address parsed;
  constexpr std::string_view clear = "http://";
  constexpr std::string_view secure = "https://";
  parsed.at.tls = url.starts_with(secure);
  if (!parsed.at.tls && !url.starts_with(clear)) return std::nullopt;
  url.remove_prefix(parsed.at.tls ? secure.size() : clear.size());
  // What is no visible ASCII, or a name and a password, has no place here.
  if (!std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; })) return std::nullopt;
  const auto slash = std::min(url.find_first_of("/?#"), url.size());
  parsed.host = url.substr(0, slash);
  const auto rest = url.substr(slash, std::min(url.find('#'), url.size()) - slash);
  parsed.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  if (parsed.host.find('@') != parsed.host.npos) return std::nullopt;

  std::string_view host = parsed.host;
  const auto bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket == host.npos) return std::nullopt;
  const auto colon = host.find(':', bracket);
  parsed.at.port = parsed.at.tls ? 443 : 80;
  if (colon != host.npos) {
    const auto port = host.substr(colon + 1);
    const auto [end, why] = std::from_chars(port.data(), port.data() + port.size(), parsed.at.port);
    if (why != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  }
  host = host.substr(0, colon);
  parsed.at.host = bracket > 0 ? host.substr(1, bracket - 1) : host;
  if (parsed.at.host.empty()) return std::nullopt;
  return parsed;
}

}  // namespace chant::http
