#include "actors/take_desk.hpp"

#include "actors/event_sink.hpp"
#include "actors/take_intake.hpp"

#include <fmt/format.h>

#include <utility>

namespace chant::actors {

namespace {

constexpr std::chrono::hours sweep_pace{1};

error fault(errc kind, std::string code, std::string detail) {
  return {kind, std::move(code), std::move(detail), {}};
}

/// Kinds with a name of their own, and names that say no more than "sound" or "a file".
bool may_be_taken(std::string_view media_type) {
  return campaign::kind_named(media_type) || media_type.starts_with("audio/") ||
         media_type.starts_with("video/") || media_type.starts_with("application/octet-stream");
}

/// Runs `work` on a worker with the completion, or completes with what hinders that.
template <class T, class Work>
void on_worker(take_work& with, completion<T> done, Work work) {
  auto shared = std::make_shared<completion<T>>(std::move(done));
  const auto posted =
      with.post([shared, work = std::move(work)]() mutable { work(std::move(*shared)); });
  if (!posted) (*shared)(std::unexpected(posted.error()));
}

/// One round over the unsettled takes, one after the other: a start after a crash must not flood
/// the sessions.
class sweep : public std::enable_shared_from_this<sweep> {
 public:
  sweep(std::shared_ptr<take_work> work, std::atomic<bool>& running)
      : work_(std::move(work)), running_(running) {}
  ~sweep() { running_ = false; }

  /// On a worker.
  void start() {
    slips_ = work_->env.files.unsettled();
    next();
  }

 private:
  void next() {
    while (at_ < slips_.size()) {
      const auto& slip = slips_[at_++];
      const store::take_grant grant{.take = slip.take,
                                    .session = slip.session,
                                    .size_bytes = slip.size_bytes,
                                    .kind = campaign::kind_named(slip.media_type),
                                    .expires = slip.expires};
      if (work_->claims.sending(slip.take)) continue;
      const auto size = work_->env.files.size_of(take_work::name_of(grant));
      if (size && *size >= slip.size_bytes)
        return work_->complete(grant, [self = shared_from_this()](auto&&) { self->go_on(); });
      if (work_->env.clock.now() < slip.expires) continue;
      work_->counted.expired.add();
      return work_->give_up(grant, "expired",
                            [self = shared_from_this()](auto&&) { self->go_on(); });
    }
  }

  /// From a thread that must not block.
  void go_on() {
    // If the workers have no time the next round takes up the rest.
    static_cast<void>(work_->post([self = shared_from_this()] { self->next(); }));
  }

  std::shared_ptr<take_work> work_;
  std::atomic<bool>& running_;
  std::vector<store::take_slip> slips_;
  std::size_t at_ = 0;
};

}  // namespace

take_desk::take_desk(const take_env& env, const take_options& options)
    : work_(std::make_shared<take_work>(env, options)) {}

result<store::take_grant> take_desk::opened(std::string_view token) const {
  auto grant = work_->env.grants.open(token);
  if (grant && grant->expires <= work_->env.clock.now())
    return std::unexpected(
        fault(errc::gone, "upload_expired", "The upload was not finished in time."));
  return grant;
}

void take_desk::begin(const campaign::session_id& of, campaign::take_offer what,
                      completion<campaign::take_grant> done) {
  if (!may_be_taken(what.media_type))
    return done(std::unexpected(
        error{errc::refused, "media_type_unknown", "No recording is of that type.", "filetype"}));
  on_worker(
      *work_, std::move(done),
      [work = work_, of,
       what = std::move(what)](completion<campaign::take_grant> finished) mutable {
        store::take_slip slip;
        campaign::fill_random(slip.take, work->env.random);
        slip.session = of;
        slip.size_bytes = what.size_bytes;
        slip.media_type = what.media_type;
        slip.timing = std::move(what.timing);
        slip.metadata = std::move(what.metadata);
        slip.expires = work->env.clock.now() + work->options.expire_after;
        slip.digest = what.digest;
        if (auto made = work->env.files.begin(slip); !made)
          return finished(std::unexpected(made.error()));
        const store::take_grant grant{.take = slip.take,
                                      .session = of,
                                      .size_bytes = slip.size_bytes,
                                      .kind = campaign::kind_named(slip.media_type),
                                      .expires = slip.expires};
        work->env.sessions.submit(
            of,
            campaign::begin_take{.take = slip.take,
                                 .media_type = std::move(what.media_type),
                                 .size_bytes = what.size_bytes,
                                 .tier = std::move(what.tier),
                                 .consent = std::move(what.consent),
                                 .shown = std::move(what.shown)},
            [work, grant, finished = std::move(finished)](result<campaign::outcome> begun) mutable {
              if (begun) {
                work->counted.begun.add();
                return finished(campaign::take_grant{work->env.grants.seal(grant), grant.expires});
              }
              // Where it is unknown whether the session has begun it, the place stays until
              // it expires, and the session hears of that.
              if (!is_passing(begun.error().kind))
                static_cast<void>(work->post([work, grant] {
                  static_cast<void>(work->env.files.discard(take_work::name_of(grant)));
                }));
              finished(std::unexpected(begun.error()));
            });
      });
}

void take_desk::look(std::string_view token, completion<campaign::upload_progress> done) {
  const auto grant = opened(token);
  if (!grant) return done(std::unexpected(grant.error()));
  on_worker(*work_, std::move(done),
            [this, grant = *grant](completion<campaign::upload_progress> finished) {
              look_at(grant, std::move(finished));
            });
}

void take_desk::look_at(const store::take_grant& grant,
                        completion<campaign::upload_progress> done) {
  const auto name = take_work::name_of(grant);
  const auto sending = work_->claims.durable_while_sending(grant.take);
  if (!sending) return done(std::unexpected(sending.error()));
  if (*sending && **sending == grant.size_bytes)
    return done(std::unexpected(
        fault(errc::conflict, "upload_locked", "The upload is just being finished.")));
  auto offset = *sending ? result<std::uint64_t>(**sending) : work_->env.files.size_of(name);
  if (!offset) return done(std::unexpected(offset.error()));
  if (*offset >= grant.size_bytes) return work_->complete(grant, std::move(done));
  auto slip = work_->env.files.slip_of(name);
  if (!slip) return done(std::unexpected(slip.error()));
  auto progress = work_->progress(grant, *offset);
  progress.metadata = std::move(slip->metadata);
  done(std::move(progress));
}

void take_desk::resume(std::string_view token, campaign::take_piece piece,
                       completion<std::unique_ptr<campaign::take_writer>> done) {
  const auto grant = opened(token);
  if (!grant) return done(std::unexpected(grant.error()));
  const bool behind = piece.offset > grant->size_bytes;
  if (behind || piece.size_bytes.value_or(0) > grant->size_bytes - piece.offset) {
    return done(std::unexpected(
        behind ? fault(errc::conflict, "offset_mismatch", "The take is shorter than that.")
               : fault(errc::too_large, "upload_too_large",
                       "The upload is longer than was announced.")));
  }
  on_worker(*work_, std::move(done),
            [this, grant = *grant, piece = std::move(piece)](
                completion<std::unique_ptr<campaign::take_writer>> finished) mutable {
              finished(resumed(grant, std::move(piece)));
            });
}

result<std::unique_ptr<campaign::take_writer>> take_desk::resumed(const store::take_grant& grant,
                                                                  campaign::take_piece piece) {
  const auto name = take_work::name_of(grant);
  auto claim = work_->claims.acquire(grant.take);
  if (!claim) return std::unexpected(claim.error());
  const auto refuse = [&](error why) {
    work_->claims.release(grant.take, *claim);
    return std::unexpected(std::move(why));
  };
  const auto size = work_->env.files.size_of(name);
  if (!size) return refuse(size.error());
  if (*size != piece.offset)
    return refuse(
        fault(errc::conflict, "offset_mismatch", fmt::format("The upload stands at {}.", *size)));
  std::unique_ptr<store::take_part> open_part;
  if (*size < grant.size_bytes) {
    auto part = work_->env.files.resume(name);
    if (!part) return refuse(part.error());
    open_part = *std::move(part);
  }
  (*claim)->open(std::move(open_part), *size);
  return std::make_unique<take_intake>(work_, grant, *std::move(claim), std::move(piece));
}

void take_desk::drop(std::string_view token, completion<void> done) {
  const auto grant = opened(token);
  if (!grant) return done(std::unexpected(grant.error()));
  on_worker(*work_, std::move(done), [this, grant = *grant](completion<void> finished) {
    if (const auto there = work_->env.files.size_of(take_work::name_of(grant)); !there)
      return finished(std::unexpected(there.error()));
    work_->counted.dropped.add();
    work_->give_up(grant, "by_fan", std::move(finished));
  });
}

void take_desk::tick() {
  const auto now = work_->env.clock.now();
  if (swept_ != timestamp{} && now - swept_ < sweep_pace) return;
  if (sweeping_.exchange(true)) return;
  swept_ = now;
  auto round = std::make_shared<sweep>(work_, sweeping_);
  static_cast<void>(work_->post([round] { round->start(); }));
}

}  // namespace chant::actors
