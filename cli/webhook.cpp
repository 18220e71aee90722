#include "cli/webhook.hpp"

#include "http/client.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <chrono>
#include <utility>

namespace chant::cli {

namespace {

constexpr std::chrono::seconds deadline{5};

result<void> post(const std::string& url, std::string_view text) {
  const auto to = http::parse_web_address(url);
  if (!to)
    return std::unexpected(error{errc::invalid_config, "webhook_malformed",
                                 "stages.webhook is no URL", "stages.webhook"});
  const auto body = boost::json::serialize(boost::json::object{{"text", text}});
  const auto reply =
      http::fetch(to->at,
                  {.verb = "POST",
                   .target = to->target,
                   .fields = {{"Host", to->host}, {"Content-Type", "application/json"}},
                   .body = body},
                  deadline);
  if (!reply) {
    auto why = reply.error();
    if (why.code == "node_unreachable") why.detail = "nobody answers there";
    return std::unexpected(std::move(why));
  }
  if (reply->status / 100 != 2)
    return std::unexpected(error{errc::refused, "webhook_refused",
                                 fmt::format("the chat answered {}", reply->status), ""});
  return {};
}

}  // namespace

chat chat_at(std::string url) {
  return [url = std::move(url)](std::string_view text) { return post(url, text); };
}

}  // namespace chant::cli
