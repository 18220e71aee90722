#include "http/site_file.hpp"

#include "base/sha256.hpp"
#include "http/cache_rules.hpp"
#include "http/compression.hpp"
#include "http/security_headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chant::http {

namespace {

/// "/404.html", "/404.fr.html": shown where something is not, or not now.
bool stands_for_a_status(std::string_view path) {
  return path.size() > 4 && path[4] == '.' && path.ends_with(".html") &&
         std::ranges::all_of(path.substr(1, 3), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view keeping_of(std::string_view path) {
  if (is_named_by_digest(path)) return keep_for_ever;
  const bool is_an_answer = stands_for_a_status(path) || path.starts_with(letter_pages_path);
  return is_an_answer ? keep_nothing : keep_a_minute;
}

/// What all codings of one file have in common.
struct file_facts {
  std::string_view path;
  const media_type& type;
  std::string_view protection;  ///< header lines
  std::size_t plain_size;
};

std::string fields_of(const file_facts& file, std::string_view encoding, bool varies) {
  std::string fields = fmt::format("Content-Type: {}\r\n", file.type.type);
  if (!encoding.empty()) fields += fmt::format("Content-Encoding: {}\r\n", encoding);
  if (varies) fields += "Vary: Accept-Encoding\r\n";
  return fields.append(keeping_of(file.path)).append(file.protection);
}

file_variant make_variant(const file_facts& file, std::string bytes, std::string_view encoding,
                          bool varies) {
  file_variant v;
  v.fields = fields_of(file, encoding, varies);
  // Who has the bytes must not keep them under the policy of other settings.
  v.etag = fmt::format("\"{}\"", sha256({bytes, v.fields}).hex().substr(0, 24));
  v.bytes = std::make_shared<const std::string>(std::move(bytes));
  v.body.append(v.bytes, *v.bytes);
  return v;
}

std::unique_ptr<file_variant> smaller_variant(const file_facts& file, std::string bytes,
                                              std::string_view encoding) {
  // Ten per cent saved is not worth a decoder's start.
  if (bytes.size() > file.plain_size - file.plain_size / 10) return nullptr;
  return std::make_unique<file_variant>(make_variant(file, std::move(bytes), encoding, true));
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

}  // namespace

site_file make_site_file(std::string_view path, const media_type& type, std::string bytes,
                         packed_file ready, std::string_view page_fields) {
  const file_facts file{.path = path,
                        .type = type,
                        .protection = type.is_page() ? page_fields : file_security,
                        .plain_size = bytes.size()};
  site_file f;
  if (type.is_text && !bytes.empty()) {
    if (!unpacks_to(coding::brotli, ready.brotli, bytes)) ready.brotli = brotli(bytes);
    if (!unpacks_to(coding::gzip, ready.gzip, bytes)) ready.gzip = gzip(bytes);
    f.brotli = smaller_variant(file, std::move(ready.brotli), "br");
    f.gzip = smaller_variant(file, std::move(ready.gzip), "gzip");
  }
  f.identity = make_variant(file, std::move(bytes), "", f.brotli || f.gzip);
  return f;
}

const file_variant& choose(const site_file& f, const request& r) {
  // Ranges count bytes of the plain file: a part of a compressed one helps nobody.
  if (!r[header::range].empty()) return f.identity;
  const auto codings = r[header::accept_encoding];
  if (f.brotli && accepts(codings, "br")) return *f.brotli;
  if (f.gzip && accepts(codings, "gzip")) return *f.gzip;
  return f.identity;
}

}  // namespace chant::http
