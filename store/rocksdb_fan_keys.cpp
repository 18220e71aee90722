#include "store/rocksdb_fan_keys.hpp"

#include "store/erasure_list.hpp"
#include "store/key_cache.hpp"
#include "store/keyring.hpp"
#include "store/keys_witness.hpp"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

namespace chant::store {

namespace {

using campaign::session_id;
using entry = keys_database::entry;
using std::filesystem::path;

// About two milliseconds in which fans wait for a new key.
constexpr std::size_t rewrapped_at_once = 256;

const std::string erased_value(keys_database::erased_mark);

path database_in(const path& dir) { return dir / "db"; }

timestamp now() { return system_clock().now(); }

error rotating_already() {
  return {errc::conflict, "keys_rotating", "keys are being wrapped anew", ""};
}

}  // namespace

struct rocksdb_fan_keys::state {
  explicit state(fan_keys_options o) : options(std::move(o)), cache(options.cached_keys) {}

  fan_keys_options options;
  std::unique_ptr<keys_database> database;
  std::unique_ptr<keys_witness> seen;
  std::atomic<bool> unsynced{false};
  std::atomic<bool> complete{false};
  std::mutex changing;       ///< held as long as a change of the key that wraps takes
  mutable std::mutex mutex;  ///< guards what follows, and that a fan gets one key only
  keyring ring;
  key_cache cache;

  [[nodiscard]] result<void> open(random_source& random);
  [[nodiscard]] result<void> settle();
  [[nodiscard]] result<std::optional<secret_key>> read(const session_id& of);
  [[nodiscard]] result<std::optional<entry>> rewrapped(const std::string& name,
                                                       random_source& random);
  [[nodiscard]] result<void> forget(std::span<const entry> at_once);
  [[nodiscard]] kek_id kek_in_force() const {
    const std::scoped_lock lock(mutex);
    return ring.kek.id;
  }
  void witness_all() const {
    if (seen) seen->reached(database->sequence());
  }
};

result<void> rocksdb_fan_keys::state::open(random_source& random) {
  std::error_code ignored;
  std::filesystem::remove_all(options.dir / "copying", ignored);  // a backup that was cut off
  const auto dir = database_in(options.dir);
  const bool fresh = !keys_database::exists(dir);
  const bool lost = fresh && (options.expected || (!options.witness.empty() &&
                                                   keys_witness::knows_of_keys(options.witness)));
  if (lost && !options.accept_lost)
    return std::unexpected(
        error{errc::corrupt, "keys_missing",
              fmt::format("there are events, but {} holds no fan keys", dir.string()), ""});
  auto opened = keys_database::serve(dir);
  if (!opened) return std::unexpected(opened.error());
  database = *std::move(opened);
  auto rings = open_keyring(*database, *options.kek, fresh, now(), random);
  if (!rings) return std::unexpected(rings.error());
  ring = *rings;
  if (!options.witness.empty()) {
    auto witnessed = keys_witness::open(options.witness, *database, options.accept_lost);
    if (!witnessed) return std::unexpected(witnessed.error());
    seen = *std::move(witnessed);
  }
  return settle();
}

/// What a process before this one may have left undone.
result<void> rocksdb_fan_keys::state::settle() {
  const auto known = database->get(keys_database::complete);
  if (!known) return std::unexpected(known.error());
  complete = known->has_value();
  const auto leftover = database->get(keys_database::forget);
  if (!leftover) return std::unexpected(leftover.error());
  return *leftover ? forget({}) : result<void>();
}

/// With the mutex held: the key; nothing when it was destroyed.
result<std::optional<secret_key>> rocksdb_fan_keys::state::read(const session_id& of) {
  if (const auto known = cache.find(of)) return known;
  const auto wrapped = database->get(of.view());
  if (!wrapped) return std::unexpected(wrapped.error());
  if (!*wrapped) return std::unexpected(key_missing());
  if (**wrapped == erased_value) return std::nullopt;
  const auto key = ring.open(of.view(), **wrapped);
  if (!key) return std::unexpected(key.error());
  cache.insert(of, *key);
  return *key;
}

/// Writes, and has what was there before vanish from every file: also if this process dies on the
/// way.
result<void> rocksdb_fan_keys::state::forget(std::span<const entry> at_once) {
  std::vector<entry> begin(at_once.begin(), at_once.end());
  begin.emplace_back(keys_database::forget, "1");
  if (auto put = database->put(begin, true); !put) return put;
  if (auto gone = database->forget_old_bytes(); !gone) return gone;
  const entry done(keys_database::forget, "");
  if (auto put = database->put({&done, 1}, true); !put) return put;
  witness_all();
  return {};
}

rocksdb_fan_keys::rocksdb_fan_keys(std::unique_ptr<state> s, random_source& random)
    : sealing_fan_keys(random), state_(std::move(s)) {}

rocksdb_fan_keys::~rocksdb_fan_keys() = default;

result<std::unique_ptr<rocksdb_fan_keys>> rocksdb_fan_keys::open_in(fan_keys_options options,
                                                                    random_source& random) {
  std::error_code ignored;
  std::filesystem::create_directories(options.dir, ignored);
  std::filesystem::permissions(options.dir, std::filesystem::perms::owner_all, ignored);
  if (!options.kek) options.kek = kek_in_file(options.dir / "node.key", random);
  auto s = std::make_unique<state>(std::move(options));
  if (auto opened = s->open(random); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<rocksdb_fan_keys>(new rocksdb_fan_keys(std::move(s), random));
}

result<std::optional<secret_key>> rocksdb_fan_keys::find_key(const session_id& of) const {
  const std::scoped_lock lock(state_->mutex);
  auto found = state_->read(of);
  const bool forgiven = state_->options.accept_lost || !state_->complete;
  if (!found && found.error().code == key_missing().code && forgiven) return std::nullopt;
  return found;
}

result<secret_key> rocksdb_fan_keys::ensure_key(const session_id& of) {
  const std::scoped_lock lock(state_->mutex);
  const auto known = state_->read(of);
  if (known && *known) return **known;
  if (known) return std::unexpected(key_destroyed());
  if (known.error().code != key_missing().code) return std::unexpected(known.error());
  if (state_->options.admit) {
    if (auto admitted = state_->options.admit(); !admitted)
      return std::unexpected(admitted.error());
  }
  const secret_key key = random_key();
  const entry made(of.view(), wrap(state_->ring.kek, of.view(), key, random()));
  if (auto put = state_->database->put({&made, 1}, false); !put)
    return std::unexpected(put.error());
  state_->unsynced.store(true);
  state_->cache.insert(of, key);
  return key;
}

secret_key rocksdb_fan_keys::key_for(std::string_view purpose) const {
  const std::scoped_lock lock(state_->mutex);
  return derived_key(state_->ring.root, purpose);
}

result<void> rocksdb_fan_keys::make_durable() {
  if (!state_->unsynced.exchange(false)) return {};
  const auto sequence = state_->database->sequence();
  if (auto synced = state_->database->sync(); !synced) {
    state_->unsynced.store(true);
    return synced;
  }
  if (state_->seen) state_->seen->reached(sequence);
  return {};
}

result<void> rocksdb_fan_keys::destroy(const session_id& stream) {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->cache.erase(stream);
    const entry mark(stream.view(), erased_value);
    if (auto put = state_->database->put({&mark, 1}, true); !put) return put;
  }
  if (auto gone = state_->database->forget_old_bytes(stream.view()); !gone) return gone;
  state_->witness_all();
  if (state_->options.erasures.empty()) return {};
  return append_erasures(state_->options.erasures, {&stream, 1});
}

bool rocksdb_fan_keys::knows_all_erased() const { return state_->complete; }

result<void> rocksdb_fan_keys::mark_erased(std::span<const session_id> all) {
  {
    const std::scoped_lock lock(state_->mutex);
    std::vector<entry> marks{entry(keys_database::complete, "1")};
    for (const auto& one : all) {
      state_->cache.erase(one);
      marks.emplace_back(one.view(), erased_value);
    }
    if (auto put = state_->database->put(marks, true); !put) return put;
    state_->complete = true;
  }
  return state_->forget({});
}

result<fan_keys_status> rocksdb_fan_keys::status() const {
  const auto known = state_->database->state();
  if (!known) return std::unexpected(known.error());
  auto census = state_->database->count();
  if (!census) return std::unexpected(census.error());
  return fan_keys_status{
      .source = state_->options.kek->kind(), .state = *known, .census = *std::move(census)};
}

result<void> rocksdb_fan_keys::with_copy(const path& dir,
                                         const std::function<result<void>()>& use) const {
  const std::scoped_lock lock(state_->changing);
  if (rotating()) return std::unexpected(rotating_already());
  return state_->database->with_copy(dir, use);
}

bool rocksdb_fan_keys::rotating() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->ring.retiring.has_value();
}

result<void> rocksdb_fan_keys::begin_rotation() {
  const std::scoped_lock whole(state_->changing);
  if (rotating()) return std::unexpected(rotating_already());
  auto& source = *state_->options.kek;
  const auto next = source.next();
  if (!next) return std::unexpected(next.error());
  const auto kek = key_encryption_key::of(*next);
  const std::scoped_lock lock(state_->mutex);
  if (kek.id == state_->ring.kek.id)
    return std::unexpected(error{errc::refused, "kek_unchanged",
                                 fmt::format("the {} still gives the key {}, which wraps them all",
                                             source.kind(), kek.id.hex()),
                                 "keys.source"});
  auto over = go_over(*state_->database, state_->ring, kek, now(), random());
  if (!over) return std::unexpected(over.error());
  state_->ring = *over;
  state_->witness_all();
  return source.adopt();
}

/// With the mutex held: what is to stand under a fan's name; nothing where all is well.
result<std::optional<entry>> rocksdb_fan_keys::state::rewrapped(const std::string& name,
                                                                random_source& random) {
  const auto value = database->get(name);
  if (!value) return std::unexpected(value.error());
  if (!*value || **value == erased_value || wrapped_by(**value) == ring.kek.id) return std::nullopt;
  const auto key = ring.open(name, **value);
  if (!key) return std::unexpected(key.error());
  return entry(name, wrap(ring.kek, name, *key, random));
}

result<rocksdb_fan_keys::rotation_step> rocksdb_fan_keys::rewrap_after(std::string_view name) {
  const auto some = state_->database->fans_after(name, rewrapped_at_once);
  if (!some) return std::unexpected(some.error());
  if (some->empty()) return rotation_step{};
  std::vector<entry> anew;
  const std::scoped_lock lock(state_->mutex);  // a fan erased meanwhile stays so
  for (const auto& [fan, seen] : *some) {
    auto one = state_->rewrapped(fan, random());
    if (!one) return std::unexpected(one.error());
    if (*one) anew.push_back(**std::move(one));
  }
  if (!anew.empty()) {
    if (auto put = state_->database->put(anew, false); !put) return std::unexpected(put.error());
    state_->unsynced.store(true);
  }
  return rotation_step{.fans = some->size(), .last = some->back().first};
}

result<void> rocksdb_fan_keys::finish_rotation() {
  const std::scoped_lock whole(state_->changing);
  // A file that could not be put in place at the beginning: without it nothing would open again.
  const auto aside = state_->options.kek->aside();
  if (!aside) return std::unexpected(aside.error());
  if (*aside) {
    if (auto adopted = state_->options.kek->adopt(); !adopted) return adopted;
  }
  const auto all = state_->database->count();
  if (!all) return std::unexpected(all.error());
  if (all->keys() != all->wrapped_by(state_->kek_in_force()))
    return std::unexpected(
        error{errc::internal, "keys_left", "keys are left that are wrapped by another key", ""});
  const std::array records{entry(keys_database::retiring, "")};
  if (auto gone = state_->forget(records); !gone) return gone;
  const std::scoped_lock lock(state_->mutex);
  state_->ring.retiring.reset();
  return {};
}

}  // namespace chant::store
