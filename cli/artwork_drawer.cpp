#include "cli/artwork_drawer.hpp"

#include "campaign/rules.hpp"
#include "render/assemble.hpp"
#include "render/renderer.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace chant::cli {

namespace {

error undrawable(const std::vector<std::uint32_t>& code_points) {
  std::string listed;
  for (const auto c : code_points)
    listed += fmt::format("{}U+{:04X}", listed.empty() ? "" : " ", c);
  return {errc::refused, "name_undrawable", fmt::format("no font of the campaign has {}", listed),
          "name"};
}

class artwork_drawer {
 public:
  artwork_drawer(std::shared_ptr<const render::base_pictures> bases, const campaign::terms& terms)
      : bases_(std::move(bases)),
        terms_(terms),
        renderer_(std::make_unique<render::renderer>(bases_)) {}

  result<three_pictures> operator()(const artwork_wish& wish) {
    const auto& catalogue = terms_.catalogue;
    if (catalogue.find_team(wish.team) == nullptr)
      return std::unexpected(error{errc::not_found, "team_unknown",
                                   fmt::format("there is no team '{}'", wish.team), "team"});
    const auto& language = wish.language.empty() ? catalogue.languages.front() : wish.language;
    if (!catalogue.speaks(language))
      return std::unexpected(error{errc::not_found, "language_unknown",
                                   fmt::format("there is no language '{}'", language), "language"});
    const auto name = campaign::check_name(wish.name, terms_.rules);
    if (!name) return std::unexpected(name.error());
    const auto drawn = renderer_->render({.team = wish.team, .name = *name, .language = language});
    if (!drawn) return std::unexpected(drawn.error());
    if (!drawn->undrawable.empty()) return std::unexpected(undrawable(drawn->undrawable));
    return assembled(wish.team, drawn->kept);
  }

 private:
  result<three_pictures> assembled(const std::string& team, const render::strips& kept) const {
    three_pictures pictures;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      const auto picture = render::assemble(bases_, team, campaign::all_layouts[i], kept);
      if (!picture) return std::unexpected(picture.error());
      pictures[i] = picture->flatten();
    }
    return pictures;
  }

  std::shared_ptr<const render::base_pictures> bases_;
  const campaign::terms& terms_;
  std::unique_ptr<render::renderer> renderer_;  // it stays where it was made; a drawer moves
};

}  // namespace

drawer make_artwork_drawer(std::shared_ptr<const render::base_pictures> bases,
                           const campaign::terms& terms) {
  return artwork_drawer(std::move(bases), terms);
}

}  // namespace chant::cli
