// Artworks per core-second, three whole JPEG files each, against libjpeg-turbo merely encoding the
// same frames. Interleaved in one run, CPU time of the thread, medians.
//
//   render_bench                     prints figures
//   render_bench --export DIR        writes frames and boxes for the peers of render_bench.py
//   render_bench --milliseconds S    draws for S seconds, prints CPU milliseconds per artwork
#include "render/assemble.hpp"
#include "render/base_pictures.hpp"
#include "render/renderer.hpp"
#include "render/resources.hpp"
#include "render/team_base.hpp"

#include <turbojpeg.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace chant;
using std::chrono::steady_clock;

const std::vector<std::string> teams{"fr", "de", "it", "es", "pt", "gb-eng", "pl", "tr"};
constexpr std::size_t block = 8;  // artworks between two looks at the clock
constexpr auto run_for = std::chrono::seconds(12);

double thread_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::vector<std::string> read_names() {
  std::ifstream in(std::filesystem::path(CHANT_SOURCE_DIR) / "bench" / "peers" / "names.txt");
  std::vector<std::string> names;
  for (std::string line; std::getline(in, line);) names.push_back(line);
  return names;
}

std::shared_ptr<const render::base_pictures> load() {
  render::base_pictures::options o;
  o.campaign_dir = std::filesystem::path(CHANT_SOURCE_DIR) / "config" / "campaigns" / "demo";
  o.fonts_dir = render::default_fonts_dir();
  o.flags_dir = render::default_flags_dir();
  o.cache_dir = std::filesystem::temp_directory_path() / "chant-render-bench";
  o.catalogue.languages = {"en"};
  for (const auto& t : teams) o.catalogue.teams.push_back({.id = t, .names = {{"en", t}}});
  o.artist = "VELA";
  o.song = "One More Voice";
  auto loaded = render::base_pictures::load(o);
  if (!loaded) {
    std::cerr << loaded.error().code << ": " << loaded.error().detail << '\n';
    std::exit(1);
  }
  return *loaded;
}

/// Draws artwork after artwork: names and teams in turn.
class artist {
 public:
  explicit artist(std::shared_ptr<const render::base_pictures> bases)
      : bases_(std::move(bases)), renderer_(bases_), names_(read_names()) {}

  /// Bytes of the three files.
  std::size_t draw_next() {
    const auto artwork = draw(next_);
    ++next_;
    std::size_t bytes = 0;
    for (const auto which : campaign::all_layouts) bytes += file(artwork, which).size();
    return bytes;
  }
  struct drawn {
    std::string team;
    render::strips kept;
  };
  drawn draw(std::size_t n) {
    const auto& team = teams[n % teams.size()];
    return {team, renderer_.render({team, names_[n % names_.size()], "en"})->kept};
  }
  std::string file(const drawn& d, campaign::layout which) const {
    return render::assemble(bases_, d.team, which, d.kept)->flatten();
  }
  [[nodiscard]] std::size_t names() const { return names_.size(); }

 private:
  std::shared_ptr<const render::base_pictures> bases_;
  render::renderer renderer_;
  std::vector<std::string> names_;
  std::size_t next_ = 0;
};

struct frame {
  int width = 0;
  int height = 0;
  std::vector<unsigned char> rgb;
};

frame decode(const std::string& jpeg) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  frame f;
  int sampling = 0;
  int space = 0;
  tjhandle tj = tjInitDecompress();
  tjDecompressHeader3(tj, bytes, jpeg.size(), &f.width, &f.height, &sampling, &space);
  f.rgb.resize(3 * static_cast<std::size_t>(f.width) * static_cast<std::size_t>(f.height));
  tjDecompress2(tj, bytes, jpeg.size(), f.rgb.data(), f.width, 0, f.height, TJPF_RGB, 0);
  tjDestroy(tj);
  return f;
}

/// The bare encoder, buffers and handle kept: as cheap as its users can have it.
class bare_encoder {
 public:
  explicit bare_encoder(int quality) : quality_(quality) {
    buffer_.resize(tjBufSize(1500, 1500, TJSAMP_420));
  }
  ~bare_encoder() { tjDestroy(tj_); }
  bare_encoder(const bare_encoder&) = delete;
  bare_encoder& operator=(const bare_encoder&) = delete;

  void encode(const frame& f) {
    unsigned char* out = buffer_.data();
    unsigned long size = buffer_.size();
    tjCompress2(tj_, f.rgb.data(), f.width, 0, f.height, TJPF_RGB, &out, &size, TJSAMP_420,
                quality_, TJFLAG_NOREALLOC);
  }

 private:
  tjhandle tj_ = tjInitCompress();
  int quality_;
  std::vector<unsigned char> buffer_;
};

void print_figures() {
  const auto bases = load();
  artist ours(bases);
  std::vector<frame> frames;
  for (std::size_t i = 0; i < block; ++i) {
    const auto d = ours.draw(i);
    for (const auto which : campaign::all_layouts) frames.push_back(decode(ours.file(d, which)));
  }
  bare_encoder bare(bases->quality());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < ours.names(); ++i) bytes += ours.draw_next();

  std::vector<double> drawn;
  std::vector<double> encoded;
  for (const auto end = steady_clock::now() + run_for; steady_clock::now() < end;) {
    const double a = thread_seconds();
    for (std::size_t i = 0; i < block; ++i) ours.draw_next();
    const double b = thread_seconds();
    for (const auto& f : frames) bare.encode(f);
    drawn.push_back((b - a) / block);
    encoded.push_back((thread_seconds() - b) / block);
  }
  const double per_artwork = median(drawn);
  std::cout << "figure artworks_per_core_second " << 1 / per_artwork << " 1/s\n"
            << "figure artworks_against_bare_tjcompress2 " << median(encoded) / per_artwork
            << " times\n"
            << "figure artwork_bytes " << bytes / ours.names() << " bytes\n";
}

void export_frames(const std::filesystem::path& dir) {
  const auto bases = load();
  artist ours(bases);
  std::filesystem::create_directories(dir);
  std::ofstream layouts(dir / "layouts.json");
  const char* comma = "[";
  for (const auto which : campaign::all_layouts) {
    const auto size = campaign::size_of(which);
    const auto& box = bases->box(render::canvas_of(which));
    layouts << comma << "{\"id\":\"" << campaign::name_of(which) << "\",\"width\":" << size.width
            << ",\"height\":" << size.height << ",\"x\":" << box.x
            << ",\"y\":" << box.y - render::rows_cropped(which) * render::mcu
            << ",\"w\":" << box.width << ",\"h\":" << box.height << ",\"size\":" << box.size
            << ",\"quality\":" << bases->quality() << "}";
    comma = ",";
    for (const auto& team : teams) {
      const auto f = decode((*bases->find(team))[which].bytes);
      std::ofstream out(dir / (team + "-" + std::string(campaign::name_of(which)) + ".ppm"),
                        std::ios::binary);
      out << "P6\n" << f.width << ' ' << f.height << "\n255\n";
      out.write(reinterpret_cast<const char*>(f.rgb.data()),
                static_cast<std::streamsize>(f.rgb.size()));
    }
  }
  layouts << "]\n";
}

void print_milliseconds(double seconds) {
  artist ours(load());
  for (std::size_t i = 0; i < block; ++i) ours.draw_next();
  std::size_t count = 0;
  const double begin = thread_seconds();
  while (thread_seconds() - begin < seconds) {
    ours.draw_next();
    ++count;
  }
  std::cout << 1000 * (thread_seconds() - begin) / static_cast<double>(count) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "--export" && argc > 2)
    export_frames(argv[2]);
  else if (verb == "--milliseconds" && argc > 2)
    print_milliseconds(std::atof(argv[2]));
  else
    print_figures();
}
