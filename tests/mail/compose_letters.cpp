// Composes letters for a reader in another language: compose_letters TEXTS_DIR OUT_DIR reads a JSON
// list of orders on standard input and writes OUT_DIR/<id>.eml, or the refusal's code to
// <id>.refused.

#include "mail/letter.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string read(std::istream&& in) { return {std::istreambuf_iterator<char>(in), {}}; }

std::string text(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? std::string() : json::value_to<std::string>(*value);
}

chant::campaign::texts read_texts(const fs::path& directory) {
  chant::campaign::texts texts{.default_language = "en", .by_language = {}};
  for (const auto& entry : fs::directory_iterator(directory)) {
    const auto table = json::parse(read(std::ifstream(entry.path())));
    for (const auto& [key, value] : table.as_object())
      texts.by_language[entry.path().stem().string()].emplace(key,
                                                              json::value_to<std::string>(value));
  }
  return texts;
}

chant::mail::letter_order read_order(const json::object& from) {
  chant::mail::letter_order order{
      .asked_by = chant::campaign::event_id::from_hex(text(from, "asked_by")).value(),
      .kind = chant::mail::parse_letter_kind(text(from, "kind")).value(),
      .date = chant::timestamp(std::chrono::sys_days(std::chrono::year(2016) / 6 / 10)),
      .from_name = text(from, "from_name"),
      .from_address = text(from, "from_address"),
      .to_address = text(from, "to_address"),
      .to_name = text(from, "to_name"),
      .language = text(from, "language"),
      .artist = text(from, "artist"),
      .song = text(from, "song"),
      .imprint = text(from, "imprint"),
      .colours = {},
      .site_url = text(from, "site_url"),
      .privacy_url = text(from, "privacy_url"),
      .unsubscribe_url = text(from, "unsubscribe_url"),
      .erase_url = text(from, "erase_url"),
      .confirm_url = text(from, "confirm_url"),
      .cover = {}};
  if (const auto* cover = from.if_contains("cover")) {
    const auto& c = cover->as_object();
    order.cover = {.name = text(c, "name"),
                   .team = text(c, "team"),
                   .share_url = text(c, "share_url"),
                   .jpeg = read(std::ifstream(text(c, "jpeg_file"), std::ios::binary))};
  }
  return order;
}

}  // namespace

int main(int, char** arguments) {
  const auto texts = read_texts(arguments[1]);
  const fs::path out = arguments[2];
  const auto orders = json::parse(read(std::move(std::cin)));
  for (const auto& item : orders.as_array()) {
    const auto id = text(item.as_object(), "id");
    const auto letter = chant::mail::compose(read_order(item.as_object()), texts);
    if (letter)
      std::ofstream(out / (id + ".eml"), std::ios::binary) << *letter;
    else
      std::ofstream(out / (id + ".refused")) << letter.error().code;
  }
}
