// The page around the table of routes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/matrix_page.h"

namespace kiln::gui {

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
  draw_text(g, name_, label_font(), count_ > 0 ? kText1 : kText3, box.withTrimmedLeft(24.0f));
  draw_text(g, juce::String(count_), value_font(), count_ > 0 ? kText2 : kText3,
            box.withTrimmedRight(8.0f), Align::kRight);
}

MatrixPage::MatrixPage(Context& context)
    : Control(context),
      all_(context, "All sources"),
      rows_(context),
      add_(context, "Add route", true) {
  setTitle("Matrix");
  place(*this, all_, {16, 68 - kHeaderHeight, 184, 28});
  all_.on_click = [this] { choose_source(Source::kNone); };
  int y = 102 - kHeaderHeight;
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
  y += 11;
  for (int i = 0; i < kLfoCount; ++i) add(static_cast<Source>(static_cast<int>(Source::kLfo1) + i));
  y += 11;
  for (const Source s :
       {Source::kVelocity, Source::kWheel, Source::kBend, Source::kNotePressure, Source::kSlide,
        Source::kNote, Source::kReleaseVelocity, Source::kRandom1}) {
    add(s);
  }
  y += 11;
  for (int i = 0; i < kMacroCount; ++i) {
    add(static_cast<Source>(static_cast<int>(Source::kMacro1) + i));
  }
  place(*this, rows_, {216, 60 - kHeaderHeight, 1056, 656});
  addAndMakeVisible(search_);
  search_.setBounds(224, 68 - kHeaderHeight, 248, 28);
  search_.setFont(control_font());
  search_.setTextToShowWhenEmpty("Search source or destination", kText3);
  search_.setIndents(10, 6);
  search_.setTitle("Search routes");
  search_.onTextChange = [this] { rows_.set_search(search_.getText()); };
  place(*this, add_, {1156, 68 - kHeaderHeight, 108, 28});
  add_.set_icon(Icon::kPlus);
  add_.on_click = [this] { add_route(); };
  search_.toFront(false);
}

void MatrixPage::choose_source(Source source) {
  chosen_ = source;
  for (auto& row : sources_) row->set_chosen(row->source() == source);
  rows_.set_filter(source);
}

void MatrixPage::add_route() {
  std::vector<MenuItem> items;
  for (int i = 1; i < kSourceCount; ++i) {
    const auto source = static_cast<Source>(i);
    items.push_back({.text = utf8(context_.source_name(source)), .action = [this, source] {
                       const ParamIndex cutoff = context_.common(SlotKind::kFilter, 0, "cutoff");
                       model().edit("Add route", [&](Patch& patch) {
                         if (patch.routes.size() >= kMaxRoutes) return;
                         Route route;
                         route.source = source;
                         route.target = {.kind = RouteTarget::Kind::kParameter, .param = cutoff};
                         route.depth = model().table()[cutoff].spec.drop_depth;
                         patch.routes.push_back(route);
                       });
                     }});
  }
  show_popup(add_, std::move(items));
}

void MatrixPage::tick() {
  Control::tick();
  const auto count = static_cast<int>(context_.patch().routes.size());
  if (count == count_) return;
  count_ = count;
  repaint();
  rows_.repaint();
}

void MatrixPage::paint(juce::Graphics& g) {
  draw_panel(g, {8.0f, 60.0f - kHeaderHeight, 200.0f, 656.0f});
}

}  // namespace kiln::gui
