// The page around the table of routes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/matrix_page.h"

#include <algorithm>

#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/panels/route_text.h"

namespace kiln::gui {
namespace {

constexpr int kGroupGap = 11;
constexpr Source kPlaySources[] = {Source::kVelocity,        Source::kWheel,  Source::kBend,
                                   Source::kNotePressure,    Source::kSlide,  Source::kNote,
                                   Source::kReleaseVelocity, Source::kRandom1};

}  // namespace

SourceRow::SourceRow(Context& context, Source source) : SourceDrag(context, source) {}

void SourceRow::set_chosen(bool chosen) {
  if (chosen == chosen_) return;
  chosen_ = chosen;
  repaint();
}

void SourceRow::tick() {
  const int count = context_.routes_from(source_);
  const juce::String name = utf8(context_.source_name(source_));
  if (count == count_ && name == name_) return;
  count_ = count;
  name_ = name;
  repaint();
}

void SourceRow::paint(juce::Graphics& g) {
  if (count_ < 0) tick();
  const BoxF box = getLocalBounds().toFloat();
  if (chosen_ || hovered_) {
    g.setColour(chosen_ ? kControl : kRaised);
    g.fillRoundedRectangle(box, kRowRadius);
  }
  draw_grip(g, {8.0f, box.getCentreY() - 6.0f}, source_colour(source_));
  draw_pair(g, {name_, label_font(), count_ > 0 ? kText1 : kText3},
            {juce::String(count_), value_font(), count_ > 0 ? kText2 : kText3},
            box.withTrimmedLeft(24.0f).withTrimmedRight(8.0f));
}

void SourcesHead::set_chosen(bool chosen) {
  if (chosen == chosen_) return;
  chosen_ = chosen;
  repaint();
}

void SourcesHead::tick() {
  const auto count = static_cast<int>(context_.patch().routes.size());
  if (count == count_) return;
  count_ = count;
  repaint();
}

void SourcesHead::paint(juce::Graphics& g) {
  if (count_ < 0) tick();
  const BoxF box = getLocalBounds().toFloat();
  g.setColour(hovered_ ? kHover : chosen_ ? kControl : kPanel);
  g.fillRoundedRectangle(box, kRowRadius);
  draw_pair(g, {"All sources", control_font(), kText1},
            {juce::String(count_), value_font(), kText2}, box.reduced(8.0f, 0.0f));
}

void MoreSources::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  if (hovered_) fill_round(g, box, kRowRadius, kRaised);
  draw_text(g, getTitle(), label_font(), hovered_ ? kText1 : kText2,
            box.withTrimmedLeft(24.0f).withTrimmedRight(24.0f));
  draw_icon(g, Icon::kRight, box.withLeft(box.getRight() - 20.0f), kText2, 12.0f);
}

MatrixPage::MatrixPage(Context& context)
    : Control(context),
      all_(context),
      more_(context),
      rows_(context),
      inspector_(context),
      destinations_(
          context, Menu::Look::kField, "Destinations shown",
          [this] { return destination_.isEmpty() ? juce::String("All") : destination_; },
          [this] { return destination_items(); }),
      states_(
          context, Menu::Look::kField, "Routes shown",
          [this]() -> juce::String {
            return state_ == RouteRows::State::kAll  ? "All"
                   : state_ == RouteRows::State::kOn ? "On"
                                                     : "Off";
          },
          [this] { return state_items(); }),
      add_(context, "Add route", true) {
  setTitle("Matrix");
  place(*this, all_, {16, 68 - kHeaderHeight, 184, 28});
  all_.on_click = [this] { choose_source(Source::kNone); };
  int y = 103 - kHeaderHeight;
  const auto add = [&](Source source) {
    sources_.push_back(std::make_unique<SourceRow>(context, source));
    place(*this, *sources_.back(), {16, y, 184, 21});
    sources_.back()->on_click = [this, source] {
      choose_source(source == chosen_ ? Source::kNone : source);
    };
    y += 21;
  };
  for (int i = 0; i < kEnvelopeCount; ++i) {
    add(static_cast<Source>(static_cast<int>(Source::kEnv1) + i));
  }
  y += kGroupGap;
  for (int i = 0; i < kLfoCount; ++i) add(static_cast<Source>(static_cast<int>(Source::kLfo1) + i));
  y += kGroupGap;
  for (const Source s : kPlaySources) add(s);
  y += kGroupGap;
  for (int i = 0; i < kMacroCount; ++i) {
    add(static_cast<Source>(static_cast<int>(Source::kMacro1) + i));
  }
  place(*this, more_, {16, y + 4, 184, 24});
  more_.on_click = [this] { show_popup(more_, more_items()); };
  layout_.add(*this, rows_, {216, 60, 1056, 656}, 0, 2);
  layout_.add(*this, inspector_, {224, 616, 1040, 92}, 2, 0);
  addAndMakeVisible(search_);
  search_.setBounds(224, 68 - kHeaderHeight, 248, 28);
  search_.setTextToShowWhenEmpty("Search source or destination", kText3);
  search_.setTitle("Search routes");
  search_.onTextChange = [this] { rows_.set_search(search_.getText()); };
  search_.onEscapeKey = [this] {
    search_.clear();
    rows_.grabKeyboardFocus();
  };
  destinations_.set_name_inside("Destination");
  states_.set_name_inside("State");
  place(*this, destinations_, {480, 68 - kHeaderHeight, 176, 28});
  place(*this, states_, {664, 68 - kHeaderHeight, 136, 28});
  place(*this, add_, {1156, 68 - kHeaderHeight, 108, 28});
  add_.set_icon(Icon::kPlus);
  add_.on_click = [this] { show_popup(add_, add_items()); };
  rows_.on_choose = [this] { inspector_.set_route(rows_.chosen()); };
  inspector_.on_copy = [this](int number) {
    context_.refresh();
    rows_.tick();
    rows_.select(number);
  };
  search_.toFront(false);
  rows_.on_choose();
}

bool MatrixPage::search() {
  search_.grabKeyboardFocus();
  return true;
}

void MatrixPage::choose_source(Source source) {
  chosen_ = source;
  for (auto& row : sources_) row->set_chosen(row->source() == source);
  all_.set_chosen(source == Source::kNone);
  rows_.set_filter(source);
}

// Those of the list are at hand; these are rarer.
std::vector<MenuItem> MatrixPage::more_items() {
  std::vector<MenuItem> items;
  for (int i = 1; i < kSourceCount; ++i) {
    const auto source = static_cast<Source>(i);
    const auto listed = [source](const auto& row) { return row->source() == source; };
    if (std::any_of(sources_.begin(), sources_.end(), listed)) continue;
    items.push_back({.text = utf8(context_.source_name(source)),
                     .hint = juce::String(context_.routes_from(source)),
                     .ticked = source == chosen_,
                     .action = [this, source] { choose_source(source); }});
  }
  return items;
}

std::vector<MenuItem> MatrixPage::destination_items() {
  std::vector<MenuItem> items;
  const auto set = [this](const juce::String& group) {
    destination_ = group;
    rows_.set_destination(group);
  };
  items.push_back({.text = "All", .ticked = destination_.isEmpty(), .action = [set] { set({}); }});
  for (const juce::String& group : rows_.destinations()) {
    items.push_back(
        {.text = group, .ticked = group == destination_, .action = [set, group] { set(group); }});
  }
  return items;
}

std::vector<MenuItem> MatrixPage::state_items() {
  std::vector<MenuItem> items;
  for (const auto& [name, state] :
       {std::pair("All", RouteRows::State::kAll), std::pair("On", RouteRows::State::kOn),
        std::pair("Off", RouteRows::State::kOff)}) {
    items.push_back({.text = name, .ticked = state == state_, .action = [this, s = state] {
                       state_ = s;
                       rows_.set_state(s);
                     }});
  }
  return items;
}

// Source first, then destination: the way to a route without dragging.
std::vector<MenuItem> MatrixPage::add_items() {
  if (static_cast<int>(context_.patch().routes.size()) >= kMaxRoutes) {
    return {{.text = "64 routes are in use", .enabled = false}};
  }
  std::vector<MenuItem> items;
  for (int i = 1; i < kSourceCount; ++i) {
    const auto source = static_cast<Source>(i);
    items.push_back(
        {.text = utf8(context_.source_name(source)),
         .sub = target_menu(context_, [this, source](ParamIndex p) { add_route(source, p); })});
  }
  return items;
}

void MatrixPage::add_route(Source source, ParamIndex target) {
  const auto before = context_.patch().routes.size();
  context_.add_route(source, target, model().table()[target].spec.drop_depth);
  context_.refresh();
  rows_.tick();
  const bool added = context_.patch().routes.size() > before;
  if (added) {
    context_.flash_route = static_cast<int>(before);
    context_.flash_began = juce::Time::getMillisecondCounter();
  }
  rows_.select(context_.flash_route);
}

void MatrixPage::tick() {
  fit_field(search_, control_font(), context_.scale, 32);
  Control::tick();
  if (rows_.chosen() >= static_cast<int>(context_.patch().routes.size())) {
    inspector_.set_route(-1);
  }
  const auto count = static_cast<int>(context_.patch().routes.size());
  if (count == count_) return;
  count_ = count;
  rows_.on_choose();
  repaint();
}

void MatrixPage::paint(juce::Graphics& g) {
  constexpr float kTop = 60.0f - kHeaderHeight;
  draw_panel(g, {8.0f, kTop, 200.0f, static_cast<float>(getHeight() - kGutter) - kTop});
  int y = 103 - kHeaderHeight;
  for (const int rows : {kEnvelopeCount, kLfoCount, static_cast<int>(std::size(kPlaySources))}) {
    y += 21 * rows;
    draw_divider(g, 24.0f, static_cast<float>(y + kGroupGap / 2), 168.0f);
    y += kGroupGap;
  }
}

void MatrixPage::paintOverChildren(juce::Graphics& g) {
  draw_icon(g, Icon::kSearch, {231, 68.0f - kHeaderHeight, 20, 28}, kText3, 14.0f);
  const float top = 68.0f - kHeaderHeight;
  const juce::String count(std::max(0, count_));
  const juce::String words = "of 64 routes";
  constexpr float kLeft = 812.0f, kRight = 1140.0f, kGap = 4.0f;
  const float width = text_width(g, words, control_font());
  draw_text(g, words, control_font(), kText2, {kRight - width - 1.0f, top, width + 1.0f, 28},
            Align::kRight);
  draw_text(g, count, box_font(), kText1, {kLeft, top, kRight - width - kGap - kLeft, 28},
            Align::kRight);
}

}  // namespace kiln::gui
