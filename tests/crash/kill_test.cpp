#include "store/log_reader.hpp"
#include "tests/support/temporary_dir.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace chant::tests {
namespace {

struct acknowledgement {
  std::uint64_t offset;
  std::array<std::byte, 16> id;
};

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// The appender in a process of its own; what it acknowledges comes through a pipe.
class appender {
 public:
  appender(const std::filesystem::path& dir, std::uint64_t seed) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    const auto text = std::to_string(seed);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::execl(CHANT_APPENDER, CHANT_APPENDER, dir.c_str(), text.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ends[0];
  }
  ~appender() { ::close(out_); }
  appender(const appender&) = delete;
  appender& operator=(const appender&) = delete;

  /// False when the process is gone and everything it wrote is read.
  bool next(acknowledgement& a) {
    std::size_t got = 0;
    while (got < sizeof a) {
      const auto size = ::read(out_, reinterpret_cast<char*>(&a) + got, sizeof a - got);
      if (size <= 0) return false;
      got += static_cast<std::size_t>(size);
    }
    return true;
  }
  /// Its exit status as waitpid tells it.
  int kill() {
    ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    return status;
  }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
};

class Killed : public testing::Test {
 protected:
  void run_and_kill(std::uint64_t seed, std::uint64_t after) {
    appender process(dir_.path() / "log", seed);
    acknowledgement a{};
    std::uint64_t seen = 0;
    while (seen < after && process.next(a)) ++seen, note(a);
    const int status = process.kill();
    ASSERT_TRUE(WIFSIGNALED(status)) << "the appender ended by itself: " << WEXITSTATUS(status);
    while (process.next(a)) note(a);
  }
  void note(const acknowledgement& a) {
    const auto [at, fresh] = acknowledged_.emplace(a.offset, a.id);
    EXPECT_TRUE(fresh) << "offset " << a.offset << " was given out twice";
  }
  void check() const {
    auto reader = store::log_reader::open({.dir = dir_.path() / "log"});
    if (!reader) {  // killed before it had made a log
      ASSERT_EQ(reader.error().code, "log_unknown") << reader.error().detail;
      ASSERT_TRUE(acknowledged_.empty());
      return;
    }
    const auto report = (*reader)->verify();
    ASSERT_TRUE(report) << report.error().detail;
    ASSERT_TRUE(report->sound()) << report->faults[0].code << ": " << report->faults[0].detail;
    std::size_t found = 0;
    const auto done = (*reader)->scan({}, report->head, [&](const store::event_view& e) {
      const auto known = acknowledged_.find(e.offset.value());
      found += known != acknowledged_.end() && known->second == e.id.bytes ? 1 : 0;
      return true;
    });
    ASSERT_TRUE(done);
    ASSERT_EQ(found, acknowledged_.size()) << "acknowledged events are missing";
  }

  temporary_dir dir_;
  std::map<std::uint64_t, std::array<std::byte, 16>> acknowledged_;
};

TEST_F(Killed, KeepsEveryAcknowledgedEvent) {
  const auto kills = from_environment("CHANT_CRASH_KILLS", 30);
  seeded_random moments(from_environment("CHANT_CRASH_SEED", 20160610));
  for (std::uint64_t round = 0; round < kills; ++round) {
    // Every sixth at once, in the middle of opening; the others anywhere up to some flushes.
    const auto after = round % 6 == 5 ? moments.next() % 2 : 1 + moments.next() % 4000;
    ASSERT_NO_FATAL_FAILURE(run_and_kill(moments.next(), after)) << "kill " << round;
    ASSERT_NO_FATAL_FAILURE(check()) << "kill " << round;
  }
  EXPECT_FALSE(acknowledged_.empty());
  RecordProperty("acknowledged", static_cast<int>(acknowledged_.size()));
}

}  // namespace
}  // namespace chant::tests
