#include "store/keyring.hpp"

#include "store/big_endian.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace chant::store {

namespace {

using entry = keys_database::entry;

std::string kek_record(const kek_id& id, timestamp since) {
  std::string record(id.view());
  record.resize(sizeof(kek_id) + 8);
  store_big_endian(record.data() + sizeof(kek_id),
                   static_cast<std::uint64_t>(since.time_since_epoch().count()));
  return record;
}

/// What the wrapped key in force before is bound to.
std::string retiring_name(const kek_id& id) {
  return std::string(keys_database::retiring).append(id.view());
}

error wrong_key(const kek_id& wraps, const kek_id& given) {
  return {errc::invalid_config, "kek_wrong",
          fmt::format("the fan keys are wrapped by the key {}, but the settings give {}",
                      wraps.hex(), given.hex()),
          "keys.source"};
}

/// A file that a rotation put aside: in force if the database says so, of no use otherwise.
result<void> settle_aside(const keys_state& known, kek_source& source) {
  const auto aside = source.aside();
  if (!aside) return std::unexpected(aside.error());
  if (!*aside) return {};
  const bool in_force = known.kek == key_encryption_key::of(**aside).id;
  return in_force ? source.adopt() : source.abandon();
}

result<keyring> begin(keys_database& database, const key_encryption_key& kek, timestamp now,
                      random_source& random) {
  keyring ring{.kek = kek, .retiring = {}, .root = {}};
  random.fill(ring.root);
  const std::array records{
      entry(keys_database::kek, kek_record(kek.id, now)),
      entry(keys_database::root, wrap(kek, keys_database::root, ring.root, random)),
      entry(keys_database::complete, "1")};
  if (auto put = database.put(records, true); !put) return std::unexpected(put.error());
  return ring;
}

/// Before there were ids the node's key wrapped everything, and was itself what purposes' keys came
/// from. That remains until it retires.
keyring as_before_ids(const key_encryption_key& kek) {
  return {.kek = kek, .retiring = {}, .root = kek.key};
}

result<bool> wraps_what_is_there(const keys_database& database, const keyring& ring) {
  const auto some = database.fans_after("", 1);
  if (!some) return std::unexpected(some.error());
  return some->empty() || ring.open(some->front().first, some->front().second).has_value();
}

result<keyring> take_over(keys_database& database, const key_encryption_key& given,
                          const std::optional<key_encryption_key>& previous, timestamp now,
                          random_source& random) {
  for (const auto& candidate : {std::optional(given), previous}) {
    if (!candidate) continue;
    const auto ring = as_before_ids(*candidate);
    const auto fits = wraps_what_is_there(database, ring);
    if (!fits) return std::unexpected(fits.error());
    if (!*fits) continue;
    if (candidate->id != given.id) return go_over(database, ring, given, now, random);
    const entry record(keys_database::kek, kek_record(given.id, timestamp{}));
    if (auto put = database.put({&record, 1}, true); !put) return std::unexpected(put.error());
    return ring;
  }
  return std::unexpected(error{errc::invalid_config, "kek_wrong",
                               fmt::format("the fan keys are not wrapped by the key {}, which the "
                                           "settings give",
                                           given.id.hex()),
                               "keys.source"});
}

result<keyring> ring_of(const keys_database& database, const key_encryption_key& kek,
                        const keys_state& known) {
  keyring ring = as_before_ids(kek);
  if (known.retiring) {
    const auto record = database.get(keys_database::retiring);
    if (!record) return std::unexpected(record.error());
    const auto before = unwrap(kek, retiring_name(*known.retiring),
                               std::string_view(**record).substr(sizeof(kek_id)));
    if (!before) return std::unexpected(before.error());
    ring.retiring = key_encryption_key::of(*before);
  }
  const auto root = database.get(keys_database::root);
  if (!root) return std::unexpected(root.error());
  if (!*root) return ring;
  const auto opened = ring.open(keys_database::root, **root);
  if (!opened) return std::unexpected(opened.error());
  ring.root = *opened;
  return ring;
}

}  // namespace

result<secret_key> keyring::open(std::string_view name, std::string_view wrapped) const {
  const auto id = wrapped_by(wrapped);
  if (!id) return unwrap(retiring ? *retiring : kek, name, wrapped);
  if (*id == kek.id) return unwrap(kek, name, wrapped);
  if (retiring && *id == retiring->id) return unwrap(*retiring, name, wrapped);
  return std::unexpected(
      error{errc::corrupt, "kek_unknown",
            fmt::format("a stored key is wrapped by {}, which nobody has", id->hex()), ""});
}

result<keyring> open_keyring(keys_database& database, kek_source& source, bool fresh, timestamp now,
                             random_source& random) {
  const auto known = database.state();
  if (!known) return std::unexpected(known.error());
  if (auto settled = settle_aside(*known, source); !settled)
    return std::unexpected(settled.error());
  const auto given = source.current(fresh);
  if (!given) return std::unexpected(given.error());
  const auto kek = key_encryption_key::of(*given);
  if (fresh) return begin(database, kek, now, random);
  if (known->kek == kek.id) return ring_of(database, kek, *known);

  const auto named = source.previous();
  if (!named) return std::unexpected(named.error());
  const auto previous = named->transform(key_encryption_key::of);
  if (!known->kek) return take_over(database, kek, previous, now, random);
  if (!previous || previous->id != *known->kek)
    return std::unexpected(wrong_key(*known->kek, kek.id));
  if (known->retiring)
    return std::unexpected(
        error{errc::conflict, "keys_rotating",
              fmt::format("keys are still being wrapped anew by {}: start with it first",
                          previous->id.hex()),
              "keys.source"});
  const auto before = ring_of(database, *previous, *known);
  if (!before) return before;
  return go_over(database, *before, kek, now, random);
}

result<keyring> go_over(keys_database& database, const keyring& from, const key_encryption_key& to,
                        timestamp now, random_source& random) {
  const auto& id = from.kek.id;
  const std::array records{
      entry(keys_database::kek, kek_record(to.id, now)),
      entry(keys_database::retiring,
            std::string(id.view()) + wrap(to, retiring_name(id), from.kek.key, random)),
      entry(keys_database::root, wrap(to, keys_database::root, from.root, random))};
  if (auto put = database.put(records, true); !put) return std::unexpected(put.error());
  return keyring{.kek = to, .retiring = from.kek, .root = from.root};
}

}  // namespace chant::store
