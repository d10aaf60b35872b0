// The stand-alone program: command line, window, device settings.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <juce_audio_utils/juce_audio_utils.h>
#include <juce_gui_basics/juce_gui_basics.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>

#include "kiln/gui/style/colours.h"
#include "kiln/gui/style/metrics.h"
#include "kiln/plugin/create_editor.h"
#include "kiln/plugin/standalone/computer_keys.h"
#include "kiln/plugin/standalone/options.h"
#include "kiln/plugin/standalone/player.h"

namespace kiln {
namespace {

constexpr int kBarHeight = 26;
constexpr int kTitleTime = 250;  // ms

// A line above the editor: device settings, and what is wrong with the device.
class Content final : public juce::Component {
 public:
  explicit Content(Player& player) : player_(player), editor_(create_editor(player.processor())) {
    addAndMakeVisible(settings_);
    addAndMakeVisible(message_);
    addAndMakeVisible(*editor_);
    settings_.onClick = [this] { show_settings(); };
    settings_.setTooltip("Ctrl+,");
    settings_.setWantsKeyboardFocus(false);  // keys are the editor's
    setSize(editor_->getWidth(), editor_->getHeight() + kBarHeight);
  }
  ~Content() override {
    player_.processor().editorBeingDeleted(editor_.get());
    editor_ = nullptr;
  }

  void tell(const juce::String& message) { message_.setText(message, juce::dontSendNotification); }
  juce::AudioProcessorEditor& editor() { return *editor_; }

  void paint(juce::Graphics& g) override { g.fillAll(gui::kBackground); }
  void resized() override {
    juce::Rectangle<int> area = getLocalBounds();
    juce::Rectangle<int> bar = area.removeFromTop(kBarHeight);
    settings_.setBounds(bar.removeFromLeft(160).reduced(2));
    message_.setBounds(bar);
    // In a window of any shape the editor keeps its own.
    const juce::ScopedValueSetter<bool> placing(placing_, true);
    const int width =
        juce::jlimit(gui::kWidth / 2, gui::kWidth * 2,
                     std::min(area.getWidth(), area.getHeight() * gui::kWidth / gui::kHeight));
    editor_->setBounds(area.withSizeKeepingCentre(width, width * gui::kHeight / gui::kWidth));
  }
  void childBoundsChanged(juce::Component* child) override {
    if (child != editor_.get() || placing_) return;
    setSize(editor_->getWidth(), editor_->getHeight() + kBarHeight);
    on_size();
  }
  bool keyPressed(const juce::KeyPress& key) override {
    if (key != juce::KeyPress(',', juce::ModifierKeys::commandModifier, 0)) return false;
    show_settings();
    return true;
  }
  std::function<void()> on_size = [] {};  // the editor has chosen another

 private:
  void show_settings() {
    auto selector = std::make_unique<juce::AudioDeviceSelectorComponent>(
        player_.devices(), 0, 0, 1, 2, true, false, true, false);
    selector->setSize(480, 420);
    juce::DialogWindow::LaunchOptions dialog;
    dialog.content.setOwned(selector.release());
    dialog.dialogTitle = "Audio and MIDI";
    dialog.dialogBackgroundColour =
        getLookAndFeel().findColour(juce::ResizableWindow::backgroundColourId);
    dialog.useNativeTitleBar = true;
    dialog.resizable = false;
    dialog.launchAsync();
    tell({});
  }

  Player& player_;
  std::unique_ptr<juce::AudioProcessorEditor> editor_;
  juce::TextButton settings_{"Audio and MIDI ..."};
  juce::Label message_;
  bool placing_ = false;
};

// Its title says which sound is played, with a star while it is edited and not saved.
class Window final : public juce::DocumentWindow, private juce::Timer {
 public:
  Window(Player& player, const juce::String& message)
      : DocumentWindow("Kiln",
                       juce::LookAndFeel::getDefaultLookAndFeel().findColour(
                           juce::ResizableWindow::backgroundColourId),
                       DocumentWindow::allButtons),
        document_(player.processor().instrument().document()),
        keys_(player.midi()) {
    auto content = std::make_unique<Content>(player);
    content->tell(message);
    const bool resizable = content->editor().isResizable();
    content->on_size = [this] { stay_on_screen(); };
    setUsingNativeTitleBar(true);
    setContentOwned(content.release(), true);
    setResizable(resizable, false);
    setResizeLimits(gui::kWidth / 2, gui::kHeight / 2 + kBarHeight, 4 * gui::kWidth,
                    4 * gui::kHeight);
    centreWithSize(getWidth(), getHeight());
    stay_on_screen();
    setWantsKeyboardFocus(false);  // the editor inside does
    addKeyListener(&keys_);
    timerCallback();
    setVisible(true);
    startTimer(kTitleTime);
  }
  ~Window() override {
    stopTimer();
    removeKeyListener(&keys_);
  }

  void closeButtonPressed() override {
    juce::JUCEApplication::getInstance()->systemRequestedQuit();
  }
  void activeWindowStatusChanged() override {
    DocumentWindow::activeWindowStatusChanged();
    if (!isActiveWindow()) keys_.release_all();
  }

  void stay_on_screen() {
    const auto* const display =
        juce::Desktop::getInstance().getDisplays().getDisplayForRect(getBounds());
    if (display == nullptr) return;
    constexpr int kTitleBar = 34;
    setBounds(getBounds().constrainedWithin(display->userArea.withTrimmedTop(kTitleBar)));
  }

 private:
  void timerCallback() override {
    const std::uint64_t version = document_.structure_version();
    const bool edited = document_.dirty();
    if (named_ && version == version_ && edited == edited_) return;
    named_ = true;
    version_ = version;
    edited_ = edited;
    const juce::String sound = juce::String::fromUTF8(document_.patch().meta.name.c_str());
    setName((sound.isEmpty() ? "" : sound + (edited ? "* - " : " - ")) + "Kiln");
  }

  const Document& document_;
  ComputerKeys keys_;
  std::uint64_t version_ = 0;
  bool edited_ = false, named_ = false;
};

class App final : public juce::JUCEApplication {
 public:
  const juce::String getApplicationName() override { return JucePlugin_Name; }
  const juce::String getApplicationVersion() override { return JucePlugin_VersionString; }
  bool moreThanOneInstanceAllowed() override { return true; }

  void initialise(const juce::String&) override {
    const StandaloneOptions options = read_options(getCommandLineParameterArray());
    if (options.error.isNotEmpty()) return fail(options.error, kStandaloneUsage);
    if (options.help) return finish(kStandaloneUsage);
    if (options.list_devices) return finish(device_list());

    juce::PropertiesFile::Options place;
    place.applicationName = "standalone";
    place.folderName = "Kiln";
    place.filenameSuffix = ".settings";
    place.osxLibrarySubFolder = "Application Support";
    settings_ = std::make_unique<juce::PropertiesFile>(place);
    player_ = std::make_unique<Player>(*settings_);
    if (options.preset.isNotEmpty()) {
      const juce::String wrong = player_->load_preset(options.preset);
      if (wrong.isNotEmpty()) return fail(wrong, {});
    }
    const juce::String message = player_->open(options);
    if (message.isNotEmpty()) std::cerr << "Kiln: " << message << std::endl;
    if (!options.no_window) window_ = std::make_unique<Window>(*player_, message);
  }

  void shutdown() override {
    window_ = nullptr;
    if (player_ != nullptr) player_->save_settings();
    player_ = nullptr;
    settings_ = nullptr;
  }
  void systemRequestedQuit() override { quit(); }

 private:
  void finish(const juce::String& text) {
    std::cout << text << std::flush;
    quit();
  }
  void fail(const juce::String& text, const juce::String& usage) {
    std::cerr << "Kiln: " << text << "\n" << usage << std::flush;
    setApplicationReturnValue(2);
    quit();
  }

  std::unique_ptr<juce::PropertiesFile> settings_;
  std::unique_ptr<Player> player_;
  std::unique_ptr<Window> window_;
};

}  // namespace
}  // namespace kiln

juce::JUCEApplicationBase* juce_CreateApplication();
juce::JUCEApplicationBase* juce_CreateApplication() { return new kiln::App; }
