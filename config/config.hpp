// The node's settings: what config/default.toml documents, read from a file, checked, and shown.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::config {

/// What stands for a stage's name in stages.public_url.
inline constexpr std::string_view stage_placeholder = "{stage}";

/// Every setting with its default; default.toml says the same with reasons, and a test compares.
struct node {
  std::filesystem::path data_dir = "var";  ///< everything durable lies under it
  std::string log_level = "info";          ///< debug, info, warn or error

  struct http_settings {
    std::string address = "127.0.0.1";  ///< numeric IPv4 or IPv6
    std::uint16_t port = 8080;          ///< 0: any free one
    std::uint32_t threads = 0;          ///< 0: one per core
    std::string public_url;             ///< scheme and host in shared links; empty: from Host
    std::vector<std::string> trusted_proxies;  ///< addresses or CIDR blocks that may forward
    std::string country_header;                ///< set by a trusted proxy, e.g. "CF-IPCountry"
    std::filesystem::path country_database;    ///< MMDB file; empty: none
    std::filesystem::path tls_certificate;     ///< PEM chain; with tls_key: TLS 1.3 on the port
    std::filesystem::path tls_key;
    std::uint32_t requests_per_second = 20;  ///< per address (IPv6: /64), sustained
    std::uint32_t burst = 60;                ///< per address, at once
    std::uint32_t connections_per_address = 64;
    bool limit_loopback = false;     ///< count 127.0.0.1 and ::1 too
    std::chrono::seconds drain{15};  ///< for open requests after SIGTERM
    friend bool operator==(const http_settings&, const http_settings&) = default;
  } http;

  struct store_settings {
    std::uint64_t min_free_bytes = 2ULL << 30;        ///< below it writes are refused with 503 …
    std::uint32_t min_free_percent = 10;              ///< … or below this share of the disk
    std::uint64_t artwork_cache_bytes = 80ULL << 30;  ///< strips kept; more are drawn again
    bool accept_lost_tail = false;  ///< start though the log ends before its witness
    friend bool operator==(const store_settings&, const store_settings&) = default;
  } store;

  struct key_settings {
    std::string source = "file";  ///< of the key that wraps the fans' keys: file, env or command
    std::filesystem::path file;   ///< empty: keys/node.key in the data directory
    std::string env;              ///< the variable that holds it
    std::string previous_env;     ///< the one with the key before, until all are wrapped anew
    std::vector<std::string> command;           ///< program and arguments that print it
    std::vector<std::string> previous_command;  ///< the same for the key before
    std::chrono::seconds command_timeout{10};
    bool accept_lost = false;  ///< start though fans' keys are lost
    friend bool operator==(const key_settings&, const key_settings&) = default;
  } keys;

  struct backup_settings {
    std::uint32_t keys_keep_days = 7;  ///< copies of fans' keys are removed then
    std::filesystem::path erasures;    ///< who is erased is written there too; empty: nowhere
    friend bool operator==(const backup_settings&, const backup_settings&) = default;
  } backup;

  struct take_settings {
    std::chrono::seconds expire_after{86'400};  ///< an unfinished upload is then given up
    std::uint32_t uploads_at_once = 512;        ///< connections that send at the same time
    std::string upload_url;  ///< where takes are sent to; needs http.public_url; empty: the site's
    friend bool operator==(const take_settings&, const take_settings&) = default;
  } takes;

  struct pool_settings {
    std::uint32_t actors = 0;          ///< scheduler threads of the session actors; 0: one per core
    std::uint32_t renderers = 0;       ///< threads that draw; 0: one per core
    std::uint32_t mailers = 1;         ///< threads that write letters
    std::uint32_t takes = 4;           ///< threads that wait for the disk on behalf of uploads
    std::uint32_t sessions = 200'000;  ///< active at most; idle ones beyond are put to sleep
    std::chrono::seconds passivate_after{60};  ///< an idle session leaves memory
    friend bool operator==(const pool_settings&, const pool_settings&) = default;
  } pools;

  struct mail_settings {
    std::string relay;                    ///< "host:port"; empty: letters become files in outbox/
    std::string security = "required";    ///< none, opportunistic, required or implicit
    std::filesystem::path ca_file;        ///< PEM; empty: the system's authorities
    std::string user;                     ///< empty: no AUTH
    std::filesystem::path password_file;  ///< its first line
    bool auth_in_clear = false;           ///< say user and password without TLS
    std::string helo;                     ///< own name in EHLO; empty: the From address's domain
    std::uint32_t connections = 8;
    std::uint32_t letters_per_connection = 100;
    std::string dkim_domain;  ///< empty: the From address's
    std::string dkim_selector;
    std::filesystem::path dkim_key_file;  ///< PEM, RSA; empty: letters are not signed
    std::string dkim_ed25519_selector;
    std::filesystem::path dkim_ed25519_key_file;  ///< a second signature beside the first
    std::string in_doubt = "retry";               ///< or "hold"
    std::chrono::seconds first_wait{60};
    std::chrono::seconds longest_wait{4 * 3600};
    std::chrono::seconds expire_after{24 * 3600};
    std::uint32_t domain_connections = 20;  ///< letters to one domain at once
    std::uint32_t domain_per_second = 0;    ///< letters to one domain, sustained; 0: no limit
    std::uint32_t per_hour = 0;             ///< letters altogether; 0: no limit
    std::uint32_t per_hour_start = 0;       ///< on the first day, doubling daily; 0: no warming up
    std::uint32_t keep_settled_days = 30;   ///< in the queue, once sent or failed
    std::filesystem::path bounce_dir;       ///< a maildir of returned letters; empty: none
    std::filesystem::path webhook_secret_file;  ///< its first line signs POST /api/v1/mail/events
    friend bool operator==(const mail_settings&, const mail_settings&) = default;
  } mail;

  struct campaign_settings {
    std::filesystem::path dir;   ///< empty: the demo that comes with the binary
    std::filesystem::path site;  ///< the built web site; empty: the one that comes with the binary
    friend bool operator==(const campaign_settings&, const campaign_settings&) = default;
  } campaign;

  struct sign_up_settings {
    std::uint32_t sessions_per_address_day = 3;  ///< that may leave the same address
    std::uint32_t letters_per_address_day = 5;   ///< that may be asked for to it
    std::uint32_t per_network_hour = 600;        ///< sign-ups out of one /24 (IPv6: /64)
    friend bool operator==(const sign_up_settings&, const sign_up_settings&) = default;
  } sign_ups;
  /// The admin API over TCP, for who has a certificate; empty address: on admin.sock alone.
  struct admin_settings {
    std::string address;     ///< numeric IPv4 or IPv6
    std::uint16_t port = 0;  ///< 0: any free one
    std::filesystem::path tls_certificate;
    std::filesystem::path tls_key;
    std::filesystem::path client_ca;  ///< PEM: whose certificates clients must show
    bool writes = false;              ///< false: what changes something is refused there
    friend bool operator==(const admin_settings&, const admin_settings&) = default;
  } admin;

  struct retention_settings {
    std::uint32_t sessions_days = 0;  ///< erased so long after the fan last did something; 0: never
    std::uint32_t takes_days = 0;     ///< recordings dropped so long after they came; 0: never
    std::uint32_t letters_days = 0;   ///< copies in the outbox removed after so long; 0: never
    std::uint32_t per_second = 20;    ///< erased, dropped and removed at most
    bool daily = false;               ///< the node does it by itself, once a day
    friend bool operator==(const retention_settings&, const retention_settings&) = default;
  } retention;

  struct stage_settings {
    std::string public_url;  ///< of previews, {stage} for the name; empty: http.address and port
    std::string webhook;     ///< URL of a chat that is told of every deploy; empty: none
    std::uint16_t first_port = 8100;  ///< previews take the first free one from here; 0: any
    friend bool operator==(const stage_settings&, const stage_settings&) = default;
  } stages;

  friend bool operator==(const node&, const node&) = default;
};

/// Values from the command line; they win over the file.
struct overrides {
  std::optional<std::filesystem::path> data_dir;
  std::optional<std::uint16_t> port;
};

/// Reads and checks a file; none: the defaults. errc::invalid_config with code "config_unreadable",
/// "config_syntax", "config_unknown_key", "config_wrong_type" or "config_out_of_range"; `field` is
/// the key, `detail` says file, line and what was expected.
[[nodiscard]] result<node> load(const std::optional<std::filesystem::path>& file,
                                const overrides& over = {});

/// "relay.example:587" or "[::1]:25"; nothing for anything else.
struct host_port {
  std::string host;
  std::uint16_t port = 0;
};
[[nodiscard]] std::optional<host_port> parse_host_port(std::string_view text);

/// A preview's address as people are told it: stages.public_url with the stage's name in it; empty
/// where that is not set.
[[nodiscard]] std::string preview_url(const node& settings, std::string_view stage);

/// The effective settings as TOML that load() reads back to the same.
[[nodiscard]] std::string to_toml(const node& settings);
/// The same as one JSON object, sections as objects.
[[nodiscard]] std::string to_json(const node& settings);

}  // namespace chant::config
