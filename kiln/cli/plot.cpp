// Lays the picture out and draws its parts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/base/units.h"
#include "kiln/cli/plot_canvas.h"

namespace kiln::cli {
namespace {

constexpr int kWidth = 1600, kHeight = 900;
constexpr Box kLanes[2] = {{84, 96, 1408, 118}, {84, 222, 1408, 118}};
constexpr Box kSpectrogram = {84, 364, 1408, 472};
constexpr Box kLegend = {1520, 364, 12, 472};
constexpr double kTopDb = -10.0, kBottomDb = -100.0;  // of the colour scale
constexpr double kRadius = 6.0;
constexpr double kAxisText = 12.0;

struct Tick {
  double hz;
  const char* text;
};
constexpr Tick kHertzTicks[] = {{20, "20 Hz"},   {50, "50"},     {100, "100"},  {200, "200"},
                                {500, "500"},    {1000, "1 k"},  {2000, "2 k"}, {5000, "5 k"},
                                {10000, "10 k"}, {20000, "20 k"}};

// "−12", with the sign that is as wide as a digit.
std::string whole_db(double db) {
  return fmt::format("{}{:.0f}", db < 0.0 ? "−" : "", std::fabs(db));
}

double sharp(double position) { return std::floor(position) + 0.5; }

// Seconds between labels, so that there are at most 16.
double time_step(double seconds) {
  for (const double step :
       {0.001, 0.002, 0.005, 0.01, 0.02, 0.05,  0.1,   0.2,   0.5,    1.0,   2.0,
        5.0,   10.0,  15.0,  30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0}) {
    if (seconds <= 16.0 * step) return step;
  }
  return 7200.0;
}

std::string time_text(double seconds, double step) {
  if (step < 0.01) return fmt::format("{:.3f}", seconds);
  if (step < 0.1) return fmt::format("{:.2f}", seconds);
  if (step < 1.0) return fmt::format("{:.1f}", seconds);
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole >= 3600) {
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

class PlotPainter {
 public:
  explicit PlotPainter(const PlotRecorder& recorder)
      : recorder_(recorder),
        seconds_(std::max(static_cast<double>(recorder.frames()) / recorder.rate(), 1e-3)) {}

  void paint(const PlotLabels& labels, const std::filesystem::path& path) {
    paint_title(labels);
    const double ceiling_db = lane_ceiling();
    paint_lane(0, "L", ceiling_db);
    paint_lane(1, "R", ceiling_db);
    paint_spectrogram();
    paint_legend();
    paint_times();
    canvas_.write_png(path);
  }

 private:
  struct Pixel {
    float low = 0.0f, high = 0.0f;
    double rms = 0.0;
  };

  void paint_title(const PlotLabels& labels) {
    canvas_.text(84, 36, labels.title, 24, kText, Align::kLeft, true, 900);
    canvas_.text(84, 66, fmt::format("{:.2f} s · {} Hz", seconds_, recorder_.rate()), 14, kCaption);
    canvas_.text(kLanes[0].right(), 36, labels.loudness, 18, kHot, Align::kRight);
    canvas_.text(kLanes[0].right(), 66, labels.level, 14, kLabel, Align::kRight);
  }

  // The lanes show up to the next 6 dB above the peak, at most +12 dB, at least −48 dB.
  double lane_ceiling() const {
    double peak = 0.0;
    for (const PlotRecorder::Bin& bin : recorder_.bins()) {
      for (std::size_t c = 0; c < 2; ++c) {
        peak = std::max({peak, static_cast<double>(bin.high[c]), -static_cast<double>(bin.low[c])});
      }
    }
    const double steps = std::floor((gain_to_db(peak) - 0.01) / 6.0) + 1.0;
    return std::min(std::max(6.0 * steps, -48.0), 12.0);
  }

  Pixel pixel(std::size_t channel, int x, int width) const {
    const std::span<const PlotRecorder::Bin> bins = recorder_.bins();
    const double per_pixel = static_cast<double>(recorder_.frames()) /
                             static_cast<double>(recorder_.bin_frames()) / width;
    const auto first = static_cast<std::size_t>(x * per_pixel);
    const auto last = std::max(first + 1, static_cast<std::size_t>((x + 1) * per_pixel));
    Pixel pixel;
    double squares = 0.0;
    double frames = 0.0;
    for (std::size_t i = first; i < std::min(last, bins.size()); ++i) {
      pixel.low = frames == 0.0 ? bins[i].low[channel] : std::min(pixel.low, bins[i].low[channel]);
      pixel.high =
          frames == 0.0 ? bins[i].high[channel] : std::max(pixel.high, bins[i].high[channel]);
      squares += bins[i].squares[channel];
      frames += static_cast<double>(recorder_.bin_frames());
    }
    if (frames > 0.0) pixel.rms = std::sqrt(squares / frames);
    return pixel;
  }

  void paint_lane(std::size_t channel, const char* name, double ceiling_db) {
    const Box& box = kLanes[channel];
    cairo_t* const cairo = canvas_.cairo();
    cairo_save(cairo);
    canvas_.rounded(box, kRadius);
    cairo_clip(cairo);
    canvas_.fill(box, kInset);
    const double middle = sharp(box.y + 0.5 * box.height);
    const double ceiling = db_to_gain(ceiling_db);
    const double half = 0.5 * box.height - 6.0;
    const double scale = half / ceiling;
    for (const double share : {-1.0, -0.5, 0.5, 1.0}) {
      const double y = sharp(middle - share * half);
      canvas_.line(box.x, y, box.right(), y, kLine, 0.7);
    }
    const int width = static_cast<int>(box.width);
    Pixel before = pixel(channel, 0, width);
    for (int x = 0; x < width; ++x) {
      Pixel at = pixel(channel, x, width);
      // Neighbours touch, as the curve between them does.
      const Pixel alone = at;
      at.low = std::min(at.low, before.high);
      at.high = std::max(at.high, before.low);
      before = alone;
      const double left = box.x + x;
      const double top = middle - scale * static_cast<double>(at.high);
      const double bottom = middle - scale * static_cast<double>(at.low);
      canvas_.fill({left, top - 0.5, 1.0, bottom - top + 1.0}, kWire);
      const double inner_top = std::max(top, middle - scale * at.rms);
      const double inner_bottom = std::min(bottom, middle + scale * at.rms);
      if (inner_bottom > inner_top) {
        canvas_.fill({left, inner_top, 1.0, inner_bottom - inner_top}, kHot);
      }
    }
    canvas_.line(box.x, middle, box.right(), middle, kLine);
    cairo_restore(cairo);
    canvas_.text(24, middle, name, 16, kLabel, Align::kLeft, true);
    canvas_.text(box.x - 10, middle - half, whole_db(ceiling_db) + " dB", kAxisText, kCaption,
                 Align::kRight);
    canvas_.text(box.x - 10, middle - 0.5 * half, whole_db(ceiling_db - 6.0), kAxisText, kCaption,
                 Align::kRight);
  }

  // Between columns and rows, in dB.
  double level_at(double column, double row) const {
    const std::span<const PlotRecorder::Column> columns = recorder_.columns();
    if (columns.empty()) return kBottomDb;
    const auto last = static_cast<double>(columns.size() - 1);
    column = std::min(std::max(column, 0.0), last);
    row = std::min(std::max(row, 0.0), kPlotRows - 1.0);
    const auto c = static_cast<std::size_t>(std::min(column, std::max(last - 1.0, 0.0)));
    const auto r = static_cast<std::size_t>(std::min(row, kPlotRows - 2.0));
    const std::size_t next = std::min(c + 1, columns.size() - 1);
    const double x = column - static_cast<double>(c);
    const double y = row - static_cast<double>(r);
    const auto power = [&](std::size_t i, std::size_t j) {
      return static_cast<double>(columns[i][j]);
    };
    const double low = power(c, r) + (power(next, r) - power(c, r)) * x;
    const double high = power(c, r + 1) + (power(next, r + 1) - power(c, r + 1)) * x;
    const double mixed = low + (high - low) * y;
    return mixed > 1e-20 ? 10.0 * math::log10(mixed) : -200.0;
  }

  void paint_spectrogram() {
    const Box& box = kSpectrogram;
    const int width = static_cast<int>(box.width);
    const int height = static_cast<int>(box.height);
    cairo_surface_t* const image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_surface_flush(image);
    unsigned char* const bytes = cairo_image_surface_get_data(image);
    const int stride = cairo_image_surface_get_stride(image);
    const double per_pixel = static_cast<double>(recorder_.frames()) /
                             static_cast<double>(recorder_.column_frames()) / width;
    for (int y = 0; y < height; ++y) {
      const double row = (height - 0.5 - y) / height * kPlotRows - 0.5;
      auto* const line = reinterpret_cast<uint32_t*>(bytes + static_cast<ptrdiff_t>(y) * stride);
      for (int x = 0; x < width; ++x) {
        const double db = level_at((x + 0.5) * per_pixel, row);
        const Colour tint = heat((db - kBottomDb) / (kTopDb - kBottomDb));
        const auto level = [](double part) { return static_cast<uint32_t>(part * 255.0 + 0.5); };
        line[x] = level(tint.red) << 16 | level(tint.green) << 8 | level(tint.blue);
      }
    }
    cairo_surface_mark_dirty(image);
    cairo_t* const cairo = canvas_.cairo();
    cairo_save(cairo);
    canvas_.rounded(box, kRadius);
    cairo_clip(cairo);
    cairo_set_source_surface(cairo, image, box.x, box.y);
    cairo_paint(cairo);
    for (const Tick& tick : kHertzTicks) {
      const double y = hertz_y(tick.hz);
      canvas_.line(box.x, y, box.right(), y, kText, 0.06);
    }
    cairo_restore(cairo);
    cairo_surface_destroy(image);
    for (const Tick& tick : kHertzTicks) {
      canvas_.text(box.x - 10, hertz_y(tick.hz), tick.text, kAxisText, kCaption, Align::kRight);
    }
  }

  static double hertz_y(double hz) {
    const double share = math::log2(hz / kPlotLowHz) / math::log2(kPlotHighHz / kPlotLowHz);
    return sharp(kSpectrogram.bottom() - share * (kSpectrogram.height - 1.0) - 1.0);
  }

  void paint_legend() {
    const Box& box = kLegend;
    cairo_t* const cairo = canvas_.cairo();
    cairo_save(cairo);
    canvas_.rounded(box, 3.0);
    cairo_clip(cairo);
    for (double y = 0.0; y < box.height; y += 1.0) {
      canvas_.fill({box.x, box.y + y, box.width, 1.0}, heat(1.0 - y / box.height));
    }
    cairo_restore(cairo);
    for (double db = kTopDb; db >= kBottomDb; db -= 15.0) {
      const double share = (kTopDb - db) / (kTopDb - kBottomDb);
      const double y = sharp(box.y + share * (box.height - 1.0));
      canvas_.text(box.right() + 8, y, whole_db(db) + (db == kTopDb ? " dB" : ""), kAxisText,
                   kCaption);
    }
  }

  void paint_times() {
    const double step = time_step(seconds_);
    const double y = kSpectrogram.bottom();
    for (int i = 0; i * step <= seconds_; ++i) {
      const double x = sharp(kSpectrogram.x + i * step / seconds_ * kSpectrogram.width);
      if (x > kSpectrogram.right() + 1.0) break;
      for (const Box& lane : kLanes) canvas_.line(x, lane.y, x, lane.bottom(), kText, 0.06);
      canvas_.line(x, kSpectrogram.y, x, y, kText, 0.06);
      canvas_.line(x, y + 4, x, y + 9, kCaption);
      canvas_.text(x, y + 22, time_text(i * step, step), kAxisText, kCaption, Align::kCentre);
    }
    canvas_.text(kSpectrogram.right(), y + 44, step < 1.0 ? "seconds" : "minutes : seconds",
                 kAxisText, kCaption, Align::kRight);
  }

  const PlotRecorder& recorder_;
  double seconds_;
  PlotCanvas canvas_{kWidth, kHeight};
};

}  // namespace

void draw_plot(const std::filesystem::path& path, const PlotRecorder& recorder,
               const PlotLabels& labels) {
  PlotPainter(recorder).paint(labels, path);
}

}  // namespace kiln::cli
