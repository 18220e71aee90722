// Sends one message many times to a relay on this machine, as Chant does or as libcurl does, and
// prints the CPU seconds that took: mail_bench SENDER COUNT CONNECTIONS PORT FILE, where SENDER is
// ours, ours+rsa, ours+ed25519 (signed with DKIM before it is sent) or libcurl.
//
// mail_bench.py starts the relay and compares.
#include "mail/dkim.hpp"
#include "mail/smtp_client.hpp"

#include <curl/curl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <future>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace chant;

struct job {
  std::size_t count;
  std::size_t connections;
  std::uint16_t port;
  std::string message;
};

std::string recipient(std::size_t number) { return "u" + std::to_string(number) + "@example.org"; }

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

[[noreturn]] void give_up(std::string_view why) {
  std::cerr << "mail_bench: " << why << '\n';
  std::exit(1);
}

/// Keeps two letters a connection under way, the next handed over when one is accepted.
class chant_sender {
 public:
  chant_sender(const job& work, std::optional<mail::dkim_signer> signer)
      : work_(work), signer_(std::move(signer)) {
    auto made = mail::smtp_client::start({.host = "127.0.0.1",
                                          .port = work.port,
                                          .security = mail::smtp_security::none,
                                          .ca_file = {},
                                          .user = {},
                                          .password = {},
                                          .helo = "bench.example",
                                          .connections = work.connections,
                                          .letters_per_connection = 1'000'000,
                                          .timeouts = {}});
    if (!made) give_up(made.error().detail);
    client_ = std::move(*made);
  }

  void run() {
    const auto at_once = std::min(work_.count, 2 * work_.connections);
    next_ = at_once;
    for (std::size_t i = 0; i < at_once; ++i) send(i);
    all_.get_future().wait();
    client_->stop();
  }

 private:
  void send(std::size_t number) {
    auto message = work_.message;
    if (signer_) message.insert(0, signer_->sign(message).value());
    client_->deliver({.letter = {}, .from = "bounces@example.org", .to = recipient(number)},
                     std::move(message), [this](const mail::delivery& d) { told(d); });
  }

  void told(const mail::delivery& d) {
    if (d.what != mail::delivery::fate::accepted) give_up("not accepted: " + d.code);
    if (++accepted_ == work_.count) return all_.set_value();
    if (next_ < work_.count) send(next_++);
  }

  const job& work_;
  std::optional<mail::dkim_signer> signer_;
  std::unique_ptr<mail::smtp_client> client_;
  std::size_t next_ = 0;
  std::size_t accepted_ = 0;
  std::promise<void> all_;
};

/// The multi interface, with connections reused.
class curl_sender {
 public:
  explicit curl_sender(const job& work) : work_(work), letters_(work.connections) {
    ::curl_global_init(CURL_GLOBAL_ALL);
    multi_ = ::curl_multi_init();
    const auto limit = static_cast<long>(work.connections);
    ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, limit);
    ::curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, limit);
  }

  void run() {
    for (auto& each : letters_) {
      each.easy = ::curl_easy_init();
      if (next_ < work_.count) send(each);
    }
    int running = 0;
    while (sent_ < work_.count) {
      ::curl_multi_perform(multi_, &running);
      collect();
      if (sent_ < work_.count) ::curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    for (auto& each : letters_) ::curl_easy_cleanup(each.easy);
    ::curl_multi_cleanup(multi_);
  }

 private:
  struct letter {
    CURL* easy = nullptr;
    curl_slist* to = nullptr;
    std::string_view rest;
  };

  static std::size_t read(char* into, std::size_t size, std::size_t count, void* from) {
    auto& of = *static_cast<letter*>(from);
    const auto taken = std::min(size * count, of.rest.size());
    std::memcpy(into, of.rest.data(), taken);
    of.rest.remove_prefix(taken);
    return taken;
  }

  void send(letter& each) {
    ::curl_slist_free_all(each.to);
    each.to = ::curl_slist_append(nullptr, ("<" + recipient(next_++) + ">").c_str());
    each.rest = work_.message;
    const auto url = "smtp://127.0.0.1:" + std::to_string(work_.port) + "/bench.example";
    ::curl_easy_setopt(each.easy, CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(each.easy, CURLOPT_MAIL_FROM, "<bounces@example.org>");
    ::curl_easy_setopt(each.easy, CURLOPT_MAIL_RCPT, each.to);
    ::curl_easy_setopt(each.easy, CURLOPT_READFUNCTION, &curl_sender::read);
    ::curl_easy_setopt(each.easy, CURLOPT_READDATA, &each);
    ::curl_easy_setopt(each.easy, CURLOPT_UPLOAD, 1L);
    ::curl_easy_setopt(each.easy, CURLOPT_PRIVATE, &each);
    ::curl_multi_add_handle(multi_, each.easy);
  }

  void collect() {
    int left = 0;
    while (const auto* told = ::curl_multi_info_read(multi_, &left)) {
      if (told->msg != CURLMSG_DONE) continue;
      if (told->data.result != CURLE_OK) give_up(::curl_easy_strerror(told->data.result));
      void* which = nullptr;
      ::curl_easy_getinfo(told->easy_handle, CURLINFO_PRIVATE, &which);
      ::curl_multi_remove_handle(multi_, told->easy_handle);
      ++sent_;
      if (next_ < work_.count) send(*static_cast<letter*>(which));
    }
  }

  const job& work_;
  CURLM* multi_ = nullptr;
  std::vector<letter> letters_;
  std::size_t next_ = 0;
  std::size_t sent_ = 0;
};

std::optional<mail::dkim_signer> signer_for(std::string_view sender) {
  if (!sender.contains('+')) return {};
  const auto algorithm = sender.ends_with("rsa") ? mail::dkim_algorithm::rsa_sha256
                                                 : mail::dkim_algorithm::ed25519_sha256;
  return mail::dkim_signer::make(
             "example.org",
             {{.selector = "bench", .key = mail::dkim_key::generate(algorithm).value()}})
      .value();
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) give_up("SENDER COUNT CONNECTIONS PORT FILE");
  std::ifstream file(arguments[5], std::ios::binary);
  const job work{.count = std::stoul(arguments[2]),
                 .connections = std::stoul(arguments[3]),
                 .port = static_cast<std::uint16_t>(std::stoul(arguments[4])),
                 .message = {std::istreambuf_iterator<char>(file), {}}};
  const std::string_view sender = arguments[1];
  auto signer = signer_for(sender);
  const auto before = cpu_seconds();
  if (sender == "libcurl")
    curl_sender(work).run();
  else
    chant_sender(work, std::move(signer)).run();
  std::cout << cpu_seconds() - before << '\n';
}
