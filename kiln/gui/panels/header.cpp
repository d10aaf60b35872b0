// The header's boxes and what they do.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/header.h"

#include <cmath>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"

namespace kiln::gui {
namespace {

constexpr juce::uint32 kReadingTime = 200;  // ms

struct TabBox {
  const char* name;
  Page page;
  int width;
};
constexpr TabBox kTabs[] = {{"Voice", Page::kVoice, 54},
                            {"Effects", Page::kEffects, 62},
                            {"Matrix", Page::kMatrix, 60},
                            {"Play", Page::kPlay, 46},
                            {"Presets", Page::kPresets, 66}};

// The name of a button, and the keys that do the same.
juce::String with_key(const juce::String& name, const juce::String& key) {
#if JUCE_MAC
  return name + " (Cmd+" + key + ")";
#else
  return name + " (Ctrl+" + key + ")";
#endif
}

}  // namespace

PageTab::PageTab(Context& context, const juce::String& name, Page page)
    : Clickable(context, name), name_(name), page_(page) {}

void PageTab::set_chosen(bool chosen) {
  if (chosen == chosen_) return;
  chosen_ = chosen;
  repaint();
}

void PageTab::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  draw_text(g, name_, font(chosen_ ? Face::kSemiBold : Face::kMedium, 13.0f),
            chosen_ || hovered_ ? kText1 : kText2, box, Align::kCentre);
  if (!chosen_) return;
  juce::Path bar;
  bar.addRoundedRectangle(10.0f, 49.0f, box.getWidth() - 20.0f, 3.0f, 2.0f, 2.0f, true, true, false,
                          false);
  g.setColour(kEmber);
  g.fillPath(bar);
}

Header::Header(Context& context)
    : Control(context),
      previous_(context, Icon::kLeft, "Previous preset"),
      next_(context, Icon::kRight, "Next preset"),
      name_(context),
      star_(context, Icon::kStar, "Favourite"),
      save_(context, "Save"),
      undo_(context, Icon::kUndo, "Undo"),
      redo_(context, Icon::kRedo, "Redo"),
      compare_(
          context, "Compare", {"A", "B"}, true,
          [this] { return model().compare_side() == 'A' ? 0 : 1; },
          [this](int) { model().switch_compare(); }),
      quality_(context, "Quality"),
      master_(context),
      menu_(context, Icon::kMenu, "Menu") {
  setTitle("Header");
  setFocusContainerType(FocusContainerType::focusContainer);
  for (const TabBox& tab : kTabs) {
    tabs_.push_back(std::make_unique<PageTab>(context, tab.name, tab.page));
    tabs_.back()->setTooltip(with_key(tab.name, juce::String(tabs_.size())));
    addAndMakeVisible(*tabs_.back());
    tabs_.back()->on_click = [this, page = tab.page] { context_.show_page(page); };
  }
  place_tabs();
  place(*this, previous_, {440, 12, 28, 28});
  place(*this, next_, {468, 12, 28, 28});
  place(*this, name_, {500, 6, 160, 40});
  name_.on_click = [this] { show_presets(); };
  place(*this, star_, {664, 12, 28, 28});
  place(*this, save_, {696, 14, 56, 24});
  place(*this, undo_, {772, 12, 28, 28});
  place(*this, redo_, {804, 12, 28, 28});
  place(*this, compare_, {838, 14, 60, 24});
  place(*this, quality_, {1016, 14, 34, 24});
  place(*this, master_, {1064, 10, 164, 34});
  place(*this, menu_, {1240, 12, 28, 28});
  previous_.setTooltip("Previous preset (Alt+Left)");
  next_.setTooltip("Next preset (Alt+Right)");
  save_.setTooltip(with_key("Save", "S"));
  menu_.setTooltip("Menu\n" + with_key("Panic", "."));
  previous_.on_click = [this] { step_preset(-1); };
  next_.on_click = [this] { step_preset(1); };
  star_.on_click = [this] {
    const int now = model().current_preset();
    if (now < 0) return;
    model().set_favourite(now, !model().presets()[static_cast<std::size_t>(now)].favourite);
  };
  save_.on_click = [this] { save(); };
  tell = [this](const juce::String& text) {
    show_popup(save_, {{.text = text, .enabled = false}});
  };
  undo_.on_click = [this] { model().undo(); };
  redo_.on_click = [this] { model().redo(); };
  compare_.on_menu = [this](int) { show_popup(compare_, compare_items()); };
  quality_.setTooltip("Quality: how many times the host's rate the engine runs at");
  quality_.set_params({context.common(SlotKind::kMaster, 0, "quality")});
  quality_.on_click = [this] {
    const ParamIndex param = context_.common(SlotKind::kMaster, 0, "quality");
    show_popup(quality_, choice_items(context_, param));
  };
  menu_.set_params({context.common(SlotKind::kMaster, 0, "guard")});
  menu_.on_click = [this] { show_popup(menu_, menu_items()); };
}

std::vector<MenuItem> Header::compare_items() {
  return {{.text = model().compare_side() == 'A' ? "Copy A to B" : "Copy B to A",
           .action = [this] { model().copy_to_other_side(); }},
          {.text = "Swap", .action = [this] { model().swap_compare(); }}};
}

// Wider where their words are.
void Header::place_tabs() {
  scale_ = context_.scale;
  const int more = scale_ < 0.99f ? 10 : 0;
  int left = 96;
  for (std::size_t i = 0; i < tabs_.size(); ++i) {
    const int width = kTabs[i].width + more;
    tabs_[i]->setBounds(left, 0, width, kHeaderHeight);
    left += width;
  }
}

void Header::set_page(Page page) {
  for (auto& tab : tabs_) tab->set_chosen(tab->page() == page);
}

std::unique_ptr<juce::AccessibilityHandler> PresetName::createAccessibilityHandler() {
  juce::AccessibilityActions actions;
  actions.addAction(juce::AccessibilityActionType::press, [this] { on_click(); });
  return spoken_handler(
      *this, juce::AccessibilityRole::comboBox,
      [this] { return utf8(context_.patch().meta.name) + (model().dirty() ? ", edited" : ""); }, {},
      std::move(actions));
}

PageTab* Header::tab_at(juce::Point<int> position) {
  for (auto& tab : tabs_) {
    if (tab->getBounds().contains(position)) return tab.get();
  }
  return nullptr;
}

void Header::step_preset(int by) {
  const std::vector<int> order = context_.preset_order();
  const auto now = std::find(order.begin(), order.end(), model().current_preset());
  auto place = static_cast<int>(now - order.begin());
  if (now == order.end()) place = by > 0 ? -1 : 0;
  // Past those that cannot be read.
  const auto count = static_cast<int>(order.size());
  for (int tries = 0; tries < count; ++tries) {
    place = (place + by + count) % count;
    if (model().load_preset(order[static_cast<std::size_t>(place)])) return;
  }
}

bool Header::say(const std::string& wrong) {
  if (!wrong.empty()) tell("Not saved: " + utf8(wrong));
  return wrong.empty();
}

void Header::save() {
  const int now = model().current_preset();
  if (now < 0 || model().presets()[static_cast<std::size_t>(now)].factory) return save_as();
  say(model().save());
}

// Factory sounds and new ones need a name of their own.
void Header::save_as() {
  open_entry(*this, {500, 7, 164, 38}, utf8(context_.patch().meta.name),
             [this](const juce::String& text) {
               const std::string name = text.trim().toStdString();
               return !name.empty() && say(model().save_as(name, context_.patch().meta.category));
             });
}

Header::Shown Header::look() const {
  Shown s;
  const PatchMeta& meta = context_.patch().meta;
  s.name = utf8(meta.name);
  s.line = with_capital(utf8(meta.category));
  if (!meta.tags.empty()) s.line << ", " << tag_word(utf8(meta.tags.front()));
  const Live& live = context_.live();
  const int polyphony =
      juce::roundToInt(model().value(context_.common(SlotKind::kVoice, 0, "polyphony")));
  s.voices = juce::String(live.voices) + " / " + juce::String(polyphony);
  s.cpu = juce::String(juce::roundToInt(100.0f * live.cpu)) + " %";
  s.dirty = model().dirty();
  s.midi = live.midi;
  return s;
}

void Header::tick() {
  Control::tick();
  if (scale_ != context_.scale) place_tabs();
  if (list_ != nullptr) list_->tick();
  undo_.set_enabled(!model().undo_label().empty());
  redo_.set_enabled(!model().redo_label().empty());
  undo_.setTooltip(with_key(("Undo " + utf8(model().undo_label())).trimEnd(), "Z"));
  redo_.setTooltip(with_key(("Redo " + utf8(model().redo_label())).trimEnd(), "Shift+Z"));
  const int now = model().current_preset();
  const bool favourite = now >= 0 && model().presets()[static_cast<std::size_t>(now)].favourite;
  star_.set_icon(favourite ? Icon::kStarFilled : Icon::kStar, favourite ? kEmber : kMute);
  quality_.set_text(choice_text(context_, context_.common(SlotKind::kMaster, 0, "quality")));
  Shown s = look();
  save_.set_quiet(!s.dirty);
  // The load is read slowly enough to be read.
  const juce::uint32 time = juce::Time::getMillisecondCounter();
  if (time - load_time_ < kReadingTime && shown_.cpu.isNotEmpty()) s.cpu = shown_.cpu;
  if (s.cpu != shown_.cpu) load_time_ = time;
  if (s == shown_) return;
  const bool readings = s.name == shown_.name && s.line == shown_.line && s.dirty == shown_.dirty;
  shown_ = std::move(s);
  if (readings) {
    repaint(908, 8, 106, 36);
  } else {
    repaint();
  }
}

void Header::paint(juce::Graphics& g) {
  g.fillAll(kPanel);
  draw_logo(g, {12, 14});
  draw_text(g, "Kiln", font(Face::kDisplay, 19.0f), kText1, {45, 14, 50, 24});
  fill_round(g, {438, 6, 322, 40}, kDisplayRadius, kInset);
  const float apart = is_coarse(g) ? 3.0f : 0.0f;  // lines that need all of the field
  const float top = shown_.line.isEmpty() ? 17.0f : 10.0f - apart;
  const float width =
      draw_text(g, shown_.name, font(Face::kSemiBold, 14.0f), kText1, {504, top, 144, 18});
  if (shown_.dirty) fill_dot(g, {504.0f + width + 10.0f, top + 9.0f}, 3.0f, kCore);
  draw_text(g, shown_.line, label_font(), kText3, {504, 27.0f + 0.5f * apart, 150, 14});
  fill_dot(g, {915, 26}, 3.0f, shown_.midi ? kEmber : kControl);
  const bool small = device_scale(g) < 0.99f;
  draw_text(g, "Voices", label_font(), kText3, {small ? 921.0f : 924.0f, 10, 54, 14});
  draw_text(g, small ? shown_.voices.removeCharacters(" ") : shown_.voices, box_font(), kText1,
            {924, 26, small ? 49.0f : 54.0f, 16});
  draw_text(g, "CPU", label_font(), kText3, {978, 10, 36, 14});
  draw_text(g, shown_.cpu, box_font(), kText1, {978, 26, 36, 16});
}

// The name opens the list; once more, the page.
void Header::show_presets() {
  if (list_ != nullptr) {
    close_list(true);
    context_.show_page(Page::kPresets);
    return;
  }
  juce::Component* const frame = getParentComponent();
  if (frame == nullptr) return;
  list_ = std::make_unique<PresetList>(context_);
  list_->on_close = [this] {
    // It is the list that calls.
    juce::MessageManager::callAsync([safe = juce::Component::SafePointer<Header>(this)] {
      if (safe != nullptr) safe->close_list(true);
    });
  };
  list_->setTopLeftPosition(480, kHeaderHeight - 2);
  frame->addAndMakeVisible(*list_);
  list_->opened();
}

void Header::close_list(bool to_name) {
  if (list_ == nullptr) return;
  list_ = nullptr;
  if (to_name) name_.grabKeyboardFocus();
}

// A press anywhere else closes the list.
void Header::pressed(const juce::Component& where) {
  if (list_ == nullptr || &where == &name_ || &where == list_.get()) return;
  if (!list_->isParentOf(&where)) close_list(false);
}

}  // namespace kiln::gui
