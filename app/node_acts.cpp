#include "app/node_acts.hpp"

#include "app/operator_acts.hpp"
#include "config/durable_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace chant::app {

namespace {

namespace fs = std::filesystem;

constexpr auto frozen_file = "frozen";

result<void> freeze(actors::node_actors& living, const fs::path& data_dir, bool frozen) {
  const auto file = data_dir / frozen_file;
  if (frozen) {
    if (auto written = config::write_durably(file, ""); !written) return written;
  } else {
    std::error_code failed;
    fs::remove(file, failed);
    if (failed)
      return std::unexpected(error{errc::io, "file_unwritable",
                                   fmt::format("{}: {}", file.string(), failed.message()), ""});
    if (auto synced = config::sync_directory(data_dir); !synced) return synced;
  }
  living.freeze(frozen);
  return {};
}

http::response pool_act(actors::node_actors& living, const http::request& r) {
  const std::string pool(r.parameters[0]);
  const auto verb = r.parameters[1];
  if (verb != "pause" && verb != "resume")
    return refusal({errc::not_found, "act_unknown", "a pool can pause and resume", ""});
  const auto all = living.pools();
  // A misspelt name is no act.
  if (std::ranges::find(all, pool, &actors::pool_status::name) == all.end())
    return refusal({errc::not_found, "pool_not_found", "there is no pool of that name", ""});
  return carry_out(living.own_events(), r, fmt::format("pools {}", verb), pool,
                   [&] { return verb == "pause" ? living.pause(pool) : living.resume(pool); });
}

http::admin_route campaign_act(actors::node_actors& living, const fs::path& data_dir, bool frozen) {
  const std::string verb = frozen ? "freeze" : "unfreeze";
  return {.verb = http::method::post,
          .pattern = "/admin/v1/campaign/" + verb,
          .run = [&living, data_dir, frozen, act = "campaign " + verb](const http::request& r) {
            return carry_out(living.own_events(), r, act, "",
                             [&] { return freeze(living, data_dir, frozen); });
          }};
}

}  // namespace

bool is_frozen(const fs::path& data_dir) {
  std::error_code ignored;
  return fs::exists(data_dir / frozen_file, ignored);
}

std::vector<http::admin_route> node_acts(actors::node_actors& living, fs::path data_dir) {
  return {{.verb = http::method::post,
           .pattern = "/admin/v1/pools/{pool}/{act}",
           .run = [&living](const http::request& r) { return pool_act(living, r); }},
          campaign_act(living, data_dir, true),
          campaign_act(living, data_dir, false)};
}

}  // namespace chant::app
