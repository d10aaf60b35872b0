// The page around list, filters and details: search, chips, files dropped on it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {
namespace {

constexpr int kChipsLeft = 468;
constexpr int kSearchIndent = 32;
constexpr const char* kPresetEnding = ".kiln";

}  // namespace

FilterChip::FilterChip(Context& context, const juce::String& title,
                       std::function<juce::String()> text, std::function<bool()> on)
    : Clickable(context, title), text_(std::move(text)), on_(std::move(on)) {}

int FilterChip::natural_width() const {
  return static_cast<int>(text_width(text_(), readable(label_font()))) + 18;
}

void FilterChip::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  g.setColour(on_() ? kEmber9 : hovered_ ? kHover : kRaised);
  g.fillRoundedRectangle(box, 11.0f);
  draw_text(g, text_(), label_font(), on_() ? kEmber : kText2, box, Align::kCentre);
}

PresetsPage::PresetsPage(Context& context)
    : Control(context),
      filters_(context, browser_.filter),
      rows_(context, browser_),
      details_(context, browser_),
      mpe_(
          context, "Plays MPE", [] { return "MPE"; }, [this] { return browser_.filter.mpe; }),
      mono_(
          context, "Mono", [] { return "Mono"; }, [this] { return browser_.filter.mono; }),
      uses_(
          context, "Uses an oscillator type",
          [this] {
            const std::string& engine = browser_.filter.engine;
            return engine.empty() ? juce::String("Uses ...") : "Uses " + utf8(engine);
          },
          [this] { return !browser_.filter.engine.empty(); }),
      audition_(context, StateButton::Look::kToggle, "Audition",
                [this] { return browser_.auditions; }) {
  setTitle("Presets");
  layout_.add(*this, filters_, {8, 60, 216, 656}, 0, 2);
  layout_.add(*this, rows_, {232, 60, 712, 656}, 0, 2);
  layout_.add(*this, details_, {952, 60, 320, 656}, 0, 2);
  addAndMakeVisible(search_);
  search_.setBounds(240, 68 - kHeaderHeight, 216, 28);
  search_.setTextToShowWhenEmpty("Name, tag or author", kText3);
  search_.setTitle("Search presets");
  search_.setEscapeAndReturnKeysConsumed(true);
  search_.onTextChange = [this] {
    browser_.filter.search = search_.getText();
    rows_.filter_changed();
    rows_.scroll_to(0);
    count_rows();
  };
  search_.onReturnKey = [this] { rows_.grabKeyboardFocus(); };
  search_.onEscapeKey = [this] { search_.setText({}); };
  for (FilterChip* chip : {&mpe_, &mono_, &uses_}) addAndMakeVisible(chip);
  place_chips();
  mpe_.on_click = [this] {
    browser_.filter.mpe = !browser_.filter.mpe;
    rows_.filter_changed();
  };
  mono_.on_click = [this] {
    browser_.filter.mono = !browser_.filter.mono;
    rows_.filter_changed();
  };
  uses_.on_click = [this] { show_popup(uses_, engine_items()); };
  place(*this, audition_, {908, 68 - kHeaderHeight, 30, 28});
  audition_.on_click = [this] {
    browser_.auditions = !browser_.auditions;
    if (!browser_.auditions) model().stop_audition();
  };
  context.shown_presets = [this] { return rows_.order(); };
  filters_.on_change = [this] { rows_.filter_changed(); };
  details_.choose = [this](int preset) {
    rows_.choose(preset);
    if (!browser_.auditions) model().load_preset(preset);
  };
}

void PresetsPage::place_chips() {
  int x = kChipsLeft;
  for (FilterChip* chip : {&mpe_, &mono_, &uses_}) {
    chip->setBounds(x, 71 - kHeaderHeight, chip->natural_width(), 22);
    x += chip->getWidth() + 6;
  }
}

std::vector<MenuItem> PresetsPage::engine_items() {
  std::set<juce::String> names;
  for (const PresetInfo& preset : model().presets()) {
    for (const juce::String& name :
         juce::StringArray::fromTokens(utf8(preset.engines), ",", juce::String())) {
      if (name.trim().isNotEmpty()) names.insert(name.trim());
    }
  }
  const auto set = [this](const std::string& engine) {
    browser_.filter.engine = engine;
    place_chips();
    rows_.filter_changed();
    repaint();
  };
  std::vector<MenuItem> items = {
      {.text = "Any", .ticked = browser_.filter.engine.empty(), .action = [set] { set({}); }}};
  for (const juce::String& name : names) {
    const std::string engine = name.toStdString();
    items.push_back({.text = name,
                     .ticked = browser_.filter.engine == engine,
                     .action = [set, engine] { set(engine); }});
  }
  return items;
}

void PresetsPage::visibilityChanged() {
  if (isShowing()) search_.grabKeyboardFocus();
}

bool PresetsPage::find() {
  search_.grabKeyboardFocus();
  search_.selectAll();
  return true;
}

void PresetsPage::search(const juce::String& text) {
  search_.setText(text, false);
  search_.onTextChange();
}

void PresetsPage::tick() {
  Control::tick();
  fit_field(search_, control_font(), context_.scale, kSearchIndent);
  if (scale_ != context_.scale) {
    scale_ = context_.scale;
    place_chips();
  }
  count_rows();
}

void PresetsPage::count_rows() {
  const juce::String now = juce::String(rows_.shown()) + " of " +
                           juce::String(static_cast<int>(model().presets().size()));
  if (now == counts_) return;
  counts_ = now;
  repaint(680, 68 - kHeaderHeight, 126, 28);
}

bool PresetsPage::isInterestedInFileDrag(const juce::StringArray& files) {
  return std::any_of(files.begin(), files.end(), [](const juce::String& file) {
    return file.endsWithIgnoreCase(kPresetEnding);
  });
}

void PresetsPage::fileDragEnter(const juce::StringArray&, int, int) {
  drop_ = true;
  repaint();
}

void PresetsPage::fileDragExit(const juce::StringArray&) {
  drop_ = false;
  repaint();
}

void PresetsPage::filesDropped(const juce::StringArray& files, int, int) {
  fileDragExit(files);
  for (const juce::String& file : files) {
    if (file.endsWithIgnoreCase(kPresetEnding)) {
      rows_.show_result(model().import_preset(file.toStdString()));
    }
  }
}

void PresetsPage::paintOverChildren(juce::Graphics& g) {
  const float y = 68.0f - kHeaderHeight;
  draw_icon(g, Icon::kSearch, {247, y, 20, 28}, kText3, 14.0f);
  const auto left = static_cast<float>(uses_.getRight() + 4);
  const juce::String shown = counts_.upToFirstOccurrenceOf(" ", false, false);
  const juce::String all = counts_.fromFirstOccurrenceOf(" ", false, false);
  constexpr float kRight = 804.0f, kSpace = 3.0f;
  const float wide = text_width(g, all, control_font());
  if (left + text_width(g, shown, control_font()) + kSpace + wide > kRight) {
    draw_text(g, counts_.replace(" of ", "/"), control_font(), kText1, {left, y, kRight - left, 28},
              Align::kRight);
  } else {
    draw_text(g, all, control_font(), kText2, {kRight - wide - 1.0f, y, wide + 1.0f, 28},
              Align::kRight);
    draw_text(g, shown, control_font(), kText1, {left, y, kRight - wide - kSpace - left, 28},
              Align::kRight);
  }
  draw_text(g, "Audition", control_font(), kText1, {820, y, 84, 28}, Align::kRight);
  if (!drop_) return;
  g.setColour(kEmber);
  g.drawRoundedRectangle(rows_.getBounds().toFloat().reduced(1.0f), kPanelRadius, 2.0f);
}

}  // namespace kiln::gui
