#include "config/config.hpp"

#include "base/web_origin.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <limits>
#include <span>
#include <sstream>

namespace chant::config {

namespace {

using std::filesystem::path;

error invalid(std::string code, std::string field, std::string detail) {
  return {errc::invalid_config, std::move(code), std::move(detail), std::move(field)};
}

/// One key of the file: how its value is read into the settings and written out again.
/// `read` returns what was expected when the value does not fit, else an empty text.
struct setting {
  std::string_view key;
  std::function<std::string(node&, const toml::node&)> read;
  std::function<void(const node&, toml::table&, std::string_view)> write;
};

template <class Access>
setting text_setting(std::string_view key, Access at) {
  return {key,
          [at](node& n, const toml::node& v) -> std::string {
            const auto text = v.value_exact<std::string>();
            if (!text) return "a text";
            at(n) = *text;
            return {};
          },
          [at](const node& n, toml::table& t, std::string_view name) {
            if constexpr (std::is_same_v<std::decay_t<decltype(at(n))>, path>) {
              t.insert_or_assign(name, at(n).string());
            } else {
              t.insert_or_assign(name, at(n));
            }
          }};
}

template <class Access>
setting flag_setting(std::string_view key, Access at) {
  return {key,
          [at](node& n, const toml::node& v) -> std::string {
            const auto flag = v.value_exact<bool>();
            if (!flag) return "true or false";
            at(n) = *flag;
            return {};
          },
          [at](const node& n, toml::table& t, std::string_view name) {
            t.insert_or_assign(name, at(n));
          }};
}

template <class Access>
setting number_setting(std::string_view key, std::int64_t least, std::int64_t most, Access at) {
  return {
      key,
      [=](node& n, const toml::node& v) -> std::string {
        const auto number = v.value_exact<std::int64_t>();
        if (!number || *number < least || *number > most)
          return fmt::format("a whole number from {} to {}", least, most);
        using target = std::decay_t<decltype(at(n))>;
        at(n) = target(
            static_cast<
                typename std::conditional_t<std::is_integral_v<target>, std::type_identity<target>,
                                            std::type_identity<std::int64_t>>::type>(*number));
        return {};
      },
      [at](const node& n, toml::table& t, std::string_view name) {
        if constexpr (std::is_integral_v<std::decay_t<decltype(at(n))>>) {
          t.insert_or_assign(name, static_cast<std::int64_t>(at(n)));
        } else {
          t.insert_or_assign(name, static_cast<std::int64_t>(at(n).count()));
        }
      }};
}

template <class Access>
setting list_setting(std::string_view key, Access at) {
  return {key,
          [at](node& n, const toml::node& v) -> std::string {
            constexpr auto expected = "a list of texts";
            const auto* items = v.as_array();
            if (items == nullptr) return expected;
            std::vector<std::string> texts;
            for (const auto& item : *items) {
              const auto text = item.value_exact<std::string>();
              if (!text) return expected;
              texts.push_back(*text);
            }
            at(n) = std::move(texts);
            return {};
          },
          [at](const node& n, toml::table& t, std::string_view name) {
            toml::array items;
            for (const auto& text : at(n)) items.push_back(text);
            t.insert_or_assign(name, std::move(items));
          }};
}

#define CHANT_AT(member) [](auto& n) -> auto& { return n.member; }

std::span<const setting> all_settings() {
  constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t threads = 256;  // more than any node we know has cores
  static const std::array settings{
      text_setting("data_dir", CHANT_AT(data_dir)),
      text_setting("log_level", CHANT_AT(log_level)),
      text_setting("http.address", CHANT_AT(http.address)),
      number_setting("http.port", 0, 65535, CHANT_AT(http.port)),
      number_setting("http.threads", 0, threads, CHANT_AT(http.threads)),
      text_setting("http.public_url", CHANT_AT(http.public_url)),
      list_setting("http.trusted_proxies", CHANT_AT(http.trusted_proxies)),
      text_setting("http.country_header", CHANT_AT(http.country_header)),
      text_setting("http.country_database", CHANT_AT(http.country_database)),
      text_setting("http.tls_certificate", CHANT_AT(http.tls_certificate)),
      text_setting("http.tls_key", CHANT_AT(http.tls_key)),
      number_setting("http.requests_per_second", 1, 1'000'000, CHANT_AT(http.requests_per_second)),
      number_setting("http.burst", 1, 1'000'000, CHANT_AT(http.burst)),
      number_setting("http.connections_per_address", 1, 1'000'000,
                     CHANT_AT(http.connections_per_address)),
      flag_setting("http.limit_loopback", CHANT_AT(http.limit_loopback)),
      number_setting("http.drain_seconds", 0, 3600, CHANT_AT(http.drain)),
      number_setting("store.min_free_bytes", 0, any, CHANT_AT(store.min_free_bytes)),
      number_setting("store.min_free_percent", 0, 90, CHANT_AT(store.min_free_percent)),
      number_setting("store.artwork_cache_bytes", 0, any, CHANT_AT(store.artwork_cache_bytes)),
      flag_setting("store.accept_lost_tail", CHANT_AT(store.accept_lost_tail)),
      text_setting("keys.source", CHANT_AT(keys.source)),
      text_setting("keys.file", CHANT_AT(keys.file)),
      text_setting("keys.env", CHANT_AT(keys.env)),
      text_setting("keys.previous_env", CHANT_AT(keys.previous_env)),
      list_setting("keys.command", CHANT_AT(keys.command)),
      list_setting("keys.previous_command", CHANT_AT(keys.previous_command)),
      number_setting("keys.command_timeout_seconds", 1, 300, CHANT_AT(keys.command_timeout)),
      flag_setting("keys.accept_lost", CHANT_AT(keys.accept_lost)),
      number_setting("backup.keys_keep_days", 1, 365, CHANT_AT(backup.keys_keep_days)),
      text_setting("backup.erasures", CHANT_AT(backup.erasures)),
      number_setting("takes.expire_after_seconds", 1, 2'592'000, CHANT_AT(takes.expire_after)),
      number_setting("takes.uploads_at_once", 1, 100'000, CHANT_AT(takes.uploads_at_once)),
      text_setting("takes.upload_url", CHANT_AT(takes.upload_url)),
      number_setting("pools.actors", 0, threads, CHANT_AT(pools.actors)),
      number_setting("pools.renderers", 0, threads, CHANT_AT(pools.renderers)),
      number_setting("pools.mailers", 1, threads, CHANT_AT(pools.mailers)),
      number_setting("pools.takes", 1, threads, CHANT_AT(pools.takes)),
      number_setting("pools.sessions", 100, 10'000'000, CHANT_AT(pools.sessions)),
      number_setting("pools.passivate_after_seconds", 1, 86'400, CHANT_AT(pools.passivate_after)),
      text_setting("mail.relay", CHANT_AT(mail.relay)),
      text_setting("mail.security", CHANT_AT(mail.security)),
      text_setting("mail.ca_file", CHANT_AT(mail.ca_file)),
      text_setting("mail.user", CHANT_AT(mail.user)),
      text_setting("mail.password_file", CHANT_AT(mail.password_file)),
      flag_setting("mail.auth_in_clear", CHANT_AT(mail.auth_in_clear)),
      text_setting("mail.helo", CHANT_AT(mail.helo)),
      number_setting("mail.connections", 1, 256, CHANT_AT(mail.connections)),
      number_setting("mail.letters_per_connection", 1, 1'000'000,
                     CHANT_AT(mail.letters_per_connection)),
      text_setting("mail.dkim_domain", CHANT_AT(mail.dkim_domain)),
      text_setting("mail.dkim_selector", CHANT_AT(mail.dkim_selector)),
      text_setting("mail.dkim_key_file", CHANT_AT(mail.dkim_key_file)),
      text_setting("mail.dkim_ed25519_selector", CHANT_AT(mail.dkim_ed25519_selector)),
      text_setting("mail.dkim_ed25519_key_file", CHANT_AT(mail.dkim_ed25519_key_file)),
      text_setting("mail.in_doubt", CHANT_AT(mail.in_doubt)),
      number_setting("mail.first_wait_seconds", 1, 86'400, CHANT_AT(mail.first_wait)),
      number_setting("mail.longest_wait_seconds", 1, 604'800, CHANT_AT(mail.longest_wait)),
      number_setting("mail.expire_after_seconds", 1, 2'592'000, CHANT_AT(mail.expire_after)),
      number_setting("mail.domain_connections", 1, 256, CHANT_AT(mail.domain_connections)),
      number_setting("mail.domain_per_second", 0, 100'000, CHANT_AT(mail.domain_per_second)),
      number_setting("mail.per_hour", 0, 1'000'000'000, CHANT_AT(mail.per_hour)),
      number_setting("mail.per_hour_start", 0, 1'000'000'000, CHANT_AT(mail.per_hour_start)),
      text_setting("mail.bounce_dir", CHANT_AT(mail.bounce_dir)),
      text_setting("mail.webhook_secret_file", CHANT_AT(mail.webhook_secret_file)),
      number_setting("sign_ups.sessions_per_address_day", 1, 1'000'000,
                     CHANT_AT(sign_ups.sessions_per_address_day)),
      number_setting("sign_ups.letters_per_address_day", 1, 1'000'000,
                     CHANT_AT(sign_ups.letters_per_address_day)),
      number_setting("sign_ups.per_network_hour", 1, 1'000'000,
                     CHANT_AT(sign_ups.per_network_hour)),
      text_setting("campaign.dir", CHANT_AT(campaign.dir)),
      text_setting("campaign.site", CHANT_AT(campaign.site)),
      text_setting("admin.address", CHANT_AT(admin.address)),
      number_setting("admin.port", 0, 65535, CHANT_AT(admin.port)),
      text_setting("admin.tls_certificate", CHANT_AT(admin.tls_certificate)),
      text_setting("admin.tls_key", CHANT_AT(admin.tls_key)),
      text_setting("admin.client_ca", CHANT_AT(admin.client_ca)),
      flag_setting("admin.writes", CHANT_AT(admin.writes)),
      number_setting("retention.sessions_days", 0, 36'500, CHANT_AT(retention.sessions_days)),
      number_setting("retention.takes_days", 0, 36'500, CHANT_AT(retention.takes_days)),
      number_setting("retention.letters_days", 0, 36'500, CHANT_AT(retention.letters_days)),
      number_setting("retention.per_second", 1, 10'000, CHANT_AT(retention.per_second)),
      flag_setting("retention.daily", CHANT_AT(retention.daily)),
      text_setting("stages.public_url", CHANT_AT(stages.public_url)),
      text_setting("stages.webhook", CHANT_AT(stages.webhook)),
      number_setting("stages.first_port", 0, 65000, CHANT_AT(stages.first_port)),
  };
  return settings;
}

#undef CHANT_AT

const setting* find_setting(std::string_view key) {
  for (const auto& s : all_settings())
    if (s.key == key) return &s;
  return nullptr;
}

bool is_section(std::string_view key) {
  for (const auto& s : all_settings())
    if (s.key.starts_with(key) && s.key.size() > key.size() && s.key[key.size()] == '.')
      return true;
  return false;
}

result<void> read_table(const path& file, const toml::table& table, const std::string& prefix,
                        node& into) {
  for (const auto& [name, value] : table) {
    const std::string key = prefix + std::string(name.str());
    const auto where = fmt::format("{}:{}", file.string(), value.source().begin.line);
    if (const auto* section = value.as_table(); section != nullptr && is_section(key)) {
      if (auto read = read_table(file, *section, key + ".", into); !read) return read;
      continue;
    }
    const auto* known = find_setting(key);
    if (known == nullptr)
      return std::unexpected(invalid("config_unknown_key", key,
                                     fmt::format("{}: there is no setting {}", where, key)));
    if (const auto expected = known->read(into, value); !expected.empty())
      return std::unexpected(invalid("config_wrong_type", key,
                                     fmt::format("{}: {} must be {}", where, key, expected)));
  }
  return {};
}

result<void> check(const node::key_settings& keys) {
  const auto out_of_range = [](std::string key, std::string why) {
    return std::unexpected(invalid("config_out_of_range", std::move(key), std::move(why)));
  };
  constexpr std::array sources{"file", "env", "command"};
  if (std::ranges::find(sources, keys.source) == sources.end())
    return out_of_range("keys.source", "keys.source must be file, env or command");
  if (keys.source == "env" && keys.env.empty())
    return out_of_range("keys.env", "keys.env must name a variable where keys.source is env");
  if (keys.source == "command" && keys.command.empty())
    return out_of_range("keys.command",
                        "keys.command must name a program where keys.source is command");
  return {};
}

result<void> check(const node::mail_settings& m) {
  const auto out_of_range = [](std::string key, std::string why) {
    return std::unexpected(
        invalid("config_out_of_range", "mail." + std::move(key), std::move(why)));
  };
  constexpr std::array securities{"none", "opportunistic", "required", "implicit"};
  if (std::ranges::find(securities, m.security) == securities.end())
    return out_of_range("security",
                        "mail.security must be none, opportunistic, required or implicit");
  if (m.in_doubt != "retry" && m.in_doubt != "hold")
    return out_of_range("in_doubt", "mail.in_doubt must be retry or hold");
  if (!m.relay.empty() && !parse_host_port(m.relay))
    return out_of_range("relay", "mail.relay must be host:port, [::1]:25 for an IPv6 address");
  if (m.user.empty() != m.password_file.empty())
    return out_of_range("password_file", "mail.user and mail.password_file go together");
  if (m.dkim_key_file.empty() != m.dkim_selector.empty())
    return out_of_range("dkim_selector", "mail.dkim_selector and mail.dkim_key_file go together");
  if (m.dkim_ed25519_key_file.empty() != m.dkim_ed25519_selector.empty())
    return out_of_range("dkim_ed25519_selector",
                        "mail.dkim_ed25519_selector and mail.dkim_ed25519_key_file go together");
  if (m.dkim_key_file.empty() && !m.dkim_ed25519_key_file.empty())
    return out_of_range(
        "dkim_key_file",
        "an Ed25519 signature goes beside one by mail.dkim_key_file: few verify it");
  return {};
}

/// Browsers send takes there from pages of http.public_url.
result<void> check_upload_url(const node& n) {
  const auto out_of_range = [](std::string why) {
    return std::unexpected(
        invalid("config_out_of_range", "takes.upload_url", "takes.upload_url " + std::move(why)));
  };
  if (n.takes.upload_url.empty()) return {};
  const auto uploads = web_origin(n.takes.upload_url);
  if (!uploads)
    return out_of_range("must be a scheme, a host and perhaps a path: https://up.example");
  if (uploads->contains('['))
    return out_of_range("must name a host: a page's policy cannot name an IPv6 address");
  const auto pages = web_origin(n.http.public_url);
  if (!pages)
    return out_of_range(
        "needs http.public_url, a scheme and a host: only pages from there may send takes");
  if (pages->starts_with("https:") && !uploads->starts_with("https:"))
    return out_of_range(
        "must begin with https:// where http.public_url does: browsers send nothing in clear from "
        "there");
  return {};
}

result<void> check(const node& n) {
  const auto out_of_range = [](std::string key, std::string why) {
    return std::unexpected(invalid("config_out_of_range", std::move(key), std::move(why)));
  };
  if (n.data_dir.empty()) return out_of_range("data_dir", "data_dir must name a directory");
  constexpr std::array levels{"debug", "info", "warn", "error"};
  if (std::ranges::find(levels, n.log_level) == levels.end())
    return out_of_range("log_level", "log_level must be debug, info, warn or error");
  if (n.http.tls_certificate.empty() != n.http.tls_key.empty())
    return out_of_range("http.tls_key", "http.tls_certificate and http.tls_key go together");
  for (const auto& [key, url] : {std::pair{"http.public_url", n.http.public_url},
                                 std::pair{"stages.public_url", n.stages.public_url},
                                 std::pair{"stages.webhook", n.stages.webhook}})
    if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://"))
      return out_of_range(key, fmt::format("{} must start with http:// or https://", key));
  for (const auto& [key, url] : {std::pair{"http.public_url", n.http.public_url},
                                 std::pair{"stages.public_url", n.stages.public_url}})
    if (url.ends_with('/'))
      return out_of_range(key, fmt::format("{} must not end with a slash", key));
  if (!n.stages.public_url.empty() &&
      n.stages.public_url.find(stage_placeholder) == std::string::npos)
    return out_of_range("stages.public_url",
                        fmt::format("stages.public_url must hold {}, or all previews have one URL",
                                    stage_placeholder));
  if (!n.admin.address.empty() &&
      (n.admin.tls_certificate.empty() || n.admin.tls_key.empty() || n.admin.client_ca.empty()))
    return out_of_range("admin.client_ca",
                        "admin.address needs admin.tls_certificate, admin.tls_key and "
                        "admin.client_ca: nobody is let in by address alone");
  if (!n.http.country_header.empty() && n.http.trusted_proxies.empty())
    return out_of_range(
        "http.country_header",
        "http.country_header is believed only from http.trusted_proxies: name them");
  if (auto checked = check_upload_url(n); !checked) return checked;
  if (auto checked = check(n.mail); !checked) return checked;
  return check(n.keys);
}

}  // namespace

result<node> load(const std::optional<path>& file, const overrides& over) {
  node settings;
  if (file) {
    try {
      const toml::table table = toml::parse_file(file->string());
      if (auto read = read_table(*file, table, "", settings); !read)
        return std::unexpected(read.error());
    } catch (const toml::parse_error& e) {
      const bool readable = std::filesystem::is_regular_file(*file);
      return std::unexpected(invalid(readable ? "config_syntax" : "config_unreadable", "",
                                     readable ? fmt::format("{}:{}: {}", file->string(),
                                                            e.source().begin.line, e.description())
                                              : fmt::format("{} cannot be read", file->string())));
    }
  }
  if (over.data_dir) settings.data_dir = *over.data_dir;
  if (over.port) settings.http.port = *over.port;
  if (auto checked = check(settings); !checked) return std::unexpected(checked.error());
  return settings;
}

std::optional<host_port> parse_host_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string_view::npos)
    return std::nullopt;
  std::uint16_t port = 0;
  const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (host.empty() || wrong != std::errc() || end != digits.data() + digits.size() || port == 0)
    return std::nullopt;
  return host_port{.host = std::string(host), .port = port};
}

std::string preview_url(const node& settings, std::string_view stage) {
  auto url = settings.stages.public_url;
  if (const auto at = url.find(stage_placeholder); at != std::string::npos)
    url.replace(at, stage_placeholder.size(), stage);
  return url;
}

namespace {

toml::table table_of(const node& settings) {
  toml::table root;
  for (const auto& s : all_settings()) {
    const auto dot = s.key.find('.');
    if (dot == std::string_view::npos) {
      s.write(settings, root, s.key);
      continue;
    }
    const auto section = s.key.substr(0, dot);
    if (!root.contains(section)) root.insert(section, toml::table{});
    s.write(settings, *root[section].as_table(), s.key.substr(dot + 1));
  }
  return root;
}

}  // namespace

std::string to_toml(const node& settings) {
  std::ostringstream text;
  text << table_of(settings) << '\n';
  return std::move(text).str();
}

std::string to_json(const node& settings) {
  const toml::table table = table_of(settings);
  toml::json_formatter formatter(table);
  std::ostringstream text;
  text << formatter << '\n';
  return std::move(text).str();
}

}  // namespace chant::config
