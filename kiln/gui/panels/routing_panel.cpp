// The diagram of the voice's wires, drawn from where the slots really send.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/routing_panel.h"

#include "kiln/gui/controls/spoken.h"

namespace kiln::gui {
namespace {

const KnobStyle kSmallKnob{.size = KnobSize::kSmall};
constexpr std::array<float, 4> kSourceY = {12.0f, 28.0f, 44.0f, 60.0f};
constexpr float kEndX = 208.0f;
constexpr float kEndY = 36.0f;

enum SendTo { kF1, kF2, kBoth, kFx, kOut };

void wire(juce::Graphics& g, Point from, Point to, juce::Colour colour, float width) {
  juce::Path path;
  path.startNewSubPath(from);
  const float middle = 0.5f * (from.x + to.x);
  path.cubicTo({middle, from.y}, {middle, to.y}, to);
  stroke(g, path, colour, width);
}

}  // namespace

RoutingPanel::RoutingPanel(Context& context)
    : Panel(context, "Routing"),
      mode_(context, Menu::Look::kField, "Filter routing",
            [&context] { return context.common(SlotKind::kRouting, 0, "mode"); }),
      noise_(context, context.common(SlotKind::kNoise, 0, "level"), "Noise", kSmallKnob),
      colour_(context, context.common(SlotKind::kNoise, 0, "colour"), "Colour", kSmallKnob),
      feedback_(context, context.common(SlotKind::kRouting, 0, "feedback"), "Feedback",
                kSmallKnob) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const bool noise = i == 3;
    const auto number = static_cast<int>(i);
    nodes_[i] = std::make_unique<Node>(
        context, noise ? juce::String("Noise to") : "Osc " + juce::String(number + 1) + " to",
        noise ? context.common(SlotKind::kNoise, 0, "send")
              : context.common(SlotKind::kOscillator, number, "send"));
    place(*this, *nodes_[i], {10, static_cast<int>(kSourceY[i]) - 8, 20, 16});
  }
  place(*this, mode_, {224, 40, 78, 24});
  place(*this, noise_, {306, 13, 40, 45});
  place(*this, colour_, {346, 13, 46, 45});
  place(*this, feedback_, {391, 13, 54, 45});
}

RoutingPanel::Shown RoutingPanel::look() const {
  Shown s;
  for (int i = 0; i < 3; ++i) {
    const auto n = static_cast<std::size_t>(i);
    s.send[n] = static_cast<int>(model().value(context_.common(SlotKind::kOscillator, i, "send")));
    s.on[n] = context_.type_of(context_.slot(SlotKind::kOscillator, i)) > 0;
  }
  s.send[3] = static_cast<int>(model().value(context_.common(SlotKind::kNoise, 0, "send")));
  s.on[3] = real_to_x(model().table()[noise_.param()].spec, model().value(noise_.param())) > 0.005f;
  for (int i = 0; i < 2; ++i) {
    s.filter[static_cast<std::size_t>(i)] =
        context_.type_of(context_.slot(SlotKind::kFilter, i)) > 0;
  }
  s.mode = static_cast<int>(model().value(context_.common(SlotKind::kRouting, 0, "mode")));
  return s;
}

void RoutingPanel::tick() {
  Panel::tick();
  const Shown now = look();
  if (now == shown_) return;
  shown_ = now;
  repaint();
}

void RoutingPanel::paint_wires(juce::Graphics& g) const {
  const bool serial = shown_.mode == 0;
  const BoxF first = serial ? BoxF(64, 11, 52, 24) : BoxF(98, 8, 52, 24);
  const BoxF second = serial ? BoxF(132, 11, 52, 24) : BoxF(98, 40, 52, 24);
  const auto wire_of = [&](std::size_t i) {
    return shown_.on[i] ? (i == 3 ? kEmber8 : kEmber) : kTrack;
  };
  // What is off first, so that what sounds lies above.
  for (const bool on : {false, true}) {
    for (std::size_t i = 0; i < 4; ++i) {
      if (shown_.on[i] != on) continue;
      const Point from(26.0f, kSourceY[i]);
      const float width = i == 3 ? 1.5f : 1.75f;
      const auto to = [&](BoxF box) {
        wire(g, from, {box.getX(), box.getCentreY()}, wire_of(i), width);
      };
      switch (shown_.send[i]) {
        case kF1:
          to(first);
          break;
        case kF2:
          to(second);
          break;
        case kBoth:
          to(first);
          to(second);
          break;
        default: {
          const float level = shown_.send[i] == kFx ? 44.0f : 52.0f;
          juce::Path path;
          path.startNewSubPath(from);
          path.cubicTo({38.0f, from.y}, {38.0f, level}, {50.0f, level});
          path.lineTo(184.0f, level);
          path.cubicTo({196.0f, level}, {194.0f, kEndY}, {kEndX - 2.0f, kEndY});
          stroke(g, path, wire_of(i), width);
        }
      }
    }
  }
  if (serial) {
    wire(g, {first.getRight(), first.getCentreY()}, {second.getX(), second.getCentreY()}, kEmber,
         1.75f);
    wire(g, {second.getRight(), second.getCentreY()}, {kEndX - 2.0f, kEndY}, kEmber, 1.75f);
  } else {
    for (const BoxF& box : {first, second}) {
      wire(g, {box.getRight(), box.getCentreY()}, {kEndX - 2.0f, kEndY}, kEmber, 1.75f);
    }
  }
  for (int i = 0; i < 2; ++i) {
    const BoxF box = i == 0 ? first : second;
    g.setColour(kControl);
    g.fillRoundedRectangle(box, 5.0f);
    draw_text(g, "Filter " + juce::String(i + 1), label_font(),
              shown_.filter[static_cast<std::size_t>(i)] ? kText1 : kText3, box, Align::kCentre);
  }
}

void RoutingPanel::paint(juce::Graphics& g) {
  Panel::paint(g);
  paint_wires(g);
  for (std::size_t i = 0; i < 4; ++i) {
    const Point at(19.0f, kSourceY[i]);
    const bool noise = i == 3;
    fill_dot(g, at, 7.5f, noise || !shown_.on[i] ? kControl : kEmber9);
    draw_text_at(g, noise ? juce::String("N") : juce::String(static_cast<int>(i) + 1),
                 font(Face::kSemiBold, 11.0f),
                 noise          ? kText2
                 : shown_.on[i] ? kEmber
                                : kText3,
                 at + Point(0.0f, 4.0f), Align::kCentre);
  }
  juce::Path arrow;
  arrow.addTriangle(kEndX - 3.0f, kEndY - 6.0f, kEndX + 6.0f, kEndY, kEndX - 3.0f, kEndY + 6.0f);
  g.setColour(kEmber);
  g.fillPath(arrow);
  draw_title(g, "Routing", {224, 6, 70, 20});
}

RoutingPanel::Node::Node(Context& context, const juce::String& title, ParamIndex send)
    : Clickable(context, title), send_(send) {
  on_click = [this] { show_popup(*this, choice_items(context_, send_)); };
}

// The panel paints it together with its wire.
void RoutingPanel::Node::paint(juce::Graphics& g) {
  if (!hovered_) return;
  const Point at = getLocalBounds().toFloat().getCentre();
  g.setColour(kText2);
  g.drawEllipse(at.x - 7.5f, at.y - 7.5f, 15.0f, 15.0f, 1.0f);
}

std::unique_ptr<juce::AccessibilityHandler> RoutingPanel::Node::createAccessibilityHandler() {
  juce::AccessibilityActions actions;
  actions.addAction(juce::AccessibilityActionType::press, [this] { on_click(); });
  return spoken_handler(
      *this, juce::AccessibilityRole::comboBox, [this] { return choice_text(context_, send_); }, {},
      std::move(actions));
}

}  // namespace kiln::gui
