#include "http/country.hpp"

#include <maxminddb.h>
#include <netinet/in.h>

#include <cstring>
#include <string_view>

namespace chant::http {

struct country_finder::database {
  MMDB_s handle{};
  ~database() { MMDB_close(&handle); }
};

namespace {

bool is_country(std::string_view text) {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  // XX is Cloudflare's word for unknown; T1, its word for Tor, falls to the digit.
  return text.size() == 2 && upper(text[0]) && upper(text[1]) && text != "XX";
}

std::string look_up(const MMDB_s& db, const ip_address& a) {
  sockaddr_in6 at{};
  at.sin6_family = AF_INET6;
  std::memcpy(&at.sin6_addr, a.bytes.data(), a.bytes.size());
  sockaddr_in at4{};
  at4.sin_family = AF_INET;
  std::memcpy(&at4.sin_addr, a.bytes.data() + 12, 4);
  const auto* address =
      a.is_v4() ? reinterpret_cast<const sockaddr*>(&at4) : reinterpret_cast<const sockaddr*>(&at);
  int problem = MMDB_SUCCESS;
  auto found = MMDB_lookup_sockaddr(&db, address, &problem);
  if (problem != MMDB_SUCCESS || !found.found_entry) return {};
  MMDB_entry_data_s code{};
  problem = MMDB_get_value(&found.entry, &code, "country", "iso_code", nullptr);
  if (problem != MMDB_SUCCESS)  // the flat form of other makers' files
    problem = MMDB_get_value(&found.entry, &code, "country_code", nullptr);
  if (problem != MMDB_SUCCESS || !code.has_data || code.type != MMDB_DATA_TYPE_UTF8_STRING)
    return {};
  const std::string_view text(code.utf8_string, code.data_size);
  return is_country(text) ? std::string(text) : std::string();
}

}  // namespace

country_finder::country_finder() = default;
country_finder::~country_finder() = default;
country_finder::country_finder(country_finder&&) noexcept = default;

result<country_finder> country_finder::open(const std::filesystem::path& mmdb) {
  country_finder finder;
  if (mmdb.empty()) return finder;
  auto db = std::make_unique<database>();
  if (MMDB_open(mmdb.c_str(), MMDB_MODE_MMAP, &db->handle) != MMDB_SUCCESS) {
    db->handle = {};
    return std::unexpected(error{errc::invalid_config, "country_database_unusable",
                                 "The country database cannot be read.", "country_database"});
  }
  finder.database_ = std::move(db);
  return finder;
}

std::string country_finder::find(const request& r) const {
  if (is_country(r[header::country])) return std::string(r[header::country]);
  return database_ ? look_up(database_->handle, r.client) : std::string();
}

}  // namespace chant::http
