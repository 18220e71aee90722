// Everything the public sees, as one router: the fan API, share pages and the site.
#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "campaign/chronicle.hpp"
#include "campaign/front_error.hpp"
#include "campaign/gallery.hpp"
#include "campaign/letter_permits.hpp"
#include "campaign/letter_returns.hpp"
#include "campaign/service.hpp"
#include "campaign/session.hpp"
#include "campaign/take_uploads.hpp"
#include "campaign/texts.hpp"
#include "http/country.hpp"
#include "http/message.hpp"
#include "http/router.hpp"
#include "http/sign_up_limits.hpp"
#include "http/site.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chant::http {

/// What the routes work with. The references outlive the router and every completion given to
/// service, chronicle, gallery and takes.
struct fan_site {
  campaign::service& service;
  campaign::chronicle& chronicle;
  campaign::gallery& gallery;
  campaign::take_uploads& takes;
  campaign::front_error_book& front_errors;
  const campaign::letter_permits& permits;
  const campaign::terms& terms;
  const campaign::texts& texts;
  metrics::registry& metrics;
  random_source& random;  ///< safe from any thread
  const clock& time;      ///< safe from any thread
  std::shared_ptr<const site_in_force> pages;
  country_finder country;
  std::string public_url;  ///< scheme and host of shared links; empty: the request's own
  /// Where takes are sent to, if not to where the site is: "https://up.example"; then public_url
  /// says whose pages may. The pages were loaded with the same (static_files::additions).
  std::string upload_url;
  std::string title;
  std::string artist;
  std::string song;
  std::string state;  ///< before, open or closed
  sign_up_options sign_ups = {};
  /// Whether the campaign is frozen now: it says that it is closed. Quick; empty: it never is.
  std::function<bool()> frozen = {};
  /// What checks the signature of a mail provider's report and reads it, from any thread, and who
  /// is told; nothing: there is no such route.
  std::function<result<campaign::returned_letter>(std::string_view body,
                                                  std::string_view signature)>
      read_mail_event = {};
  campaign::letter_returns* letter_returns = nullptr;
};

[[nodiscard]] router make_fan_router(fan_site site);

/// Scheme and host for absolute links: the configured ones, else those of the request.
[[nodiscard]] std::string base_url(const fan_site& site, const request& r);

/// The parts of the router, each a group of routes.
[[nodiscard]] std::vector<route> session_routes(const std::shared_ptr<const fan_site>& site);
[[nodiscard]] std::vector<route> subscriber_routes(const std::shared_ptr<const fan_site>& site);
[[nodiscard]] std::vector<route> take_routes(const std::shared_ptr<const fan_site>& site);
[[nodiscard]] std::vector<route> mail_event_routes(const std::shared_ptr<const fan_site>& site);
[[nodiscard]] std::vector<route> public_routes(const std::shared_ptr<const fan_site>& site);
[[nodiscard]] std::vector<route> share_routes(const std::shared_ptr<const fan_site>& site);
[[nodiscard]] std::vector<route> letter_routes(const std::shared_ptr<const fan_site>& site);

}  // namespace chant::http
