// The panels of the Play page and where they lie.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/play_page.h"

#include <tuple>

#include "kiln/gui/controls/free_box.h"
#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/value_box.h"
#include "kiln/gui/displays/note_plot.h"
#include "kiln/gui/displays/response_display.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/panels/play_menus.h"
#include "kiln/gui/panels/sources_panels.h"
#include "kiln/gui/panels/xy_panel.h"

namespace kiln::gui {
namespace {

class NotesPanel : public Panel {
 public:
  explicit NotesPanel(Context& context) : Panel(context, "Notes"), plot_(context) {
    place(*this, plot_, {8, 36, 640, 264});
    set_growing(308, {&plot_});
  }
  void paint(juce::Graphics& g) override {
    Panel::paint(g);
    draw_title(g, "Notes", {12, 8, 80, 20});
    const float left = std::max(66.0f, 22.0f + text_width(g, "Notes", title_font()));
    draw_text(g, "Key and bend, slide, pressure", label_font(), kText3, {left, 8, 300, 20});
  }

 private:
  NotePlot plot_;
};

// What belongs to the player's device: MPE, how it bends, its pedal and knobs. Outside presets.
class DevicePanel : public Panel {
 public:
  explicit DevicePanel(Context& context) : Panel(context, "Device") {
    const auto play = [&context]() -> const PlaySettings& { return context.model.play_settings(); };
    const auto menu = [&](const char* title, const char* label, std::function<juce::String()> text,
                          std::function<std::vector<MenuItem>()> items) {
      menus_.push_back(std::make_unique<Menu>(context, Menu::Look::kField, title, std::move(text),
                                              std::move(items)));
      menus_.back()->set_name_inside(label);
      add(*menus_.back());
    };
    const auto box = [&](const char* title, const char* label, FreeBox::Number number) {
      boxes_.push_back(std::make_unique<FreeBox>(context, title, label, std::move(number)));
      add(*boxes_.back());
    };
    const auto semitones = [](float st) {
      return utf8("±") + juce::String(juce::roundToInt(st)) + " st";
    };
    menu(
        "MPE zone", "MPE", [=]() -> juce::String { return mpe_name(play().mpe); },
        [&context] { return mpe_items(context); });
    box("Bend range of a note", "Note bend",
        {.low = 1.0f,
         .high = 96.0f,
         .initial = 48.0f,
         .value = [=] { return play().note_bend; },
         .set = [&context](float v) { change_play(context, [v](auto& p) { p.note_bend = v; }); },
         .text = semitones,
         .common = {24.0f, 48.0f, 96.0f}});
    box("Bend range of the zone", "Zone bend",
        {.low = 0.0f,
         .high = 96.0f,
         .initial = 2.0f,
         .value = [=] { return play().zone_bend; },
         .set = [&context](float v) { change_play(context, [v](auto& p) { p.zone_bend = v; }); },
         .text = semitones});
    menu(
        "Slide", "Slide",
        [=]() -> juce::String { return play().relative_slide ? "Relative" : "Absolute"; },
        [&context, play] {
          std::vector<MenuItem> items;
          for (const bool relative : {true, false}) {
            items.push_back({.text = relative ? "Relative" : "Absolute",
                             .ticked = play().relative_slide == relative,
                             .action = [&context, relative] {
                               change_play(context, [relative](PlaySettings& p) {
                                 p.relative_slide = relative;
                               });
                             }});
          }
          return items;
        });
    box("Smoothing of pressure and slide", "Smooth",
        {.low = 0.0f,
         .high = 100.0f,
         .initial = 12.0f,
         .value = [=] { return play().smoothing; },
         .set = [&context](float v) { change_play(context, [v](auto& p) { p.smoothing = v; }); },
         .text = [](float v) { return juce::String(juce::roundToInt(v)) + " ms"; }});
    box("Rounding of resting fingers", "Rounding",
        {.low = 0.0f,
         .high = 100.0f,
         .step = 5.0f,
         .value = [=] { return 100.0f * play().rounding; },
         .set = [&context](
                    float v) { change_play(context, [v](auto& p) { p.rounding = 0.01f * v; }); },
         .text = [](float v) { return juce::String(juce::roundToInt(v)) + " %"; }});
    box("Fixed velocity", "Fixed velocity",
        {.low = 0.0f,
         .high = 127.0f,
         .value = [=] { return static_cast<float>(play().fixed_velocity); },
         .set =
             [&context](float v) {
               change_play(context, [v](auto& p) { p.fixed_velocity = juce::roundToInt(v); });
             },
         .text = [](float v) -> juce::String {
           return v < 0.5f ? juce::String("Off") : juce::String(juce::roundToInt(v));
         }});
    menu(
        "Sustain pedal", "Pedal", [=]() -> juce::String { return pedal_name(play().pedal); },
        [&context] { return pedal_items(context); });
    menu(
        "MIDI knobs take over", "Knobs",
        [=]() -> juce::String { return takeover_name(play().takeover); },
        [&context] { return takeover_items(context); });
  }
  void paint(juce::Graphics& g) override {
    Panel::paint(g);
    draw_title(g, "Device", {12, 8, 80, 20});
    const float left = std::max(66.0f, 20.0f + text_width(g, "Device", title_font()));
    draw_text(g, "outside presets", label_font(), kText3, {left, 8, 196.0f - left, 20},
              Align::kRight);
  }

 private:
  void add(Control& row) {
    place(*this, row, {8, top_, 192, 24});
    top_ += 30;
  }

  int top_ = 36;
  std::vector<std::unique_ptr<Menu>> menus_;
  std::vector<std::unique_ptr<FreeBox>> boxes_;
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
    set_growing(340, {&display_});
    if (of == ResponseDisplay::Of::kPressure) {
      int left = 116;
      for (const auto& [kind, id, label] :
           {std::tuple(SlotKind::kVoice, "level", "Voice level"),
            std::tuple(SlotKind::kVoice, "pan", "Voice pan"),
            std::tuple(SlotKind::kFollower, "attack", "Follow rise"),
            std::tuple(SlotKind::kFollower, "release", "Follow fall")}) {
        others_.push_back(std::make_unique<Knob>(context, context.common(kind, 0, id), label));
        place(*this, *others_.back(), {left, 277, 74, 57});
        left += 76;
      }
      return;
    }
    to_level_ = std::make_unique<Knob>(context, context.common(SlotKind::kEnvelope, 0, "velocity"),
                                       "To level");
    place(*this, *to_level_, {76, 277, 62, 57});
  }
  void tick() override {
    Panel::tick();
    if (const juce::String now = display_.last(); now != last_) {
      last_ = now;
      repaint(getWidth() - 160, 8, 160, 20);
    }
  }
  void paint(juce::Graphics& g) override {
    Panel::paint(g);
    draw_title(g, title_, {12, 8, 120, 20});
    if (last_.isEmpty()) return;
    const float right = static_cast<float>(getWidth()) - 12.0f;
    const float width = text_width(last_, value_font());
    draw_text(g, last_, value_font(), kText1, {right - width, 8, width, 20}, Align::kRight);
    draw_text(g, "Last", label_font(), kText3, {right - width - 60, 8, 54, 20}, Align::kRight);
  }

 private:
  juce::String title_, last_;
  ResponseDisplay display_;
  Knob curve_;
  std::unique_ptr<Knob> to_level_;
  std::vector<std::unique_ptr<Knob>> others_;
};

// What moves the pitch of every note of the patch, and how it gets there.
class PitchPanel : public Panel {
 public:
  explicit PitchPanel(Context& context)
      : Panel(context, "Pitch"),
        tuning_(context),
        a4_(context, "Reference pitch A4", "A4",
            {.low = 380.0f,
             .high = 480.0f,
             .initial = 440.0f,
             .value = [&context] { return context.model.play_settings().a4_hz; },
             .set = [&context](float hz) { change_play(context, [hz](auto& p) { p.a4_hz = hz; }); },
             .text = [](float hz) { return juce::String(hz, 1) + " Hz"; }}) {
    int y = 36;
    const auto box = [&](const char* id, const char* label) {
      boxes_.push_back(std::make_unique<ValueBox>(context, context.common(SlotKind::kVoice, 0, id),
                                                  label, ValueBox::Look::kField));
      place(*this, *boxes_.back(), {8, y, 172, 24});
      y += kRow;
    };
    const auto menu = [&](const char* id, const char* label) {
      const ParamIndex param = context.common(SlotKind::kVoice, 0, id);
      menus_.push_back(
          std::make_unique<Menu>(context, Menu::Look::kField, label, [param] { return param; }));
      menus_.back()->set_name_inside(label);
      place(*this, *menus_.back(), {8, y, 172, 24});
      y += kRow;
    };
    tuning_.setTitle("Scale");  // the bar below has the other
    place(*this, tuning_, {8, y, 172, 24});
    place(*this, a4_, {8, y + kRow, 172, 24});
    y += 2 * kRow;
    box("transpose", "Transpose");
    box("fine", "Fine");
    box("drift", "Drift");
    box("bend_up", "Bend up");
    box("bend_down", "Bend down");
    box("glide_curve", "Glide curve");
    menu("glide_mode", "Glide mode");
    menu("glide_when", "Glide when");
    menu("priority", "Priority");
    menus_.push_back(std::make_unique<Menu>(
        context, Menu::Look::kField, "Middle C",
        [&context] { return "C" + juce::String(context.model.preferences().middle_c); },
        [this] { return middle_c_items(); }));
    menus_.back()->set_name_inside("Middle C");
    menus_.back()->setTooltip("The name of key 60 in this editor; it changes no sound.");
    place(*this, *menus_.back(), {8, y, 172, 24});
  }
  void paint(juce::Graphics& g) override {
    Panel::paint(g);
    draw_title(g, "Pitch", {12, 8, 80, 20});
  }

 private:
  static constexpr int kRow = 31;

  std::vector<MenuItem> middle_c_items() {
    std::vector<MenuItem> items;
    const Preferences now = model().preferences();
    for (int octave = Preferences::kLowestMiddleC; octave <= Preferences::kHighestMiddleC;
         ++octave) {
      items.push_back({.text = "C" + juce::String(octave),
                       .ticked = now.middle_c == octave,
                       .action = [this, octave] {
                         Preferences changed = model().preferences();
                         changed.middle_c = octave;
                         model().set_preferences(changed);
                         getTopLevelComponent()->repaint();
                       }});
    }
    return items;
  }

  TuningMenu tuning_;
  FreeBox a4_;
  std::vector<std::unique_ptr<ValueBox>> boxes_;
  std::vector<std::unique_ptr<Menu>> menus_;
};

}  // namespace

PlayPage::PlayPage(Context& context) : Control(context) {
  setTitle("Play");
  const auto add = [this](std::unique_ptr<Control> panel, Box box, int above, int own) {
    layout_.add(*this, *panel, box, above, own);
    panels_.push_back(std::move(panel));
  };
  add(std::make_unique<NotesPanel>(context), {8, 60, 656, 308}, 0, 1);
  add(std::make_unique<DevicePanel>(context), {672, 60, 208, 308}, 0, 1);
  add(std::make_unique<TouchPanel>(context, ResponseDisplay::Of::kVelocity, "Velocity",
                                   "velocity_curve"),
      {8, 376, 432, 340}, 1, 1);
  add(std::make_unique<TouchPanel>(context, ResponseDisplay::Of::kPressure, "Pressure",
                                   "pressure_curve"),
      {448, 376, 432, 340}, 1, 1);
  add(std::make_unique<MacrosPanel>(context, MacrosPanel::Layout{.pitch = 92,
                                                                 .chip_width = 88,
                                                                 .text = 12.0f,
                                                                 .row = {8, 122},
                                                                 .knob_below = 32,
                                                                 .designed = 236}),
      {888, 60, 384, 236}, 0, 0);
  add(std::make_unique<XyPanel>(context), {888, 304, 188, 412}, 0, 2);
  add(std::make_unique<PitchPanel>(context), {1084, 304, 188, 412}, 0, 2);
}

}  // namespace kiln::gui
