#include "store/program_output.hpp"

#include "store/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>
#include <string_view>

namespace chant::store {

namespace {

using moment = std::chrono::steady_clock::time_point;

constexpr std::size_t most_bytes = 4096;

std::unexpected<error> failed(std::string_view program, std::string_view why) {
  return std::unexpected(error{errc::io, "program_failed", fmt::format("{} {}", program, why), ""});
}

/// A child in a process group of its own, killed with all of it unless it has ended.
class child {
 public:
  ~child() {
    if (pid_ > 0) end();
  }
  child() = default;
  child(const child&) = delete;
  child& operator=(const child&) = delete;

  [[nodiscard]] bool start(const std::vector<std::string>& command, int output) {
    std::vector<std::string> words = command;
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    if (::posix_spawnp(&pid_, arguments[0], &files, &attributes, arguments.data(), environ) != 0)
      pid_ = 0;
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    return pid_ > 0;
  }

  [[nodiscard]] int pid() const { return pid_; }

  /// Once it has ended: its wait status.
  [[nodiscard]] int collect() {
    int status = -1;  // where it cannot be asked for, the program counts as failed
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return status;
  }

 private:
  void end() {
    ::kill(-pid_, SIGKILL);
    (void)collect();
  }

  pid_t pid_ = 0;
};

/// False: not before the deadline.
bool wait_for(int readable, moment deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd one{.fd = readable, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&one, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

/// Up to the end of the pipe, or one byte more than a program may say; nothing when it takes
/// longer.
std::optional<std::string> read_all(int from, moment deadline) {
  std::string said;
  said.reserve(most_bytes + 1);  // never moved: no copy of a secret is left behind
  std::array<char, most_bytes> space{};
  while (said.size() <= most_bytes) {
    if (!wait_for(from, deadline)) return std::nullopt;
    const auto count =
        ::read(from, space.data(), std::min(space.size(), most_bytes + 1 - said.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    said.append(space.data(), static_cast<std::size_t>(count));
  }
  OPENSSL_cleanse(space.data(), space.size());
  return said;
}

}  // namespace

result<std::string> output_of(const std::vector<std::string>& command,
                              std::chrono::seconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  const auto late = [&] {
    return std::unexpected(
        error{errc::timeout, "program_timeout",
              fmt::format("{} takes longer than {} s", command[0], at_most.count()), ""});
  };
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed(command[0], "has no pipe");
  const descriptor from(ends[0]);
  child running;
  {
    const descriptor to(ends[1]);
    if (!running.start(command, to.number())) return failed(command[0], "cannot be started");
  }
  auto said = read_all(from.number(), deadline);
  if (!said) return late();
  if (said->size() > most_bytes) return failed(command[0], "says more than 4 KiB");
  const descriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, running.pid(), 0)));
  if (!ended.valid()) return failed(command[0], "cannot be waited for");
  if (!wait_for(ended.number(), deadline)) return late();
  if (running.collect() != 0) return failed(command[0], "failed");
  return *std::move(said);
}

}  // namespace chant::store
