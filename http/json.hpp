// JSON at the door: bodies read strictly, answers written without a tree.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace chant::http {

/// An object of a request body. Members nobody asks for are ignored.
class json_object {
 public:
  /// errc::malformed with "json_malformed" (syntax, encoding, not an object), "json_too_deep" or
  /// "json_duplicate_key". Deeper than eight levels is refused: no body of the API has three.
  [[nodiscard]] static result<json_object> parse(std::string_view text);

  /// The member's value. errc::refused with "field_missing" or "field_type" and the field's name.
  [[nodiscard]] result<std::string> text(std::string_view key) const;
  [[nodiscard]] result<json_object> object(std::string_view key) const;
  /// The same, where the member may be absent or null.
  [[nodiscard]] result<std::optional<std::string>> optional_text(std::string_view key) const;
  [[nodiscard]] result<std::optional<json_object>> optional_object(std::string_view key) const;
  [[nodiscard]] result<std::optional<std::int64_t>> optional_number(std::string_view key) const;
  [[nodiscard]] result<std::optional<bool>> optional_flag(std::string_view key) const;

 private:
  struct value;
  struct members;
  class builder;
  explicit json_object(std::shared_ptr<const members> m, std::string path)
      : members_(std::move(m)), path_(std::move(path)) {}
  [[nodiscard]] const value* find(std::string_view key) const;
  [[nodiscard]] error fault(std::string_view key, std::string_view code) const;

  std::shared_ptr<const members> members_;
  std::string path_;  // "consents." for what stands in consents, for error fields
};

/// Appends JSON to a string, with the commas where they belong. The caller keeps the nesting right.
class json_writer {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool b);
  void value(std::nullptr_t);
  template <class Integer>
    requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>)
  void value(Integer number) {
    comma();
    out_ += std::to_string(number);
  }
  template <class T>
  void member(std::string_view name, const T& v) {
    key(name);
    value(v);
  }
  /// A member or element whose JSON is made already.
  void raw(std::string_view json);

  [[nodiscard]] const std::string& text() const& { return out_; }
  [[nodiscard]] std::string text() && { return std::move(out_); }

 private:
  void open(char bracket);
  void close(char bracket);
  void comma();

  std::string out_;
  bool needs_comma_ = false;
};

}  // namespace chant::http
