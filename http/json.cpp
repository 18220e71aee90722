#include "http/json.hpp"

#include "base/json.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>

namespace chant::http {

namespace json = boost::json;

struct json_object::value {
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string,
               std::shared_ptr<const members>>
      held;
};

struct json_object::members {
  std::vector<std::pair<std::string, value>> all;
};

/// Receives the parser's events. Arrays are checked for syntax and otherwise skipped: no body of
/// the API has one.
class json_object::builder {
 public:
  using error_code = boost::system::error_code;
  using piece = json::string_view;
  static constexpr std::size_t max_object_size = 64;
  static constexpr std::size_t max_array_size = 1024;
  static constexpr std::size_t max_key_size = 128;
  static constexpr std::size_t max_string_size = 64 * 1024;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    open_.push_back(std::make_shared<members>());
    keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    auto done = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    if (open_.empty() && arrays_ == 0)
      root = std::move(done);
    else
      put(value{std::shared_ptr<const members>(std::move(done))});
    return true;
  }
  bool on_array_begin(error_code&) {
    ++arrays_;
    open_.push_back(std::make_shared<members>());
    keys_.emplace_back();
    return true;
  }
  bool on_array_end(std::size_t, error_code&) {
    --arrays_;
    open_.pop_back();
    keys_.pop_back();
    put(value{nullptr});
    return true;
  }
  bool on_key_part(piece s, std::size_t, error_code&) { return append(s); }
  bool on_key(piece s, std::size_t, error_code& ec) {
    append(s);
    keys_.back() = std::exchange(text_, {});
    const auto& taken = open_.back()->all;
    const auto same = [&](const auto& m) { return m.first == keys_.back(); };
    if (std::ranges::none_of(taken, same)) return true;
    duplicate = true;
    ec = json::error::syntax;
    return false;
  }
  bool on_string_part(piece s, std::size_t, error_code&) { return append(s); }
  bool on_string(piece s, std::size_t, error_code&) {
    append(s);
    return put(value{std::exchange(text_, {})});
  }
  bool on_number_part(piece, error_code&) { return true; }
  bool on_int64(std::int64_t i, piece, error_code&) { return put(value{i}); }
  bool on_uint64(std::uint64_t u, piece, error_code&) { return put(value{static_cast<double>(u)}); }
  bool on_double(double d, piece, error_code&) { return put(value{d}); }
  bool on_bool(bool b, error_code&) { return put(value{b}); }
  bool on_null(error_code&) { return put(value{nullptr}); }
  bool on_comment_part(piece, error_code&) { return true; }
  bool on_comment(piece, error_code&) { return true; }

  std::shared_ptr<const members> root;
  bool duplicate = false;

 private:
  bool append(piece s) {
    text_.append(s.data(), s.size());
    return true;
  }
  bool put(value v) {
    // An array's elements have no key and are dropped.
    if (!open_.empty() && !keys_.back().empty())
      open_.back()->all.emplace_back(keys_.back(), std::move(v));
    return true;
  }

  std::vector<std::shared_ptr<members>> open_;
  std::vector<std::string> keys_;
  std::string text_;
  unsigned arrays_ = 0;
};

namespace {

constexpr std::size_t deepest = 8;

error unreadable(std::string code, std::string detail) {
  return {errc::malformed, std::move(code), std::move(detail), ""};
}

}  // namespace

result<json_object> json_object::parse(std::string_view text) {
  json::parse_options strict;
  strict.max_depth = deepest;
  json::basic_parser<builder> parser(strict);
  boost::system::error_code ec;
  const auto used = parser.write_some(false, text.data(), text.size(), ec);
  if (parser.handler().duplicate)
    return std::unexpected(unreadable("json_duplicate_key", "A key stands twice in one object."));
  if (ec == json::error::too_deep)
    return std::unexpected(unreadable("json_too_deep", "The body is nested too deeply."));
  const auto rest = text.substr(std::min(used, text.size()));
  if (ec || !parser.handler().root || rest.find_first_not_of(" \t\r\n") != rest.npos)
    return std::unexpected(unreadable("json_malformed", "The body is not one JSON object."));
  return json_object(parser.handler().root, "");
}

const json_object::value* json_object::find(std::string_view key) const {
  const auto& all = members_->all;
  const auto at = std::ranges::find_if(all, [&](const auto& m) { return m.first == key; });
  if (at == all.end() || std::holds_alternative<std::nullptr_t>(at->second.held)) return nullptr;
  return &at->second;
}

error json_object::fault(std::string_view key, std::string_view code) const {
  return {errc::refused, std::string(code),
          code == "field_missing" ? "A required field is missing." : "A field has the wrong type.",
          path_ + std::string(key)};
}

result<std::string> json_object::text(std::string_view key) const {
  auto found = optional_text(key);
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::unexpected(fault(key, "field_missing"));
  return std::move(**found);
}

result<std::optional<std::string>> json_object::optional_text(std::string_view key) const {
  const auto* v = find(key);
  if (!v) return std::nullopt;
  if (const auto* held = std::get_if<std::string>(&v->held)) return *held;
  return std::unexpected(fault(key, "field_type"));
}

result<std::optional<std::int64_t>> json_object::optional_number(std::string_view key) const {
  const auto* v = find(key);
  if (!v) return std::nullopt;
  if (const auto* held = std::get_if<std::int64_t>(&v->held)) return *held;
  return std::unexpected(fault(key, "field_type"));
}

result<std::optional<bool>> json_object::optional_flag(std::string_view key) const {
  const auto* v = find(key);
  if (!v) return std::nullopt;
  if (const auto* held = std::get_if<bool>(&v->held)) return *held;
  return std::unexpected(fault(key, "field_type"));
}

result<json_object> json_object::object(std::string_view key) const {
  auto found = optional_object(key);
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::unexpected(fault(key, "field_missing"));
  return std::move(**found);
}

result<std::optional<json_object>> json_object::optional_object(std::string_view key) const {
  const auto* v = find(key);
  if (!v) return std::nullopt;
  if (const auto* held = std::get_if<std::shared_ptr<const members>>(&v->held))
    return json_object(*held, path_ + std::string(key) + ".");
  return std::unexpected(fault(key, "field_type"));
}

void json_writer::comma() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

void json_writer::open(char bracket) {
  comma();
  out_ += bracket;
  needs_comma_ = false;
}

void json_writer::close(char bracket) {
  out_ += bracket;
  needs_comma_ = true;
}

void json_writer::key(std::string_view name) {
  comma();
  append_json_text(out_, name);
  out_ += ':';
  needs_comma_ = false;
}

void json_writer::value(std::string_view text) {
  comma();
  append_json_text(out_, text);
}

void json_writer::value(bool b) { raw(b ? "true" : "false"); }

void json_writer::value(std::nullptr_t) { raw("null"); }

void json_writer::raw(std::string_view made) {
  comma();
  out_ += made;
}

}  // namespace chant::http
