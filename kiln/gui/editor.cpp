// The frame around the pages, its keys and its menu.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/editor.h"

#include "kiln/gui/controls/focus_order.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/panels/chance.h"
#include "kiln/gui/panels/effects_page.h"
#include "kiln/gui/panels/matrix_page.h"
#include "kiln/gui/panels/play_page.h"
#include "kiln/gui/panels/presets_page.h"
#include "kiln/gui/panels/voice_page.h"

namespace kiln::gui {
namespace {

constexpr int kFramesPerSecond = 60;
constexpr int kSettlingFrames = 12;
constexpr int kLooksPerSecond = 2;           // while nothing moves
constexpr int kCalmFrames = 4;               // of which one is shown with reduced motion
constexpr juce::uint32 kTooltipDelay = 500;  // ms
constexpr int kMostRested = 100;             // pixels of height; what is higher has parts
constexpr juce::uint32 kPageDelay = 500;     // ms that a drag rests on a tab
const Box kNoticeBox{350, -52, 580, 44};     // from the lower edge of the page
constexpr int kScales[] = {50, 75, 100, 125, 150, 175, 200};

}  // namespace

Frame::Frame(Context& context)
    : Control(context), header_(context), bar_(context), notice_(context), drag_(context, *this) {
  setTitle("Kiln");
  setWantsKeyboardFocus(true);
  setFocusContainerType(FocusContainerType::keyboardFocusContainer);
  setSize(kWidth, kHeight);
  place(*this, header_, {0, 0, kWidth, kHeaderHeight});
  addAndMakeVisible(pages_);
  pages_.setInterceptsMouseClicks(false, true);
  addAndMakeVisible(bar_);
  addChildComponent(notice_);
  fold_keys(model().preferences().keys_folded);
  bar_.on_fold = [this](bool folded) {
    fold_keys(folded);
    Preferences changed = model().preferences();
    changed.keys_folded = folded;
    changed.keys_by_hand = true;
    model().set_preferences(changed);
  };
  place(*this, drag_, getLocalBounds());
  context.show_page = [this](Page page) { show(page); };
  header_.menu_items = [this] { return menu_items(); };
  drag_.hover_tab = [this](juce::Point<int> at) { hover_tab(at); };
  show(static_cast<Page>(juce::jlimit(0, kPages - 1, model().memory().page)));
  if (!model().preferences().hinted) show_hints();
}

Control& Frame::page_of(Page page) {
  std::unique_ptr<Control>& made = made_[static_cast<std::size_t>(page)];
  if (made == nullptr) {
    switch (page) {
      case Page::kEffects:
        made = std::make_unique<EffectsPage>(context_);
        break;
      case Page::kMatrix:
        made = std::make_unique<MatrixPage>(context_);
        break;
      case Page::kPlay:
        made = std::make_unique<PlayPage>(context_);
        break;
      case Page::kPresets:
        made = std::make_unique<PresetsPage>(context_);
        break;
      default:
        made = std::make_unique<VoicePage>(context_);
        break;
    }
    pages_.addChildComponent(*made);
    made->setBounds(pages_.getLocalBounds());
  }
  return *made;
}

void Frame::show(Page page) {
  page_ = page;
  model().memory().page = static_cast<int>(page);
  if (hasKeyboardFocus(true)) grabKeyboardFocus();  // else a neighbour gets it
  Control& shown = page_of(page);
  for (const auto& made : made_) {
    if (made != nullptr) made->setVisible(made.get() == &shown);
  }
  header_.set_page(page);
}

void Frame::fold_keys(bool folded) {
  const int top = folded ? kFoldedTop : kKeyboardTop;
  bar_.set_folded(folded);
  bar_.setBounds(0, top, kWidth, kHeight - top);
  pages_.setBounds(0, kHeaderHeight, kWidth, top - kHeaderHeight);
  notice_.setBounds(kNoticeBox.translated(0, top));
  for (const auto& made : made_) {
    if (made != nullptr) made->setBounds(pages_.getLocalBounds());
  }
}

void Frame::hover_tab(juce::Point<int> at) {
  PageTab* const tab = header_.tab_at(at);
  if (tab != waiting_) {
    waiting_ = tab;
    waiting_since_ = juce::Time::getMillisecondCounter();
  }
}

void Frame::tick() {
  if (waiting_ != nullptr && context_.dragged != Source::kNone &&
      juce::Time::getMillisecondCounter() - waiting_since_ > kPageDelay) {
    show(waiting_->page());
    waiting_ = nullptr;
  }
  header_.tick();
  bar_.tick();
  page_of(page_).tick();
  notice_.tick();
}

void Frame::tick_fast() {
  bar_.tick_fast();
  page_of(page_).tick_fast();
}

void Frame::mouseDown(const juce::MouseEvent&) { grabKeyboardFocus(); }

bool Frame::keyPressed(const juce::KeyPress& key) {
  const auto command = juce::ModifierKeys::commandModifier;
  const auto both = command | juce::ModifierKeys::shiftModifier;
  if (key == juce::KeyPress('z', command, 0)) return model().undo();
  if (key == juce::KeyPress('z', both, 0) || key == juce::KeyPress('y', command, 0)) {
    return model().redo();
  }
  if (key == juce::KeyPress('f', command, 0)) {
    if (page_ == Page::kMatrix) return static_cast<MatrixPage&>(page_of(page_)).search();
    show(Page::kPresets);
    return static_cast<PresetsPage&>(page_of(page_)).find();
  }
  if (key == juce::KeyPress('s', command, 0)) {
    header_.save();
    return true;
  }
  if (key == juce::KeyPress('s', both, 0)) {
    header_.save_as();
    return true;
  }
  if (key == juce::KeyPress('.', command, 0)) {
    panic();
    return true;
  }
  for (const int step : {-1, 1}) {
    const int code = step < 0 ? juce::KeyPress::leftKey : juce::KeyPress::rightKey;
    if (key == juce::KeyPress(code, juce::ModifierKeys::altModifier, 0)) {
      header_.step_preset(step);
      return true;
    }
  }
  if (key == juce::KeyPress::escapeKey && context_.dragged != Source::kNone) {
    context_.drag_ended(false);
    return true;
  }
  if (key == juce::KeyPress::escapeKey && model().learning() != kNoParam) {
    model().learn(model().learning());  // once more: no longer
    return true;
  }
  for (int i = 0; i < kPages; ++i) {
    if (key == juce::KeyPress('1' + i, command, 0)) {
      show(static_cast<Page>(i));
      return true;
    }
  }
  return false;
}

MenuItem Frame::preference(const char* text, bool Preferences::*which) {
  return {.text = text, .ticked = model().preferences().*which, .action = [this, which] {
            Preferences changed = model().preferences();
            changed.*which = !(changed.*which);
            model().set_preferences(changed);
          }};
}

void Frame::show_hints() {
  hints_ = std::make_unique<Hints>(context_);
  addAndMakeVisible(*hints_);
  hints_->setBounds(getLocalBounds());
  hints_->on_close = [this] {
    Preferences changed = model().preferences();
    changed.hinted = true;
    model().set_preferences(changed);
    hints_ = nullptr;
  };
}

std::vector<MenuItem> Frame::menu_items() {
  MenuItem size{.text = "Size"};
  for (const int percent : kScales) {
    size.sub.push_back({.text = juce::String(percent) + " %",
                        .ticked = get_scale() == percent,
                        .enabled = percent <= get_most_scale(),
                        .action = [this, percent] { set_scale(percent); }});
  }
  const ParamIndex guard = context_.common(SlotKind::kMaster, 0, "guard");
  return {
      {.text = "New",
       .action =
           [this] {
             const auto& presets = model().presets();
             for (std::size_t i = 0; i < presets.size(); ++i) {
               if (presets[i].name == "start" || presets[i].name == "Start") {
                 model().load_preset(static_cast<int>(i));
                 break;  // the factory's; one of the player's own comes later
               }
             }
           }},
      {.text = utf8("Save as…"), .hint = "Shift+Ctrl+S", .action = [this] { header_.save_as(); }},
      {.separator = true},
      whole_chance_item(context_),
      std::move(size),
      preference("Reduced motion", &Preferences::reduced_motion),
      preference("Always show values", &Preferences::always_values),
      {.text = "Show the main gestures", .action = [this] { show_hints(); }},
      {.text = "Output guard", .sub = choice_items(context_, guard)},
      {.separator = true},
      {.text = "Panic", .hint = "Ctrl+.", .action = [this] { panic(); }}};
}

void Frame::panic() {
  bar_.keys().release_all();
  model().panic();
}

std::unique_ptr<juce::ComponentTraverser> Frame::createKeyboardFocusTraverser() {
  return std::make_unique<FocusOrder>();
}

Editor::Editor(Model& model) : context_(model), frame_(context_) {
  setComponentID("editor");
  setTitle("Kiln");
  setLookAndFeel(&look_);
  setOpaque(true);
  addAndMakeVisible(frame_);
  frame_.get_scale = [this] {
    return juce::roundToInt(100.0f * static_cast<float>(getWidth()) / kWidth);
  };
  frame_.get_most_scale = [this] { return most_scale(); };
  frame_.set_scale = [this](int percent) {
    set_scale_percent(percent);
    scale_chosen(percent);
  };
  setSize(kWidth, kHeight);
  look_.line_colour = [this](const juce::String& line) {
    for (int i = 1; i < kSourceCount; ++i) {
      const auto source = static_cast<Source>(i);
      if (line.startsWith(utf8(context_.source_name(source)) + "  ")) return source_colour(source);
    }
    return juce::Colour();
  };
  look_.rested_on = [this] {
    juce::Component* const at =
        juce::Desktop::getInstance().getMainMouseSource().getComponentUnderMouse();
    if (at == nullptr || at->getHeight() > kMostRested || !frame_.isParentOf(at)) return Box();
    return frame_.getLocalArea(at, at->getLocalBounds());
  };
  addMouseListener(this, true);
  startTimerHz(kFramesPerSecond);
  model.on_stir([this] {
    stirred_.store(true);
    if (resting_.load()) triggerAsyncUpdate();
  });
}

Editor::~Editor() {
  context_.model.on_stir({});
  removeMouseListener(this);
  stopTimer();
  setLookAndFeel(nullptr);
}

void Editor::set_scale_percent(int percent) {
  setSize(kWidth * percent / 100, kHeight * percent / 100);
}

void Editor::resized() {
  const float scale =
      std::min(static_cast<float>(getWidth()) / kWidth, static_cast<float>(getHeight()) / kHeight);
  frame_.setTransform(juce::AffineTransform::scale(scale));
  frame_.setTopLeftPosition(0, 0);
}

void Editor::look() {
  context_.scale = look_.scale = window_scale(frame_);
  context_.refresh();
  frame_.tick();
}

bool Editor::moves() {
  const Live& live = context_.live();
  Model& model = context_.model;
  const Signs now{.version = context_.version(),
                  .changes = model.change_count(),
                  .voices = live.voices,
                  .notes = live.note_count,
                  .level = live.level,
                  .wheel = live.wheel,
                  .bend = live.bend,
                  .scale = context_.scale,
                  .dragged = context_.dragged,
                  .pointed = context_.pointed,
                  .learning = model.learning(),
                  .page = frame_.page(),
                  .clipped = live.clipped,
                  .sounding = live.sounding,
                  .folded = frame_.keys_folded()};
  const bool same = now == signs_ && !live.sounding && model.audition_place() < 0.0f &&
                    context_.dragged == Source::kNone && model.learning() == kNoParam;
  signs_ = now;
  still_ = same ? still_ + 1 : 0;
  // Some displays come a few frames after what they show.
  return still_ < kSettlingFrames;
}

void Editor::mouseMove(const juce::MouseEvent&) {
  mouse_moved_ = juce::Time::getMillisecondCounter();
  if (!tooltips_) {
    tooltips_.emplace(&frame_, static_cast<int>(kTooltipDelay));
    tooltips_->setOpaque(false);  // its corners are round
  }
  wake();
}

void Editor::mouseDown(const juce::MouseEvent& e) {
  juce::Component* const focused = getCurrentlyFocusedComponent();
  if (std::exchange(context_.by_keys, false) && focused != nullptr) focused->repaint();
  frame_.pressed(*e.originalComponent);
  give_keys(*e.originalComponent);
  wake();
}

void Editor::give_keys(const juce::Component& pressed) {
  if (frame_.isCurrentlyBlockedByAnotherModalComponent()) return;
  for (auto* at = const_cast<juce::Component*>(&pressed); at != nullptr && at != &frame_;
       at = at->getParentComponent()) {
    if (!at->getWantsKeyboardFocus()) continue;
    if (!at->hasKeyboardFocus(true)) at->grabKeyboardFocus();
    return;
  }
  frame_.grabKeyboardFocus();
}

void Editor::wake() {
  still_ = 0;
  set_resting(false);
}

void Editor::set_resting(bool resting) {
  if (resting_.exchange(resting) != resting) {
    startTimerHz(resting ? kLooksPerSecond : kFramesPerSecond);
  }
}

void Editor::timerCallback() {
  context_.scale = look_.scale = window_scale(frame_);
  context_.refresh();
  const bool moving = moves();
  // What stirred since the last frame may not be in sight yet.
  if (stirred_.exchange(false)) still_ = 0;
  set_resting(!moving && still_ > 0);
  if (resting() && stirred_.load()) wake();  // just then
  const juce::uint32 since = juce::Time::getMillisecondCounter() - mouse_moved_;
  if (resting() && tooltips_ && !tooltips_->isVisible() && since > 2 * kTooltipDelay) {
    tooltips_.reset();
  }
  // With reduced motion what only sounds is shown at 15 Hz; what the hand moves, at once.
  const bool by_hand = juce::ModifierKeys::currentModifiers.isAnyMouseButtonDown();
  const bool calm = context_.model.preferences().reduced_motion && moving && !by_hand;
  ++frames_;
  if (calm && frames_ % kCalmFrames != 0) return;
  // Meters, dots and readings do not need sixty frames a second.
  if (moving && !by_hand && frames_ % 2 != 0) {
    frame_.tick_fast();
  } else {
    frame_.tick();
  }
}

}  // namespace kiln::gui
