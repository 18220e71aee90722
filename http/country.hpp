// Which country a fan is in, as far as anybody says: a proxy's header, or a database of addresses.
#pragma once

#include "base/result.hpp"
#include "http/address.hpp"
#include "http/message.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace chant::http {

/// Thread-safe. A hint for language and statistics, not a proof.
class country_finder {
 public:
  /// With an empty path, headers alone are believed. errc::invalid_config
  /// "country_database_unusable".
  [[nodiscard]] static result<country_finder> open(const std::filesystem::path& mmdb);
  country_finder();
  ~country_finder();
  country_finder(country_finder&&) noexcept;

  /// ISO 3166-1 alpha-2, or empty. The header counts only where resolve_client() has left it.
  [[nodiscard]] std::string find(const request& r) const;

 private:
  struct database;
  std::unique_ptr<database> database_;
};

}  // namespace chant::http
