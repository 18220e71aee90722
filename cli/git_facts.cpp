#include "cli/git_facts.hpp"

#include "base/files.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace chant::cli {

namespace {

constexpr std::size_t most_answer_bytes = 1024;

/// The first line that git prints; empty when it fails.
std::string ask_git(std::vector<std::string> words) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const descriptor answer(ends[0]);
  descriptor question(ends[1]);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&files, question.number(), STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const bool spawned =
      ::posix_spawnp(&child, "git", &files, nullptr, arguments.data(), environ) == 0;
  ::posix_spawn_file_actions_destroy(&files);
  question.reset();
  std::string said;
  std::array<char, 256> space{};
  for (ssize_t n = 0; spawned && said.size() < most_answer_bytes &&
                      (n = ::read(answer.number(), space.data(), space.size())) > 0;)
    said.append(space.data(), static_cast<std::size_t>(n));
  int status = 0;
  if (!spawned || ::waitpid(child, &status, 0) != child || status != 0) return {};
  return said.substr(0, said.find('\n'));
}

}  // namespace

git_facts git_facts_of(const std::filesystem::path& dir) {
  git_facts facts{
      .branch = ask_git({"git", "-C", dir.string(), "symbolic-ref", "--quiet", "--short", "HEAD"}),
      .commit = ask_git({"git", "-C", dir.string(), "describe", "--always", "--dirty"})};
  return facts;
}

}  // namespace chant::cli
