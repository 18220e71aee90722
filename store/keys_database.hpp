// The RocksDB instance under the fan keys: what lies in it, without knowing any key
// (store/FORMAT.md).
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "store/key_wrapping.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chant::store {

/// What stands under the ids of fans.
struct key_census {
  std::uint64_t erased = 0;                ///< fans whose key was destroyed
  std::uint64_t before_ids = 0;            ///< keys in the format that names no KEK
  std::map<kek_id, std::uint64_t> by_kek;  ///< keys, by what wraps them

  [[nodiscard]] std::uint64_t keys() const;
  [[nodiscard]] std::uint64_t wrapped_by(const kek_id& kek) const;
};

/// What stands beside them.
struct keys_state {
  std::optional<kek_id> kek;       ///< wraps new keys; none: the database is older than ids
  timestamp kek_since{};           ///< when it came into force; 0: unknown
  std::optional<kek_id> retiring;  ///< the one before, while keys are being wrapped anew
};

/// Thread-safe. Errors: errc::io "keys_io"; errc::conflict "keys_in_use" when another process has
/// the database open; errc::corrupt "key_malformed" for bytes no version wrote.
class keys_database {
 public:
  using session_id = campaign::session_id;
  using entry = std::pair<std::string, std::string>;

  /// Names of what is no fan's; no fan's has their length.
  static constexpr std::string_view root = "root";  ///< wrapped: purposes' keys come from it
  static constexpr std::string_view kek = "kek";    ///< id ‖ time, 8 bytes
  static constexpr std::string_view retiring = "retiring";    ///< id ‖ that KEK, wrapped by the new
  static constexpr std::string_view witnessed = "witnessed";  ///< a witness was written
  static constexpr std::string_view complete = "complete";    ///< everybody erased has a mark
  static constexpr std::string_view forget = "forget";        ///< old bytes may still lie about

  /// What stands under the id of a fan whose key was destroyed.
  static constexpr std::string_view erased_mark{"\0", 1};

  [[nodiscard]] static bool exists(const std::filesystem::path& dir);
  /// For the one writer; made if absent.
  [[nodiscard]] static result<std::unique_ptr<keys_database>> serve(
      const std::filesystem::path& dir);
  /// Beside the writer or without one: as of now. Leaves no trace. errc::not_found "keys_unknown".
  [[nodiscard]] static result<std::unique_ptr<keys_database>> read_only(
      const std::filesystem::path& dir);
  ~keys_database();

  /// Nothing when nothing stands there.
  [[nodiscard]] result<std::optional<std::string>> get(std::string_view name) const;
  /// All or nothing; an empty value removes. On disk when `durable`, else after sync().
  [[nodiscard]] result<void> put(std::span<const entry> entries, bool durable);
  [[nodiscard]] result<void> sync();

  /// What put() replaced under that name, or under all, is in no file any more when it returns.
  /// Blocks for as long as somebody goes over the keys.
  [[nodiscard]] result<void> forget_old_bytes(std::optional<std::string_view> name = {});

  /// At most `limit` fans' entries after the one named, in order of their ids; "": from the first.
  [[nodiscard]] result<std::vector<entry>> fans_after(std::string_view name,
                                                      std::size_t limit) const;
  [[nodiscard]] result<key_census> count() const;
  [[nodiscard]] result<keys_state> state() const;

  /// Grows with every write; what it says after sync() a reopened database says too.
  [[nodiscard]] std::uint64_t sequence() const;
  /// Told apart from every other database by this; stays over reopening.
  [[nodiscard]] result<std::string> identity() const;

  /// A copy as of now in `dir`, which must not exist, by hard links where that can be. While
  /// `use` works on it no key is destroyed: what was destroyed before is not in it.
  [[nodiscard]] result<void> with_copy(const std::filesystem::path& dir,
                                       const std::function<result<void>()>& use) const;

 private:
  struct parts;
  explicit keys_database(std::unique_ptr<parts> p);
  std::unique_ptr<parts> parts_;
};

}  // namespace chant::store
