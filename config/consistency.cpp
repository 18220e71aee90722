#include "config/consistency.hpp"

#include "base/web_origin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace chant::config {

namespace {

std::unexpected<error> out_of_range(std::string key, std::string why) {
  return std::unexpected(
      error{errc::invalid_config, "config_out_of_range", std::move(why), std::move(key)});
}

result<void> check(const node::key_settings& keys) {
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
  constexpr std::array securities{"none", "opportunistic", "required", "implicit"};
  if (std::ranges::find(securities, m.security) == securities.end())
    return out_of_range("mail.security",
                        "mail.security must be none, opportunistic, required or implicit");
  if (m.in_doubt != "retry" && m.in_doubt != "hold")
    return out_of_range("mail.in_doubt", "mail.in_doubt must be retry or hold");
  if (!m.relay.empty() && !parse_host_port(m.relay))
    return out_of_range("mail.relay", "mail.relay must be host:port, [::1]:25 for an IPv6 address");
  if (m.user.empty() != m.password_file.empty())
    return out_of_range("mail.password_file", "mail.user and mail.password_file go together");
  if (m.dkim_key_file.empty() != m.dkim_selector.empty())
    return out_of_range("mail.dkim_selector",
                        "mail.dkim_selector and mail.dkim_key_file go together");
  if (m.dkim_ed25519_key_file.empty() != m.dkim_ed25519_selector.empty())
    return out_of_range("mail.dkim_ed25519_selector",
                        "mail.dkim_ed25519_selector and mail.dkim_ed25519_key_file go together");
  if (m.dkim_key_file.empty() && !m.dkim_ed25519_key_file.empty())
    return out_of_range(
        "mail.dkim_key_file",
        "an Ed25519 signature goes beside one by mail.dkim_key_file: few verify it");
  return {};
}

/// Texts that are addresses of web sites.
result<void> check_urls(const node& n) {
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
  return {};
}

/// Browsers send takes there from pages of http.public_url.
result<void> check_upload_url(const node& n) {
  const auto wrong = [](std::string_view why) {
    return out_of_range("takes.upload_url", fmt::format("takes.upload_url {}", why));
  };
  if (n.takes.upload_url.empty()) return {};
  const auto uploads = web_origin(n.takes.upload_url);
  if (!uploads) return wrong("must be a scheme, a host and perhaps a path: https://up.example");
  if (uploads->contains('['))
    return wrong("must name a host: a page's policy cannot name an IPv6 address");
  const auto pages = web_origin(n.http.public_url);
  if (!pages)
    return wrong(
        "needs http.public_url, a scheme and a host: only pages from there may send takes");
  if (pages->starts_with("https:") && !uploads->starts_with("https:"))
    return wrong(
        "must begin with https:// where http.public_url does: browsers send nothing in clear from "
        "there");
  return {};
}

result<void> check(const node::http_settings& http) {
  if (http.tls_certificate.empty() != http.tls_key.empty())
    return out_of_range("http.tls_key", "http.tls_certificate and http.tls_key go together");
  if (!http.country_header.empty() && http.trusted_proxies.empty())
    return out_of_range(
        "http.country_header",
        "http.country_header is believed only from http.trusted_proxies: name them");
  return {};
}

result<void> check(const node::admin_settings& admin) {
  if (!admin.address.empty() &&
      (admin.tls_certificate.empty() || admin.tls_key.empty() || admin.client_ca.empty()))
    return out_of_range("admin.client_ca",
                        "admin.address needs admin.tls_certificate, admin.tls_key and "
                        "admin.client_ca: nobody is let in by address alone");
  return {};
}

}  // namespace

result<void> check_consistency(const node& n) {
  if (n.data_dir.empty()) return out_of_range("data_dir", "data_dir must name a directory");
  constexpr std::array levels{"debug", "info", "warn", "error"};
  if (std::ranges::find(levels, n.log_level) == levels.end())
    return out_of_range("log_level", "log_level must be debug, info, warn or error");
  for (const auto& checked : {check(n.http), check_urls(n), check(n.admin), check_upload_url(n),
                              check(n.mail), check(n.keys)})
    if (!checked) return checked;
  return {};
}

}  // namespace chant::config
