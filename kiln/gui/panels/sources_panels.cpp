// Chips of sources, and the macro knobs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/sources_panels.h"

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/value_entry.h"

namespace kiln::gui {
namespace {

constexpr int kModulatorsHeight = 224;
constexpr Source kPlay[] = {Source::kVelocity,        Source::kWheel,  Source::kBend,
                            Source::kNotePressure,    Source::kSlide,  Source::kNote,
                            Source::kReleaseVelocity, Source::kRandom1};

Source macro_source(int number) {
  return static_cast<Source>(static_cast<int>(Source::kMacro1) + number);
}

}  // namespace

PlaySourcesPanel::PlaySourcesPanel(Context& context) : Panel(context, "Play sources") {
  for (const Source source : kPlay) {
    chips_.push_back(std::make_unique<SourceChip>(context, source, SourceChip::Look{}));
    addAndMakeVisible(*chips_.back());
  }
  set_growing(kModulatorsHeight, {});
}

void PlaySourcesPanel::resized() {
  const int pitch = 23 + more() / static_cast<int>(chips_.size());
  int y = 34;
  for (auto& chip : chips_) {
    chip->setBounds(8, y, 124, 21);
    y += pitch;
  }
}

void PlaySourcesPanel::tick() {
  Panel::tick();
  const Live& live = context_.live();
  const juce::String now =
      live.note_count > 0
          ? "Key " +
                context_.key_name(live.notes[static_cast<std::size_t>(live.note_count - 1)].key)
          : juce::String();
  if (now == key_) return;
  key_ = now;
  repaint(60, 8, 70, 20);
}

void PlaySourcesPanel::paint(juce::Graphics& g) {
  Panel::paint(g);
  draw_title(g, "Play", {12, 8, 60, 20});
  draw_text(g, key_, label_font(), kText3, {60, 8, 68, 20}, Align::kRight);
}

MacrosPanel::MacrosPanel(Context& context, Layout layout)
    : Panel(context, "Macros"), layout_(layout) {
  set_growing(layout.designed, {});
  for (int i = 0; i < kMacroCount; ++i) {
    chips_.push_back(std::make_unique<SourceChip>(
        context, macro_source(i),
        SourceChip::Look{.radius = kButtonRadius, .live = false, .size = layout.text}));
    addAndMakeVisible(*chips_.back());
    chips_.back()->on_double_click = [this, i] { rename(i); };
    chips_.back()->more_items = [this, i](std::vector<MenuItem>& items) {
      items.push_back(
          {.text = "Polarity",
           .sub = choice_items(context_, context_.common(SlotKind::kMacro, i, "polarity"))});
    };
    KnobStyle style{.size = KnobSize::kLarge, .value_line = true, .label = false};
    style.accent = source_colour(macro_source(i));
    knobs_.push_back(std::make_unique<Knob>(context, context.common(SlotKind::kMacro, i, "value"),
                                            "Macro", style));
    addAndMakeVisible(*knobs_.back());
  }
}

void MacrosPanel::resized() {
  for (int i = 0; i < kMacroCount; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const int x = layout_.left + layout_.pitch * (i % 4);
    const int y = layout_.row[i / 4] + more() * (i < 4 ? 1 : 3) / 4;
    chips_[n]->setBounds(x + 2, y, layout_.chip_width, 24);
    knobs_[n]->setBounds(x, y + layout_.knob_below, layout_.pitch, 69);
  }
}

std::vector<ParamIndex> MacrosPanel::params() const {
  std::vector<ParamIndex> all;
  for (int i = 0; i < kMacroCount; ++i) {
    all.push_back(context_.common(SlotKind::kMacro, i, "polarity"));
  }
  return all;
}

void MacrosPanel::rename(int number) {
  const auto n = static_cast<std::size_t>(number);
  open_entry(*this, chips_[n]->getBounds(), utf8(context_.source_name(macro_source(number))),
             [this, n](const juce::String& text) {
               const juce::String name = text.trim().substring(0, static_cast<int>(kMaxMacroName));
               model().edit("Rename macro",
                            [&](Patch& p) { p.macros[n].name = name.toStdString(); });
               return true;
             });
}

SourceRail::SourceRail(Context& context) : Control(context) {
  setTitle("Sources");
  setFocusContainerType(FocusContainerType::focusContainer);
  std::vector<Source> rows[2];
  for (int i = 0; i < kEnvelopeCount + kLfoCount; ++i) {
    rows[0].push_back(static_cast<Source>(static_cast<int>(Source::kEnv1) + i));
  }
  for (const Source s : {Source::kVelocity, Source::kWheel, Source::kBend}) rows[0].push_back(s);
  for (int i = 0; i < kMacroCount; ++i) rows[1].push_back(macro_source(i));
  for (const Source s : {Source::kNotePressure, Source::kSlide, Source::kNote,
                         Source::kReleaseVelocity, Source::kRandom1}) {
    rows[1].push_back(s);
  }
  const SourceChip::Look look{.fill = kPanel};
  for (int row = 0; row < 2; ++row) {
    float left = 0.0f;
    for (const Source source : rows[row]) {
      constexpr float kWide = (1264.0f - 12.0f * 4.0f) / 13.0f;
      chips_.push_back(std::make_unique<SourceChip>(context, source, look));
      place(*this, *chips_.back(),
            {juce::roundToInt(left), row * 24,
             juce::roundToInt(left + kWide) - juce::roundToInt(left), 20});
      left += kWide + 4.0f;
    }
  }
}

}  // namespace kiln::gui
