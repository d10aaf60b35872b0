// Drawing words on cairo.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/plot_canvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "kiln/cli/errors.h"
#include "kiln/cli/output_file.h"

namespace kiln::cli {
namespace {

constexpr Colour kHeat[] = {kInset,           colour(0x2A1512), colour(0x5A2416), colour(0x8E3719),
                            colour(0xD05320), colour(0xFF8A49), colour(0xFFC28C), colour(0xFDECD5)};

double mixed(double a, double b, double share) { return a + (b - a) * share; }

cairo_status_t write_bytes(void* file, const unsigned char* bytes, unsigned size) {
  return static_cast<OutputFile*>(file)->write(bytes, size) ? CAIRO_STATUS_SUCCESS
                                                            : CAIRO_STATUS_WRITE_ERROR;
}

void drop_last_letter(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80) text.pop_back();
  if (!text.empty()) text.pop_back();
}

}  // namespace

Colour heat(double x) {
  constexpr int kLast = static_cast<int>(std::size(kHeat)) - 1;
  const double at = std::min(std::max(x, 0.0), 1.0) * kLast;
  const int low = std::min(static_cast<int>(at), kLast - 1);
  const Colour& a = kHeat[low];
  const Colour& b = kHeat[low + 1];
  const double share = at - low;
  return {mixed(a.red, b.red, share), mixed(a.green, b.green, share), mixed(a.blue, b.blue, share)};
}

PlotCanvas::PlotCanvas(int width, int height)
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      cairo_(cairo_create(surface_)) {
  fill({0.0, 0.0, static_cast<double>(width), static_cast<double>(height)}, kGround);
}

PlotCanvas::~PlotCanvas() {
  cairo_destroy(cairo_);
  cairo_surface_destroy(surface_);
}

void PlotCanvas::use(Colour colour, double alpha) {
  cairo_set_source_rgba(cairo_, colour.red, colour.green, colour.blue, alpha);
}

void PlotCanvas::fill(const Box& box, Colour colour) {
  use(colour);
  cairo_rectangle(cairo_, box.x, box.y, box.width, box.height);
  cairo_fill(cairo_);
}

void PlotCanvas::rounded(const Box& box, double radius) {
  constexpr double kQuarter = 1.5707963267948966;
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, box.right() - radius, box.y + radius, radius, -kQuarter, 0.0);
  cairo_arc(cairo_, box.right() - radius, box.bottom() - radius, radius, 0.0, kQuarter);
  cairo_arc(cairo_, box.x + radius, box.bottom() - radius, radius, kQuarter, 2.0 * kQuarter);
  cairo_arc(cairo_, box.x + radius, box.y + radius, radius, 2.0 * kQuarter, 3.0 * kQuarter);
  cairo_close_path(cairo_);
}

void PlotCanvas::line(double x0, double y0, double x1, double y1, Colour colour, double alpha) {
  use(colour, alpha);
  cairo_set_line_width(cairo_, 1.0);
  cairo_move_to(cairo_, x0, y0);
  cairo_line_to(cairo_, x1, y1);
  cairo_stroke(cairo_);
}

void PlotCanvas::text(double x, double y, const std::string& text, double size, Colour colour,
                      Align align, bool bold, double width) {
  cairo_select_font_face(cairo_, "Inter", CAIRO_FONT_SLANT_NORMAL,
                         bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo_, size);
  cairo_text_extents_t extents;
  std::string shown = text;
  cairo_text_extents(cairo_, shown.c_str(), &extents);
  for (std::string kept = text; width > 0.0 && extents.x_advance > width && !kept.empty();) {
    drop_last_letter(kept);
    shown = kept + "…";
    cairo_text_extents(cairo_, shown.c_str(), &extents);
  }
  cairo_font_extents_t font;
  cairo_font_extents(cairo_, &font);
  const double shift = align == Align::kLeft    ? 0.0
                       : align == Align::kRight ? extents.x_advance
                                                : 0.5 * extents.x_advance;
  use(colour);
  cairo_move_to(cairo_, x - shift, y + 0.5 * (font.ascent - font.descent));
  cairo_show_text(cairo_, shown.c_str());
  cairo_new_path(cairo_);
}

void PlotCanvas::write_png(const std::filesystem::path& path) {
  OutputFile file(path);
  cairo_status_t status = CAIRO_STATUS_WRITE_ERROR;
  if (file.error().empty()) {
    status = cairo_surface_write_to_png_stream(surface_, write_bytes, &file);
  }
  if (status == CAIRO_STATUS_SUCCESS && file.commit()) return;
  const std::string why = file.error().empty() ? cairo_status_to_string(status) : file.error();
  throw CommandError(ExitCode::kNoOutput, fmt::format("can't write {}: {}", path.string(), why));
}

}  // namespace kiln::cli
