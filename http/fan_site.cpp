#include "http/fan_site.hpp"

#include "http/site_file.hpp"

#include <iterator>

namespace chant::http {

std::string base_url(const fan_site& site, const request& r) {
  if (!site.public_url.empty()) return site.public_url;
  const auto host = r[header::host];
  if (host.empty()) return {};  // HTTP/1.0 without Host: links stay relative
  return std::string(r.secure ? "https://" : "http://").append(host);
}

router make_fan_router(fan_site given) {
  for (auto* url : {&given.public_url, &given.upload_url})
    while (url->ends_with('/')) url->pop_back();
  auto& registry = given.metrics;
  const std::shared_ptr<const fan_site> site = std::make_shared<fan_site>(std::move(given));
  auto all = session_routes(site);
  for (auto more : {subscriber_routes(site), take_routes(site), public_routes(site),
                    share_routes(site), letter_routes(site), mail_event_routes(site)})
    std::ranges::move(more, std::back_inserter(all));
  return router(
      registry, std::move(all),
      [site](exchange& e) {
        const auto& r = e.asked();
        const auto now = site->pages->get();  // kept until the answer is written
        // A template, and pages that are answers of routes, have no address of their own.
        const bool is_inner =
            r.path == share_template_path || r.path.starts_with(letter_pages_path);
        e.answer(is_inner ? now->files->page(r, 404, "/404") : now->files->serve(r));
      },
      [site](const request& r, response plain) {
        const auto now = site->pages->get();
        auto answer = now->files->unavailable(r, std::move(plain));
        answer.owner = now;  // a deploy may take its place before the answer is written
        return answer;
      });
}

}  // namespace chant::http
