// What every control and display is painted with: text on whole pixels, arcs, glows, dots, grids.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <span>

#include "kiln/gui/style/colours.h"
#include "kiln/gui/style/fonts.h"
#include "kiln/gui/style/metrics.h"

namespace kiln::gui {

enum class Align : std::uint8_t { kLeft, kCentre, kRight };

// Device pixels that a pixel of the design has where `g` paints; and of a component in its window.
float device_scale(juce::Graphics& g);
float window_scale(const juce::Component& of);
// Below 75 %, where grids and the numbers of axes are left out.
bool is_coarse(juce::Graphics& g);
// Height of a line of labels: 14, and what they need in small windows.
float line_height(juce::Graphics& g);
// As draw_text shows it, before it has to be cut.
float text_width(juce::Graphics& g, const juce::String& text, const juce::Font& face);

// One line, its baseline on a whole pixel, cut with an ellipsis where the box ends. Returns the
// width of what was drawn. In small windows faces grow to kLeastText, and letters stand closer.
float draw_text(juce::Graphics& g, const juce::String& text, const juce::Font& face,
                juce::Colour colour, BoxF box, Align align = Align::kLeft);
// The same by its baseline, as labels of axes are placed.
void draw_text_at(juce::Graphics& g, const juce::String& text, const juce::Font& face,
                  juce::Colour colour, Point baseline, Align align = Align::kLeft);
// The same of a number beside an axis.
void draw_axis(juce::Graphics& g, const juce::String& text, Point baseline,
               Align align = Align::kLeft);
// A name at the left and a value at the right; where both have no room, the name is shortened.
struct Words {
  juce::String text;
  juce::Font face;
  juce::Colour colour;
};
void draw_pair(juce::Graphics& g, const Words& name, const Words& value, BoxF box);
// A line between parts of a panel; its upper edge.
void draw_divider(juce::Graphics& g, float left, float y, float width);
// Under a value that a click changes; the upper edge of the dots.
void draw_dots(juce::Graphics& g, float left, float y, float width, juce::Colour colour);
// UTF-8 of a literal.
inline juce::String utf8(const char* text) { return juce::String::fromUTF8(text); }
inline juce::String utf8(const std::string& text) { return juce::String::fromUTF8(text.c_str()); }

// Whether any of a box is to be painted now: what is not, costs least left out.
bool shows(juce::Graphics& g, BoxF box);
// A rounded box; where none of its corners is to be painted, as quick as a plain one.
void fill_round(juce::Graphics& g, BoxF box, float radius, juce::Colour colour);

// Degrees run clockwise from 12 o'clock.
Point on_circle(Point centre, float radius, float degrees);
void stroke_arc(juce::Graphics& g, Point centre, float radius, float from, float to, float width,
                juce::Colour colour);
void dashed_arc(juce::Graphics& g, Point centre, float radius, float dash, float gap, float width,
                juce::Colour colour);
void fill_dot(juce::Graphics& g, Point centre, float radius, juce::Colour colour);
// Filled and outlined.
void draw_dot(juce::Graphics& g, Point centre, float radius, juce::Colour fill,
              juce::Colour outline, float width);

juce::Path polyline(std::span<const Point> points);
void stroke(juce::Graphics& g, const juce::Path& path, juce::Colour colour, float width);
// Without round joints: quicker, for lines so faint or thin that they are not seen.
void stroke_soft(juce::Graphics& g, const juce::Path& path, juce::Colour colour, float width);
// The main curve of a display: a bright line in two soft ones.
void stroke_glow(juce::Graphics& g, const juce::Path& path, juce::Colour core, juce::Colour glow,
                 float width = 1.75f);
// Fills between a curve and a level, fading downwards.
void fill_below(juce::Graphics& g, std::span<const Point> points, float base, juce::Colour colour,
                float top_opacity, float bottom_opacity, float top, float bottom);
void vertical_line(juce::Graphics& g, float x, float top, float bottom, juce::Colour colour);
void horizontal_line(juce::Graphics& g, float y, float left, float right, juce::Colour colour);
void dashed_line(juce::Graphics& g, Point from, Point to, float dash, float gap,
                 juce::Colour colour, float width = 1.0f);

// The six dots by which a source is dragged, in a box of 8 × 12.
void draw_grip(juce::Graphics& g, Point top_left, juce::Colour colour);
void draw_panel(juce::Graphics& g, BoxF box);
// The handle of a curve, or the place that sounds now.
void draw_handle(juce::Graphics& g, Point centre, juce::Colour outline, bool hovered = false);
void draw_curve_handle(juce::Graphics& g, Point centre, juce::Colour colour);
void draw_playhead(juce::Graphics& g, Point centre, juce::Colour halo);

}  // namespace kiln::gui
