#include "tests/contract/event_log_contract.hpp"

#include "store/memory_log.hpp"

namespace chant::tests {
namespace {

class in_memory {
 public:
  store::event_log& log() { return log_; }
  void close() { log_.close(); }

 private:
  store::memory_log log_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, EventLogContract, in_memory);

}  // namespace
}  // namespace chant::tests
