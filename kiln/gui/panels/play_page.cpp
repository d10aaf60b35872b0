// The panels of the Play page and where they lie.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/play_page.h"

#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/value_box.h"
#include "kiln/gui/displays/note_plot.h"
#include "kiln/gui/displays/response_display.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/panels/sources_panels.h"
#include "kiln/gui/panels/xy_panel.h"

namespace kiln::gui {
namespace {

class NotesPanel : public Panel {
 public:
  explicit NotesPanel(Context& context) : Panel(context, "Notes"), plot_(context) {
    place(*this, plot_, {8, 36, 856, 264});
  }
  void paint(juce::Graphics& g) override {
    Panel::paint(g);
    draw_title(g, "Notes", {12, 8, 80, 20});
    draw_text(g, "Key and bend, slide, pressure", label_font(), kText3, {66, 8, 220, 20});
  }

 private:
  NotePlot plot_;
};

// Velocity or pressure: its curve, and the knobs that belong to it.
class TouchPanel : public Panel {
 public:
  TouchPanel(Context& context, ResponseDisplay::Of of, const juce::String& title,
             const char* curve_id)
      : Panel(context, title),
        title_(title),
        display_(context, of, context.common(SlotKind::kVoice, 0, curve_id)),
        curve_(context, context.common(SlotKind::kVoice, 0, curve_id), "Curve") {
    place(*this, display_, {8, 36, 416, 236});
    place(*this, curve_, {8, 277, 62, 57});
    if (of != ResponseDisplay::Of::kVelocity) return;
    to_level_ = std::make_unique<Knob>(context, context.common(SlotKind::kEnvelope, 0, "velocity"),
                                       "To level");
    place(*this, *to_level_, {76, 277, 62, 57});
  }
  void paint(juce::Graphics& g) override {
    Panel::paint(g);
    draw_title(g, title_, {12, 8, 120, 20});
  }

 private:
  juce::String title_;
  ResponseDisplay display_;
  Knob curve_;
  std::unique_ptr<Knob> to_level_;
};

// What moves the pitch of every note of the patch, and how it gets there.
class PitchPanel : public Panel {
 public:
  explicit PitchPanel(Context& context) : Panel(context, "Pitch") {
    int y = 36;
    const auto box = [&](const char* id, const char* label) {
      boxes_.push_back(std::make_unique<ValueBox>(context, context.common(SlotKind::kVoice, 0, id),
                                                  label, ValueBox::Look::kField));
      place(*this, *boxes_.back(), {8, y, 172, 24});
      y += 32;
    };
    const auto menu = [&](const char* id, const char* label) {
      const ParamIndex param = context.common(SlotKind::kVoice, 0, id);
      menus_.push_back(
          std::make_unique<Menu>(context, Menu::Look::kField, label, [param] { return param; }));
      menus_.back()->set_name_inside(label);
      place(*this, *menus_.back(), {8, y, 172, 24});
      y += 32;
    };
    box("transpose", "Transpose");
    box("fine", "Fine");
    box("drift", "Drift");
    box("bend_up", "Bend up");
    box("bend_down", "Bend down");
    box("glide", "Glide");
    box("glide_curve", "Glide curve");
    menu("glide_mode", "Glide mode");
    menu("glide_when", "Glide when");
    menu("mode", "Mode");
    menu("priority", "Priority");
  }
  void paint(juce::Graphics& g) override {
    Panel::paint(g);
    draw_title(g, "Pitch", {12, 8, 80, 20});
  }

 private:
  std::vector<std::unique_ptr<ValueBox>> boxes_;
  std::vector<std::unique_ptr<Menu>> menus_;
};

}  // namespace

PlayPage::PlayPage(Context& context) : Control(context) {
  setTitle("Play");
  const auto add = [this](std::unique_ptr<Control> panel, Box box) {
    place(*this, *panel, box.translated(0, -kHeaderHeight));
    panels_.push_back(std::move(panel));
  };
  add(std::make_unique<NotesPanel>(context), {8, 60, 872, 308});
  add(std::make_unique<TouchPanel>(context, ResponseDisplay::Of::kVelocity, "Velocity",
                                   "velocity_curve"),
      {8, 376, 432, 340});
  add(std::make_unique<TouchPanel>(context, ResponseDisplay::Of::kPressure, "Pressure",
                                   "pressure_curve"),
      {448, 376, 432, 340});
  add(std::make_unique<MacrosPanel>(
          context,
          MacrosPanel::Layout{
              .pitch = 92, .chip_width = 88, .text = 12.0f, .row = {8, 122}, .knob_below = 32}),
      {888, 60, 384, 236});
  add(std::make_unique<XyPanel>(context), {888, 304, 188, 412});
  add(std::make_unique<PitchPanel>(context), {1084, 304, 188, 412});
}

}  // namespace kiln::gui
