// The library of named LFO shapes, as points one may go on to edit.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <string_view>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/lfos/lfo.h"

namespace kiln {
namespace {

using Points = std::vector<LfoPoint>;

constexpr int kShapes = 24;
constexpr float kLibraryBend = 8.0f;  // exponent of curve = 1

// A smooth function of x as `pieces` bent lines that meet it at both ends and in the middle:
// (e^{k/2} − 1)/(e^k − 1) = m where k = 2 ln(1/m − 1).
template <class F>
Points traced(int pieces, F f) {
  Points points;
  for (int i = 0; i <= pieces; ++i) {
    const double x = static_cast<double>(i) / pieces;
    LfoPoint point = {static_cast<float>(x), static_cast<float>(f(x)), 0.0f};
    const double rise = f(x + 1.0 / pieces) - f(x);
    if (i < pieces && (rise > 1e-6 || rise < -1e-6)) {
      const double m = (f(x + 0.5 / pieces) - f(x)) / rise;
      const double k = m > 0.02 && m < 0.98 ? 2.0 * math::log(1.0 / m - 1.0) : 0.0;
      point.curve = math::clamp(static_cast<float>(k) / kLibraryBend, -1.0f, 1.0f);
    }
    points.push_back(point);
  }
  return points;
}

// One character a column: 'x' is up, anything else down.
Points gate(std::string_view columns) {
  Points points;
  const auto level = [&](std::size_t i) { return columns[i] == 'x' ? 1.0f : 0.0f; };
  const float width = 1.0f / static_cast<float>(columns.size());
  points.push_back({0.0f, level(0)});
  for (std::size_t i = 1; i < columns.size(); ++i) {
    if (level(i) == level(i - 1)) continue;
    const float x = width * static_cast<float>(i);
    points.push_back({x, level(i - 1)});
    points.push_back({x, level(i)});
  }
  points.push_back({1.0f, level(columns.size() - 1)});
  return points;
}

Points stairs(int count, bool down) {
  Points points;
  for (int i = 0; i < count; ++i) {
    const float up = static_cast<float>(i) / static_cast<float>(count - 1);
    const float y = down ? 1.0f - up : up;
    points.push_back({static_cast<float>(i) / static_cast<float>(count), y});
    points.push_back({static_cast<float>(i + 1) / static_cast<float>(count), y});
  }
  return points;
}

// The same stroke again and again, each a little lower: stutter, bounce.
Points strokes(int count, float fall, float curve) {
  Points points;
  float top = 1.0f;
  for (int i = 0; i < count; ++i) {
    points.push_back({static_cast<float>(i) / static_cast<float>(count), top, curve});
    points.push_back({static_cast<float>(i + 1) / static_cast<float>(count), 0.0f});
    top *= fall;
  }
  return points;
}

Points bounce() {
  Points points;
  float x = 0.0f, height = 1.0f, width = 0.4f;
  for (int i = 0; i < 4; ++i) {
    points.push_back({x, 0.0f, -0.25f});
    points.push_back({x + 0.5f * width, height, 0.25f});
    x += width;
    height *= 0.6f;
    width *= 0.6f;
  }
  points.push_back({x, 0.0f});
  points.push_back({1.0f, 0.0f});
  return points;
}

struct Library {
  std::array<Points, kShapes> points;
  std::array<LfoShape, kShapes> shapes;
};

// Data: the shapes in the order of the menu. The first is what an LFO begins with.
Library make_library() {
  Library library;
  std::size_t count = 0;
  const auto add = [&](const char* id, const char* name, Points points) {
    library.points[count] = std::move(points);
    library.shapes[count] = {id, name, library.points[count]};
    ++count;
  };
  const auto sine = [](double x) { return 0.5 + 0.5 * math::sin_pi(2.0 * x); };
  add("sine", "Sine", traced(16, sine));
  add("triangle", "Triangle", {{0, 0.5f}, {0.25f, 1}, {0.75f, 0}, {1, 0.5f}});
  add("ramp_up", "Ramp up", {{0, 0}, {1, 1}});
  add("ramp_down", "Ramp down", {{0, 1}, {1, 0}});
  add("square", "Square", gate("x."));
  add("pulse_quarter", "Pulse 1/4", gate("x..."));
  add("pulse_eighth", "Pulse 1/8", gate("x......."));
  add("trapezoid", "Trapezoid", {{0, 0}, {0.125f, 1}, {0.5f, 1}, {0.625f, 0}, {1, 0}});
  add("shark_fin", "Shark fin", {{0, 0, -0.45f}, {0.5f, 1, -0.45f}, {1, 0}});
  add("swell", "Swell", {{0, 0, 0.5f}, {1, 1}});
  add("pluck", "Pluck", {{0, 1, -0.6f}, {1, 0}});
  add("swell_and_fall", "Swell and fall", {{0, 0, 0.4f}, {0.75f, 1, -0.4f}, {1, 0}});
  add("breath", "Breath", traced(32, [](double x) {
        const double s = math::sin_pi(x);
        return s * s * s * s;
      }));
  add("pump", "Pump", {{0, 0}, {0.125f, 0, -0.25f}, {0.75f, 1}, {1, 1}});
  add("stairs_up", "Stairs up", stairs(4, false));
  add("stairs_down", "Stairs down", stairs(4, true));
  add("eight_stairs", "Eight stairs", stairs(8, false));
  add("gate_eighths", "Trance gate 1", gate("x.x.x.x.x.x.x.x."));
  add("gate_offbeat", "Trance gate 2", gate("x.xx.xx.x.xx.xx."));
  add("gate_rolling", "Trance gate 3", gate("xx.xx.xx.x.xx.x."));
  add("stutter", "Stutter", strokes(8, 0.82f, -0.4f));
  add("bounce", "Bounce", bounce());
  add("wobble", "Wobble",
      traced(64, [](double x) { return 0.5 - 0.5 * math::cos_pi(2.0 * (x + 3.0 * x * x)); }));
  add("heartbeat", "Heartbeat",
      {{0, 0.3f},
       {0.06f, 1, -0.3f},
       {0.14f, 0, 0.2f},
       {0.2f, 0.3f},
       {0.26f, 0.7f, -0.3f},
       {0.36f, 0.15f, -0.3f},
       {0.5f, 0.3f},
       {1, 0.3f}});
  return library;
}

}  // namespace

std::span<const LfoShape> lfo_shapes() {
  static const Library library = make_library();
  return library.shapes;
}

}  // namespace kiln
