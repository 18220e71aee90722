// The public side of artworks: what a share page shows and its three pictures. Implemented in
// actors/ over the log, the strip cache and the renderer pool.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/rope.hpp"
#include "campaign/ids.hpp"
#include "campaign/layout.hpp"

#include <string>

namespace chant::campaign {

/// One artwork as the public may see it.
struct exhibit {
  share_id share;
  std::string team;
  std::string name;  ///< as the fan wrote it, NFC
  std::string language;
  timestamp ordered_at;
};

struct picture {
  rope jpeg;
  std::string etag;  ///< strong, without quotes; the same for the same bytes
};

/// Thread-safe. Completions come exactly once, on a thread of the implementation's choosing.
/// errc::not_found: no such share id; errc::gone: erased; errc::unavailable: overloaded.
class gallery {
 public:
  virtual ~gallery() = default;
  virtual void find(const share_id& share, completion<exhibit> done) = 0;
  /// Works from the moment the order is acknowledged: drawn on demand when it is not kept.
  virtual void draw(const share_id& share, layout which, completion<picture> done) = 0;
};

}  // namespace chant::campaign
