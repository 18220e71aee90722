#include "app/listener.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace chant::app {

namespace {

unsigned cores_if_zero(std::uint32_t wanted) {
  return wanted > 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

result<http::server_options> public_listener(const config::node::http_settings& settings) {
  const auto proxies = http::network_list::parse(settings.trusted_proxies);
  if (!proxies)
    return std::unexpected(error{errc::invalid_config, "config_out_of_range",
                                 "http.trusted_proxies holds something that is no address or block",
                                 "http.trusted_proxies"});
  http::server_options options;
  options.address = settings.address;
  options.port = settings.port;
  options.threads = cores_if_zero(settings.threads);
  options.trust.proxies = *proxies;
  options.country_header = settings.country_header;
  options.rates.per_second = settings.requests_per_second;
  options.rates.burst = settings.burst;
  options.rates.loopback = settings.limit_loopback;
  options.connections_per_address = settings.connections_per_address;
  if (!settings.tls_certificate.empty())
    options.tls = http::tls_files{.certificate = settings.tls_certificate, .key = settings.tls_key};
  return options;
}

std::string own_url(const config::node::http_settings& settings, std::uint16_t port) {
  const bool v6 = settings.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", settings.tls_certificate.empty() ? "http" : "https",
                     v6 ? "[" : "", settings.address, v6 ? "]" : "", port);
}

}  // namespace chant::app
