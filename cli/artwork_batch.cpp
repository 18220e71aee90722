#include "cli/artwork_batch.hpp"

#include "base/files.hpp"

#include "cli/csv.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace chant::cli {

namespace {

std::unexpected<error> write_fault(const std::filesystem::path& file, int why) {
  const bool full = why == ENOSPC || why == EDQUOT;
  return std::unexpected(
      error{errc::io, full ? "disk_full" : "write_failed",
            fmt::format("{}: {}", file.string(), std::generic_category().message(why)), ""});
}

result<void> write_file(const std::filesystem::path& file, std::string_view bytes) {
  descriptor to(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!to.valid() || !write_all(to.number(), bytes) || !to.close()) return write_fault(file, errno);
  return {};
}

/// A row of the list, or why it is none.
struct numbered_wish {
  std::uint64_t number = 0;
  std::uint64_t line = 0;
  result<artwork_wish> wish;
};

/// The list, its columns found by their headings.
class wish_list {
 public:
  explicit wish_list(std::istream& in) : rows_(in) {}

  result<void> read_heading() {
    auto heading = rows_.next();
    if (!heading) return std::unexpected(heading.error());
    if (*heading) columns_ = (*heading)->cells;
    name_ = column("name");
    team_ = column("team");
    language_ = column("language");
    if (name_ && team_) return {};
    return std::unexpected(error{errc::malformed, "csv_columns",
                                 "the list's first line must name the columns name and team, and "
                                 "may name language",
                                 ""});
  }

  result<std::optional<numbered_wish>> next() {
    auto row = rows_.next();
    if (!row) return std::unexpected(row.error());
    if (!*row) return std::optional<numbered_wish>{};
    return numbered_wish{++number_, (*row)->line, wish_of(**row)};
  }

 private:
  [[nodiscard]] std::optional<std::size_t> column(std::string_view title) const {
    const auto found = std::ranges::find(columns_, title);
    if (found == columns_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns_.begin());
  }

  [[nodiscard]] result<artwork_wish> wish_of(csv_row& row) const {
    if (row.cells.size() != columns_.size())
      return std::unexpected(error{
          errc::malformed, "csv_row",
          fmt::format("the row has {} cells, the heading {}", row.cells.size(), columns_.size()),
          ""});
    return artwork_wish{.team = std::move(row.cells[*team_]),
                        .name = std::move(row.cells[*name_]),
                        .language = language_ ? std::move(row.cells[*language_]) : std::string()};
  }

  csv_reader rows_;
  std::vector<std::string> columns_;
  std::optional<std::size_t> name_;
  std::optional<std::size_t> team_;
  std::optional<std::size_t> language_;
  std::uint64_t number_ = 0;
};

/// What the threads share. Rows are handed out one by one; the report and `ended` are written under
/// the same lock.
class batch {
 public:
  batch(wish_list& list, const batch_options& options) : list_(list), options_(options) {}

  void work(drawer draw) {
    while (auto row = take()) {
      auto pictures = row->wish ? draw(*row->wish) : std::unexpected(row->wish.error());
      if (!pictures) {
        settle(*row, std::move(pictures.error()));
        continue;
      }
      const auto prefix = fmt::format("{:06}-", row->number);
      if (auto written = write_pictures(options_.out, prefix, *pictures); !written) {
        end(std::move(written.error()));
        return;
      }
      settle(*row, std::nullopt);
    }
  }

  result<batch_report> outcome() {
    if (ended_) return std::unexpected(std::move(*ended_));
    std::ranges::sort(report_.failures, {}, &row_failure::line);
    return std::move(report_);
  }

 private:
  std::optional<numbered_wish> take() {
    const std::scoped_lock lock(mutex_);
    if (ended_) return std::nullopt;
    auto row = list_.next();
    if (row) return std::move(*row);
    ended_ = std::move(row.error());
    return std::nullopt;
  }

  void settle(const numbered_wish& row, std::optional<error> why) {
    const std::scoped_lock lock(mutex_);
    if (!why) {
      ++report_.drawn;
    } else {
      ++report_.failed;
      if (report_.failures.size() < options_.failures_listed)
        report_.failures.push_back({row.line, std::move(*why)});
    }
    if (options_.progress) options_.progress(report_.drawn + report_.failed);
  }

  void end(error why) {
    const std::scoped_lock lock(mutex_);
    if (!ended_) ended_ = std::move(why);
  }

  wish_list& list_;
  const batch_options& options_;
  std::mutex mutex_;
  batch_report report_;
  std::optional<error> ended_;
};

}  // namespace

result<void> write_pictures(const std::filesystem::path& out, const std::string& prefix,
                            const three_pictures& pictures) {
  std::error_code failed;
  std::filesystem::create_directories(out, failed);
  if (failed) return write_fault(out, failed.value());
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto name = fmt::format("{}{}.jpg", prefix, campaign::name_of(campaign::all_layouts[i]));
    if (auto written = write_file(out / name, pictures[i]); !written) return written;
  }
  return {};
}

result<batch_report> draw_list(std::istream& list, const std::function<drawer()>& make_drawer,
                               const batch_options& options) {
  wish_list wishes(list);
  if (auto read = wishes.read_heading(); !read) return std::unexpected(read.error());
  batch shared(wishes, options);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(options.threads, 1U); ++i)
      threads.emplace_back([&] { shared.work(make_drawer()); });
  }
  return shared.outcome();
}

}  // namespace chant::cli
