#include "actors/take_claims.hpp"

#include <utility>

namespace chant::actors {

namespace {

std::unexpected<error> taken_over() {
  return std::unexpected(error{errc::conflict, "upload_taken_over",
                               "Another connection goes on with this upload.", ""});
}

std::unexpected<error> locked() {
  return std::unexpected(
      error{errc::conflict, "upload_locked", "Another connection is sending this upload.", ""});
}

}  // namespace

void take_claim::open(std::unique_ptr<store::take_part> part, std::uint64_t size) {
  const std::scoped_lock lock(mutex_);
  part_ = std::move(part);
  durable_ = size;
  opened_ = true;
}

result<void> take_claim::append(std::string_view bytes) {
  const std::scoped_lock lock(mutex_);
  if (given_up_ || !part_) return taken_over();
  touched_ = clock::now();
  return part_->append(bytes);
}

result<void> take_claim::append_from(int pipe, std::size_t size) {
  const std::scoped_lock lock(mutex_);
  if (given_up_ || !part_) return taken_over();
  touched_ = clock::now();
  return part_->append_from(pipe, size);
}

void take_claim::touch() {
  const std::scoped_lock lock(mutex_);
  touched_ = clock::now();
}

result<std::uint64_t> take_claim::sync() {
  std::uint64_t size = 0;
  {
    const std::scoped_lock lock(mutex_);
    if (given_up_) return taken_over();
    if (!part_) return durable_;
    size = part_->size();
    touched_ = clock::now();
  }
  // Without the lock: the disk takes its time, and others may want to know how far this is.
  if (auto synced = part_->sync(); !synced) return std::unexpected(synced.error());
  const std::scoped_lock lock(mutex_);
  return durable_ = size;
}

void take_claim::end() {
  const std::scoped_lock lock(mutex_);
  ended_ = true;
}

result<void> take_claim::give_up() {
  {
    const std::scoped_lock lock(mutex_);
    given_up_ = true;
    if (!part_ || part_->size() == durable_) return {};
  }
  return part_->sync();
}

bool take_claim::alive(clock::duration within) const {
  const std::scoped_lock lock(mutex_);
  return !ended_ && !given_up_ && clock::now() - touched_ <= within;
}

result<std::uint64_t> take_claim::durable() const {
  const std::scoped_lock lock(mutex_);
  if (!opened_) return locked();
  return durable_;
}

std::shared_ptr<take_claim> take_claims::find(const campaign::take_id& take) const {
  const std::scoped_lock lock(mutex_);
  const auto at = claims_.find(take);
  return at == claims_.end() ? nullptr : at->second;
}

result<std::shared_ptr<take_claim>> take_claims::acquire(const campaign::take_id& take) {
  auto mine = std::make_shared<take_claim>();
  std::shared_ptr<take_claim> before;
  {
    const std::scoped_lock lock(mutex_);
    auto& place = claims_[take];
    if (place && place->alive(options_.stall)) return locked();
    if (!place && claims_.size() > options_.most) {
      claims_.erase(take);
      return std::unexpected(
          error{errc::unavailable, "uploads_too_many", "Too many uploads at the same time.", ""});
    }
    before = std::exchange(place, mine);
    open_.set(static_cast<std::int64_t>(claims_.size()));
  }
  if (before) {
    if (auto kept = before->give_up(); !kept) {
      release(take, mine);
      return std::unexpected(kept.error());
    }
  }
  return mine;
}

bool take_claims::sending(const campaign::take_id& take) const {
  const auto claim = find(take);
  return claim && claim->alive(options_.stall);
}

result<std::optional<std::uint64_t>> take_claims::durable_while_sending(
    const campaign::take_id& take) {
  const auto claim = find(take);
  if (!claim) return std::nullopt;
  if (claim->alive(options_.stall)) return claim->durable();
  if (auto kept = claim->give_up(); !kept) return std::unexpected(kept.error());
  release(take, claim);
  return std::nullopt;
}

result<void> take_claims::revoke(const campaign::take_id& take) {
  const auto claim = find(take);
  if (!claim) return {};
  auto kept = claim->give_up();
  release(take, claim);
  return kept;
}

void take_claims::release(const campaign::take_id& take, const std::shared_ptr<take_claim>& claim) {
  const std::scoped_lock lock(mutex_);
  const auto at = claims_.find(take);
  if (at != claims_.end() && at->second == claim) claims_.erase(at);
  open_.set(static_cast<std::int64_t>(claims_.size()));
}

}  // namespace chant::actors
