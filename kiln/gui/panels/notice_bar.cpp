// Takes what the model has to tell, one after another.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/notice_bar.h"

#include <algorithm>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/style/icons.h"

namespace kiln::gui {
namespace {

constexpr float kSign = 20.0f;   // the sign at the left
constexpr float kRight = 76.0f;  // "2 more" and the cross
constexpr int kLines = 2;

}  // namespace

NoticeBar::NoticeBar(Context& context) : Control(context) {
  make_focusable();
  setTitle("Notice");
  setMouseCursor(juce::MouseCursor::PointingHandCursor);
  setVisible(false);
}

void NoticeBar::tick() {
  std::vector<std::string> come = model().take_messages();
  // Read after them: they are about nothing later.
  if (const std::uint64_t now = model().loads(); now != model().memory().noticed_loads) {
    model().memory().noticed_loads = now;
    waiting().clear();
  }
  for (std::string& text : come) {
    const bool waits = std::find(waiting().begin(), waiting().end(), text) != waiting().end();
    if (!waits) waiting().insert(waiting().begin(), std::move(text));
  }
  if (shown_ != waiting().size() || words() != announced_) show_first();
}

juce::String NoticeBar::words() const {
  return waiting().empty() ? juce::String() : utf8(waiting().front());
}

void NoticeBar::show_first() {
  shown_ = waiting().size();
  if (const juce::String now = words(); now != announced_) {
    announced_ = now;
    setTooltip(now);
    if (now.isNotEmpty()) {
      juce::AccessibilityHandler::postAnnouncement(
          now, juce::AccessibilityHandler::AnnouncementPriority::medium);
    }
  }
  setVisible(shown_ > 0);
  repaint();
}

void NoticeBar::go_on() {
  if (!waiting().empty()) waiting().erase(waiting().begin());
  show_first();
}

void NoticeBar::paint(juce::Graphics& g) {
  if (waiting().empty()) return;
  const BoxF box = getLocalBounds().toFloat();
  fill_round(g, box, kDisplayRadius, kErrorFill);
  const BoxF inside = box.reduced(12.0f, 4.0f);
  const BoxF sign = inside.withWidth(kSign).withSizeKeepingCentre(kSign, kSign);
  fill_dot(g, sign.getCentre(), 8.0f, kError);
  draw_text(g, "!", font(Face::kSemiBold, 13.0f), kErrorFill, sign, Align::kCentre);
  g.setFont(readable(body_font()));
  g.setColour(kText1);
  g.drawFittedText(words(),
                   inside.withTrimmedLeft(kSign + 8.0f).withTrimmedRight(kRight).toNearestInt(),
                   juce::Justification::centredLeft, kLines, 1.0f);
  BoxF right = inside.withLeft(inside.getRight() - kRight);
  draw_icon(g, Icon::kCross, right.removeFromRight(16.0f), kText1, 12.0f);
  if (waiting().size() > 1) {
    draw_text(g, juce::String(waiting().size() - 1) + " more", label_font(), kText2,
              right.withTrimmedRight(6.0f), Align::kRight);
  }
}

bool NoticeBar::keyPressed(const juce::KeyPress& key) {
  const bool read = key == juce::KeyPress::escapeKey || key == juce::KeyPress::returnKey ||
                    key == juce::KeyPress::spaceKey;
  if (read) go_on();
  return read;
}

std::unique_ptr<juce::AccessibilityHandler> NoticeBar::createAccessibilityHandler() {
  return spoken_handler(
      *this, juce::AccessibilityRole::button, [this] { return words(); }, {},
      juce::AccessibilityActions().addAction(juce::AccessibilityActionType::press,
                                             [this] { go_on(); }));
}

}  // namespace kiln::gui
