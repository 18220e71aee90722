// A prize draw as it is published (docs/draw.md): written, read, and done again.
#pragma once

#include "base/result.hpp"
#include "campaign/draw_book.hpp"
#include "cli/log_rebuild.hpp"

#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace chant::cli {

/// One file. Digests and entries as their hexadecimal text: what is compared is what is published.
struct draw_file {
  struct result_part {  ///< there once the draw was held
    std::string salt;
    std::optional<std::string> beacon;
    std::string seed;
    std::vector<std::string> winners;
    std::vector<std::string> substitutes;
  };

  std::string campaign;
  std::string draw;
  std::string commitment;
  std::optional<std::string> beacon_named;
  std::uint64_t closing = 0;
  std::string chain;
  std::uint64_t entries = 0;  ///< as the first line says
  std::string entries_sha256;
  std::uint64_t left_out = 0;
  std::optional<result_part> held;
  std::vector<std::string> listed;  ///< the entries themselves
};

/// `sessions`: all that take part. Precondition: the draw was closed. errc::corrupt
/// "draw_inconsistent".
[[nodiscard]] result<draw_file> draw_file_of(std::string campaign,
                                             const campaign::draw_story& story,
                                             std::span<const campaign::session_id> sessions);

void write(std::ostream& out, const draw_file& file);

/// errc::corrupt "draw_file_malformed", naming the line; errc::too_large beyond 256 MiB.
[[nodiscard]] result<draw_file> read_draw_file(std::istream& in);

/// Does the sums again, from the file alone. Nothing differs: the winners are those of salt, chain,
/// beacon and entries, and the salt is the one that was committed to.
[[nodiscard]] std::vector<difference> differences_in(const draw_file& file);

}  // namespace chant::cli
