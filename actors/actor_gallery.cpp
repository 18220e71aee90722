#include "actors/actor_gallery.hpp"

#include "actors/exhibits.hpp"
#include "base/log.hpp"
#include "base/sha256.hpp"

#include <memory>
#include <utility>

namespace chant::actors {
namespace {

error overloaded(const char* detail) {
  return {.kind = errc::unavailable, .code = "overloaded", .detail = detail, .field = {}};
}

}  // namespace

void actor_gallery::find(const campaign::share_id& share, completion<campaign::exhibit> done) {
  std::optional<campaign::exhibit> known;
  std::uint64_t before = 0;
  {
    const std::lock_guard lock(mutex_);
    known = exhibits_.find(share);
    before = forgotten_;
  }
  if (known) return done(*std::move(known));
  auto shared = std::make_shared<completion<campaign::exhibit>>(std::move(done));
  const bool posted =
      env_.readers.post(job_queue::priority::urgent, [this, share, shared, before](unsigned) {
        auto record = env_.log.find(share);
        if (!record) return (*shared)(std::unexpected(std::move(record.error())));
        auto what = exhibit_of(*record, env_.keys);
        if (what) {
          const std::lock_guard lock(mutex_);
          if (forgotten_ == before) exhibits_.put(share, *what);
        }
        (*shared)(std::move(what));
      });
  if (!posted) (*shared)(std::unexpected(overloaded("too many reads wait for the disk")));
}

void actor_gallery::draw(const campaign::share_id& share, campaign::layout which,
                         completion<campaign::picture> done) {
  find(share, [this, which, done = std::move(done)](result<campaign::exhibit> what) mutable {
    if (!what) return done(std::unexpected(std::move(what.error())));
    show(*what, {.which = which, .done = std::move(done)});
  });
}

void actor_gallery::show(const campaign::exhibit& what, waiter w) {
  if (const auto strips = env_.strips.recent(what.share))
    return w.done(assemble(what, w.which, strips));
  const auto joined = join(what.share, w);
  if (!joined) return w.done(std::unexpected(joined.error()));
  if (!*joined) fetch(what);
}

result<bool> actor_gallery::join(const campaign::share_id& share, waiter& w) {
  const std::lock_guard lock(mutex_);
  if (waiting_count_ >= max_waiting)
    return std::unexpected(overloaded("too many requests wait for artworks"));
  ++waiting_count_;
  auto& all = waiting_[share];
  all.push_back(std::move(w));
  return all.size() > 1;
}

result<void> actor_gallery::forget(const campaign::share_id& share) {
  {
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    exhibits_.erase(share);
  }
  return env_.strips.drop(share);
}

bool actor_gallery::still_current(std::uint64_t forgotten_before) {
  const std::lock_guard lock(mutex_);
  return forgotten_ == forgotten_before;
}

void actor_gallery::drop_if_erased(const campaign::share_id& share) {
  const auto record = env_.log.find(share);
  if (!record) return;
  const auto what = exhibit_of(*record, env_.keys);
  if (!what && what.error().kind == errc::gone) (void)env_.strips.drop(share);
}

// From the disk, else drawn, before anything a consumer has ordered.
void actor_gallery::fetch(const campaign::exhibit& what) {
  std::uint64_t before = 0;
  {
    const std::lock_guard lock(mutex_);
    before = forgotten_;
  }
  const bool posted =
      env_.readers.post(job_queue::priority::urgent, [this, what, before](unsigned) {
        if (auto kept = env_.strips.load(what.share)) return settle(what, kept);
        env_.renderers.draw(what, job_queue::priority::urgent,
                            [this, what, before](result<strip_cache::strips> drawn) {
                              if (!still_current(before)) drop_if_erased(what.share);
                              settle(what, drawn);
                            });
      });
  if (!posted) settle(what, std::unexpected(overloaded("too many reads wait for the disk")));
}

void actor_gallery::settle(const campaign::exhibit& what,
                           const result<strip_cache::strips>& strips) {
  std::vector<waiter> all;
  {
    const std::lock_guard lock(mutex_);
    if (auto node = waiting_.extract(what.share)) all = std::move(node.mapped());
    waiting_count_ -= all.size();
  }
  for (auto& w : all) {
    if (strips)
      w.done(assemble(what, w.which, *strips));
    else
      w.done(std::unexpected(strips.error()));
  }
}

result<campaign::picture> actor_gallery::assemble(const campaign::exhibit& what,
                                                  campaign::layout which,
                                                  const strip_cache::strips& strips) {
  auto jpeg = env_.assembler.assemble(what.team, what.language, which,
                                      std::shared_ptr<const std::string>(strips, &strips->strips));
  if (!jpeg && jpeg.error().kind != errc::corrupt) return std::unexpected(std::move(jpeg.error()));
  if (!jpeg) {
    log::error("damaged strips are thrown away", {{"code", jpeg.error().code}});
    // Whoever asks next has them drawn again.
    (void)env_.readers.post(job_queue::priority::background, [this, share = what.share](unsigned) {
      (void)env_.strips.drop(share);
    });
    return std::unexpected(error{.kind = errc::unavailable,
                                 .code = "picture_damaged",
                                 .detail = "the picture is being drawn again",
                                 .field = {}});
  }
  const auto tag = sha256({what.share.view(), env_.assembler.revision(), campaign::name_of(which)});
  return campaign::picture{.jpeg = *std::move(jpeg), .etag = tag.hex().substr(0, 32)};
}

}  // namespace chant::actors
