#include "render/resources.hpp"

namespace chant::render {
namespace {

std::filesystem::path find(const char* name, const char* built) {
  std::error_code unknown;
  const auto binary = std::filesystem::read_symlink("/proc/self/exe", unknown);
  const auto shared = binary.parent_path().parent_path() / "share" / "chant" / name;
  return !unknown && std::filesystem::is_directory(shared, unknown) ? shared : built;
}

}  // namespace

std::filesystem::path default_fonts_dir() { return find("fonts", CHANT_BUILT_FONTS); }
std::filesystem::path default_flags_dir() { return find("flags", CHANT_BUILT_FLAGS); }

}  // namespace chant::render
