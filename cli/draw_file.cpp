#include "cli/draw_file.hpp"

#include "campaign/draw_entrants.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace chant::cli {

namespace {

namespace json = boost::json;
using campaign::draw_entry;

constexpr std::uint64_t format = 1;
/// Some five million entries.
constexpr std::uint64_t bytes_max = 256ULL << 20U;

json::value or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value();
}

std::unexpected<error> malformed(std::uint64_t line, std::string_view what) {
  return std::unexpected(
      error{errc::corrupt, "draw_file_malformed", fmt::format("line {}: {}", line, what), ""});
}

json::object head_of(const draw_file& f) {
  json::object head{{"chant_draw", format},
                    {"campaign", f.campaign},
                    {"draw", f.draw},
                    {"commitment", f.commitment},
                    {"beacon_named", or_null(f.beacon_named)},
                    {"closing", f.closing},
                    {"chain", f.chain},
                    {"entries", f.entries},
                    {"entries_sha256", f.entries_sha256},
                    {"left_out", f.left_out},
                    {"salt", nullptr},
                    {"beacon", nullptr},
                    {"seed", nullptr},
                    {"winners", nullptr},
                    {"substitutes", nullptr}};
  if (!f.held) return head;
  head["salt"] = f.held->salt;
  head["beacon"] = or_null(f.held->beacon);
  head["seed"] = f.held->seed;
  head["winners"] = json::value_from(f.held->winners);
  head["substitutes"] = json::value_from(f.held->substitutes);
  return head;
}

std::string text_of(const json::object& of, std::string_view name) {
  return json::value_to<std::string>(of.at(name));
}

std::optional<std::string> text_or_null(const json::object& of, std::string_view name) {
  if (of.at(name).is_null()) return std::nullopt;
  return text_of(of, name);
}

std::uint64_t number_of(const json::object& of, std::string_view name) {
  return of.at(name).to_number<std::uint64_t>();
}

std::vector<std::string> texts_of(const json::object& of, std::string_view name) {
  return json::value_to<std::vector<std::string>>(of.at(name));
}

/// The library's exceptions say what is missing or of another type.
draw_file head_in(const json::object& head) {
  draw_file f{.campaign = text_of(head, "campaign"),
              .draw = text_of(head, "draw"),
              .commitment = text_of(head, "commitment"),
              .beacon_named = text_or_null(head, "beacon_named"),
              .closing = number_of(head, "closing"),
              .chain = text_of(head, "chain"),
              .entries = number_of(head, "entries"),
              .entries_sha256 = text_of(head, "entries_sha256"),
              .left_out = number_of(head, "left_out"),
              .held = {},
              .listed = {}};
  if (head.at("salt").is_null()) return f;
  f.held = draw_file::result_part{.salt = text_of(head, "salt"),
                                  .beacon = text_or_null(head, "beacon"),
                                  .seed = text_of(head, "seed"),
                                  .winners = texts_of(head, "winners"),
                                  .substitutes = texts_of(head, "substitutes")};
  return f;
}

result<draw_file> parse_head(const std::string& line) {
  try {
    const auto head = json::parse(line);
    if (number_of(head.as_object(), "chant_draw") != format)
      return malformed(1, "this is a format of another version");
    return head_in(head.as_object());
  } catch (const boost::system::system_error& why) {
    return malformed(1, why.code().message());
  } catch (const std::exception&) {
    return malformed(1, "a field is missing, or of another type");
  }
}

result<std::string> parse_entry(const std::string& line, std::uint64_t number) {
  boost::system::error_code why;
  const auto value = json::parse(line, why);
  if (!why && value.is_object() && value.get_object().size() == 1)
    if (const auto* entry = value.get_object().if_contains("entry"); entry && entry->is_string()) {
      std::string text(entry->get_string());
      if (const auto id = draw_entry::from_hex(text); id && id->hex() == text) return text;
    }
  return malformed(number, "this is no entry");
}

/// What the file's sums are made of, in bytes.
class sums {
 public:
  explicit sums(const draw_file& f) : file_(f) {
    for (const auto& text : f.listed) entries_.push_back(*draw_entry::from_hex(text));
  }

  [[nodiscard]] std::vector<difference> differences() {
    check_entries();
    if (file_.held) check_result(*file_.held);
    return std::move(found_);
  }

 private:
  void differs(std::string code, std::string detail) {
    found_.push_back({std::move(code), std::move(detail)});
  }
  void check_entries();
  void check_result(const draw_file::result_part& held);
  void check_drawn(const draw_file::result_part& held, const sha256_digest& seed);

  const draw_file& file_;
  std::vector<draw_entry> entries_;
  std::vector<difference> found_;
};

void sums::check_entries() {
  if (entries_.size() != file_.entries)
    differs("entries_miscounted", fmt::format("the first line says {} entries, there are {}",
                                              file_.entries, entries_.size()));
  if (std::ranges::adjacent_find(entries_, std::greater_equal<>()) != entries_.end())
    differs("entries_not_in_order", "entries do not ascend, or one stands twice");
  if (const auto digest = campaign::digest_of(entries_).hex(); digest != file_.entries_sha256)
    differs("entries_differ", fmt::format("the digest of the entries is {}", digest));
}

void sums::check_result(const draw_file::result_part& held) {
  if (file_.beacon_named.has_value() != held.beacon.has_value())
    differs("beacon_differs", "a beacon was named and none used, or the other way round");
  const auto salt = campaign::draw_salt::from_hex(held.salt);
  const auto chain = sha256_digest::from_hex(file_.chain);
  if (!salt || !chain) return differs("seed_differs", "salt or chain are not 64 digits");
  if (campaign::commitment_to(file_.draw, *salt).hex() != file_.commitment)
    differs("commitment_differs", "the salt is not the one that was committed to");
  const auto seed =
      campaign::seed_of({.draw = file_.draw,
                         .salt = *salt,
                         .chain = *chain,
                         .beacon = held.beacon ? std::string_view(*held.beacon) : ""});
  if (seed.hex() != held.seed) differs("seed_differs", fmt::format("the seed is {}", seed.hex()));
  check_drawn(held, seed);
}

void sums::check_drawn(const draw_file::result_part& held, const sha256_digest& seed) {
  auto told = held.winners;
  told.insert(told.end(), held.substitutes.begin(), held.substitutes.end());
  const auto drawn = campaign::draw(seed, entries_, told.size());
  std::uint64_t wrong = 0;
  std::string first;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto due = i < drawn.size() ? drawn[i].hex() : std::string("nobody");
    if (told[i] != due && ++wrong == 1)
      first = fmt::format("place {} is {}, not {}", i + 1, due, told[i]);
  }
  if (wrong > 0)
    differs("winners_differ", fmt::format("{} places are others'; the first: {}", wrong, first));
}

}  // namespace

result<draw_file> draw_file_of(std::string campaign, const campaign::draw_story& story,
                               std::span<const campaign::session_id> sessions) {
  const auto& closed = *story.closed;
  draw_file f{.campaign = std::move(campaign),
              .draw = closed.draw,
              .commitment = story.committed->commitment,
              .beacon_named = story.committed->beacon,
              .closing = closed.closing,
              .chain = closed.chain,
              .entries = closed.entries,
              .entries_sha256 = closed.entries_sha256,
              .left_out = closed.left_out,
              .held = {},
              .listed = {}};
  for (const auto& entry : campaign::entries_of(closed.draw, sessions))
    f.listed.push_back(entry.hex());
  if (!story.held) return f;
  const auto seed = campaign::seed_of(*story.committed, closed, *story.held);
  if (!seed) return std::unexpected(seed.error());
  const auto drawn = campaign::winners_of(*story.committed, closed, *story.held, sessions);
  if (!drawn) return std::unexpected(drawn.error());
  f.held = draw_file::result_part{.salt = story.held->salt,
                                  .beacon = story.held->beacon,
                                  .seed = seed->hex(),
                                  .winners = {},
                                  .substitutes = {}};
  for (const auto& won : *drawn)
    (won.place <= story.held->winners ? f.held->winners : f.held->substitutes).push_back(won.entry);
  return f;
}

void write(std::ostream& out, const draw_file& file) {
  out << json::serialize(head_of(file)) << '\n';
  for (const auto& entry : file.listed) out << R"({"entry":")" << entry << "\"}\n";
}

result<draw_file> read_draw_file(std::istream& in) {
  std::string line;
  if (!std::getline(in, line)) return malformed(1, "there is none");
  auto file = parse_head(line);
  if (!file) return file;
  std::uint64_t bytes = line.size();
  for (std::uint64_t number = 2; std::getline(in, line); ++number) {
    bytes += line.size();
    if (bytes > bytes_max)
      return std::unexpected(error{errc::too_large, "draw_file_too_large", "over 256 MiB", ""});
    auto entry = parse_entry(line, number);
    if (!entry) return std::unexpected(entry.error());
    file->listed.push_back(*std::move(entry));
  }
  return file;
}

std::vector<difference> differences_in(const draw_file& file) { return sums(file).differences(); }

}  // namespace chant::cli
