// All that lies under a directory, to be searched for what must not be there.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace chant::tests {

[[nodiscard]] inline std::string every_byte_under(const std::filesystem::path& dir) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

}  // namespace chant::tests
