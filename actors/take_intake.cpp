#include "actors/take_intake.hpp"

#include "base/log.hpp"
#include "base/sha1.hpp"
#include "base/sha256.hpp"

#include <chrono>
#include <utility>

namespace chant::actors {

namespace {

error fault(errc kind, std::string code, std::string detail) {
  return {kind, std::move(code), std::move(detail), {}};
}

bool fits(const campaign::chunk_checksum& sum, std::string_view bytes) {
  if (sum.how == campaign::chunk_checksum::algorithm::sha1) return sha1(bytes).view() == sum.digest;
  return sha256({bytes}).view() == sum.digest;
}

}  // namespace

struct take_intake::rest {
  std::shared_ptr<take_work> work;
  store::take_grant grant;
  std::shared_ptr<take_claim> claim;
  std::optional<campaign::chunk_checksum> checksum;
  std::string staged;

  rest(std::shared_ptr<take_work> w, const store::take_grant& g, std::shared_ptr<take_claim> c,
       std::optional<campaign::chunk_checksum> sum, std::string bytes)
      : work(std::move(w)),
        grant(g),
        claim(std::move(c)),
        checksum(std::move(sum)),
        staged(std::move(bytes)) {}
  ~rest() { unstage(); }
  rest(const rest&) = delete;
  rest& operator=(const rest&) = delete;

  void unstage() {
    work->staged -= staged.size();
    work->counted.staged.add(-static_cast<std::int64_t>(staged.size()));
    staged = {};
  }

  /// On a worker: everything that came is on disk, or dropped. How much the take holds.
  [[nodiscard]] result<std::uint64_t> make_durable() {
    if (checksum && !fits(*checksum, staged))
      return std::unexpected(fault(errc::malformed, "checksum_mismatch",
                                   "The bytes that came are not those of the checksum."));
    if (!staged.empty()) {
      if (claim->durable() == std::uint64_t{0})
        if (auto good = work->judge_beginning(grant, staged); !good)
          return std::unexpected(good.error());
      if (auto written = claim->append(staged); !written) return std::unexpected(written.error());
      unstage();
    }
    const auto begun = std::chrono::steady_clock::now();
    auto size = claim->sync();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
    work->counted.sync_seconds.observe(taken.count());
    return size;
  }

  void release() const { work->claims.release(grant.take, claim); }
};

take_intake::take_intake(std::shared_ptr<take_work> work, const store::take_grant& grant,
                         std::shared_ptr<take_claim> claim, campaign::take_piece piece)
    : work_(std::move(work)), grant_(grant), claim_(std::move(claim)), piece_(std::move(piece)) {}

take_intake::~take_intake() {
  if (!claim_) return;
  // The connection was cut. What came stays, but for what a checksum was to vouch for.
  claim_->end();
  work_->counted.cut.add();
  auto left = std::make_shared<rest>(work_, grant_, std::move(claim_), std::nullopt,
                                     std::exchange(staged_, {}));
  // If the workers have no time the claim stays, and whoever asks for the take next does this.
  static_cast<void>(work_->post([left] {
    left->unstage();
    if (const auto size = left->claim->sync(); !size && size.error().kind == errc::io)
      log::error("what came of a take could not be synced", {{"detail", size.error().detail}});
    left->release();
  }));
}

result<void> take_intake::stage(std::string_view bytes) {
  if (work_->staged.fetch_add(bytes.size()) + bytes.size() > work_->options.staged_bytes) {
    work_->staged -= bytes.size();
    return std::unexpected(
        fault(errc::unavailable, "overloaded", "Too many pieces wait for their checksums."));
  }
  work_->counted.staged.add(static_cast<std::int64_t>(bytes.size()));
  claim_->touch();
  staged_ += bytes;
  return {};
}

result<void> take_intake::admit(std::size_t size) const {
  if (size <= grant_.size_bytes - piece_.offset - received_) return {};
  return std::unexpected(
      fault(errc::too_large, "upload_too_large", "The upload is longer than was announced."));
}

void take_intake::count(std::size_t size) {
  received_ += size;
  work_->counted.bytes.add(size);
}

result<void> take_intake::write(std::string_view bytes) {
  if (bytes.empty()) return {};
  if (auto fits_in = admit(bytes.size()); !fits_in) return fits_in;
  // Bytes with a checksum are judged when they are known to be those that were meant.
  if (!piece_.checksum && piece_.offset + received_ == 0)
    if (auto good = work_->judge_beginning(grant_, bytes); !good) return good;
  auto taken = piece_.checksum ? stage(bytes) : claim_->append(bytes);
  if (taken) count(bytes.size());
  return taken;
}

// The first bytes must be looked at, and those with a checksum counted up.
bool take_intake::takes_pipes() const { return !piece_.checksum && piece_.offset + received_ > 0; }

result<void> take_intake::write_from(int pipe, std::size_t size) {
  if (auto fits_in = admit(size); !fits_in) return fits_in;
  auto taken = claim_->append_from(pipe, size);
  if (taken) count(size);
  return taken;
}

void take_intake::finish(completion<campaign::upload_progress> done) {
  claim_->touch();
  auto mine = std::make_shared<rest>(work_, grant_, std::move(claim_), std::move(piece_.checksum),
                                     std::exchange(staged_, {}));
  auto shared = std::make_shared<completion<campaign::upload_progress>>(std::move(done));
  const auto posted = work_->post([mine, shared] {
    auto& work = *mine->work;
    const auto size = mine->make_durable();
    if (!size || *size < mine->grant.size_bytes) {
      mine->release();
      if (!size) return (*shared)(std::unexpected(size.error()));
      return (*shared)(work.progress(mine->grant, *size));
    }
    work.complete(mine->grant, [mine, shared](result<campaign::upload_progress> p) {
      mine->release();
      (*shared)(std::move(p));
    });
  });
  if (posted) return;
  mine->claim->end();
  (*shared)(std::unexpected(posted.error()));
}

}  // namespace chant::actors
