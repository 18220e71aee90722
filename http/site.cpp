#include "http/site.hpp"

#include "http/consent_wordings.hpp"

namespace chant::http {

result<std::shared_ptr<const site>> load_site(const std::filesystem::path& dir,
                                              const static_files::additions& more) {
  auto files = static_files::load(dir, more, {});
  if (!files) return std::unexpected(files.error());
  const auto html = (*files)->bytes_of(share_template_path);
  if (html.empty())
    return std::unexpected(error{errc::invalid_config, "share_template_missing",
                                 dir.string() + " holds no share.html", "campaign.site"});
  auto share = share_page::parse(html);
  if (!share) return std::unexpected(share.error());
  result<campaign::wordings> wordings;
  if (const auto json = (*files)->bytes_of(consent_wordings_path); !json.empty())
    wordings = parse_wordings(json);
  if (!wordings) return std::unexpected(wordings.error());
  return std::make_shared<const site>(*std::move(files), *std::move(share), *std::move(wordings));
}

}  // namespace chant::http
