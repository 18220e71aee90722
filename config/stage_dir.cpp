#include "config/stage_dir.hpp"

#include "config/durable_files.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace chant::config {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t most_name_bytes = 40;
constexpr std::string_view facts_file = "build.json";
constexpr std::string_view port_file = "port";
constexpr std::string_view current_link = "current";

std::unexpected<error> malformed(const fs::path& file) {
  return std::unexpected(error{errc::invalid_config, "stage_malformed",
                               fmt::format("{} is not what was written", file.string()), ""});
}

std::unexpected<error> unwritable(const fs::path& file, const std::error_code& why) {
  return std::unexpected(
      error{errc::io, "file_unwritable", fmt::format("{}: {}", file.string(), why.message()), ""});
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= most_name_bytes && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

template <class Number>
Number number_in(std::string_view text) {
  Number number = 0;
  const auto [end, why] = std::from_chars(text.data(), text.data() + text.size(), number);
  return why == std::errc{} && end == text.data() + text.size() ? number : Number{0};
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string facts_of(const stage_build& b) {
  return json::serialize(json::object{{"number", b.number},
                                      {"branch", b.branch},
                                      {"build", b.label},
                                      {"deployed_at", b.deployed_at}}) +
         "\n";
}

/// Part of a build, where the build has it.
fs::path part(const fs::path& build, std::string_view name) {
  std::error_code ignored;
  auto dir = build / name;
  return fs::is_directory(dir, ignored) ? dir : fs::path();
}

}  // namespace

fs::path stages_in(const fs::path& data_dir) { return data_dir / "stages"; }

result<stage_dir> stage_dir::of(const fs::path& data_dir, std::string_view name) {
  if (!is_name(name))
    return std::unexpected(error{errc::malformed, "stage_name_malformed",
                                 "a stage's name is 1 to 40 of a-z, 0-9 and -", "stage"});
  return stage_dir(stages_in(data_dir) / name, std::string(name));
}

std::vector<stage_dir> stage_dir::all(const fs::path& data_dir) {
  std::vector<stage_dir> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(stages_in(data_dir), none)) {
    const auto name = entry.path().filename().string();
    if (entry.is_directory() && is_name(name)) found.push_back(stage_dir(entry.path(), name));
  }
  std::ranges::sort(found, {}, &stage_dir::name_);
  return found;
}

bool stage_dir::exists() const {
  std::error_code ignored;
  return fs::is_directory(dir_, ignored);
}

fs::path stage_dir::build_dir(std::uint32_t number) const {
  return dir_ / "builds" / std::to_string(number);
}

std::vector<std::uint32_t> stage_dir::numbers() const {
  std::vector<std::uint32_t> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(dir_ / "builds", none))
    if (const auto number = number_in<std::uint32_t>(entry.path().filename().string()); number > 0)
      found.push_back(number);
  std::ranges::sort(found);
  return found;
}

result<std::vector<stage_build>> stage_dir::builds() const {
  std::vector<stage_build> all;
  for (const auto number : numbers()) {
    auto one = build(number);
    if (!one) return std::unexpected(one.error());
    all.push_back(*std::move(one));
  }
  return all;
}

result<stage_build> stage_dir::build(std::uint32_t number) const {
  const auto dir = build_dir(number);
  std::error_code ignored;
  if (!fs::is_directory(dir, ignored))
    return std::unexpected(error{errc::not_found, "build_unknown",
                                 fmt::format("stage {} has no build {}", name_, number), ""});
  boost::system::error_code why;
  const auto facts = json::parse(text_of(dir / facts_file), why);
  if (why || !facts.is_object()) return malformed(dir / facts_file);
  const auto text = [&](std::string_view key) {
    const auto* value = facts.get_object().if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
  };
  return stage_build{.number = number,
                     .branch = text("branch"),
                     .label = text("build"),
                     .deployed_at = text("deployed_at"),
                     .site = part(dir, "site"),
                     .campaign = part(dir, "campaign")};
}

std::uint32_t stage_dir::current() const {
  std::error_code none;
  const auto link = fs::read_symlink(dir_ / current_link, none);
  return none ? 0 : number_in<std::uint32_t>(link.filename().string());
}

result<void> stage_dir::admit() const {
  if (exists() || is_production()) return {};
  const auto others = all(dir_.parent_path().parent_path());
  if (std::ranges::count_if(others, [](const auto& s) { return !s.is_production(); }) <
      static_cast<std::ptrdiff_t>(most_previews))
    return {};
  return std::unexpected(
      error{errc::conflict, "too_many_stages",
            fmt::format("there are {} previews already: remove one", most_previews), "stage"});
}

result<stage_build> stage_dir::add(const stage_build& from) const {
  if (auto admitted = admit(); !admitted) return std::unexpected(admitted.error());
  const auto known = numbers();
  auto added = from;
  added.number = known.empty() ? 1 : known.back() + 1;
  // Names with a dot are nobody's: what a killed deploy leaves is seen by none.
  const auto aside = dir_ / "builds" / ".new";
  std::error_code ec;
  fs::remove_all(aside, ec);
  fs::create_directories(aside, ec);
  if (ec) return unwritable(aside, ec);
  for (const auto& [source, name] :
       {std::pair{from.site, "site"}, std::pair{from.campaign, "campaign"}})
    if (auto copied = source.empty() ? result<void>() : copy_tree(source, aside / name); !copied) {
      fs::remove_all(aside, ec);
      return std::unexpected(copied.error());
    }
  if (auto written = write_durably(aside / facts_file, facts_of(added)); !written)
    return std::unexpected(written.error());
  fs::rename(aside, build_dir(added.number), ec);
  if (ec) return unwritable(build_dir(added.number), ec);
  for (const auto& dir : {dir_ / "builds", dir_, dir_.parent_path()})
    if (auto synced = sync_directory(dir); !synced) return std::unexpected(synced.error());
  return build(added.number);
}

result<void> stage_dir::switch_to(std::uint32_t number) const {
  const auto link = dir_ / current_link;
  const auto aside = dir_ / ".current";
  std::error_code ec;
  fs::remove(aside, ec);
  if (number == 0) {
    fs::remove(link, ec);
  } else {
    fs::create_directory_symlink(fs::path("builds") / std::to_string(number), aside, ec);
    if (!ec) fs::rename(aside, link, ec);
  }
  if (ec) return unwritable(link, ec);
  return sync_directory(dir_);
}

void stage_dir::discard(std::uint32_t number) const {
  // Under another name first: half a build is none.
  const auto aside = dir_ / "builds" / ".removed";
  std::error_code ignored;
  fs::remove_all(aside, ignored);
  fs::rename(build_dir(number), aside, ignored);
  fs::remove_all(aside, ignored);
}

void stage_dir::prune(std::size_t keep) const {
  const auto all = numbers();
  const auto now = current();
  for (std::size_t i = 0; i + keep < all.size(); ++i)
    if (all[i] != now) discard(all[i]);
}

std::uint16_t stage_dir::port() const {
  auto text = text_of(dir_ / port_file);
  while (text.ends_with('\n')) text.pop_back();
  return number_in<std::uint16_t>(text);
}

result<void> stage_dir::keep_port(std::uint16_t port) const {
  return write_durably(dir_ / port_file, fmt::format("{}\n", port));
}

result<void> stage_dir::remove() const {
  // Under another name first: half a stage is none.
  const auto aside = dir_.parent_path() / fmt::format(".removed-{}", name_);
  std::error_code ec;
  fs::remove_all(aside, ec);
  fs::rename(dir_, aside, ec);
  if (!ec) fs::remove_all(aside, ec);
  if (ec) return unwritable(dir_, ec);
  return sync_directory(dir_.parent_path());
}

}  // namespace chant::config
