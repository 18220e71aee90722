#include "cli/progress.hpp"

#include <unistd.h>

namespace chant::cli {

namespace {

constexpr std::chrono::milliseconds on_a_terminal{200};
constexpr std::chrono::seconds in_a_file{5};

}  // namespace

progress::progress(const io& streams, bool terminal)
    : streams_(streams),
      terminal_(terminal),
      next_(std::chrono::steady_clock::now() +
            (terminal ? std::chrono::milliseconds(on_a_terminal) : in_a_file)) {}

progress::~progress() {
  if (begun_ && terminal_) streams_.err << '\n' << std::flush;
}

void progress::tell(std::string_view what) {
  if (streams_.json()) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + (terminal_ ? std::chrono::milliseconds(on_a_terminal) : in_a_file);
  begun_ = true;
  // \x1b[K wipes what the last, perhaps longer, line left behind.
  if (terminal_) {
    streams_.err << '\r' << what << "\x1b[K" << std::flush;
  } else {
    streams_.err << what << '\n' << std::flush;
  }
}

bool progress::on_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace chant::cli
