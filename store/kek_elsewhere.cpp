// The sources whose keys Chant does not keep itself: the environment and a program.
#include "store/kek_source.hpp"
#include "store/key_wrapping.hpp"
#include "store/program_output.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

namespace chant::store {

namespace {

std::unexpected<error> invalid(std::string code, std::string field, std::string detail) {
  return std::unexpected(
      error{errc::invalid_config, std::move(code), std::move(detail), std::move(field)});
}

result<secret_key> parsed(std::string_view text, const std::string& field) {
  if (const auto key = key_in_text(text)) return *key;
  return invalid("kek_malformed", field,
                 "what it gives is not 32 bytes as 64 hexadecimal digits or base64");
}

/// Such a source keeps nothing aside.
class foreign_source : public kek_source {
 public:
  [[nodiscard]] result<std::optional<secret_key>> aside() final { return std::nullopt; }
  [[nodiscard]] result<void> adopt() final { return {}; }
  [[nodiscard]] result<void> abandon() final { return {}; }
};

class environment_source final : public foreign_source {
 public:
  environment_source(std::string variable, std::string previous)
      : variable_(std::move(variable)), previous_(std::move(previous)) {}

  [[nodiscard]] std::string kind() const override { return "env"; }
  [[nodiscard]] result<secret_key> current(bool) override { return read(variable_, "keys.env"); }
  [[nodiscard]] result<std::optional<secret_key>> previous() override {
    if (previous_.empty()) return std::nullopt;
    return read(previous_, "keys.previous_env");
  }
  [[nodiscard]] result<secret_key> next() override {
    return std::unexpected(
        error{errc::refused, "kek_unchanged",
              fmt::format("a running node's environment stays as it is: set the new key in {}, the "
                          "one in force in the variable of keys.previous_env, and start again",
                          variable_),
              "keys.env"});
  }

 private:
  [[nodiscard]] static result<secret_key> read(const std::string& variable,
                                               const std::string& field) {
    const char* text = std::getenv(variable.c_str());
    if (text == nullptr)
      return invalid("kek_unavailable", field,
                     fmt::format("the environment has no variable {}", variable));
    return parsed(text, field);
  }

  const std::string variable_;
  const std::string previous_;
};

class command_source final : public foreign_source {
 public:
  command_source(std::vector<std::string> command, std::vector<std::string> previous,
                 std::chrono::seconds at_most)
      : command_(std::move(command)), previous_(std::move(previous)), at_most_(at_most) {}

  [[nodiscard]] std::string kind() const override { return "command"; }
  [[nodiscard]] result<secret_key> current(bool) override { return run(command_, "keys.command"); }
  [[nodiscard]] result<std::optional<secret_key>> previous() override {
    if (previous_.empty()) return std::nullopt;
    return run(previous_, "keys.previous_command");
  }
  [[nodiscard]] result<secret_key> next() override { return run(command_, "keys.command"); }

 private:
  [[nodiscard]] result<secret_key> run(const std::vector<std::string>& command,
                                       const std::string& field) const {
    const auto said = output_of(command, at_most_);
    if (said) return parsed(*said, field);
    auto why = said.error();
    if (why.kind == errc::timeout)
      return std::unexpected(error{why.kind, "kek_timeout", why.detail, field});
    return invalid("kek_unavailable", field, std::move(why.detail));
  }

  const std::vector<std::string> command_;
  const std::vector<std::string> previous_;
  const std::chrono::seconds at_most_;
};

}  // namespace

std::unique_ptr<kek_source> kek_in_environment(std::string variable, std::string previous) {
  return std::make_unique<environment_source>(std::move(variable), std::move(previous));
}

std::unique_ptr<kek_source> kek_of_command(std::vector<std::string> command,
                                           std::vector<std::string> previous,
                                           std::chrono::seconds at_most) {
  return std::make_unique<command_source>(std::move(command), std::move(previous), at_most);
}

}  // namespace chant::store
