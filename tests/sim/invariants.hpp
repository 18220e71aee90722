// What must be true at the end of every run, whatever went wrong on the way.
#pragma once

#include "tests/sim/simulation.hpp"

#include <map>
#include <string>
#include <vector>

namespace chant::sim {

class invariants {
 public:
  explicit invariants(simulation& of) : sim_(of) {}

  /// A sentence for each that does not hold.
  [[nodiscard]] std::vector<std::string> violations();

 private:
  /// A stream replayed: its state at every version, beginning with the empty one.
  using history = std::vector<campaign::session>;

  void check_rest();
  void check_log();
  [[nodiscard]] history replay(const campaign::session_id& id);
  void check_stream(const campaign::session_id& id);
  void check_acknowledgements();
  void check_live_states();
  void check_tallies();
  void expect(bool holds, const std::string& sentence);

  simulation& sim_;
  std::map<campaign::session_id, history> histories_;
  std::vector<std::string> violations_;
};

}  // namespace chant::sim
