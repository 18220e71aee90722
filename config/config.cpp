#include "config/config.hpp"

#include "config/consistency.hpp"
#include "config/setting_list.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <charconv>
#include <sstream>

namespace chant::config {

namespace {

using std::filesystem::path;

error invalid(std::string code, std::string field, std::string detail) {
  return {errc::invalid_config, std::move(code), std::move(detail), std::move(field)};
}

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
  if (auto checked = check_consistency(settings); !checked) return std::unexpected(checked.error());
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
