#include "cli/artwork_verbs.hpp"

#include "cli/artwork_drawer.hpp"
#include "cli/progress.hpp"
#include "config/campaign_files.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

namespace chant::cli {

namespace {

namespace json = boost::json;

struct studio {
  config::campaign_files campaign;
  std::shared_ptr<const render::base_pictures> bases;
};

result<studio> open_studio(const config::node& settings, const hooks& from_app, const io& streams) {
  const auto dir = from_app.campaign_dir(settings);
  if (!dir) return std::unexpected(dir.error());
  auto campaign = config::load_campaign(*dir);
  if (!campaign) return std::unexpected(campaign.error());
  progress line(streams, progress::on_terminal());
  auto bases = from_app.load_bases(settings, *campaign, [&](std::size_t done, std::size_t all) {
    line.tell(fmt::format("base pictures: {} of {} teams", done, all));
  });
  if (!bases) return std::unexpected(bases.error());
  return studio{std::move(*campaign), std::move(*bases)};
}

result<exit_code> render_one(const studio& with, const render_options& options, const io& streams) {
  const auto pictures = make_artwork_drawer(with.bases, with.campaign.terms)(options.wish);
  if (!pictures) return std::unexpected(pictures.error());
  if (auto written = write_pictures(options.out, "", *pictures); !written)
    return std::unexpected(written.error());
  json::array files;
  for (std::size_t i = 0; i < pictures->size(); ++i) {
    const auto file =
        options.out / fmt::format("{}.jpg", campaign::name_of(campaign::all_layouts[i]));
    if (!streams.json()) streams.out << file.string() << '\n';
    files.push_back(json::object{{"file", file.string()}, {"bytes", (*pictures)[i].size()}});
  }
  if (streams.json()) streams.out << json::serialize(json::object{{"pictures", files}}) << '\n';
  return exit_code::ok;
}

void write_report(const batch_report& report, double seconds, const io& streams) {
  const double rate = seconds > 0 ? static_cast<double>(report.drawn) / seconds : 0;
  if (!streams.json()) {
    for (const auto& [line, why] : report.failures)
      streams.err << fmt::format("line {}: {} ({})\n", line, why.detail, why.code);
    write_properties(streams.out, {{"drawn", grouped(report.drawn)},
                                   {"failed", grouped(report.failed)},
                                   {"seconds", fmt::format("{:.1f}", seconds)},
                                   {"artworks a second", fmt::format("{:.0f}", rate)}});
    return;
  }
  json::array failures;
  for (const auto& [line, why] : report.failures)
    failures.push_back(json::object{{"line", line}, {"code", why.code}, {"message", why.detail}});
  streams.out << json::serialize(json::object{{"drawn", report.drawn},
                                              {"failed", report.failed},
                                              {"seconds", seconds},
                                              {"failures", std::move(failures)}})
              << '\n';
}

result<exit_code> render_list(const studio& with, const render_options& options,
                              const io& streams) {
  std::ifstream list(*options.names, std::ios::binary);
  if (!list)
    return std::unexpected(error{errc::not_found, "list_unreadable",
                                 fmt::format("{} cannot be read", options.names->string()), ""});
  const auto cores = std::max(std::thread::hardware_concurrency(), 1U);
  const auto begun = std::chrono::steady_clock::now();
  result<batch_report> report;
  {
    progress line(streams, progress::on_terminal());
    report = draw_list(list, [&] { return make_artwork_drawer(with.bases, with.campaign.terms); },
                       {.out = options.out,
                        .threads = options.threads == 0 ? cores : options.threads,
                        .progress = [&](std::uint64_t rows) {
                          line.tell(fmt::format("{} rows", grouped(rows)));
                        }});
  }
  if (!report) return std::unexpected(report.error());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  write_report(*report, took.count(), streams);
  if (report->failed == 0) return exit_code::ok;
  return report->drawn == 0 ? exit_code::failed : exit_code::partial;
}

}  // namespace

result<exit_code> render_artwork(const config::node& settings, const hooks& from_app,
                                 const render_options& options, const io& streams) {
  if (!options.names && options.wish.name.empty())
    return std::unexpected(
        error{errc::malformed, "usage", "say --name and --team, or --names with a list", ""});
  const auto with = open_studio(settings, from_app, streams);
  if (!with) return std::unexpected(with.error());
  return options.names ? render_list(*with, options, streams) : render_one(*with, options, streams);
}

}  // namespace chant::cli
