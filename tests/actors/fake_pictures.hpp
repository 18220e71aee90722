// Stand-ins for drawing and for writing letters: quick, repeatable, and wrong when told to.
#pragma once

#include "actors/letter_writer.hpp"
#include "actors/picture_maker.hpp"
#include "mail/relay.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
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

/// Writes letters and collects them. An address that begins with "never" is refused for good.
class fake_post final : public mail::relay {
 public:
  class writer final : public letter_writer {
   public:
    explicit writer(fake_post& post) : post_(post) {}
    [[nodiscard]] result<written_letter> write(const letter_order& order) override {
      const std::lock_guard lock(post_.mutex_);
      post_.written_.insert_or_assign(order.asked_by, order);
      return written_letter{.from = "post@example.org", .message = order.asked_by.hex()};
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
      const std::lock_guard lock(mutex_);
      std::erase_if(letters, [&](const letter_order& l) { return l.asked_by == asked_by; });
      return {};
    };
  }

  /// Answers at once: the mailer takes answers as messages, whenever they come.
  void deliver(mail::envelope to, std::string,
               std::move_only_function<void(mail::delivery)> done) override {
    done(fate_of(to));
  }
  [[nodiscard]] unsigned connections() const override { return 2; }

  [[nodiscard]] int times_accepted(const campaign::event_id& letter) const {
    return static_cast<int>(std::ranges::count(letters, letter, &letter_order::asked_by));
  }

  std::optional<mail::delivery> failure;
  std::vector<letter_order> letters;

 private:
  [[nodiscard]] mail::delivery fate_of(const mail::envelope& to) {
    const std::lock_guard lock(mutex_);
    mail::delivery fate;
    if (failure) return *failure;
    if (to.to.starts_with("never")) {
      fate.what = mail::delivery::fate::failed;
      fate.code = "550 5.1.1";
      return fate;
    }
    letters.push_back(written_.at(to.letter));
    fate.what = mail::delivery::fate::accepted;
    fate.queue_id = "q" + std::to_string(letters.size());
    return fate;
  }

  std::mutex mutex_;
  std::map<campaign::event_id, letter_order> written_;
};

/// What a relay that is down answers.
[[nodiscard]] inline mail::delivery relay_down() {
  mail::delivery fate;
  fate.code = "connect_failed";
  fate.of_relay = true;
  return fate;
}

}  // namespace chant::actors
