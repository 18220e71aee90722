// What the store's benches share: events as a campaign has them, medians, a directory on a real
// disk.
#pragma once

#include "base/random.hpp"
#include "store/event_log.hpp"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace chant::bench {

/// Below the working directory (its build/, where there is one), since /tmp may lie in memory;
/// removed at the end.
class scratch_dir {
 public:
  scratch_dir() {
    auto base = std::filesystem::current_path();
    if (std::filesystem::is_directory(base / "build")) base /= "build";
    std::string name = (base / "bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~scratch_dir() { std::filesystem::remove_all(path_); }
  scratch_dir(const scratch_dir&) = delete;
  scratch_dir& operator=(const scratch_dir&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Payloads of about 300 bytes, two thirds words and a third of it chance, as CBOR of ours is.
inline std::vector<std::string> payloads(std::size_t count) {
  seeded_random random(10062016);
  std::vector<std::string> all(count);
  for (auto& p : all) {
    p = R"(language: "pt", country: "PT", team: "pt", name: )";
    while (p.size() < 300) {
      std::string chance(24, '\0');
      random.fill(std::as_writable_bytes(std::span(chance)));
      p += chance + R"(, revision: "demo-2016-06", "text_version": )";
    }
    p.resize(296 + random.next() % 8);
  }
  return all;
}

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace chant::bench
