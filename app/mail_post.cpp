#include "app/mail_post.hpp"

#include "mail/outbox_relay.hpp"
#include "mail/smtp_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>
#include <vector>

namespace chant::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t secret_bytes_max = 64UL * 1024;

mail::smtp_security security_of(std::string_view name) {
  if (name == "none") return mail::smtp_security::none;
  if (name == "opportunistic") return mail::smtp_security::opportunistic;
  if (name == "implicit") return mail::smtp_security::implicit;
  return mail::smtp_security::required;
}

result<mail::dkim_signer::identity> identity_of(const std::string& selector, const fs::path& file,
                                                std::string_view setting) {
  const auto pem = read_secret_file(file, setting);
  if (!pem) return std::unexpected(pem.error());
  auto key = mail::dkim_key::from_pem(*pem);
  if (!key) {
    auto why = std::move(key.error());
    why.field = setting;
    return std::unexpected(std::move(why));
  }
  return mail::dkim_signer::identity{.selector = selector, .key = *std::move(key)};
}

}  // namespace

std::string_view domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

result<std::string> read_secret_file(const fs::path& file, std::string_view setting) {
  std::ifstream in(file, std::ios::binary);
  std::string text(secret_bytes_max, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.empty())
    return std::unexpected(error{errc::invalid_config, "secret_unreadable",
                                 fmt::format("{} cannot be read", file.string()),
                                 std::string(setting)});
  return text;
}

result<std::string> read_secret(const fs::path& file, std::string_view setting) {
  auto text = read_secret_file(file, setting);
  if (text) text->resize(std::min(text->find_first_of("\r\n"), text->size()));
  return text;
}

result<std::unique_ptr<mail::relay>> make_relay(const mail_settings& settings,
                                                std::string_view from_address,
                                                const fs::path& outbox) {
  if (settings.relay.empty()) return mail::outbox_relay::start(outbox);
  const auto at = config::parse_host_port(settings.relay);
  if (!at)
    return std::unexpected(
        error{errc::invalid_config, "config_out_of_range", "not host:port", "mail.relay"});
  mail::smtp_settings how;
  how.host = at->host;
  how.port = at->port;
  how.security = security_of(settings.security);
  how.ca_file = settings.ca_file;
  how.user = settings.user;
  how.auth_in_clear = settings.auth_in_clear;
  how.helo = settings.helo.empty() ? std::string(domain_of(from_address)) : settings.helo;
  how.connections = settings.connections;
  how.letters_per_connection = settings.letters_per_connection;
  if (!settings.password_file.empty()) {
    auto password = read_secret(settings.password_file, "mail.password_file");
    if (!password) return std::unexpected(std::move(password.error()));
    how.password = *std::move(password);
  }
  auto started = mail::smtp_client::start(std::move(how));
  if (!started) return std::unexpected(std::move(started.error()));
  return *std::move(started);
}

result<std::optional<mail::dkim_signer>> make_signer(const mail_settings& settings,
                                                     std::string_view from_address) {
  if (settings.dkim_key_file.empty()) return std::nullopt;
  std::vector<mail::dkim_signer::identity> identities;
  auto rsa = identity_of(settings.dkim_selector, settings.dkim_key_file, "mail.dkim_key_file");
  if (!rsa) return std::unexpected(std::move(rsa.error()));
  identities.push_back(*std::move(rsa));
  if (!settings.dkim_ed25519_key_file.empty()) {
    auto second = identity_of(settings.dkim_ed25519_selector, settings.dkim_ed25519_key_file,
                              "mail.dkim_ed25519_key_file");
    if (!second) return std::unexpected(std::move(second.error()));
    identities.push_back(*std::move(second));
  }
  auto domain =
      settings.dkim_domain.empty() ? std::string(domain_of(from_address)) : settings.dkim_domain;
  auto signer = mail::dkim_signer::make(std::move(domain), std::move(identities));
  if (!signer) return std::unexpected(std::move(signer.error()));
  return std::optional(*std::move(signer));
}

campaign::letter_policy letter_policy_of(const mail_settings& settings) {
  return {.first_wait = settings.first_wait,
          .longest_wait = settings.longest_wait,
          .expire_after = settings.expire_after,
          .retry_in_doubt = settings.in_doubt == "retry"};
}

actors::mailer_options mailer_options_of(const mail_settings& settings) {
  return {.domains = {.at_once = settings.domain_connections,
                      .per_second = static_cast<double>(settings.domain_per_second)},
          .pace = {.per_hour = static_cast<double>(settings.per_hour),
                   .per_hour_start = static_cast<double>(settings.per_hour_start)},
          .keep_settled = std::chrono::days(settings.keep_settled_days)};
}

}  // namespace chant::app
