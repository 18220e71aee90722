// Checks a whole log against itself: what log_reader::verify does.
#pragma once

#include "store/log_reader.hpp"
#include "store/log_tables.hpp"
#include "store/witness.hpp"

#include <optional>
#include <unordered_map>

namespace chant::store {

/// Used once. `head` bounds the check: what lies beyond is not acknowledged yet.
class log_verifier {
 public:
  log_verifier(const log_tables& tables, log_offset head, std::optional<witness_mark> seen);

  [[nodiscard]] verify_report run();

 private:
  /// The (key, offset) pairs of a table as sums that do not depend on their order: tables with
  /// equal counts and sums are equal, unless someone made them to look so.
  struct pairs {
    std::uint64_t count = 0;
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    void add(std::string_view key, log_offset offset);
    friend bool operator==(const pairs&, const pairs&) = default;
  };

  [[nodiscard]] bool check_log();
  void check_event(const event_view& e, hash_chain& chain);
  [[nodiscard]] std::optional<chain_link> check_link(log_offset at, const chain_link& computed);
  void check_witness(const hash_chain& chain);
  [[nodiscard]] bool same_pairs(log_database::table table, const pairs& expected);
  void name_wrong_entries();
  void name_foreign_entries();
  void check_entries_of(const event_view& e);
  void fault(log_offset at, std::string code, std::string detail);

  const log_tables* tables_;
  std::optional<witness_mark> seen_;
  verify_report report_;
  std::unordered_map<session_id, stream_version> versions_;
  pairs streams_;
  pairs lookups_;
};

}  // namespace chant::store
