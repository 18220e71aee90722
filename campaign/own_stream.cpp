#include "campaign/own_stream.hpp"

#include "base/sha256.hpp"

namespace chant::campaign {

const session_id& own_stream() {
  using namespace std::string_view_literals;
  static const session_id id =
      *session_id::from_raw(sha256({"chant campaign stream\0"sv}).view().substr(0, 16));
  return id;
}

}  // namespace chant::campaign
