// A whole campaign in miniature, every step of which is chosen by one seed: which actor runs, when
// time passes, what fails, when a node dies. The same seed is the same run.
#pragma once

#include "tests/actors/fake_pictures.hpp"
#include "tests/actors/memory_ports.hpp"
#include "tests/actors/node_house.hpp"
#include "tests/sim/dice.hpp"
#include "tests/sim/faulty_ports.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace chant::sim {

/// What a caller was told.
struct acknowledgement {
  campaign::session_id session;
  campaign::session state;
};

struct options {
  std::uint64_t seed = 0;
  bool no_version_check = false;  ///< plant the defect
};

struct report {
  std::uint64_t trace = 0;              ///< digest of every choice and every actor that ran
  std::vector<std::string> violations;  ///< of the invariants; empty: the run was good
  // How much happened, so that a run in which nothing does is noticed.
  std::uint64_t steps = 0;
  std::uint64_t events = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t node_deaths = 0;
};

/// Two nodes that both believe to own every session, over one log.
class simulation {
 public:
  explicit simulation(const options& how);
  ~simulation();

  [[nodiscard]] report run();

 private:
  friend class invariants;
  static constexpr std::size_t fans = 4;
  static constexpr std::size_t commands = 40;
  static constexpr std::size_t most_steps = 200'000;

  void step();
  bool run_an_actor();
  bool run_a_job();
  void pass_time();
  void make_trouble();
  void kill_a_session();
  void kill_a_node();
  void heal();
  void send_a_command();
  [[nodiscard]] campaign::command random_command();
  [[nodiscard]] bool at_rest() const;
  void note(std::uint64_t what);
  actors::stepped_node& any_node() { return *nodes_[dice_.roll(nodes_.size())]; }
  [[nodiscard]] std::unique_ptr<actors::stepped_node> make_node();
  void end_node(actors::stepped_node& node);

  const options options_;
  dice dice_;
  faults faults_;
  actors::node_world world_;
  faulty_log log_{world_.kept.log, dice_, faults_};
  forgetful_checkpoints checkpoints_;
  actors::stepped_system system_;
  std::vector<std::unique_ptr<actors::stepped_node>> nodes_;
  std::vector<std::unique_ptr<actors::stepped_node>> graveyard_;  ///< messages may still name them
  std::vector<acknowledgement> acknowledged_;
  std::size_t sent_ = 0;
  std::size_t answered_ = 0;
  std::size_t answered_twice_ = 0;
  std::uint8_t next_share_ = 1;
  std::uint64_t trace_ = 1469598103934665603ULL;
  std::uint64_t steps_ = 0;
  std::uint64_t node_deaths_ = 0;
};

}  // namespace chant::sim
