#include "http/static_files.hpp"

#include "http/cache_rules.hpp"
#include "http/content.hpp"
#include "http/problem.hpp"
#include "http/security_headers.hpp"
#include "http/site_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <unordered_map>

namespace chant::http {

namespace fs = std::filesystem;

namespace {

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

/// What the build has compressed already lies beside the file. Anything that is not smaller than
/// the file is no coding of it, and not read.
packed_file packed_beside(const fs::path& path, std::size_t plain_size) {
  const auto coded = [&](const char* ending) {
    std::error_code ec;
    const auto file = fs::path(path) += ending;
    const auto size = fs::file_size(file, ec);
    return ec || size >= plain_size ? std::string() : read_file(file);
  };
  return {.brotli = coded(".br"), .gzip = coded(".gz")};
}

bool is_hidden(const fs::path& relative) {
  return std::ranges::any_of(relative,
                             [](const fs::path& part) { return part.string().starts_with('.'); });
}

/// "fr" for "/fr/x"; empty outside the languages.
std::string_view language_asked(const request& r) {
  const auto end = r.path.find('/', 1);
  return end == r.path.npos ? std::string_view() : r.path.substr(1, end - 1);
}

error unusable(std::string code, std::string detail) {
  return {errc::invalid_config, std::move(code), std::move(detail), "site"};
}

}  // namespace

struct static_files::table {
  // Keys point into `paths`. A file that has two addresses is one file.
  std::unordered_map<std::string_view, std::shared_ptr<const site_file>> by_path;
  std::vector<std::unique_ptr<std::string>> paths;

  std::size_t bytes_read = 0;
  std::string more_fields;
  std::string page_fields;

  [[nodiscard]] const site_file* find(std::string_view path) const {
    const auto at = by_path.find(path);
    return at == by_path.end() ? nullptr : at->second.get();
  }
  /// "/404.fr.html" for "/404" in "fr", if the site has it.
  [[nodiscard]] const site_file* find_in(std::string_view language, std::string_view name) const {
    const auto* own = find(fmt::format("{}.{}{}", name, language, page_ending));
    return own != nullptr ? own : find(fmt::format("{}{}", name, page_ending));
  }
  void add(std::string path, const media_type& type, std::string bytes, packed_file ready) {
    if (by_path.contains(path)) return;
    auto f = std::make_shared<site_file>(
        make_site_file(path, type, std::move(bytes), std::move(ready), page_fields));
    for (auto* v : {&f->identity, f->brotli.get(), f->gzip.get()})
      if (v != nullptr) v->fields += more_fields;
    put(std::move(path), std::move(f));
  }
  void put(std::string path, std::shared_ptr<const site_file> f) {
    by_path.emplace(*paths.emplace_back(std::make_unique<std::string>(std::move(path))),
                    std::move(f));
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
      put(std::string(name), by_path.at(path));
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
    const auto& type = media_type_of(path);
    auto bytes = read_file(entries->path());
    if (change_page && path.ends_with(page_ending)) change_page(bytes);
    auto ready = type.is_text ? packed_beside(entries->path(), bytes.size()) : packed_file{};
    add(std::move(path), type, std::move(bytes), std::move(ready));
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
  t->page_fields = page_security_for(more.upload_url);
  for (const auto& [path, bytes] : more.files) t->add(path, media_type_of(path), bytes, {});
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
    if (elsewhere.size() < 2 || table_->find(elsewhere) == nullptr) return page(r, 404, "/404");
    response moved;
    moved.status = 308;
    moved.prepared = keep_a_minute;
    moved.with("Location", elsewhere);
    return moved;
  }
  const auto& v = choose(*f, r);
  if (!is_plain(r)) return content(r, v.fields, v.etag, v.body);
  response answer;
  answer.prepared = v.fields;
  answer.with("ETag", v.etag).with("Accept-Ranges", "bytes");
  answer.shared = *v.bytes;
  answer.owner = v.bytes;
  return answer;
}

response static_files::page(const request& r, unsigned status, std::string_view name) const {
  return page_in(
      language_asked(r), r,
      problem(status, status == 410 ? "gone" : "not_found", "There is nothing under this address."),
      name);
}

response static_files::unavailable(const request& r, response plain) const {
  return page_in(language_asked(r), r, std::move(plain), "/503");
}

response static_files::page_in(std::string_view language, const request& r, response plain,
                               std::string_view name) const {
  return shown(table_->find_in(language, name), r, std::move(plain));
}

response static_files::shown(const site_file* f, const request& r, response plain) {
  if (f == nullptr || r[header::accept].find("text/html") == std::string_view::npos) return plain;
  const auto& v = choose(*f, r);
  response answer;
  answer.status = plain.status;
  answer.fields = std::move(plain.fields) + v.fields;  // the site may be another when it is sent
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
