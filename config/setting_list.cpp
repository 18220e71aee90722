#include "config/setting_list.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <utility>
#include <vector>

namespace chant::config {

namespace {

// How a value stands in the file.
std::string in_file(const std::string& text) { return text; }
std::string in_file(const std::filesystem::path& path) { return path.string(); }
bool in_file(bool flag) { return flag; }
std::int64_t in_file(std::unsigned_integral auto number) {
  return static_cast<std::int64_t>(number);
}
template <class Rep, class Period>
std::int64_t in_file(const std::chrono::duration<Rep, Period>& span) {
  return span.count();
}
toml::array in_file(const std::vector<std::string>& texts) {
  toml::array items;
  for (const auto& text : texts) items.push_back(text);
  return items;
}

/// A setting of any kind; `read` puts a value of the file where `at` finds it in a node's settings.
template <class Access, class Read>
setting make(std::string_view key, Access at, Read read) {
  return {key, [at, read](node& n, const toml::node& v) { return read(at(n), v); },
          [at](const node& n, toml::table& t, std::string_view name) {
            t.insert_or_assign(name, in_file(at(n)));
          }};
}

template <class Access>
setting text(std::string_view key, Access at) {
  return make(key, at, [](auto& into, const toml::node& v) -> std::string {
    const auto text = v.value_exact<std::string>();
    if (!text) return "a text";
    into = *text;
    return {};
  });
}

template <class Access>
setting flag(std::string_view key, Access at) {
  return make(key, at, [](bool& into, const toml::node& v) -> std::string {
    const auto flag = v.value_exact<bool>();
    if (!flag) return "true or false";
    into = *flag;
    return {};
  });
}

template <class Access>
setting number(std::string_view key, Access at, std::int64_t least, std::int64_t most) {
  return make(key, at, [=]<class Number>(Number& into, const toml::node& v) -> std::string {
    const auto number = v.value_exact<std::int64_t>();
    if (!number || *number < least || *number > most)
      return fmt::format("a whole number from {} to {}", least, most);
    if constexpr (std::integral<Number>)
      into = static_cast<Number>(*number);
    else
      into = Number(*number);
    return {};
  });
}

template <class Access>
setting list(std::string_view key, Access at) {
  return make(key, at, [](std::vector<std::string>& into, const toml::node& v) -> std::string {
    constexpr auto expected = "a list of texts";
    const auto* items = v.as_array();
    if (items == nullptr) return expected;
    std::vector<std::string> texts;
    for (const auto& item : *items) {
      const auto text = item.value_exact<std::string>();
      if (!text) return expected;
      texts.push_back(*text);
    }
    into = std::move(texts);
    return {};
  });
}

}  // namespace

// A key and where its value lies; most are spelt alike.
#define CHANT_NAMED(key, member) key, [](auto& n) -> auto& { return n.member; }
#define CHANT_SETTING(member) CHANT_NAMED(#member, member)

std::span<const setting> all_settings() {
  constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t threads = 256;  // more than any node we know has cores
  static const std::array settings{
      text(CHANT_SETTING(data_dir)),
      text(CHANT_SETTING(log_level)),
      text(CHANT_SETTING(http.address)),
      number(CHANT_SETTING(http.port), 0, 65535),
      number(CHANT_SETTING(http.threads), 0, threads),
      text(CHANT_SETTING(http.public_url)),
      list(CHANT_SETTING(http.trusted_proxies)),
      text(CHANT_SETTING(http.country_header)),
      text(CHANT_SETTING(http.country_database)),
      text(CHANT_SETTING(http.tls_certificate)),
      text(CHANT_SETTING(http.tls_key)),
      number(CHANT_SETTING(http.requests_per_second), 1, 1'000'000),
      number(CHANT_SETTING(http.burst), 1, 1'000'000),
      number(CHANT_SETTING(http.connections_per_address), 1, 1'000'000),
      flag(CHANT_SETTING(http.limit_loopback)),
      number(CHANT_NAMED("http.drain_seconds", http.drain), 0, 3600),
      number(CHANT_SETTING(store.min_free_bytes), 0, any),
      number(CHANT_SETTING(store.min_free_percent), 0, 90),
      number(CHANT_SETTING(store.artwork_cache_bytes), 0, any),
      flag(CHANT_SETTING(store.accept_lost_tail)),
      text(CHANT_SETTING(keys.source)),
      text(CHANT_SETTING(keys.file)),
      text(CHANT_SETTING(keys.env)),
      text(CHANT_SETTING(keys.previous_env)),
      list(CHANT_SETTING(keys.command)),
      list(CHANT_SETTING(keys.previous_command)),
      number(CHANT_NAMED("keys.command_timeout_seconds", keys.command_timeout), 1, 300),
      flag(CHANT_SETTING(keys.accept_lost)),
      number(CHANT_SETTING(backup.keys_keep_days), 1, 365),
      text(CHANT_SETTING(backup.erasures)),
      number(CHANT_NAMED("takes.expire_after_seconds", takes.expire_after), 1, 2'592'000),
      number(CHANT_SETTING(takes.uploads_at_once), 1, 100'000),
      text(CHANT_SETTING(takes.upload_url)),
      number(CHANT_SETTING(pools.actors), 0, threads),
      number(CHANT_SETTING(pools.renderers), 0, threads),
      number(CHANT_SETTING(pools.mailers), 1, threads),
      number(CHANT_SETTING(pools.takes), 1, threads),
      number(CHANT_SETTING(pools.sessions), 100, 10'000'000),
      number(CHANT_NAMED("pools.passivate_after_seconds", pools.passivate_after), 1, 86'400),
      text(CHANT_SETTING(mail.relay)),
      text(CHANT_SETTING(mail.security)),
      text(CHANT_SETTING(mail.ca_file)),
      text(CHANT_SETTING(mail.user)),
      text(CHANT_SETTING(mail.password_file)),
      flag(CHANT_SETTING(mail.auth_in_clear)),
      text(CHANT_SETTING(mail.helo)),
      number(CHANT_SETTING(mail.connections), 1, 256),
      number(CHANT_SETTING(mail.letters_per_connection), 1, 1'000'000),
      text(CHANT_SETTING(mail.dkim_domain)),
      text(CHANT_SETTING(mail.dkim_selector)),
      text(CHANT_SETTING(mail.dkim_key_file)),
      text(CHANT_SETTING(mail.dkim_ed25519_selector)),
      text(CHANT_SETTING(mail.dkim_ed25519_key_file)),
      text(CHANT_SETTING(mail.in_doubt)),
      number(CHANT_NAMED("mail.first_wait_seconds", mail.first_wait), 1, 86'400),
      number(CHANT_NAMED("mail.longest_wait_seconds", mail.longest_wait), 1, 604'800),
      number(CHANT_NAMED("mail.expire_after_seconds", mail.expire_after), 1, 2'592'000),
      number(CHANT_SETTING(mail.domain_connections), 1, 256),
      number(CHANT_SETTING(mail.domain_per_second), 0, 100'000),
      number(CHANT_SETTING(mail.per_hour), 0, 1'000'000'000),
      number(CHANT_SETTING(mail.per_hour_start), 0, 1'000'000'000),
      // Fewer, and letters come back to a queue that has forgotten them; the warming up looks for
      // the first day there too.
      number(CHANT_SETTING(mail.keep_settled_days), 14, 36'500),
      text(CHANT_SETTING(mail.bounce_dir)),
      text(CHANT_SETTING(mail.webhook_secret_file)),
      number(CHANT_SETTING(sign_ups.sessions_per_address_day), 1, 1'000'000),
      number(CHANT_SETTING(sign_ups.letters_per_address_day), 1, 1'000'000),
      number(CHANT_SETTING(sign_ups.per_network_hour), 1, 1'000'000),
      text(CHANT_SETTING(campaign.dir)),
      text(CHANT_SETTING(campaign.site)),
      text(CHANT_SETTING(admin.address)),
      number(CHANT_SETTING(admin.port), 0, 65535),
      text(CHANT_SETTING(admin.tls_certificate)),
      text(CHANT_SETTING(admin.tls_key)),
      text(CHANT_SETTING(admin.client_ca)),
      flag(CHANT_SETTING(admin.writes)),
      number(CHANT_SETTING(retention.sessions_days), 0, 36'500),
      number(CHANT_SETTING(retention.takes_days), 0, 36'500),
      number(CHANT_SETTING(retention.letters_days), 0, 36'500),
      number(CHANT_SETTING(retention.per_second), 1, 10'000),
      flag(CHANT_SETTING(retention.daily)),
      text(CHANT_SETTING(stages.public_url)),
      text(CHANT_SETTING(stages.webhook)),
      number(CHANT_SETTING(stages.first_port), 0, 65000),
  };
  return settings;
}

#undef CHANT_SETTING
#undef CHANT_NAMED

}  // namespace chant::config
