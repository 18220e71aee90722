#include "render/versions.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <cairo.h>
#include <hb.h>
#include <pango/pango.h>
#include <vips/vips.h>

#include <jpeglib.h>
#include <cstddef>
#include <cstdio>

namespace chant::render {
namespace {

/// Raised whenever Chant itself comes to draw other bytes from the same inputs.
constexpr int own_version = 1;

#define CHANT_QUOTE_(x) #x
#define CHANT_QUOTE(x) CHANT_QUOTE_(x)
constexpr const char* jpeg_version = CHANT_QUOTE(LIBJPEG_TURBO_VERSION);
#undef CHANT_QUOTE
#undef CHANT_QUOTE_

std::string freetype_version() {
  FT_Library library = nullptr;
  int major = 0;
  int minor = 0;
  int patch = 0;
  FT_Init_FreeType(&library);
  FT_Library_Version(library, &major, &minor, &patch);
  FT_Done_FreeType(library);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace

std::string drawing_versions() {
  return "chant " + std::to_string(own_version) + ", vips " + vips_version_string() + ", pango " +
         pango_version_string() + ", cairo " + cairo_version_string() + ", harfbuzz " +
         hb_version_string() + ", freetype " + freetype_version() + ", libjpeg-turbo " +
         jpeg_version;
}

}  // namespace chant::render
