// Details of the chosen preset, and the page around list and filters.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/presets_page.h"

#include "kiln/gui/controls/menu.h"

namespace kiln::gui {
namespace {

constexpr int kSimilarTop = 442;
constexpr int kSimilarRow = 28;
constexpr int kSimilarCount = 7;

void draw_paragraph(juce::Graphics& g, const juce::String& text, BoxF box) {
  juce::AttributedString words;
  words.append(text, body_font(), kText2);
  words.setWordWrap(juce::AttributedString::byWord);
  words.draw(g, box);
}

}  // namespace

PresetDetails::PresetDetails(Context& context)
    : Panel(context, "Details"),
      star_(context, Icon::kStar, "Favourite"),
      play_(context, Icon::kPlay, "Audition", 14.0f) {
  place(*this, star_, {280, 12, 28, 28});
  place(*this, play_, {24, 88, 28, 28});
  star_.on_click = [this] {
    if (current_ < 0) return;
    model().set_favourite(current_,
                          !model().presets()[static_cast<std::size_t>(current_)].favourite);
  };
  play_.on_click = [this] {
    if (current_ >= 0) model().audition(current_);
  };
  play_.set_icon(Icon::kPlay, kEmber);
}

void PresetDetails::tick() {
  const int now = model().current_preset();
  const bool favourite = now >= 0 && model().presets()[static_cast<std::size_t>(now)].favourite;
  star_.set_icon(favourite ? Icon::kStarFilled : Icon::kStar, favourite ? kEmber : kMute);
  if (now == current_) return;
  current_ = now;
  similar_ = now >= 0 ? model().similar(now, kSimilarCount) : std::vector<std::pair<int, float>>{};
  repaint();
}

void PresetDetails::paint(juce::Graphics& g) {
  Panel::paint(g);
  if (current_ < 0) return;
  const PresetInfo& p = model().presets()[static_cast<std::size_t>(current_)];
  draw_text(g, utf8(p.name), font(Face::kDisplay, 20.0f), kText1, {16, 14, 260, 24});
  const float width =
      draw_text(g, with_capital(utf8(p.category)) + " ", control_font(), kText2, {16, 42, 100, 16});
  const float by = draw_text(g, "by ", control_font(), kText3, {19.0f + width, 42, 40, 16});
  draw_text(g, utf8(p.author), control_font(), kText2, {22.0f + width + by, 42, 100, 16});
  draw_text(g, utf8(p.engines), label_font(), kText3, {164, 42, 140, 16}, Align::kRight);
  g.setColour(kInset);
  g.fillRoundedRectangle(16, 70, 288, 64, kDisplayRadius);
  draw_text(g, "Play the preset's phrase", label_font(), kText3, {64, 70, 232, 64});
  draw_paragraph(g, utf8(p.description), {16, 144, 288, 60});
  float x = 16.0f;
  for (const std::string& tag : p.tags) {
    const juce::String text = with_capital(utf8(tag));
    const float wide = text_width(text, label_font()) + 18.0f;
    if (x + wide > 304.0f) break;
    g.setColour(kRaised);
    g.fillRoundedRectangle(x, 214, wide, 22, 11.0f);
    draw_text(g, text, label_font(), kText2, {x, 214, wide, 22}, Align::kCentre);
    x += wide + 6.0f;
  }
  g.setColour(kLine);
  g.fillRect(16, 246, 288, 1);
  g.fillRect(16, 408, 288, 1);
  const juce::Font heading = font(Face::kSemiBold, 12.0f);
  draw_text(g, "Macros", heading, kText1, {16, 258, 200, 16});
  const KnobMeasures m = knob_measures(KnobSize::kMedium);
  for (int i = 0; i < kMacroCount; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const Point c(12.0f + 74.0f * static_cast<float>(i % 4) + 37.0f,
                  280.0f + 60.0f * static_cast<float>(i / 4) + 24.0f);
    const bool used = n < p.macros.size() && !p.macros[n].empty();
    const float x_now = p.macro_values[n];
    stroke_arc(g, c, m.ring, kTravelFrom, kTravelFrom + kTravel, m.ring_stroke, kTrack);
    if (used && x_now > 0.004f) {
      stroke_arc(g, c, m.ring, kTravelFrom, kTravelFrom + kTravel * x_now, m.ring_stroke,
                 source_colour(static_cast<Source>(static_cast<int>(Source::kMacro1) + i)));
    }
    fill_dot(g, c, m.body, kKnob);
    juce::Path pointer;
    const float angle = kTravelFrom + kTravel * x_now;
    pointer.startNewSubPath(on_circle(c, 0.3f * m.body, angle));
    pointer.lineTo(on_circle(c, m.body - 2.0f, angle));
    stroke(g, pointer, used ? kText1 : kMute, m.pointer);
    draw_text(g, used ? utf8(p.macros[n]) : juce::String(utf8("–")), label_font(),
              used ? kText2 : kText3, {c.x - 37.0f, c.y + 19.0f, 74, 14}, Align::kCentre);
  }
  draw_text(g, "Similar sounds", heading, kText1, {16, 420, 200, 16});
  for (std::size_t i = 0; i < similar_.size(); ++i) {
    const PresetInfo& other = model().presets()[static_cast<std::size_t>(similar_[i].first)];
    const float y = static_cast<float>(kSimilarTop + kSimilarRow * static_cast<int>(i));
    draw_text(g, utf8(other.name), control_font(), kText1, {16, y, 116, kSimilarRow});
    draw_text(g, with_capital(utf8(other.category)), label_font(), kText3,
              {136, y, 56, kSimilarRow});
    g.setColour(kTrack);
    g.fillRoundedRectangle(196, y + 11, 72, 6, 3.0f);
    g.setColour(kEmber7);
    g.fillRoundedRectangle(196, y + 11, 72.0f * similar_[i].second, 6, 3.0f);
    draw_text(g, juce::String(juce::roundToInt(100.0f * similar_[i].second)) + " %", value_font(),
              kText2, {270, y, 34, kSimilarRow}, Align::kRight);
  }
}

void PresetDetails::mouseDown(const juce::MouseEvent& e) {
  const int row = (e.y - kSimilarTop) / kSimilarRow;
  if (e.y < kSimilarTop || row >= static_cast<int>(similar_.size())) return;
  model().load_preset(similar_[static_cast<std::size_t>(row)].first);
}

PresetsPage::PresetsPage(Context& context)
    : Control(context),
      filters_(context, filter_),
      rows_(context, filter_),
      details_(context),
      audition_(context, StateButton::Look::kToggle, "Audition", [this] { return auditions_; }) {
  setTitle("Presets");
  place(*this, filters_, {8, 60 - kHeaderHeight, 216, 656});
  place(*this, rows_, {232, 60 - kHeaderHeight, 712, 656});
  place(*this, details_, {952, 60 - kHeaderHeight, 320, 656});
  addAndMakeVisible(search_);
  search_.setBounds(240, 68 - kHeaderHeight, 216, 28);
  search_.setFont(control_font());
  search_.setTextToShowWhenEmpty("Name, tag or author", kText3);
  search_.setIndents(10, 6);
  search_.setTitle("Search presets");
  search_.onTextChange = [this] {
    filter_.search = search_.getText();
    rows_.filter_changed();
  };
  search_.onReturnKey = [this] { rows_.grabKeyboardFocus(); };
  place(*this, audition_, {908, 68 - kHeaderHeight, 30, 28});
  audition_.on_click = [this] { auditions_ = !auditions_; };
  rows_.auditions = [this] { return auditions_; };
  filters_.on_change = [this] { rows_.filter_changed(); };
}

void PresetsPage::visibilityChanged() {
  if (isShowing()) search_.grabKeyboardFocus();
}

void PresetsPage::tick() {
  Control::tick();
  const juce::String now = juce::String(rows_.shown()) + " of " +
                           juce::String(static_cast<int>(model().presets().size()));
  if (now == counts_) return;
  counts_ = now;
  repaint();
}

void PresetsPage::paintOverChildren(juce::Graphics& g) {
  const float y = 68.0f - kHeaderHeight;
  draw_text(g, counts_, control_font(), kText2, {680, y, 126, 28}, Align::kRight);
  draw_text(g, "Audition", control_font(), kText1, {820, y, 84, 28}, Align::kRight);
}

}  // namespace kiln::gui
