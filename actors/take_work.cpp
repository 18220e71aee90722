#include "actors/take_work.hpp"

#include "actors/event_sink.hpp"
#include "base/ascii.hpp"
#include "base/log.hpp"

#include <memory>
#include <utility>

namespace chant::actors {

namespace {

/// The type of a take's bytes: as announced where they agree, since a container does not say
/// whether it holds sound alone.
std::string type_of(const campaign::sniffed_media& media, std::string_view announced) {
  if (campaign::kind_named(announced) != media.kind) return std::string(media.type);
  auto name = announced.substr(0, announced.find(';'));
  while (name.ends_with(' ')) name.remove_suffix(1);
  return ascii_lowered(name);
}

}  // namespace

take_metrics::take_metrics(metrics::registry& r)
    : open(r.make_gauge("chant_takes_sending", "Connections that send a take now.")),
      staged(r.make_gauge("chant_takes_staged_bytes",
                          "Bytes that wait in memory for their checksum.")),
      begun(r.make_counter("chant_takes_begun_total", "Uploads begun.")),
      finished(r.make_counter("chant_takes_finished_total", "Takes complete and reported.")),
      cut(r.make_counter("chant_takes_cut_total", "Connections lost in mid-upload.")),
      refused(r.make_counter("chant_takes_refused_total",
                             "Takes whose bytes were no recording, or not the announced kind.")),
      expired(r.make_counter("chant_takes_expired_total", "Unfinished takes given up for age.")),
      dropped(r.make_counter("chant_takes_dropped_total", "Takes given up by their fans.")),
      bytes(r.make_counter("chant_takes_received_bytes_total", "Bytes of takes received.")),
      sync_seconds(r.make_histogram("chant_takes_sync_seconds",
                                    "How long the disk takes to make a piece durable.")) {}

take_work::take_work(const take_env& e, const take_options& o)
    : env(e),
      options(o),
      counted(e.metrics),
      claims({.most = o.uploads, .stall = o.stall}, counted.open) {}

result<void> take_work::post(std::move_only_function<void()> work) {
  const bool posted = env.workers.post(job_queue::priority::urgent,
                                       [work = std::move(work)](unsigned) mutable { work(); });
  if (posted) return {};
  return std::unexpected(
      error{errc::unavailable, "overloaded", "Too many uploads wait for the disk.", ""});
}

result<void> take_work::judge_beginning(const store::take_grant& grant, std::string_view bytes) {
  if (bytes.size() < campaign::sniff_bytes) return {};
  const auto media = campaign::sniff_media(bytes);
  if (media && (!grant.kind || *grant.kind == media->kind)) return {};
  counted.refused.add();
  give_up(grant, "refused", [](result<void> given_up) {
    if (!given_up) log::warn("a refused take stays for now", {{"code", given_up.error().code}});
  });
  if (!media)
    return std::unexpected(
        error{errc::refused, "media_type_unknown", "The bytes are no recording known here.", ""});
  return std::unexpected(error{errc::refused, "media_type_differs",
                               "The bytes are " + std::string(media->type) + ".", ""});
}

void take_work::complete(const store::take_grant& grant,
                         completion<campaign::upload_progress> done) {
  const auto name = name_of(grant);
  const auto slip = env.files.slip_of(name);
  if (!slip && slip.error().kind != errc::not_found) return done(std::unexpected(slip.error()));
  if (!slip) return done(progress(grant, grant.size_bytes));  // reported before
  const auto kept = env.files.keep(name, {.kind = grant.kind, .digest = slip->digest});
  if (kept) return report(grant, *kept, *slip, std::move(done));
  if (kept.error().kind != errc::refused) return done(std::unexpected(kept.error()));
  counted.refused.add();
  give_up(grant, "refused", [why = kept.error(), done = std::move(done)](result<void>) mutable {
    done(std::unexpected(std::move(why)));
  });
}

void take_work::report(const store::take_grant& grant, const store::kept_take& kept,
                       const store::take_slip& slip, completion<campaign::upload_progress> done) {
  env.sessions.submit(
      grant.session,
      campaign::finish_take{
          .take = grant.take,
          .size_bytes = kept.size_bytes,
          .sha256 = kept.digest.hex(),
          .media_type = type_of(kept.media, slip.media_type),
          .timing = slip.timing,
          .sha256_by = slip.digest ? std::optional<std::string>("client") : std::nullopt},
      [this, grant, done = std::move(done)](result<campaign::outcome> reported) mutable {
        if (reported) {
          counted.finished.add();
          settle(grant);
          return done(progress(grant, grant.size_bytes));
        }
        // What may yet succeed is tried again by whoever asks for the take, and at a start.
        if (is_passing(reported.error().kind)) return done(std::unexpected(reported.error()));
        give_up(grant, "refused",
                [why = reported.error(), done = std::move(done)](result<void>) mutable {
                  done(std::unexpected(std::move(why)));
                });
      });
}

void take_work::settle(const store::take_grant& grant) {
  // If it cannot be posted the next start does it.
  static_cast<void>(post([this, grant] { env.files.settle(name_of(grant)); }));
}

void take_work::give_up(const store::take_grant& grant, std::string reason, completion<void> done) {
  env.sessions.submit(
      grant.session, campaign::drop_take{.take = grant.take, .reason = std::move(reason)},
      [this, grant, done = std::move(done)](result<campaign::outcome> dropped) mutable {
        // A session that is gone or never was has no use for the bytes either.
        if (!dropped && is_passing(dropped.error().kind))
          return done(std::unexpected(dropped.error()));
        auto shared = std::make_shared<completion<void>>(std::move(done));
        const auto posted = post([this, grant, shared] {
          static_cast<void>(claims.revoke(grant.take));
          (*shared)(env.files.discard(name_of(grant)));
        });
        if (!posted) (*shared)(posted);
      });
}

}  // namespace chant::actors
