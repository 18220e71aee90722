#include "cli/exit_code.hpp"

namespace chant::cli {

exit_code exit_code_of(const error& why) {
  // The disk is an operator's matter whichever layer met its end first.
  if (why.code == "disk_full") return exit_code::disk_full;
  switch (why.kind) {
    case errc::malformed:
    case errc::too_large:
      return exit_code::usage;
    case errc::not_found:
    case errc::gone:
      return exit_code::not_found;
    case errc::conflict:
      return exit_code::conflict;
    case errc::unauthorized:
    case errc::refused:
      return exit_code::refused;
    case errc::too_many_requests:
    case errc::unavailable:
    case errc::timeout:
      return exit_code::unreachable;
    case errc::corrupt:
      return exit_code::degraded;
    case errc::invalid_config:
      return exit_code::config_invalid;
    case errc::io:
    case errc::internal:
      return exit_code::failed;
  }
  return exit_code::failed;
}

}  // namespace chant::cli
