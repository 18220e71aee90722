// A list of names drawn into pictures by several threads: for staff who prepare covers in bulk.
#pragma once

#include "base/result.hpp"
#include "campaign/layout.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <string>
#include <vector>

namespace chant::cli {

/// One artwork as the list asks for it.
struct artwork_wish {
  std::string team;
  std::string name;
  std::string language;  ///< empty: the campaign's first
};

/// JPEG files in the order of campaign::all_layouts.
using three_pictures = std::array<std::string, campaign::all_layouts.size()>;

/// Draws one artwork; used by one thread. Errors are the row's: an unknown team, a name that breaks
/// the rules, characters that no font has.
using drawer = std::move_only_function<result<three_pictures>(const artwork_wish&)>;

struct batch_options {
  std::filesystem::path out = {};  ///< made if missing
  unsigned threads = 1;
  std::size_t failures_listed = 10'000;  ///< the rest are counted only
  /// Told after each row, one thread at a time: rows so far.
  std::function<void(std::uint64_t rows)> progress = {};
};

struct row_failure {
  std::uint64_t line = 0;  ///< of the list
  error why;
};

struct batch_report {
  std::uint64_t drawn = 0;
  std::uint64_t failed = 0;
  std::vector<row_failure> failures;  ///< by line
};

/// Reads a CSV list with a heading that names the columns name, team and, if it likes, language, in
/// any order, and writes OUT/NNNNNN-cover.jpg, -facebook.jpg and -twitter.jpg, numbered by row: a
/// name is no file name. A row that fails does not stop the others. errc::malformed: the list
/// cannot be read; errc::io, code "disk_full" or "write_failed": a picture cannot be written.
[[nodiscard]] result<batch_report> draw_list(std::istream& list,
                                             const std::function<drawer()>& make_drawer,
                                             const batch_options& options);

/// Writes PREFIXcover.jpg, PREFIXfacebook.jpg and PREFIXtwitter.jpg into the directory.
[[nodiscard]] result<void> write_pictures(const std::filesystem::path& out,
                                          const std::string& prefix,
                                          const three_pictures& pictures);

}  // namespace chant::cli
