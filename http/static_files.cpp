#include "http/static_files.hpp"

#include "base/sha256.hpp"
#include "http/compression.hpp"
#include "http/content.hpp"
#include "http/problem.hpp"
#include "http/security_headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <unordered_map>

namespace chant::http {

namespace fs = std::filesystem;

namespace {

struct variant {
  std::shared_ptr<const std::string> bytes;
  std::string etag;
  std::string fields;
  rope body;
};

struct file {
  std::string type;
  variant identity;
  std::unique_ptr<variant> brotli;
  std::unique_ptr<variant> gzip;
};

struct media_type {
  std::string_view ending;
  std::string_view type;
  bool is_text;
};
constexpr std::array media_types{
    media_type{".html", "text/html; charset=utf-8", true},
    media_type{".css", "text/css; charset=utf-8", true},
    media_type{".js", "text/javascript; charset=utf-8", true},
    media_type{".mjs", "text/javascript; charset=utf-8", true},
    media_type{".json", "application/json", true},
    media_type{".map", "application/json", true},
    media_type{".svg", "image/svg+xml", true},
    media_type{".txt", "text/plain; charset=utf-8", true},
    media_type{".xml", "application/xml", true},
    media_type{".webmanifest", "application/manifest+json", true},
    media_type{".wasm", "application/wasm", true},
    media_type{".ico", "image/x-icon", true},
    media_type{".png", "image/png", false},
    media_type{".jpg", "image/jpeg", false},
    media_type{".jpeg", "image/jpeg", false},
    media_type{".webp", "image/webp", false},
    media_type{".avif", "image/avif", false},
    media_type{".woff2", "font/woff2", false},
    media_type{".mp3", "audio/mpeg", false},
    media_type{".m4a", "audio/mp4", false},
    media_type{".ogg", "audio/ogg", false},
    media_type{".opus", "audio/ogg", false},
    media_type{".wav", "audio/wav", false},
    media_type{".mp4", "video/mp4", false},
    media_type{".webm", "video/webm", false},
    media_type{".pdf", "application/pdf", false},
};
constexpr media_type unknown_type{"", "application/octet-stream", false};

const media_type& type_of(std::string_view path) {
  const auto* at = std::ranges::find_if(
      media_types, [&](const media_type& t) { return path.ends_with(t.ending); });
  return at == media_types.end() ? unknown_type : *at;
}

/// Vite's "name-BASE64URL8.js": the name changes with the bytes.
bool is_named_by_digest(std::string_view path) {
  constexpr std::size_t digest_size = 8;
  const auto name = path.substr(path.rfind('/') + 1);
  const auto stem = name.substr(0, name.find('.'));
  if (!path.starts_with("/assets/") || stem.size() < digest_size + 2) return false;
  const auto digest = stem.substr(stem.size() - digest_size);
  if (stem[stem.size() - digest_size - 1] != '-') return false;
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-';
  };
  // A word of small letters, as in "share-pictures.css", is a name.
  const auto tells = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return std::ranges::all_of(digest, fits) && std::ranges::any_of(digest, tells);
}

std::string fields_of(std::string_view path, std::string_view type, std::string_view encoding,
                      bool varies) {
  std::string fields = fmt::format("Content-Type: {}\r\n", type);
  if (!encoding.empty()) fields += fmt::format("Content-Encoding: {}\r\n", encoding);
  if (varies) fields += "Vary: Accept-Encoding\r\n";
  fields += is_named_by_digest(path) ? "Cache-Control: public, max-age=31536000, immutable\r\n"
                                     : "Cache-Control: no-cache\r\n";
  fields += type.starts_with("text/html") ? page_security : file_security;
  return fields;
}

variant make_variant(std::string_view path, std::string_view type, std::string bytes,
                     std::string_view encoding, bool varies) {
  variant v;
  v.etag = fmt::format("\"{}\"", sha256({bytes, encoding}).hex().substr(0, 24));
  v.fields = fields_of(path, type, encoding, varies);
  v.bytes = std::make_shared<const std::string>(std::move(bytes));
  v.body.append(v.bytes, *v.bytes);
  return v;
}

std::unique_ptr<variant> smaller_variant(std::string_view path, std::string_view type,
                                         std::string bytes, std::string_view encoding,
                                         std::size_t plain_size) {
  // Ten per cent saved is not worth a decoder's start.
  if (bytes.size() > plain_size - plain_size / 10) return nullptr;
  return std::make_unique<variant>(make_variant(path, type, std::move(bytes), encoding, true));
}

constexpr std::string_view page_ending = ".html";
constexpr std::string_view index = "index.html";

/// What a page's address is without the name of its file; nothing for what has no other address.
/// Pages in the root stand for a status (404.html) or are templates: they have none.
std::string_view short_name(std::string_view path) {
  if (!path.ends_with(page_ending)) return {};
  const auto folder = path.substr(0, path.rfind('/') + 1);
  if (path.substr(folder.size()) == index) return folder;
  return folder == "/" ? std::string_view() : path.substr(0, path.size() - page_ending.size());
}

file make_file(std::string_view path, const media_type& type, std::string bytes) {
  file f{.type = std::string(type.type), .identity = {}, .brotli = {}, .gzip = {}};
  if (type.is_text && !bytes.empty()) {
    f.brotli = smaller_variant(path, type.type, brotli(bytes), "br", bytes.size());
    f.gzip = smaller_variant(path, type.type, gzip(bytes), "gzip", bytes.size());
  }
  f.identity = make_variant(path, type.type, std::move(bytes), "", f.brotli || f.gzip);
  return f;
}

/// True if the coding stands in Accept-Encoding with a weight other than 0.
bool accepts(std::string_view list, std::string_view coding) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    auto one = list.substr(0, comma);
    one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
    const auto word = one.substr(0, one.find_first_of("; \t"));
    if (word == coding) {
      const auto q = one.find("q=0");
      return q == one.npos || one.find_first_of("123456789", q + 3) != one.npos;
    }
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

const variant& choose(const file& f, const request& r) {
  // Ranges count bytes of the plain file: a part of a compressed one helps nobody.
  if (!r[header::range].empty()) return f.identity;
  const auto codings = r[header::accept_encoding];
  if (f.brotli && accepts(codings, "br")) return *f.brotli;
  if (f.gzip && accepts(codings, "gzip")) return *f.gzip;
  return f.identity;
}

/// The fast way for what has no condition and no range: no copy of the pieces, no formatting.
bool is_plain(const request& r) {
  return r[header::range].empty() && r[header::if_none_match].empty() &&
         r[header::if_match].empty();
}

/// "/fr" for "/fr/" and the other way round: one of both may be an address.
std::string with_slash_turned(std::string_view path) {
  if (path.ends_with('/')) return std::string(path.substr(0, path.size() - 1));
  return std::string(path) + "/";
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_hidden(const fs::path& relative) {
  return std::ranges::any_of(relative,
                             [](const fs::path& part) { return part.string().starts_with('.'); });
}

error unusable(std::string code, std::string detail) {
  return {errc::invalid_config, std::move(code), std::move(detail), "site"};
}

}  // namespace

struct static_files::table {
  std::unordered_map<std::string_view, file> by_path;  // keys point into `paths`
  std::vector<std::unique_ptr<std::string>> paths;

  std::size_t bytes_read = 0;
  std::string more_fields;

  [[nodiscard]] const file* find(std::string_view path) const {
    const auto at = by_path.find(path);
    return at == by_path.end() ? nullptr : &at->second;
  }
  /// In the language of what was asked for, if the site has it: "/404.fr.html" for "/fr/x".
  [[nodiscard]] const file* find_for(std::string_view asked, std::string_view page) const {
    const auto end = asked.find('/', 1);
    if (end != asked.npos) {
      const auto stem = page.substr(0, page.rfind('.'));
      const auto own = fmt::format("{}.{}{}", stem, asked.substr(1, end - 1), page_ending);
      if (const auto* f = find(own)) return f;
    }
    return find(page);
  }
  void add(std::string path, const media_type& type, std::string bytes) {
    if (by_path.contains(path)) return;
    const std::string_view key =
        *paths.emplace_back(std::make_unique<std::string>(std::move(path)));
    auto f = make_file(key, type, std::move(bytes));
    for (auto* v : {&f.identity, f.brotli.get(), f.gzip.get()})
      if (v != nullptr) v->fields += more_fields;
    by_path.emplace(key, std::move(f));
  }
  /// Adds the files of a directory that are not there yet.
  [[nodiscard]] result<void> read(const fs::path& dir, const limits& most,
                                  const std::function<bool(std::string_view path)>& is_wanted,
                                  const std::function<void(std::string& html)>& change_page);
  /// "/fr/index.html" answers to "/fr/" as well, and "/fr/studio.html" to "/fr/studio": one
  /// look-up, no building of names.
  void add_short_names() {
    for (std::size_t i = 0, n = paths.size(); i < n; ++i) {
      const std::string_view path = *paths[i];
      const auto name = short_name(path);
      if (name.empty() || by_path.contains(name)) continue;
      add(std::string(name), type_of(path), *by_path.at(path).identity.bytes);
    }
  }
};

static_files::static_files(std::unique_ptr<table> t) : table_(std::move(t)) {}
static_files::~static_files() = default;

result<void> static_files::table::read(const fs::path& dir, const limits& most,
                                       const std::function<bool(std::string_view path)>& is_wanted,
                                       const std::function<void(std::string& html)>& change_page) {
  std::error_code ec;
  fs::recursive_directory_iterator entries(dir, ec);
  for (; !ec && entries != fs::end(entries); entries.increment(ec)) {
    const auto relative = entries->path().lexically_relative(dir);
    const auto ending = relative.extension();
    const bool is_sibling = (ending == ".br" || ending == ".gz") &&
                            fs::exists(entries->path().parent_path() / relative.stem());
    auto path = "/" + relative.generic_string();
    if (!entries->is_regular_file() || entries->is_symlink() || is_hidden(relative) || is_sibling ||
        !is_wanted(path))
      continue;
    bytes_read += entries->file_size();
    if (bytes_read > most.total_bytes || paths.size() >= most.files)
      return std::unexpected(unusable("site_too_large", "The site's directory holds too much."));
    const auto& type = type_of(path);
    auto bytes = read_file(entries->path());
    if (change_page && path.ends_with(page_ending)) change_page(bytes);
    add(std::move(path), type, std::move(bytes));
  }
  if (ec)
    return std::unexpected(unusable("site_unreadable", "The site's directory cannot be read."));
  return {};
}

result<std::shared_ptr<const static_files>> static_files::load(const fs::path& dir,
                                                               const additions& more,
                                                               const limits& most) {
  auto t = std::make_unique<table>();
  t->more_fields = more.fields;
  for (const auto& [path, bytes] : more.files) t->add(path, type_of(path), bytes);
  const auto every = [](std::string_view) { return true; };
  if (auto read = t->read(dir, most, every, more.page); !read) return std::unexpected(read.error());
  t->add_short_names();
  for (const auto& before : more.earlier)
    if (auto read = t->read(before, most, is_named_by_digest, {}); !read)
      return std::unexpected(read.error());
  return std::shared_ptr<const static_files>(new static_files(std::move(t)));
}

response static_files::serve(const request& r) const {
  const auto* f = table_->find(r.path);
  if (f == nullptr) {
    const auto elsewhere = with_slash_turned(r.path);
    if (elsewhere.size() < 2 || table_->find(elsewhere) == nullptr)
      return page(r, 404, "/404.html");
    response moved;
    moved.status = 308;
    moved.with("Location", elsewhere).with("Cache-Control", "no-cache");
    return moved;
  }
  const auto& v = choose(*f, r);
  if (!is_plain(r)) return content(r, v.fields, v.etag, v.body);
  response answer;
  answer.prepared = v.fields;
  answer.with("ETag", v.etag);
  answer.shared = *v.bytes;
  answer.owner = v.bytes;
  return answer;
}

response static_files::page(const request& r, unsigned status, std::string_view path) const {
  const auto* f = table_->find_for(r.path, path);
  if (f == nullptr || r[header::accept].find("text/html") == std::string_view::npos)
    return problem(status, status == 410 ? "gone" : "not_found",
                   "There is nothing under this address.");
  const auto& v = choose(*f, r);
  response answer;
  answer.status = status;
  answer.prepared = v.fields;
  answer.shared = *v.bytes;
  answer.owner = v.bytes;
  return answer;
}

std::string_view static_files::bytes_of(std::string_view path) const {
  const auto* f = table_->find(path);
  return f == nullptr ? std::string_view() : std::string_view(*f->identity.bytes);
}

std::size_t static_files::size() const { return table_->by_path.size(); }

}  // namespace chant::http
