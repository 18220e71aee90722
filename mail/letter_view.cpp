#include "mail/letter_view.hpp"

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "mail/mime_reader.hpp"
#include "mail/transfer_encoding.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

namespace chant::mail {
namespace {

// Alternatives in a related part in nothing else: our letters go no deeper.
constexpr int depth_max = 4;

std::string from_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
    } else if (const auto pair = text.substr(i + 1, 2); pair == "\r\n") {
      i += 2;
    } else if (const auto byte = from_hex(pair); byte && byte->size() == 1) {
      out += *byte;
      i += 2;
    }
  }
  return out;
}

/// Nothing readable: empty.
std::string from_base64(std::string_view text) {
  std::string url;
  for (const char c : text) {
    if (c == '+')
      url += '-';
    else if (c == '/')
      url += '_';
    else if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      url += c;
  }
  return from_base64url(url).value_or("");
}

std::string decoded(const message_parts& part) {
  auto encoding = header_value(part.fields, "Content-Transfer-Encoding");
  if (same_in_ascii(encoding, "base64")) return from_base64(part.body);
  if (same_in_ascii(encoding, "quoted-printable")) return from_quoted_printable(part.body);
  return std::string(part.body);
}

/// RFC 2047: the words in base64 that our own headers are written in, and those in Q.
std::string from_encoded_words(std::string_view text) {
  std::string out;
  bool word_before = false;
  while (!text.empty()) {
    const auto begin = text.find("=?");
    const auto charset = begin == std::string_view::npos ? begin : text.find('?', begin + 2);
    const auto end = charset == std::string_view::npos ? charset : text.find("?=", charset + 3);
    if (end == std::string_view::npos) return out.append(text);
    const auto between = text.substr(0, begin);
    // Space between two words belongs to neither.
    if (!word_before || between.find_first_not_of(' ') != std::string_view::npos) out += between;
    const auto payload = text.substr(charset + 3, end - charset - 3);
    std::string words(payload);
    if (text[charset + 1] == 'B' || text[charset + 1] == 'b') {
      words = from_base64(payload);
    } else {
      std::ranges::replace(words, '_', ' ');
      words = from_quoted_printable(words);
    }
    out += words;
    word_before = true;
    text.remove_prefix(end + 2);
  }
  return out;
}

struct found_parts {
  std::string html;
  std::map<std::string, std::string> pictures;  ///< "data:…" by content id
};

void search(const message_parts& part, found_parts& found, int depth) {
  const auto type = header_value(part.fields, "Content-Type");
  const auto media = media_type(type);
  if (media.starts_with("multipart/") && depth < depth_max) {
    for (const auto inner : split_parts(part.body, parameter(type, "boundary")))
      search(split_message(inner), found, depth + 1);
  } else if (media == "text/html" && found.html.empty()) {
    found.html = decoded(part);
  } else if (media.starts_with("image/")) {
    auto id = header_value(part.fields, "Content-ID");
    std::erase_if(id, [](char c) { return c == '<' || c == '>'; });
    found.pictures[id] = "data:" + media + ";base64," + base64(decoded(part));
  }
}

void replace_all(std::string& in, const std::string& what, const std::string& with) {
  for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + with.size()))
    in.replace(at, what.size(), with);
}

}  // namespace

result<letter_view> view_letter(std::string_view message) {
  const auto whole = split_message(message);
  found_parts found;
  search(whole, found, 0);
  if (found.html.empty())
    return std::unexpected(
        error{errc::malformed, "letter_unreadable", "the message has no HTML", ""});
  for (const auto& [id, picture] : found.pictures) replace_all(found.html, "cid:" + id, picture);
  return letter_view{.subject = from_encoded_words(header_value(whole.fields, "Subject")),
                     .to = from_encoded_words(header_value(whole.fields, "To")),
                     .html = std::move(found.html)};
}

}  // namespace chant::mail
