#include "app/bounce_watch.hpp"

#include "actors/event_sink.hpp"
#include "app/mail_routes.hpp"
#include "base/awaited.hpp"
#include "base/log.hpp"
#include "mail/bounce.hpp"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace chant::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t report_bytes_max = 1UL << 20U;  // as many as read_report() takes
constexpr std::size_t reports_at_once = 1000;         // a mailbox may be full of them

std::string read_report_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(report_bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

bounce_watch::bounce_watch(fs::path maildir, campaign::letter_returns& returns)
    : maildir_(std::move(maildir)), returns_(returns), thread_([this] { run(); }) {}

bounce_watch::~bounce_watch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void bounce_watch::run() {
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    look();
    lock.lock();
  } while (!changed_.wait_for(lock, pace, [this] { return ending_; }));
}

void bounce_watch::look() {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator entry(maildir_ / "new", failed), end;
       !failed && entry != end && files.size() < reports_at_once; entry.increment(failed))
    if (entry->is_regular_file(failed)) files.push_back(entry->path());
  if (failed) log::error("cannot read the directory of bounces", {{"reason", failed.message()}});
  for (const auto& file : files) {
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return;
    }
    take(file);
  }
}

void bounce_watch::take(const fs::path& file) {
  const auto report = mail::read_report(read_report_file(file));
  if (report) {
    const auto done = awaited<void>([&](completion<void> told) {
      returns_.report(returned_letter_of(*report), std::move(told));
    });
    if (!done && actors::is_passing(done.error().kind)) return;
    if (!done)
      log::warn("a report about a letter nobody knows", {{"letter", report->letter.hex()}});
  }
  std::error_code failed;
  fs::rename(file, maildir_ / "cur" / (file.filename().string() + ":2,S"), failed);
  if (failed) log::error("cannot put a bounce away", {{"reason", failed.message()}});
}

}  // namespace chant::app
