// Stand-ins for drawing and for writing letters: quick, repeatable, and wrong when told to.
#pragma once

#include "actors/letter_writer.hpp"
#include "actors/picture_maker.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chant::actors {

/// "Draws" a picture that says what it shows. A name with a '?' in it cannot be drawn.
class fake_pictures {
 public:
  class maker final : public picture_maker {
   public:
    explicit maker(fake_pictures& all) : all_(all) {}
    [[nodiscard]] result<rendered> make(std::string_view team, std::string_view name,
                                        std::string_view language) override {
      if (all_.failure) return std::unexpected(*all_.failure);
      ++all_.drawn;
      rendered r{
          .strips = std::string(team) + '/' + std::string(name) + '/' + std::string(language),
          .undrawable = {}};
      if (name.contains('?')) r.undrawable.push_back('?');
      return r;
    }

   private:
    fake_pictures& all_;
  };

  [[nodiscard]] picture_maker_factory factory() {
    return [this]() -> result<std::unique_ptr<picture_maker>> {
      ++makers;
      return std::make_unique<maker>(*this);
    };
  }

  std::optional<error> failure;
  unsigned drawn = 0;
  unsigned makers = 0;
};

class fake_assembler final : public picture_assembler {
 public:
  [[nodiscard]] result<rope> assemble(std::string_view, std::string_view, campaign::layout which,
                                      std::shared_ptr<const std::string> strips) const override {
    if (*strips == "damaged")
      return std::unexpected(error{errc::corrupt, "strips_malformed", "damaged", {}});
    rope all;
    all.append(std::string(campaign::name_of(which)) + ':');
    const std::string_view view = *strips;
    all.append(std::move(strips), view);
    return all;
  }
  [[nodiscard]] const std::string& revision() const override { return revision_; }

 private:
  std::string revision_ = "fake-1";
};

/// Collects letters. An address that begins with "never" is refused for good.
class fake_post {
 public:
  class writer final : public letter_writer {
   public:
    explicit writer(fake_post& post) : post_(post) {}
    [[nodiscard]] result<letter_fate> deliver(const letter_order& order) override {
      if (post_.failure) return std::unexpected(*post_.failure);
      if (order.email.starts_with("never")) return letter_fate{false, "user_unknown"};
      post_.letters.push_back(order);
      return letter_fate{true, "q" + std::to_string(post_.letters.size())};
    }

   private:
    fake_post& post_;
  };

  [[nodiscard]] letter_writer_factory factory() {
    return [this]() -> result<std::unique_ptr<letter_writer>> {
      return std::make_unique<writer>(*this);
    };
  }

  [[nodiscard]] letter_eraser eraser() {
    return [this](const campaign::event_id& asked_by) -> result<void> {
      std::erase_if(letters, [&](const letter_order& l) { return l.asked_by == asked_by; });
      return {};
    };
  }

  std::optional<error> failure;
  std::vector<letter_order> letters;
};

}  // namespace chant::actors
