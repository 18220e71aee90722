#include "app/backup_routes.hpp"

#include "app/operator_acts.hpp"
#include "http/json.hpp"

#include <utility>

namespace chant::app {

namespace {

void write(http::json_writer& to, const store::backup_summary& made) {
  to.begin_object();
  to.member("name", made.name);
  to.member("head", made.head);
  to.member("files", made.files);
  to.member("bytes", made.bytes);
  to.member("keys_removed", made.keys_removed);
  to.member("recordings_removed", made.recordings_removed);
  to.end_object();
}

http::response progress_of(const backup_job& job, unsigned status) {
  const auto now = job.progress();
  http::json_writer out;
  out.begin_object();
  out.member("running", now.running);
  out.member("files", now.files);
  out.member("bytes", now.bytes);
  out.key("done");
  if (now.done) {
    write(out, *now.done);
  } else {
    out.value(nullptr);
  }
  out.key("fault");
  if (now.fault) {
    out.begin_object();
    out.member("code", now.fault->code);
    out.member("detail", now.fault->detail);
    out.end_object();
  } else {
    out.value(nullptr);
  }
  out.end_object();
  return http::json_response(status, std::move(out).text());
}

/// Directories come as absolute paths of this machine: whoever reaches the socket is on it.
result<std::filesystem::path> directory(result<std::optional<std::string>> given,
                                        std::string_view field) {
  if (!given) return std::unexpected(given.error());
  std::filesystem::path dir(std::move(*given).value_or(""));
  if (!dir.empty() && !dir.is_absolute())
    return std::unexpected(
        error{errc::refused, "path_relative", "an absolute path is needed", std::string(field)});
  return dir;
}

result<store::backup_options> options_in(const http::json_object& body,
                                         const config::node& settings) {
  store::backup_options options;
  options.keys_keep = std::chrono::days(settings.backup.keys_keep_days);
  auto to = directory(body.text("to"), "to");
  if (!to) return std::unexpected(to.error());
  options.to = *std::move(to);
  auto keys_to = directory(body.optional_text("keys_to"), "keys_to");
  if (!keys_to) return std::unexpected(keys_to.error());
  options.keys_to = *std::move(keys_to);
  const auto with_key = body.optional_flag("with_node_key");
  if (!with_key) return std::unexpected(with_key.error());
  if (!with_key->value_or(false)) return options;
  auto key = node_key_file(settings);
  if (!key) return std::unexpected(key.error());
  options.node_key = *std::move(key);
  return options;
}

}  // namespace

std::vector<http::admin_route> backup_routes(backup_job& job, const config::node& settings,
                                             campaign::own_events& log) {
  const auto begin = [&job, &settings](const http::json_object& body) {
    auto options = options_in(body, settings);
    if (!options) return refusal(options.error());
    if (const auto begun = job.start(*std::move(options)); !begun) return refusal(begun.error());
    return progress_of(job, 202);
  };
  return {{.verb = http::method::get,
           .pattern = "/admin/v1/backups",
           .run = [&job](const http::request&) { return progress_of(job, 200); }},
          {.verb = http::method::post,
           .pattern = "/admin/v1/backups",
           .run = [&log, begin](const http::request& r) {
             return carry_out(log, r, {.act = "backup create", .subject = {}, .run = begin});
           }}};
}

}  // namespace chant::app
