#include "app/mail_check.hpp"

#include "app/current_build.hpp"
#include "app/mail_post.hpp"
#include "config/campaign_files.hpp"
#include "mail/dkim.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace chant::app {
namespace {

using cli::mail_finding;
using verdict = mail_finding::verdict;
using findings = std::vector<mail_finding>;

void add(findings& to, std::string about, verdict how, std::string text, std::string record = {}) {
  to.push_back({.about = std::move(about),
                .how = how,
                .text = std::move(text),
                .record = std::move(record)});
}

/// Relaxed alignment (RFC 7489 §3.1): one is the other, or lies under it. Without the list of
/// public suffixes no more can be told.
bool aligned(std::string_view one, std::string_view other) {
  const auto lies_under = [](std::string_view low, std::string_view high) {
    return low.size() > high.size() && low.ends_with(high) &&
           low[low.size() - high.size() - 1] == '.';
  };
  return one == other || lies_under(one, other) || lies_under(other, one);
}

void check_relay(findings& to, const mail_settings& m) {
  if (m.relay.empty())
    return add(to, "relay", verdict::warning,
               "mail.relay is empty: letters go to the outbox directory and nowhere else");
  const auto at = config::parse_host_port(m.relay);
  const bool local =
      at && (at->host == "localhost" || at->host.starts_with("127.") || at->host == "::1");
  add(to, "relay", verdict::good, fmt::format("letters go to {}", m.relay));
  if (local)
    add(to, "tls", verdict::good, "the relay is on this machine");
  else if (m.security == "none")
    add(to, "tls", verdict::bad,
        "mail.security is none: names and addresses travel in clear to another machine");
  else if (m.security == "opportunistic")
    add(to, "tls", verdict::warning,
        "mail.security is opportunistic: whoever sits between can read along");
  else
    add(to, "tls", verdict::good, "the relay's certificate is verified");
}

void check_from(findings& to, const mail_settings& m, std::string_view from) {
  const auto domain = domain_of(from);
  if (domain.find('.') == std::string_view::npos)
    return add(to, "from", verdict::bad, fmt::format("{} has no domain of the Internet", from));
  const bool reserved = domain.ends_with(".example") || domain.ends_with("example.org") ||
                        domain.ends_with("example.com") || domain.ends_with(".invalid");
  add(to, "from", reserved ? verdict::warning : verdict::good,
      fmt::format("letters come from {}{}", from, reserved ? ", a domain for examples" : ""));
  const auto helo = m.helo.empty() ? std::string(domain) : m.helo;
  add(to, "helo", helo.find('.') == std::string::npos ? verdict::warning : verdict::good,
      fmt::format("EHLO says {}; it should resolve to this machine and back", helo));
}

void check_dkim(findings& to, const mail_settings& m, std::string_view from) {
  if (m.dkim_key_file.empty())
    return add(to, "dkim", verdict::bad,
               "letters are not signed: set mail.dkim_selector and mail.dkim_key_file "
               "(chant mail dkim-keygen), unless the relay signs them");
  const std::string domain = m.dkim_domain.empty() ? std::string(domain_of(from)) : m.dkim_domain;
  const auto signer = make_signer(m, from);
  if (!signer) return add(to, "dkim", verdict::bad, signer.error().detail);
  for (const auto& [selector, file] :
       {std::pair(m.dkim_selector, m.dkim_key_file),
        std::pair(m.dkim_ed25519_selector, m.dkim_ed25519_key_file)}) {
    if (file.empty()) continue;
    const auto pem = read_secret_file(file, "mail.dkim_key_file");
    const auto key = pem ? mail::dkim_key::from_pem(*pem) : std::unexpected(pem.error());
    if (!key) {
      add(to, "dkim", verdict::bad, key.error().detail);
      continue;
    }
    add(to, "dkim", verdict::good,
        fmt::format("signed for {} with selector {}; publish this record:", domain, selector),
        mail::dkim_zone_line(domain, selector, *key));
  }
  const bool fits = aligned(domain, domain_of(from));
  add(to, "alignment", fits ? verdict::good : verdict::bad,
      fmt::format("DMARC wants the signature's domain, {}, to match that of the From address, {}",
                  domain, domain_of(from)));
}

void check_spf(findings& to, const mail_settings& m, std::string_view from) {
  if (m.relay.empty()) return;
  const auto at = config::parse_host_port(m.relay);
  add(to, "spf", verdict::warning,
      "not checked here: the envelope's domain must allow the relay to send, such as by",
      fmt::format("{}. IN TXT \"v=spf1 a:{} -all\"", domain_of(from), at ? at->host : "RELAY"));
  add(to, "dmarc", verdict::warning,
      "not checked here: receivers of many letters ask for a policy, such as",
      fmt::format("_dmarc.{0}. IN TXT \"v=DMARC1; p=quarantine; rua=mailto:dmarc@{0}\"",
                  domain_of(from)));
}

void check_rest(findings& to, const config::node& n) {
  const bool https = n.http.public_url.starts_with("https://");
  add(to, "unsubscribe", https ? verdict::good : verdict::bad,
      https ? "one click on an https address ends the letters (RFC 8058)"
            : "http.public_url is no https address: mail programs show no unsubscribe button, and "
              "links lead nowhere");
  if (n.mail.relay.empty())
    return add(to, "bounces", verdict::good, "letters that go nowhere do not come back");
  const bool bounces = !n.mail.bounce_dir.empty() || !n.mail.webhook_secret_file.empty();
  add(to, "bounces", bounces ? verdict::good : verdict::warning,
      bounces ? "letters that come back are read"
              : "nobody hears of letters that come back: set mail.bounce_dir or "
                "mail.webhook_secret_file");
}

}  // namespace

result<findings> check_mail(const config::node& settings) {
  const auto dir = campaign_dir_of(settings);
  if (!dir) return std::unexpected(dir.error());
  const auto campaign = config::load_campaign(*dir);
  if (!campaign) return std::unexpected(campaign.error());
  findings all;
  const auto& from = campaign->mail_from_address;
  check_relay(all, settings.mail);
  check_from(all, settings.mail, from);
  check_dkim(all, settings.mail, from);
  check_spf(all, settings.mail, from);
  check_rest(all, settings);
  return all;
}

result<cli::dkim_material> make_dkim_key(std::string_view algorithm, std::string_view domain,
                                         std::string_view selector) {
  auto key = mail::dkim_key::generate(algorithm == "ed25519" ? mail::dkim_algorithm::ed25519_sha256
                                                             : mail::dkim_algorithm::rsa_sha256);
  if (!key) return std::unexpected(std::move(key.error()));
  // Says whether both are names.
  const auto named = mail::dkim_signer::make(std::string(domain),
                                             {{.selector = std::string(selector), .key = *key}});
  if (!named) return std::unexpected(named.error());
  return cli::dkim_material{.pem = key->pem(),
                            .name = fmt::format("{}._domainkey.{}", selector, domain),
                            .record = key->record(),
                            .zone_line = mail::dkim_zone_line(domain, selector, *key)};
}

}  // namespace chant::app
