#include "app/letters.hpp"

#include "campaign/ids.hpp"
#include "mail/letter.hpp"
#include "mail/outbox.hpp"

#include <fmt/format.h>

#include <utility>

namespace chant::app {

namespace {

/// The campaign's own where its theme has them.
mail::letter_colours colours_of(const config::campaign_files& campaign) {
  mail::letter_colours colours;
  for (const auto& [name, into] :
       {std::pair("ground", &colours.ground), std::pair("ink", &colours.ink),
        std::pair("soft", &colours.soft), std::pair("line", &colours.line),
        std::pair("hot", &colours.hot), std::pair("on_hot", &colours.on_hot)})
    if (const auto set = campaign.theme.find(name); set != campaign.theme.end())
      *into = set->second;
  return colours;
}

class writer final : public actors::letter_writer {
 public:
  writer(const config::campaign_files& campaign, const campaign::letter_permits& permits,
         const mail::dkim_signer* signer, std::function<std::string()> site_url)
      : campaign_(campaign),
        permits_(permits),
        colours_(colours_of(campaign)),
        signer_(signer),
        site_url_(std::move(site_url)) {}

  result<actors::written_letter> write(const actors::letter_order& order) override {
    auto message = mail::compose(letter_of(order), campaign_.texts);
    if (!message) return std::unexpected(std::move(message.error()));
    if (signer_ != nullptr) {
      const auto signature = signer_->sign(*message);
      if (!signature) return std::unexpected(signature.error());
      message->insert(0, *signature);
    }
    return actors::written_letter{.from = campaign_.mail_from_address,
                                  .message = *std::move(message)};
  }

 private:
  [[nodiscard]] std::string link(campaign::letter_act act, std::string_view name,
                                 const actors::letter_order& of,
                                 const std::string& site_url) const {
    return fmt::format("{}/{}/{}", site_url, name,
                       permits_.seal(campaign::permit_for(act, of.session, of.asked_by, of.language,
                                                          of.asked_at)));
  }

  [[nodiscard]] mail::letter_order letter_of(const actors::letter_order& order) const {
    using act = campaign::letter_act;
    const std::string site_url = site_url_();
    mail::letter_order letter{
        .asked_by = order.asked_by,
        .kind = mail::parse_letter_kind(order.kind).value_or(mail::letter_kind::welcome),
        .date = order.asked_at,
        .from_name = campaign_.mail_from_name,
        .from_address = campaign_.mail_from_address,
        .to_address = order.email,
        .to_name = order.name.value_or(""),
        .language = order.language,
        .artist = campaign_.artist,
        .song = campaign_.song,
        .imprint = campaign_.mail_imprint,
        .colours = colours_,
        .site_url = fmt::format("{}/{}/", site_url, order.language),
        .privacy_url = fmt::format("{}/{}/privacy", site_url, order.language),
        .unsubscribe_url = link(act::unsubscribe, "unsubscribe", order, site_url),
        .erase_url = link(act::erase, "erase", order, site_url),
        .confirm_url = link(act::confirm, "confirm", order, site_url),
        .cover = std::nullopt};
    if (order.latest) {
      const auto& what = order.latest->what;
      const auto* team = campaign_.terms.catalogue.find_team(what.team);
      letter.cover = mail::letter_order::artwork{
          .name = what.name,
          .team = team == nullptr
                      ? what.team
                      : std::string(campaign_.terms.catalogue.name_of(*team, order.language)),
          .share_url = fmt::format("{}/s/{}", site_url, campaign::to_text(what.share)),
          .jpeg = order.latest->jpeg};
    }
    return letter;
  }

  const config::campaign_files& campaign_;
  const campaign::letter_permits& permits_;
  const mail::letter_colours colours_;
  const mail::dkim_signer* const signer_;
  std::function<std::string()> site_url_;
};

}  // namespace

actors::letter_writer_factory make_letters(const config::campaign_files& campaign,
                                           const campaign::letter_permits& permits,
                                           const mail::dkim_signer* signer,
                                           std::function<std::string()> site_url) {
  return [&campaign, &permits, signer,
          site_url = std::move(site_url)]() -> result<std::unique_ptr<actors::letter_writer>> {
    return std::make_unique<writer>(campaign, permits, signer, site_url);
  };
}

actors::letter_eraser make_letter_eraser(std::filesystem::path outbox) {
  return [outbox = std::move(outbox)](const campaign::event_id& asked_by) {
    return mail::outbox::remove(outbox, asked_by);
  };
}

}  // namespace chant::app
