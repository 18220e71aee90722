// Draws VELA, the demo campaign's artist, as a cut-out of a newspaper photograph: a singer modelled
// by distance functions, lit, and printed as solid black, halftone dots and paper.
//
//   draw_artist PITCH > artist.svg      PITCH: distance of the dots, in units of the drawing
//
// The drawing is 1200 × 1400 units. Build by hand: it runs only when the artist changes.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

struct vec {
  double x = 0, y = 0, z = 0;
};
vec operator+(vec a, vec b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
vec operator-(vec a, vec b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
vec operator*(double k, vec a) { return {k * a.x, k * a.y, k * a.z}; }
double dot(vec a, vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
double length(vec a) { return std::sqrt(dot(a, a)); }
vec unit(vec a) { return (1 / length(a)) * a; }
vec cross(vec a, vec b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

// ---- Shapes -------------------------------------------------------------------------------------

double sphere(vec p, vec c, double r) { return length(p - c) - r; }
double ellipsoid(vec p, vec c, vec r) {
  const vec q = p - c;
  const double k0 = length({q.x / r.x, q.y / r.y, q.z / r.z});
  const double k1 = length({q.x / (r.x * r.x), q.y / (r.y * r.y), q.z / (r.z * r.z)});
  return k1 < 1e-9 ? -std::min({r.x, r.y, r.z}) : k0 * (k0 - 1) / k1;
}
/// A rod whose radius goes from r to s.
double rod(vec p, vec a, vec b, double r, double s) {
  const vec ab = b - a;
  const double t = std::clamp(dot(p - a, ab) / dot(ab, ab), 0.0, 1.0);
  return length(p - (a + t * ab)) - (r + t * (s - r));
}
double join(double a, double b, double k) {
  const double h = std::max(k - std::abs(a - b), 0.0) / k;
  return std::min(a, b) - h * h * k * 0.25;
}
double carve(double a, double hole, double k) { return -join(-a, hole, k); }
/// A disc with rounded rim, its axis along x.
double disc(vec p, vec c, double r, double half, double round) {
  const vec q = p - c;
  const double dr = std::hypot(q.y, q.z) - (r - round);
  const double dx = std::abs(q.x) - (half - round);
  return std::hypot(std::max(dr, 0.0), std::max(dx, 0.0)) + std::min(std::max(dr, dx), 0.0) - round;
}

double smooth(double a, double b, double x) {
  const double t = std::clamp((x - a) / (b - a), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

/// Axes of a head or body turned to the viewer's left by `yaw` and upwards by `pitch` (degrees).
struct frame {
  vec x, y, z;
  frame(double yaw, double pitch, double roll) {
    const double a = yaw * M_PI / 180, b = pitch * M_PI / 180, c = roll * M_PI / 180;
    z = {-std::sin(a) * std::cos(b), std::sin(b), std::cos(a) * std::cos(b)};
    const vec side{std::cos(a), 0, std::sin(a)};
    const vec up = cross(z, side);
    x = std::cos(c) * side + std::sin(c) * up;
    y = cross(z, x);
  }
  [[nodiscard]] vec of(vec p) const { return {dot(p, x), dot(p, y), dot(p, z)}; }
};
const frame head(40, 13, -4);
const frame body(22, 0, 0);

enum class stuff { none, skin, hair, lips, mouth, phones, metal, mike, cloth };

// ---- The singer ---------------------------------------------------------------------------------

double opening(vec q) { return ellipsoid(q, {0, -0.69, 0.90}, {0.175, 0.165, 0.36}); }

double face(vec q) {
  const vec m{std::abs(q.x), q.y, q.z};
  double d = ellipsoid(q, {0, 0.30, -0.08}, {0.78, 0.86, 0.94});
  d = join(d, ellipsoid(q, {0, -0.30, 0.20}, {0.56, 0.86, 0.66}), 0.25);
  d = join(d, sphere(q, {0, -1.06, 0.56}, 0.17), 0.30);                             // chin
  d = join(d, rod(m, {0.40, -0.60, 0.18}, {0.10, -1.06, 0.46}, 0.16, 0.15), 0.25);  // jaw
  d = join(d, sphere(m, {0.40, -0.16, 0.58}, 0.19), 0.22);                          // cheekbone
  d = join(d, rod(m, {0, 0.24, 0.80}, {0.36, 0.25, 0.66}, 0.07, 0.06), 0.16);       // brow
  d = carve(d, sphere(m, {0.29, 0.06, 0.98}, 0.15), 0.20);                          // socket
  d = join(d, ellipsoid(m, {0.30, 0.03, 0.68}, {0.17, 0.13, 0.14}), 0.04);          // closed lid
  d = join(d, rod(q, {0, 0.16, 0.82}, {0, -0.20, 1.04}, 0.065, 0.085), 0.12);       // nose
  d = join(d, sphere(q, {0, -0.25, 1.03}, 0.105), 0.08);
  d = join(d, sphere(m, {0.105, -0.28, 0.93}, 0.075), 0.06);
  return carve(d, opening(q), 0.05);
}

double lips(vec q) {
  const double ring = (std::hypot(q.x / 0.215, (q.y + 0.69) / 0.205) - 1) * 0.19;
  const double front = 0.885 - 0.55 * q.x * q.x + (q.y < -0.69 ? -0.06 : 0.02);
  return std::hypot(ring, q.z - front) - (q.y < -0.69 ? 0.052 : 0.042);
}

double neck(vec w) { return rod(w, {0.16, -0.65, -0.16}, {0.34, -2.3, -0.35}, 0.40, 0.46); }

double hair(vec q) {
  vec p = q;
  if (p.y < 0.12) p.y = 0.12 + (p.y - 0.12) * 0.42;  // the sides of a bob fall straight
  const double swing = 0.06 * std::max(0.0, -q.y);
  double d = ellipsoid(p, {0, 0.14, -0.14}, {0.94 + swing, 1.10, 1.06});
  const double hem = -0.86 + 0.28 * (q.z + 0.1) + 0.02 * std::sin(18 * std::atan2(q.x, q.z));
  d = std::max(d, hem + 0.55 * smooth(-0.1, -0.6, q.x) - q.y);  // the far side is in the wind
  const double fringe = 0.46 + 0.03 * std::sin(9 * q.x);
  double window = ellipsoid(q, {0, -0.50, 0.98}, {0.60, 1.2, 0.86});
  window = std::max(window, q.y - fringe);
  return carve(d, window, 0.05);
}

double phones(vec q) {
  const vec m{std::abs(q.x), q.y, q.z};
  double d = disc(m, {1.05, -0.08, 0.02}, 0.37, 0.15, 0.06);
  if (q.y > -0.1) {
    const double arc = (std::hypot(q.x / 1.14, (q.y + 0.05) / 1.40) - 1) * 1.2;
    const double across = std::max(std::abs(arc) - 0.05, std::abs(q.z - 0.02) - 0.12);
    d = std::min(d, across);
  }
  return d;
}
double phones_ring(vec q) {
  return disc({std::abs(q.x), q.y, q.z}, {1.16, -0.08, 0.02}, 0.24, 0.08, 0.03);
}

const vec mike_axis = unit({0.10, 1, 0.0});
const vec mike_foot{-1.72, -3.2, 0.95};
/// Along the microphone from its foot, and across it.
struct along {
  double up, out;
};
along on_mike(vec w) {
  const vec p = w - mike_foot;
  const double up = dot(p, mike_axis);
  return {up, length(p - up * mike_axis)};
}
double grille(vec w) {
  const vec a = mike_foot + 2.42 * mike_axis;
  const vec b = mike_foot + 2.92 * mike_axis;
  return rod(w, a, b, 0.345, 0.345);
}
double mike_body(vec w) {
  const auto p = on_mike(w);
  return std::max(p.out - 0.30, p.up - 2.22);
}
double mike_ring(vec w) {
  const auto p = on_mike(w);
  return std::max(p.out - 0.365, std::abs(p.up - 2.22) - 0.075);
}

double clothes(vec w) {
  const vec q = body.of(w - vec{0.35, 0, -0.3});
  double d = rod({std::abs(q.x), q.y, q.z}, {0.2, -2.25, 0}, {1.45, -2.75, -0.1}, 0.42, 0.46);
  d = join(d, ellipsoid(q, {0, -3.6, 0}, {1.62, 1.5, 0.72}), 0.4);
  d = join(d, rod(w, {0.28, -1.86, -0.30}, {0.36, -2.3, -0.34}, 0.47, 0.54), 0.12);  // roll neck
  return d;
}

struct hit {
  double distance = 1e9;
  stuff what = stuff::none;
};
hit nearest(vec w) {
  hit h;
  const auto take = [&h](double d, stuff s) {
    if (d < h.distance) h = {d, s};
  };
  const vec q = head.of(w);
  take(join(face(q), neck(w), 0.18), stuff::skin);
  take(lips(q), stuff::lips);
  take(hair(q), stuff::hair);
  take(phones(q), stuff::phones);
  take(phones_ring(q), stuff::metal);
  take(grille(w), stuff::mike);
  take(mike_body(w), stuff::phones);
  take(mike_ring(w), stuff::metal);
  take(clothes(w), stuff::cloth);
  return h;
}

// ---- Light --------------------------------------------------------------------------------------

vec normal(vec w) {
  constexpr double e = 0.004;
  const double d = nearest(w).distance;
  return unit({nearest(w + vec{e, 0, 0}).distance - d, nearest(w + vec{0, e, 0}).distance - d,
               nearest(w + vec{0, 0, e}).distance - d});
}
double shadow(vec w, vec light) {
  double lit = 1;
  for (double t = 0.06; t < 3.2;) {
    const double d = nearest(w + t * light).distance;
    lit = std::min(lit, 9 * d / t);
    if (lit < 0.02) return 0;
    t += std::clamp(d, 0.02, 0.15);
  }
  return std::clamp(lit, 0.0, 1.0);
}
/// Distance to the curve x = c + r·t, y = y0 + bow·(1 − t²), seen from the front.
double curve(vec q, double c, double r, double y0, double bow, double tilt) {
  double best = 9;
  for (int i = -12; i <= 12; ++i) {
    const double t = i / 12.0;
    best = std::min(best, std::hypot(q.x - c - r * t, q.y - y0 - bow * (1 - t * t) - tilt * t));
  }
  return best;
}

const vec key = unit({-0.62, 0.50, 0.62});
const vec rim = unit({0.92, 0.28, -0.22});

double skin_tone(vec w, vec n, double lit) {
  const vec q = head.of(w);
  if (std::hypot(q.x / 0.19, (q.y + 0.69) / 0.18) < 1 && q.z > 0.3) {
    const bool teeth = q.y > -0.615 && q.y < -0.55;
    return teeth ? 0.9 : 0.0;
  }
  const vec m{std::abs(q.x), q.y, q.z};
  if (q.z > 0.4) {
    const double taper = 0.026 - 0.02 * std::abs(m.x - 0.30) / 0.2;
    if (curve(m, 0.30, 0.185, 0.015, -0.075, 0.02) < std::max(0.012, taper)) return 0.0;
    if (curve(m, 0.31, 0.22, 0.275, 0.055, 0.01) < 0.036 - 0.05 * std::max(0.0, m.x - 0.36))
      return 0.0;
  }
  const double diffuse = std::max(0.0, dot(n, key)) * lit;
  const double edge = std::pow(std::max(0.0, dot(n, rim)), 3);
  const double fall = smooth(-1.9, -0.9, w.y);
  return (0.17 + 0.95 * diffuse + 0.45 * edge) * (0.6 + 0.4 * fall);
}

double hair_tone(vec w, vec n) {
  const vec q = head.of(w);
  const double around = std::atan2(q.x, q.z);
  const double strands = 0.5 + 0.5 * std::sin(46 * around + 6 * std::sin(5 * around));
  const double y = q.y + 0.10 * std::sin(7 * around) - 0.25 * q.z * 0.3;
  const double band = smooth(0.42, 0.64, y) * (1 - smooth(0.70, 1.02, y));
  const double facing = std::pow(std::max(0.0, dot(n, unit({-0.45, 0.35, 0.82}))), 2.2);
  const double edge = std::pow(std::max(0.0, dot(n, rim)), 6);
  const double low = smooth(-0.25, -0.5, q.y) * 0.5 * facing;
  return 0.02 + (0.95 * band + low) * facing * (0.25 + 0.75 * strands) +
         0.95 * edge * (0.35 + 0.65 * strands);
}

double gloss(vec n, double sharp) {
  const vec half_way = unit(key + vec{0, 0, 1});
  return std::pow(std::max(0.0, dot(n, half_way)), sharp);
}

double tone_at(vec w, stuff what) {
  const vec n = normal(w);
  const double lit = what == stuff::hair ? 1 : shadow(w + 0.02 * n, key);
  const double diffuse = std::max(0.0, dot(n, key)) * lit;
  const double edge = std::pow(std::max(0.0, dot(n, rim)), 3);
  switch (what) {
    case stuff::skin:
      return skin_tone(w, n, lit);
    case stuff::lips:
      return 0.10 + 0.34 * diffuse + 0.7 * gloss(n, 18) * lit;
    case stuff::hair:
      return hair_tone(w, n);
    case stuff::phones:
      return 0.03 + 0.16 * diffuse + 0.75 * gloss(n, 26) * lit + 0.85 * edge;
    case stuff::metal:
      return 0.30 + 0.65 * diffuse + 0.6 * gloss(n, 14);
    case stuff::mike: {
      const auto p = on_mike(w);
      const vec r = w - mike_foot - p.up * mike_axis;
      const double around = std::atan2(r.x, r.z) * 0.345;
      constexpr double mesh = 0.115;
      const double a = std::abs(std::remainder(p.up + around, mesh)) / mesh;
      const double b = std::abs(std::remainder(p.up - around, mesh)) / mesh;
      const double wire = std::min(a, b) < 0.17 ? 1.0 : 0.12;
      return wire * (0.22 + 0.95 * diffuse) + 0.5 * edge;
    }
    case stuff::cloth:
      return 0.02 + 0.13 * diffuse + 0.55 * edge;
    case stuff::mouth:
    case stuff::none:
      break;
  }
  return 0;
}

// ---- The photograph -----------------------------------------------------------------------------

constexpr int width = 1200;
constexpr int height = 1400;
constexpr int step = 2;  // units between rays
constexpr int columns = width / step + 1;
constexpr int rows = height / step + 1;
constexpr double units_per_world = 262;

struct photograph {
  std::vector<double> tone = std::vector<double>(columns * rows, 1.0);  // 0 black
  std::vector<double> there = std::vector<double>(columns * rows, 0.0);

  [[nodiscard]] double at(const std::vector<double>& f, double x, double y) const {
    const int i = std::clamp(static_cast<int>(x / step), 0, columns - 1);
    const int j = std::clamp(static_cast<int>(y / step), 0, rows - 1);
    return f[static_cast<std::size_t>(j * columns + i)];
  }
};

photograph take_picture() {
  photograph p;
  for (int j = 0; j < rows; ++j)
    for (int i = 0; i < columns; ++i) {
      const vec eye{(i * step - 640.0) / units_per_world, (420.0 - j * step) / units_per_world, 3};
      for (double t = 0; t < 6.5;) {
        const vec w = eye - vec{0, 0, t};
        const auto h = nearest(w);
        if (h.distance < 0.003) {
          const auto at = static_cast<std::size_t>(j * columns + i);
          p.there[at] = 1;
          p.tone[at] = std::clamp(tone_at(w, h.what), 0.0, 1.0);
          break;
        }
        t += std::max(0.004, 0.6 * h.distance);
      }
    }
  return p;
}

void soften(std::vector<double>& f, int times) {
  for (int n = 0; n < times; ++n) {
    const auto old = f;
    for (int j = 1; j + 1 < rows; ++j)
      for (int i = 1; i + 1 < columns; ++i) {
        const auto at = static_cast<std::size_t>(j * columns + i);
        f[at] =
            (4 * old[at] + old[at - 1] + old[at + 1] + old[at - columns] + old[at + columns]) / 8;
      }
  }
}

/// Keeps every outline closed.
void clear_edge(std::vector<double>& f) {
  for (int i = 0; i < columns; ++i)
    f[static_cast<std::size_t>(i)] = f[f.size() - 1 - static_cast<std::size_t>(i)] = -1;
  for (int j = 0; j < rows; ++j)
    f[static_cast<std::size_t>(j * columns)] = f[static_cast<std::size_t>((j + 1) * columns - 1)] =
        -1;
}

// ---- Print --------------------------------------------------------------------------------------

using corner = std::pair<int, int>;  // a cell's edge, named by doubled grid coordinates

/// Where outlines go between the edges of cells (marching squares), and where they cross them.
struct outlines {
  std::map<corner, corner> next;
  std::map<corner, std::pair<double, double>> where;
};

outlines outlines_of(const std::vector<double>& f, double level) {
  // From which side of a cell to which (top, right, bottom, left), by the corners that lie inside:
  // 8 the upper left, 4 the upper right, 2 the lower right, 1 the lower left.
  constexpr std::array<std::string_view, 16> ways{"",   "bl", "rb", "rl", "tr",   "trbl",
                                                  "tb", "tl", "lt", "bt", "ltrb", "rt",
                                                  "lr", "br", "lb", ""};
  outlines found;
  const auto value = [&](int i, int j) {
    return f[static_cast<std::size_t>(j * columns + i)] - level;
  };
  const auto between = [&](int i, int j, int k, int l) {
    const double a = value(i, j), b = value(k, l);
    const double t = a / (a - b);
    const corner c{i + k, j + l};
    found.where[c] = {step * (i + t * (k - i)), step * (j + t * (l - j))};
    return c;
  };
  for (int j = 0; j + 1 < rows; ++j)
    for (int i = 0; i + 1 < columns; ++i) {
      const auto crossing = [&](char side) {
        if (side == 't') return between(i, j, i + 1, j);
        if (side == 'r') return between(i + 1, j, i + 1, j + 1);
        if (side == 'b') return between(i, j + 1, i + 1, j + 1);
        return between(i, j, i, j + 1);
      };
      const int kind = (value(i, j) > 0) * 8 + (value(i + 1, j) > 0) * 4 +
                       (value(i + 1, j + 1) > 0) * 2 + (value(i, j + 1) > 0);
      const auto way = ways[static_cast<std::size_t>(kind)];
      for (std::size_t k = 0; k < way.size(); k += 2)
        found.next[crossing(way[k])] = crossing(way[k + 1]);
    }
  return found;
}

/// Outlines of where f > level, as path data.
std::string contours(const std::vector<double>& f, double level) {
  auto [next, where] = outlines_of(f, level);
  std::string path;
  while (!next.empty()) {
    std::vector<std::pair<double, double>> line;
    for (auto at = next.begin(); at != next.end();) {
      line.push_back(where[at->first]);
      const auto to = at->second;
      next.erase(at);
      at = next.find(to);
    }
    if (line.size() < 14) continue;  // specks
    char text[64];
    for (std::size_t i = 0; i < line.size(); i += line.size() > 60 ? 2 : 1) {
      std::snprintf(text, sizeof text, "%c%.0f %.0f", i == 0 ? 'M' : 'L', line[i].first,
                    line[i].second);
      path += text;
    }
    path += 'Z';
  }
  return path;
}

constexpr double solid = 0.13;  // darker than this is printed without dots

/// Dots on a screen turned by 45°, their area the darkness; grouped by size.
std::map<int, std::string> dots(const photograph& p, double pitch) {
  std::map<int, std::string> by_size;
  const int reach = static_cast<int>(2000 / pitch);
  for (int a = -reach; a < reach; ++a)
    for (int b = -reach; b < reach; ++b) {
      const double x = (a + b) * pitch * M_SQRT1_2 + 600;
      const double y = (a - b) * pitch * M_SQRT1_2 + 700;
      if (x < 0 || y < 0 || x >= width || y >= height || p.at(p.there, x, y) < 0.5) continue;
      double sum = 0;
      int n = 0;
      for (double dy = -pitch / 3; dy <= pitch / 3; dy += 2)
        for (double dx = -pitch / 3; dx <= pitch / 3; dx += 2, ++n)
          sum += p.at(p.tone, x + dx, y + dy);
      const double light = std::pow(sum / n, 0.80);
      const double radius = pitch * std::sqrt(std::max(0.0, 1 - light) / M_PI) * 1.04;
      const int size = static_cast<int>(std::lround(radius * 4));
      if (size < 5) continue;
      char text[48];
      std::snprintf(text, sizeof text, "M%.0f %.0fh0", x, y);
      by_size[size] += text;
    }
  return by_size;
}

}  // namespace

int main(int argc, char** argv) {
  const double pitch = argc > 1 ? std::atof(argv[1]) : 11;
  auto p = take_picture();
  auto outline = p.there;
  soften(outline, 4);
  auto dark = p.tone;
  soften(dark, 2);
  for (std::size_t i = 0; i < dark.size(); ++i) dark[i] = p.there[i] > 0.5 ? solid - dark[i] : -1;
  clear_edge(outline);
  clear_edge(dark);
  const auto cut_out = contours(outline, 0.5);
  std::printf("<g stroke-linejoin=\"round\" stroke-width=\"24\">\n");
  std::printf(
      "<path transform=\"translate(11 13)\" fill=\"#0c0c11\" stroke=\"#0c0c11\" "
      "opacity=\".38\" d=\"%s\"/>\n",
      cut_out.c_str());
  std::printf("<path fill=\"#f4f1ea\" stroke=\"#f4f1ea\" d=\"%s\"/>\n", cut_out.c_str());
  std::printf("<path fill=\"#0c0c11\" d=\"%s\"/>\n", contours(dark, 0).c_str());
  std::printf("<g fill=\"none\" stroke=\"#0c0c11\" stroke-linecap=\"round\">\n");
  for (const auto& [size, d] : dots(p, pitch))
    std::printf("<path stroke-width=\"%.1f\" d=\"%s\"/>\n", size / 2.0, d.c_str());
  std::printf("</g>\n</g>\n");
}
