// One file of the site in every coding it is served in, with all its header lines made once.
#pragma once

#include "base/rope.hpp"
#include "http/media_type.hpp"
#include "http/message.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace chant::http {

/// Below it lie the pages of the links in letters: answers to one fan, kept by nobody.
inline constexpr std::string_view letter_pages_path = "/letters/";

struct file_variant {
  std::shared_ptr<const std::string> bytes;
  std::string etag;
  std::string fields;  ///< CRLF-ended lines; ETag apart
  rope body;           ///< the same bytes
};

struct site_file {
  file_variant identity;
  std::unique_ptr<file_variant> brotli;  ///< nullptr: not worth it
  std::unique_ptr<file_variant> gzip;
};

/// Ready-made codings of a file; empty where there are none.
struct packed_file {
  std::string brotli;
  std::string gzip;
};

/// A coding that is not that of `bytes` is passed over; a missing one is made, at a second for two
/// megabytes. "/404.html" and others of the root that are named by a status are kept by nobody,
/// like the pages of letters. `page_fields` are the header lines that protect pages.
[[nodiscard]] site_file make_site_file(std::string_view path, const media_type& type,
                                       std::string bytes, packed_file ready,
                                       std::string_view page_fields);

/// The smallest variant the client can read; the plain one for ranges.
[[nodiscard]] const file_variant& choose(const site_file& f, const request& r);

}  // namespace chant::http
