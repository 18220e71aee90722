// Fans who come at a steady rate, however slowly they are answered: each opens a session and orders
// a cover. Says how that went as JSON on stdout; share ids that were promised go to stderr, one a
// line.
//
//   stampede_load PORT CONNECTIONS FANS_PER_SECOND SECONDS SEED

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds patience{30};  // for answers after the last fan has come

struct figures {
  std::uint64_t fans = 0;      ///< who came
  std::uint64_t accepted = 0;  ///< answered with 202
  std::uint64_t shed = 0;      ///< answered with 429 or 503, and when to come back
  std::uint64_t odd = 0;       ///< answered with anything else
  std::uint64_t broken = 0;    ///< not answered
  std::uint64_t late = 0;      ///< fans who found no free connection when they came
  std::map<unsigned, std::uint64_t> statuses;
  std::vector<double> milliseconds;  ///< of each answer

  [[nodiscard]] double quantile(double q) {
    if (milliseconds.empty()) return 0;
    const auto at = static_cast<std::ptrdiff_t>(q * static_cast<double>(milliseconds.size() - 1));
    std::nth_element(milliseconds.begin(), milliseconds.begin() + at, milliseconds.end());
    return milliseconds[static_cast<std::size_t>(at)];
  }
};

std::string random_uuid(std::mt19937_64& random) {
  const auto a = random();
  const auto b = random();
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-%04x-%012llx",
                static_cast<unsigned>(a >> 32), static_cast<unsigned>(a >> 16 & 0xFFFF),
                static_cast<unsigned>(a & 0xFFF),
                static_cast<unsigned>(0x8000 | (b >> 48 & 0x3FFF)),
                static_cast<unsigned long long>(b & 0xFFFFFFFFFFFF));
  return text.data();
}

std::string put(std::string_view target, std::string_view secret, std::string_view body) {
  std::string text = "PUT ";
  text.append(target).append(" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ");
  text.append(secret).append("\r\nContent-Type: application/json\r\nContent-Length: ");
  return text.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

/// The value of a field of the head, or nothing.
std::string_view field(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
       at = head.find("\r\n", at + 2)) {
    const auto line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const bool same = line.size() > name.size() && line[name.size()] == ':' &&
                      std::equal(name.begin(), name.end(), line.begin(),
                                 [](char x, char y) { return (x | 0x20) == (y | 0x20); });
    if (same) return line.substr(line.find_first_not_of(' ', name.size() + 1));
  }
  return {};
}

unsigned number(std::string_view text) {
  unsigned value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// One connection and the fan who uses it.
struct line {
  int socket = -1;
  bool busy = false;
  bool ordering = false;  ///< the session stands, the cover is asked for
  std::string secret;
  std::string received;
  steady_clock::time_point asked;
};

class stampede {
 public:
  stampede(std::uint16_t port, std::size_t connections, std::uint64_t seed)
      : port_(port), lines_(connections), poll_(::epoll_create1(EPOLL_CLOEXEC)), random_(seed) {}
  ~stampede() {
    for (auto& l : lines_) hang_up(l);
    ::close(poll_);
  }
  stampede(const stampede&) = delete;
  stampede& operator=(const stampede&) = delete;

  figures run(double fans_per_second, double seconds) {
    const auto begun = steady_clock::now();
    const auto total = static_cast<std::uint64_t>(fans_per_second * seconds);
    const auto last = begun + std::chrono::duration<double>(seconds) + patience;
    while (steady_clock::now() < last && (seen_.fans < total || busy_ > 0)) {
      const std::chrono::duration<double> since = steady_clock::now() - begun;
      const auto due = std::min(total, static_cast<std::uint64_t>(since.count() * fans_per_second));
      while (seen_.fans < due && welcome()) {
      }
      seen_.late = std::max(seen_.late, due - seen_.fans);
      listen_in();
    }
    seen_.broken += busy_;
    return std::move(seen_);
  }

 private:
  bool welcome() {
    if (busy_ == lines_.size()) return false;
    // By turns, so that every connection is used however quick the answers are.
    do turn_ = (turn_ + 1) % lines_.size();
    while (lines_[turn_].busy);
    auto* const free = &lines_[turn_];
    ++seen_.fans;
    free->secret = random_uuid(random_);
    free->ordering = false;
    free->busy = true;
    ++busy_;
    ask(*free, put("/api/v1/session", free->secret, R"({"language":"en"})"));
    return true;
  }

  void ask(line& l, const std::string& request) {
    l.asked = steady_clock::now();
    if (l.socket < 0 && !dial(l)) return fail(l);
    const auto size = static_cast<ssize_t>(request.size());
    if (::send(l.socket, request.data(), request.size(), MSG_NOSIGNAL) != size) fail(l);
  }

  bool dial(line& l) {
    l.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(l.socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return false;
    const int on = 1;
    ::setsockopt(l.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(l.socket, F_SETFL, O_NONBLOCK);
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.ptr = &l;
    return ::epoll_ctl(poll_, EPOLL_CTL_ADD, l.socket, &wanted) == 0;
  }

  void hang_up(line& l) {
    if (l.socket >= 0) ::close(l.socket);
    l.socket = -1;
    l.received.clear();
  }

  void fail(line& l) {
    hang_up(l);
    if (l.busy) ++seen_.broken;
    leave(l);
  }

  void leave(line& l) {
    if (l.busy) --busy_;
    l.busy = false;
  }

  void listen_in() {
    std::array<epoll_event, 256> happened{};
    const int count = ::epoll_wait(poll_, happened.data(), happened.size(), 1);
    for (int i = 0; i < count; ++i)
      read(*static_cast<line*>(happened[static_cast<std::size_t>(i)].data.ptr));
  }

  void read(line& l) {
    std::array<char, 8192> piece;
    const auto size = ::recv(l.socket, piece.data(), piece.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return fail(l);
    l.received.append(piece.data(), static_cast<std::size_t>(size));
    const auto head_end = l.received.find("\r\n\r\n");
    if (head_end == std::string::npos) return;
    const std::string head = l.received.substr(0, head_end + 2);
    const std::size_t whole = head_end + 4 + number(field(head, "content-length"));
    if (l.received.size() < whole) return;
    const std::string body = l.received.substr(head_end + 4, whole - head_end - 4);
    l.received.erase(0, whole);
    if (field(head, "connection") == "close") hang_up(l);
    answered(l, number(std::string_view(head).substr(9)), !field(head, "retry-after").empty(),
             body);
  }

  void answered(line& l, unsigned status, bool says_when, const std::string& body) {
    const std::chrono::duration<double, std::milli> took = steady_clock::now() - l.asked;
    seen_.milliseconds.push_back(took.count());
    ++seen_.statuses[status];
    if ((status == 429 || status == 503) && says_when) {
      ++seen_.shed;
      return leave(l);
    }
    if (!l.ordering && (status == 200 || status == 201)) {
      l.ordering = true;
      const auto name = R"({"team":"fr","name":"Fan )" + l.secret.substr(0, 6) + R"("})";
      return ask(l, put("/api/v1/session/artwork", l.secret, name));
    }
    if (l.ordering && status == 202) {
      ++seen_.accepted;
      constexpr std::string_view key = R"("share_id":")";
      const auto at = body.find(key);
      if (at != std::string::npos)
        std::fprintf(stderr, "%s\n", body.substr(at + key.size(), 16).c_str());
    } else {
      ++seen_.odd;
    }
    leave(l);
  }

  const std::uint16_t port_;
  std::vector<line> lines_;
  const int poll_;
  std::mt19937_64 random_;
  std::size_t busy_ = 0;
  std::size_t turn_ = 0;
  figures seen_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  stampede crowd(static_cast<std::uint16_t>(std::atoi(argv[1])),
                 static_cast<std::size_t>(std::atoi(argv[2])), std::strtoull(argv[5], nullptr, 10));
  auto seen = crowd.run(std::atof(argv[3]), std::atof(argv[4]));
  std::printf(
      R"({"fans":%lu,"accepted":%lu,"shed":%lu,"odd":%lu,"broken":%lu,"late":%lu,"p50_ms":%.3f,)"
      R"("p99_ms":%.3f,"statuses":{)",
      seen.fans, seen.accepted, seen.shed, seen.odd, seen.broken, seen.late, seen.quantile(0.5),
      seen.quantile(0.99));
  const char* comma = "";
  for (const auto& [status, count] : seen.statuses) {
    std::printf(R"(%s"%u":%lu)", comma, status, count);
    comma = ",";
  }
  std::printf("}}\n");
}
