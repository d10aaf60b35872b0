// The chosen preset in detail: its phrase, macros, words, and sounds like it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/controls/list_keys.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {
namespace {

constexpr int kSimilarTop = 442;
constexpr int kSimilarRow = 28;
constexpr int kSimilarCount = 8;  // as many as ever have room
constexpr float kPhraseLeft = 65.0f;
constexpr float kPhraseWidth = 230.0f;
constexpr juce::uint32 kAskAgain = 250;  // ms

void draw_paragraph(juce::Graphics& g, const juce::String& text, BoxF box) {
  const juce::Font face = readable(body_font(), device_scale(g));
  juce::AttributedString words;
  words.append(text, body_font(), kText2);
  words.setWordWrap(juce::AttributedString::byWord);
  juce::TextLayout layout;
  layout.createLayout(words, box.getWidth());
  if (face.getHeight() > body_font().getHeight() || layout.getHeight() > box.getHeight()) {
    const int lines = std::max(1, static_cast<int>(box.getHeight() / face.getHeight()));
    g.setColour(kText2);
    g.setFont(face);
    g.drawFittedText(text, box.toNearestInt(), juce::Justification::topLeft, lines, 0.8f);
    return;
  }
  layout.draw(g, box);
}

}  // namespace

PresetDetails::PresetDetails(Context& context, PresetBrowser& browser)
    : Panel(context, "Details"),
      browser_(browser),
      star_(context, Icon::kStar, "Favourite"),
      play_(context, Icon::kPlay, "Audition", 14.0f) {
  set_growing(656, {});
  make_focusable();
  star_.setTitle("Favourite, in detail");
  play_.setTitle("Audition, in detail");
  place(*this, star_, {280, 12, 28, 28});
  place(*this, play_, {24, 88, 28, 28});
  play_.set_round();
  star_.on_click = [this] {
    if (shown_ < 0) return;
    if (shown_ < 0 || shown_ >= static_cast<int>(model().presets().size())) return;
    model().set_favourite(shown_, !model().presets()[static_cast<std::size_t>(shown_)].favourite);
  };
  play_.on_click = [this] {
    if (shown_ < 0) return;
    if (model().current_preset() != shown_) model().load_preset(shown_);
    model().audition(Model::Audition::kAsked);
  };
}

// A higher panel has one more sound at the end; the rest is the phrase's.
int PresetDetails::phrase_more() const { return std::max(0, more() - kSimilarRow); }
Box PresetDetails::phrase_box() const { return {16, 70, 288, 64 + phrase_more()}; }
int PresetDetails::similar_top() const { return kSimilarTop + phrase_more(); }
int PresetDetails::similar_rows() const {
  return std::min(static_cast<int>(similar_.size()), (getHeight() - similar_top()) / kSimilarRow);
}

void PresetDetails::resized() { play_.setTopLeftPosition(24, phrase_box().getCentreY() - 14); }

void PresetDetails::tick() {
  const int now =
      browser_.chosen < static_cast<int>(model().presets().size()) ? browser_.chosen : -1;
  const bool another = now != shown_ || seen_ != model().presets_version();
  if (another) {
    shown_ = now;
    seen_ = model().presets_version();
    outline_.clear();
    measured_ = -1;
    marked_ = 0;
    asked_ = 0;
    if (now < 0) similar_.clear();
    repaint();
  }
  star_.setVisible(shown_ >= 0);
  play_.setVisible(shown_ >= 0);
  if (shown_ < 0) return;
  const bool favourite = model().presets()[static_cast<std::size_t>(shown_)].favourite;
  star_.set_icon(favourite ? Icon::kStarFilled : Icon::kStar, favourite ? kEmber : kMute);
  const float place = model().current_preset() == shown_ ? model().audition_place() : -1.0f;
  play_.set_icon(place >= 0.0f ? Icon::kStop : Icon::kPlay, kOnEmber);
  const int bar = place < 0.0f ? -1 : static_cast<int>(place * kPhraseWidth);
  if (bar != place_) {
    place_ = bar;
    repaint(phrase_box());
  }
  // The phrase's picture and the likes of a sound are made aside.
  const juce::uint32 time = juce::Time::getMillisecondCounter();
  if (time - asked_ < kAskAgain) return;
  asked_ = time;
  if (outline_.empty()) {
    outline_ = model().phrase_outline(shown_);
    if (!outline_.empty()) repaint(phrase_box());
  }
  if (const int measured = model().measured_sounds(); measured != measured_) {
    measured_ = measured;
    similar_ = model().similar(shown_, kSimilarCount);
    repaint(getLocalBounds().withTop(similar_top() - 30));
  }
}

void PresetDetails::paint_phrase(juce::Graphics& g) {
  const BoxF box = phrase_box().toFloat();
  fill_round(g, box, kDisplayRadius, kInset);
  const auto count = static_cast<float>(outline_.size());
  for (std::size_t i = 0; i < outline_.size(); ++i) {
    const float x = kPhraseWidth * static_cast<float>(i) / count;
    const float height =
        std::max(2.0f, (box.getHeight() - 12.0f) * static_cast<float>(outline_[i]) / 255.0f);
    g.setColour(x < static_cast<float>(place_) ? kEmber : place_ < 0 ? kEmber7 : kControl);
    g.fillRoundedRectangle(kPhraseLeft + x, box.getCentreY() - 0.5f * height, 2.0f, height, 1.0f);
  }
  if (place_ >= 0) {
    vertical_line(g, kPhraseLeft + static_cast<float>(place_), box.getY() + 4.0f,
                  box.getBottom() - 4.0f, kText1);
  }
}

void PresetDetails::paint_macros(juce::Graphics& g, const PresetInfo& p) {
  const KnobMeasures m = knob_measures(KnobSize::kMedium);
  const float top = 280.0f + static_cast<float>(phrase_more());
  for (int i = 0; i < kMacroCount; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const Point c(12.0f + 74.0f * static_cast<float>(i % 4) + 37.0f,
                  top + 60.0f * static_cast<float>(i / 4) + 24.0f);
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
}

void PresetDetails::paint(juce::Graphics& g) {
  Panel::paint(g);
  if (shown_ < 0 || shown_ >= static_cast<int>(model().presets().size())) {
    draw_text(g, "No preset is chosen", control_font(), kText3, {16, 14, 288, 24});
    return;
  }
  const PresetInfo& p = model().presets()[static_cast<std::size_t>(shown_)];
  draw_text(g, utf8(p.name), font(Face::kDisplay, 20.0f), kText1, {16, 14, 260, 24});
  juce::String kind = with_capital(utf8(p.category));
  if (!p.tags.empty()) kind << ", " << tag_word(utf8(p.tags.front()));
  constexpr float kSpace = 3.0f;
  float at = 16.0f;
  at += draw_text(g, kind, control_font(), kText2, {at, 42, 110, 16}) + kSpace;
  at += draw_text(g, "by", control_font(), kText3, {at, 42, 40, 16}) + kSpace;
  at += draw_text(g, utf8(p.author), control_font(), kText1, {at, 42, 80, 16}) + 8.0f;
  draw_text(g, utf8(p.engines), label_font(), kText3, {at, 42, 304.0f - at, 16}, Align::kRight);
  paint_phrase(g);
  const auto more = static_cast<float>(phrase_more());
  draw_paragraph(g, utf8(p.description), {16, 144 + more, 288, 60});
  float x = 16.0f;
  for (const std::string& tag : p.tags) {
    const juce::String text = with_capital(tag_word(utf8(tag)));
    const float wide = text_width(g, text, label_font()) + 18.0f;
    if (x + wide > 304.0f) break;
    g.setColour(kRaised);
    g.fillRoundedRectangle(x, 214 + more, wide, 22, 11.0f);
    draw_text(g, text, label_font(), kText2, {x, 214 + more, wide, 22}, Align::kCentre);
    x += wide + 6.0f;
  }
  draw_divider(g, 16.0f, 246.0f + more, 288.0f);
  draw_divider(g, 16.0f, 408.0f + more, 288.0f);
  const juce::Font heading = font(Face::kSemiBold, 12.0f);
  draw_text(g, "Macros", heading, kText1, {16, 258 + more, 200, 16});
  paint_macros(g, p);
  draw_text(g, "Similar sounds", heading, kText1, {16, 420 + more, 200, 16});
  if (similar_.empty()) {
    draw_text(g, "Being measured", label_font(), kText3,
              {16.0f, static_cast<float>(similar_top()), 288.0f, kSimilarRow});
  }
  for (int i = 0; i < similar_rows(); ++i) {
    const auto& [number, likeness] = similar_[static_cast<std::size_t>(i)];
    if (number >= static_cast<int>(model().presets().size())) break;
    const PresetInfo& other = model().presets()[static_cast<std::size_t>(number)];
    const auto y = static_cast<float>(similar_top() + kSimilarRow * i);
    draw_text(g, utf8(other.name), control_font(), kText1, {16, y, 116, kSimilarRow});
    draw_text(g, with_capital(utf8(other.category)), label_font(), kText3,
              {136, y, 56, kSimilarRow});
    g.setColour(kTrack);
    g.fillRoundedRectangle(196, y + 11, 72, 6, 3.0f);
    g.setColour(kEmber7);
    g.fillRoundedRectangle(196, y + 11, 72.0f * likeness, 6, 3.0f);
    draw_text(g, juce::String(juce::roundToInt(100.0f * likeness)) + " %", value_font(), kText2,
              {270, y, 34, kSimilarRow}, Align::kRight);
  }
}

void PresetDetails::mouseDown(const juce::MouseEvent& e) {
  const int row = (e.y - similar_top()) / kSimilarRow;
  if (e.y < similar_top() || row >= similar_rows()) return;
  choose(similar_[static_cast<std::size_t>(row)].first);
}

bool PresetDetails::keyPressed(const juce::KeyPress& key) {
  const int count = similar_rows();
  marked_ = std::clamp(marked_, 0, std::max(0, count - 1));
  if (const int to = moved_by(key, marked_, count); to >= 0) {
    marked_ = to;
  } else if (count > 0 && (key == juce::KeyPress::spaceKey || key == juce::KeyPress::returnKey)) {
    choose(similar_[static_cast<std::size_t>(marked_)].first);
  } else {
    return false;
  }
  say_changed(*this);
  repaint();
  return true;
}

BoxF PresetDetails::focus_box() const {
  if (marked_ >= similar_rows()) return getLocalBounds().toFloat();
  return Box(12, similar_top() + kSimilarRow * marked_, 296, kSimilarRow).toFloat();
}

juce::String PresetDetails::words() const {
  const std::vector<PresetInfo>& presets = model().presets();
  if (shown_ < 0 || shown_ >= static_cast<int>(presets.size())) return "No preset";
  const juce::String name = utf8(presets[static_cast<std::size_t>(shown_)].name);
  if (marked_ >= similar_rows()) return name + ", similar sounds are being measured";
  const auto& [number, likeness] = similar_[static_cast<std::size_t>(marked_)];
  if (number >= static_cast<int>(presets.size())) return name;
  const PresetInfo& other = presets[static_cast<std::size_t>(number)];
  return name + ", similar: " + utf8(other.name) + ", " + with_capital(utf8(other.category)) +
         ", " + juce::String(juce::roundToInt(100.0f * likeness)) + " %";
}

std::unique_ptr<juce::AccessibilityHandler> PresetDetails::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::list, [this] { return words(); });
}

}  // namespace kiln::gui
