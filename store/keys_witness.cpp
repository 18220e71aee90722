#include "store/keys_witness.hpp"

#include "base/log.hpp"
#include "store/files.hpp"

#include <fmt/format.h>

#include <array>

namespace chant::store {

namespace {

result<void> compare(const keys_database& database, const sha256_digest& whose,
                     const std::optional<witness_mark>& seen) {
  if (!seen) {
    const auto had_one = database.get(keys_database::witnessed);
    if (!had_one) return std::unexpected(had_one.error());
    if (!*had_one) return {};
    return std::unexpected(error{errc::corrupt, "keys_witness_missing",
                                 "there are fan keys, but the log has no readable KEYS", ""});
  }
  if (seen->digest != whose)
    return std::unexpected(error{errc::corrupt, "keys_rolled_back",
                                 "the fan keys are not the database that was there before", ""});
  if (seen->head.value() <= database.sequence()) return {};
  return std::unexpected(
      error{errc::corrupt, "keys_rolled_back",
            fmt::format("the fan keys end at write {}, but there were {}: keys are lost, or erased "
                        "ones are back",
                        database.sequence(), seen->head.value()),
            ""});
}

}  // namespace

bool keys_witness::knows_of_keys(const std::filesystem::path& file) {
  const auto seen = witness::read(file);
  return seen && *seen;
}

result<std::unique_ptr<keys_witness>> keys_witness::open(const std::filesystem::path& file,
                                                         keys_database& database, bool accept) {
  const auto identity = database.identity();
  if (!identity) return std::unexpected(identity.error());
  const auto whose = sha256({*identity});
  const auto seen = witness::read(file);
  if (!seen) return std::unexpected(seen.error());
  if (auto same = compare(database, whose, *seen); !same) {
    if (!accept) return std::unexpected(same.error());
    log::warn("starting though fan keys are lost", {{"reason", same.error().detail}});
  }
  return begin(file, database);
}

result<std::unique_ptr<keys_witness>> keys_witness::begin(const std::filesystem::path& file,
                                                          keys_database& database) {
  const auto identity = database.identity();
  if (!identity) return std::unexpected(identity.error());
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  auto opened = witness::open(file);
  if (!opened) return std::unexpected(opened.error());
  std::unique_ptr<keys_witness> made(new keys_witness(std::move(*opened), sha256({*identity})));
  made->reached(database.sequence());
  if (auto synced = made->sync(); !synced) return std::unexpected(synced.error());
  if (!sync_dir(file.parent_path()))
    return std::unexpected(error{errc::io, "witness_io", "cannot make KEYS durable", ""});
  // Only now may its absence mean something.
  const std::array mark{keys_database::entry(keys_database::witnessed, "1")};
  if (auto put = database.put(mark, true); !put) return std::unexpected(put.error());
  made->reached(database.sequence());
  return made;
}

void keys_witness::reached(std::uint64_t sequence) {
  const std::scoped_lock lock(mutex_);
  if (sequence <= reached_) return;
  reached_ = sequence;
  file_->set({campaign::log_offset(sequence), whose_});
}

}  // namespace chant::store
