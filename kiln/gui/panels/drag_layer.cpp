// Follows the pointer over all pages while a source is dragged.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/drag_layer.h"

#include <algorithm>

#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr float kPixelsOfDepth = 200.0f;  // for the full depth

}  // namespace

DragLayer::DragLayer(Context& context, juce::Component& pages) : Control(context), pages_(pages) {
  setInterceptsMouseClicks(false, false);
  setAccessible(false);
  context.drag_moved = [this](Source source, juce::Point<int> screen) { move(source, screen); };
  context.drag_ended = [this](bool drop) { end(drop); };
}

DropTarget* DragLayer::target_at(juce::Point<int> local) const {
  juce::Component* component = pages_.getComponentAt(local);
  for (; component != nullptr && component != &pages_;
       component = component->getParentComponent()) {
    if (auto* const target = dynamic_cast<DropTarget*>(component)) return target;
  }
  return nullptr;
}

// Once for each page that the drag visits.
void DragLayer::find_targets() {
  const int page = model().memory().page;
  if (page == targets_page_) return;
  targets_page_ = page;
  targets_.clear();
  std::vector<juce::Component*> open = {&pages_};
  while (!open.empty()) {
    juce::Component* const component = open.back();
    open.pop_back();
    if (!component->isVisible()) continue;
    const auto* const target = dynamic_cast<DropTarget*>(component);
    if (target != nullptr && target->drop_param() != kNoParam) {
      targets_.push_back(getLocalArea(component, component->getLocalBounds()));
    }
    for (juce::Component* const child : component->getChildren()) open.push_back(child);
  }
}

void DragLayer::move(Source source, juce::Point<int> screen) {
  source_ = source;
  at_ = getLocalPoint(nullptr, screen);
  // With Shift the target is held, and up and down set the depth.
  const bool shift = juce::ModifierKeys::currentModifiers.isShiftDown();
  if (shift && param_ != kNoParam) {
    if (!shifted_) shift_y_ = at_.y;
    shifted_ = true;
    const float from = model().table()[param_].spec.drop_depth;
    depth_ = std::clamp(from + static_cast<float>(shift_y_ - at_.y) / kPixelsOfDepth, -1.0f, 1.0f);
    context_.dragged_depth = depth_;
    if (over_ != nullptr) over_->repaint();
    repaint();
    return;
  }
  shifted_ = false;
  context_.dragged_depth.reset();
  find_targets();
  DropTarget* const target = target_at(pages_.getLocalPoint(nullptr, screen));
  auto* const component = dynamic_cast<juce::Component*>(target);
  const ParamIndex param = target != nullptr ? target->drop_param() : kNoParam;
  if (component != over_.getComponent()) {
    if (auto* const before = dynamic_cast<DropTarget*>(over_.getComponent())) {
      before->set_drop_over(false);
    }
    if (param != kNoParam) target->set_drop_over(true);
    over_ = component;
  }
  param_ = param;
  if (param != kNoParam) depth_ = model().table()[param].spec.drop_depth;
  hover_tab(at_);
  repaint();
}

void DragLayer::end(bool drop) {
  if (auto* const before = dynamic_cast<DropTarget*>(over_.getComponent())) {
    before->set_drop_over(false);
  }
  const Source source = std::exchange(source_, Source::kNone);
  context_.dragged = Source::kNone;
  context_.dragged_depth.reset();
  over_ = nullptr;
  if (drop && param_ != kNoParam && source != Source::kNone) {
    context_.add_route(source, param_, depth_);
  }
  shifted_ = false;
  targets_.clear();
  targets_page_ = -1;
  param_ = kNoParam;
  hover_tab({-1, -1});
  repaint();
}

void DragLayer::paint(juce::Graphics& g) {
  if (source_ == Source::kNone) return;
  const bool full = static_cast<int>(context_.patch().routes.size()) >= kMaxRoutes;
  {
    const juce::Graphics::ScopedSaveState saved(g);
    for (const Box& target : targets_) {
      if (!full) g.excludeClipRegion(target);
    }
    g.setColour(kBackground.withAlpha(0.4f));
    g.fillRect(getLocalBounds().withTrimmedTop(kHeaderHeight));
  }
  const juce::String name = utf8(context_.source_name(source_));
  juce::String to, depth;
  if (full) {
    to = "64 routes are in use";
  } else if (param_ != kNoParam) {
    const Route route{.source = source_,
                      .target = {.kind = RouteTarget::Kind::kParameter, .param = param_}};
    to = utf8(context_.param_name(param_));
    depth = utf8(context_.depth_words(route, depth_));
  }
  const float name_width = text_width(g, name, label_font());
  const float to_width = to.isEmpty() ? 0.0f : text_width(g, to, label_font()) + 14.0f;
  const float depth_width = depth.isEmpty() ? 0.0f : text_width(g, depth, value_font()) + 8.0f;
  BoxF box(static_cast<float>(at_.x) + 12.0f, static_cast<float>(at_.y) + 12.0f,
           34.0f + name_width + to_width + depth_width, 34.0f);
  box = box.constrainedWithin(getLocalBounds().toFloat());
  juce::DropShadow(kShadow.withAlpha(0.6f), 24, {0, 8}).drawForRectangle(g, box.toNearestInt());
  g.setColour(kRaised);
  g.fillRoundedRectangle(box, kDisplayRadius);
  draw_grip(g, {box.getX() + 10.0f, box.getCentreY() - 6.0f}, source_colour(source_));
  BoxF words = box.withTrimmedLeft(26.0f);
  draw_text(g, name, label_font(), kText1, words);
  words = words.withTrimmedLeft(name_width + 12.0f);
  draw_text(g, to, label_font(), full ? kError : kText2, words);
  draw_text(g, depth, value_font(), source_colour(source_), box.withTrimmedRight(10.0f),
            Align::kRight);
}

}  // namespace kiln::gui
