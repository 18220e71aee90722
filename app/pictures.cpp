#include "app/pictures.hpp"

#include "render/assemble.hpp"
#include "render/renderer.hpp"
#include "render/resources.hpp"

#include <utility>

namespace chant::app {

namespace {

class maker final : public actors::picture_maker {
 public:
  explicit maker(std::shared_ptr<const render::base_pictures> bases)
      : renderer_(std::move(bases)) {}

  result<actors::rendered> make(std::string_view team, std::string_view name,
                                std::string_view language) override {
    auto drawn = renderer_.render(
        {.team = std::string(team), .name = std::string(name), .language = std::string(language)});
    if (!drawn) return std::unexpected(std::move(drawn.error()));
    return actors::rendered{.strips = std::move(drawn->kept.bytes),
                            .undrawable = std::move(drawn->undrawable)};
  }

 private:
  render::renderer renderer_;
};

class assembler final : public actors::picture_assembler {
 public:
  explicit assembler(std::shared_ptr<const render::base_pictures> bases)
      : bases_(std::move(bases)) {}

  result<rope> assemble(std::string_view team, std::string_view /*language*/,
                        campaign::layout which,
                        std::shared_ptr<const std::string> strips) const override {
    return render::assemble(bases_, team, which, render::strips{*strips});
  }

  const std::string& revision() const override { return bases_->revision(); }

 private:
  std::shared_ptr<const render::base_pictures> bases_;
};

}  // namespace

result<std::shared_ptr<const render::base_pictures>> load_bases(
    const config::node& settings, const config::campaign_files& campaign,
    std::function<void(std::size_t done, std::size_t all)> progress) {
  return render::base_pictures::load({.campaign_dir = campaign.dir,
                                      .fonts_dir = render::default_fonts_dir(),
                                      .flags_dir = render::default_flags_dir(),
                                      .cache_dir = settings.data_dir / "bases",
                                      .catalogue = campaign.terms.catalogue,
                                      .artist = campaign.artist,
                                      .song = campaign.song,
                                      .progress = std::move(progress)});
}

actors::picture_maker_factory make_pictures(std::shared_ptr<const render::base_pictures> bases) {
  return [bases = std::move(bases)]() -> result<std::unique_ptr<actors::picture_maker>> {
    return std::make_unique<maker>(bases);
  };
}

std::unique_ptr<actors::picture_assembler> make_assembler(
    std::shared_ptr<const render::base_pictures> bases) {
  return std::make_unique<assembler>(std::move(bases));
}

}  // namespace chant::app
