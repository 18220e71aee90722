#include "render/fonts.hpp"

#include "base/log.hpp"
#include "base/sha256.hpp"
#include "render/files.hpp"

#include <fontconfig/fontconfig.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <sstream>
#include <vector>

namespace chant::render {
namespace {

struct font_entry {
  std::string sha256, package, version, path, weight, family;
};

struct config_deleter {
  void operator()(FcConfig* c) const { FcConfigDestroy(c); }
};
struct pattern_deleter {
  void operator()(FcPattern* p) const { FcPatternDestroy(p); }
};
using config_ptr = std::unique_ptr<FcConfig, config_deleter>;
using pattern_ptr = std::unique_ptr<FcPattern, pattern_deleter>;

std::unexpected<error> refuse(std::string code, std::string detail) {
  return std::unexpected(error{errc::invalid_config, std::move(code), std::move(detail), {}});
}

const FcChar8* as_fc(const std::string& s) { return reinterpret_cast<const FcChar8*>(s.c_str()); }

std::vector<font_entry> parse_manifest(const std::string& text) {
  std::vector<font_entry> entries;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    font_entry e;
    words >> e.sha256 >> e.package >> e.version >> e.path >> e.weight >> std::ws;
    std::getline(words, e.family);
    entries.push_back(std::move(e));
  }
  return entries;
}

int fc_weight(const std::string& word) {
  if (word == "black") return FC_WEIGHT_BLACK;
  if (word == "bold") return FC_WEIGHT_BOLD;
  if (word == "semibold") return FC_WEIGHT_SEMIBOLD;
  return FC_WEIGHT_REGULAR;
}

/// The file that `family` at that weight is drawn by.
std::string resolve(FcConfig* config, const font_entry& e) {
  const pattern_ptr wanted(FcPatternCreate());
  FcPatternAddString(wanted.get(), FC_FAMILY, as_fc(e.family));
  FcPatternAddInteger(wanted.get(), FC_WEIGHT, fc_weight(e.weight));
  FcConfigSubstitute(config, wanted.get(), FcMatchPattern);
  FcDefaultSubstitute(wanted.get());
  FcResult outcome{};
  const pattern_ptr found(FcFontMatch(config, wanted.get(), &outcome));
  FcChar8* file = nullptr;
  if (!found || FcPatternGetString(found.get(), FC_FILE, 0, &file) != FcResultMatch) return {};
  return reinterpret_cast<const char*>(file);
}

/// Hash of the file as it is, with a warning when it is not the manifest's.
result<std::string> check_file(const font_entry& e) {
  const auto bytes = read_file(e.path);
  if (!bytes)
    return refuse("font_missing", e.path + " is not there: install the package " + e.package);
  auto hash = sha256({*bytes}).hex();
  if (hash != e.sha256)
    log::warn("a font is not the one the golden pictures were drawn by",
              {{"file", e.path}, {"package", e.package}, {"expected_version", e.version}});
  return hash;
}

result<std::string> install(const std::filesystem::path& directory) {
  // Else Pango lets the environment's language choose between fonts where the text does not.
  ::setenv("PANGO_LANGUAGE", "en", 1);
  const auto conf = read_file(directory / "fonts.conf");
  const auto manifest = read_file(directory / "manifest.txt");
  if (!conf || !manifest)
    return refuse("fonts_missing", directory.string() + " holds no fonts.conf and manifest.txt");
  const auto entries = parse_manifest(*manifest);

  config_ptr config(FcConfigCreate());
  if (!FcConfigParseAndLoadFromMemory(config.get(), as_fc(*conf), FcTrue))
    return refuse("fonts_unusable", "fontconfig cannot read fonts.conf");
  std::string hashes;
  std::string last_file;
  for (const auto& e : entries) {
    if (e.path == last_file) continue;  // a collection has a line for each of its families
    const auto hash = check_file(e);
    if (!hash) return std::unexpected(hash.error());
    hashes += *hash;
    last_file = e.path;
    if (!FcConfigAppFontAddFile(config.get(), as_fc(e.path)))
      return refuse("fonts_unusable", e.path + " is not a font");
  }
  for (const auto& e : entries)
    if (resolve(config.get(), e) != e.path)
      return refuse("font_shadowed", e.family + " is not drawn by " + e.path);
  // Fontconfig takes a reference of its own and drops it when another set replaces this one.
  if (!FcConfigSetCurrent(config.get()))
    return refuse("fonts_unusable", "fontconfig does not take the fonts");
  return sha256({*conf, *manifest, hashes}).hex();
}

}  // namespace

result<std::string> install_fonts(const std::filesystem::path& directory) {
  static std::mutex one_at_a_time;
  static std::filesystem::path installed_from;
  static std::string digest;
  const std::lock_guard lock(one_at_a_time);
  // Engines that draw already hold on to the fonts: the same ones are not installed under them.
  if (installed_from == directory) return digest;
  auto installed = install(directory);
  if (!installed) return installed;
  installed_from = directory;
  digest = *installed;
  return installed;
}

}  // namespace chant::render
