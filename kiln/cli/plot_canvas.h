// Cairo with the colours and text styles of Kiln's pictures.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace kiln::cli {

struct Colour {
  double red = 0.0, green = 0.0, blue = 0.0;
};
constexpr Colour colour(uint32_t hex) {
  return {static_cast<double>(hex >> 16) / 255.0, static_cast<double>(hex >> 8 & 0xff) / 255.0,
          static_cast<double>(hex & 0xff) / 255.0};
}

// The editor's tokens: surfaces, text, ember.
inline constexpr Colour kGround = colour(0x111013), kInset = colour(0x0B0A0C),
                        kLine = colour(0x2C2A2F), kText = colour(0xF3F0ED),
                        kLabel = colour(0xBDB8B5), kCaption = colour(0x95908E),
                        kWire = colour(0xD05320), kHot = colour(0xFFC28C);

// From the darkest to the brightest of the heat ramp; x = 0…1.
Colour heat(double x);

enum class Align : uint8_t { kLeft, kCentre, kRight };

struct Box {
  double x = 0.0, y = 0.0, width = 0.0, height = 0.0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

class PlotCanvas {
 public:
  PlotCanvas(int width, int height);
  ~PlotCanvas();
  PlotCanvas(const PlotCanvas&) = delete;
  PlotCanvas& operator=(const PlotCanvas&) = delete;

  cairo_t* cairo() { return cairo_; }
  void use(Colour colour, double alpha = 1.0);
  void fill(const Box& box, Colour colour);
  void rounded(const Box& box, double radius);  // a path
  void line(double x0, double y0, double x1, double y1, Colour colour, double alpha = 1.0);
  // `y` is the middle of the line of text. Too long for `width` (if above 0): cut with "…".
  void text(double x, double y, const std::string& text, double size, Colour colour,
            Align align = Align::kLeft, bool bold = false, double width = 0.0);
  // Throws CommandError (kNoOutput).
  void write_png(const std::filesystem::path& path);

 private:
  cairo_surface_t* surface_;
  cairo_t* cairo_;
};

}  // namespace kiln::cli
