// The editor's view of an instance: document, library and sound behind gui/model.h.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kiln/gui/model.h"
#include "kiln/plugin/display_curves.h"
#include "kiln/plugin/live_spectra.h"
#include "kiln/plugin/preset_files.h"
#include "kiln/plugin/preset_shelf.h"
#include "kiln/plugin/processor.h"
#include "kiln/presets/phrases.h"

namespace kiln {

// [message thread] Everything; lives as long as its window.
class EditorModel final : public gui::Model {
 public:
  explicit EditorModel(Processor& processor);
  ~EditorModel() override;

  const ParamTable& table() const override { return document_.table(); }
  float value(ParamIndex param) const override { return document_.value(param); }
  void begin_gesture(ParamIndex param) override { processor_.begin_gesture(param); }
  void set_value(ParamIndex param, float real) override { processor_.set_from_editor(param, real); }
  void end_gesture(ParamIndex param) override { processor_.end_gesture(param); }

  std::uint64_t change_count() const override { return document_.values().change_count(); }

  std::uint64_t structure_version() const override { return structure_read_; }
  const Patch& structure() const override { return structure_; }
  void edit(const std::string& label, const std::function<void(Patch&)>& change) override;
  void begin_step(const std::string& label) override { document_.begin_step(label); }
  void end_step() override { document_.end_step(); }
  bool undo() override;
  bool redo() override;
  std::string undo_label() const override;
  std::string redo_label() const override;
  bool dirty() const override { return document_.dirty() || lost_its_file(); }
  char compare_side() const override { return document_.compare_side(); }
  void switch_compare() override;
  void swap_compare() override;
  void copy_to_other_side() override { document_.copy_to_other_side(); }
  void copy_slot(const SlotInfo& slot) override;
  bool can_paste(const SlotInfo& slot) const override;
  void paste_slot(const SlotInfo& slot) override;

  float route_shift(int route) const override;
  float route_curve(const Route& route, float u) const override;
  float live_x(ParamIndex param) const override;
  const gui::Live& poll() override;
  std::vector<std::string> take_messages() override;
  std::uint64_t loads() const override { return instrument_.loads(); }
  float touch_bend(float gamma, float x) const override { return kiln::touch_bend(gamma, x); }
  float through_points(const std::vector<std::pair<float, float>>& points,
                       float played) const override;
  void clear_clip() override { live_.clipped = false; }
  void on_stir(std::function<void()> call) override { instrument_.on_stir(std::move(call)); }

  void note_on(int key, float velocity) override;
  void note_off(int key) override;
  void bend(float amount) override;
  void wheel(float amount) override;
  void panic() override;

  const gui::PlaySettings& play_settings() const override { return play_; }
  void set_play_settings(const gui::PlaySettings& settings) override;
  std::string load_tuning(const std::string& path) override;
  std::vector<std::string> devices() const override { return instrument_.devices(); }
  std::vector<std::string> connected_devices() const override { return processor_.inputs(); }
  std::string keep_device(const std::string& name) override {
    return instrument_.keep_device(name);
  }
  std::string use_device(const std::string& name) override;
  std::string keep_play_settings() override { return instrument_.save_settings(); }
  const gui::Preferences& preferences() const override { return preferences_; }
  void set_preferences(const gui::Preferences& preferences) override;
  gui::WindowMemory& memory() override { return processor_.window_memory(); }

  void learn(ParamIndex param) override;
  ParamIndex learning() const override { return learning_; }
  void forget(ParamIndex param) override;
  int controller_of(ParamIndex param) const override;

  const std::vector<gui::PresetInfo>& presets() const override { return presets_; }
  std::uint64_t presets_version() const override { return presets_version_; }
  int current_preset() const override;
  bool load_preset(int index) override;
  void set_favourite(int index, bool on) override;
  std::string save() override;
  std::string save_as(const std::string& name, const std::string& category) override;
  std::string rename_preset(int index, const std::string& name,
                            const std::string& category) override;
  std::string delete_preset(int index) override;
  std::string import_preset(const std::string& path) override;
  std::string files_undo_label() const override { return files_.undo_label(); }
  bool undo_files() override;
  void audition(Audition why) override;
  void stop_audition() override;
  float audition_place() const override;
  std::vector<std::uint8_t> phrase_outline(int index) override;
  std::vector<std::pair<int, float>> similar(int index, int count) const override;
  int measured_sounds() const override { return shelf_->measured(); }
  std::vector<std::string> chains() const override;
  std::string save_chain(const std::string& name) override;
  std::string load_chain(const std::string& name) override;
  std::string delete_chain(const std::string& name) override;
  std::vector<std::string> wavetables() const override;
  void choose_wavetable(int oscillator, const std::string& name) override;
  std::vector<std::string> lfo_shapes() const override;
  LfoDrawing lfo_shape_points(int shape) const override;

  bool oscillator_cycles(int slot, gui::Show show, std::span<const float> places, int points,
                         std::span<float> out) override;
  bool filter_response(int slot, gui::Show show, std::span<const float> hz,
                       std::span<float> db) override;
  void lfo_pattern(int lfo, std::span<float> out) override;
  float envelope_law(float curve_percent, float x) const override;
  bool effect_transfer(int effect, gui::Show show, std::span<float> out) override;
  bool effect_levels(int effect, gui::Show show, std::span<const float> in_db,
                     std::span<float> out_db) override;
  bool effect_response(int effect, gui::Show show, std::span<const float> hz,
                       std::span<float> db) override;
  void effect_spectrum(int effect, std::span<const float> hz, std::span<float> db) override;
  int effect_sweep(int effect, gui::Show show, const std::array<float, 2>& phases,
                   std::span<float, 16> seconds) override;
  gui::SweepShape effect_sweep_shape(int effect) override;
  std::vector<gui::EchoTap> effect_echoes(int effect, gui::Show show, double seconds) override;
  bool effect_impulse(int effect, double seconds, std::span<float> left,
                      std::span<float> right) override;

 private:
  // The document changes on other threads, too; what the window holds of it changes in poll() and
  // with the window's own edits only.
  void read_structure();
  float base_x(ParamIndex param) const;
  float bounded(const Route& route, float shift) const;
  DisplayCurves::Position positions(gui::Show show) const;
  // What the shelf has by now, if it is another list.
  void take_presets();
  void compare_with_file();
  void read_play_settings();
  void follow_locks(const Session& session);
  void read_preferences();
  void read_favourites();
  void change_favourites(const std::string& leaves, const std::string& comes);
  void play_phrase();
  void send_note_on(int key, float velocity);
  void send_note_off(int key);
  std::filesystem::path favourites_file() const;
  struct ChainFile {
    std::string name;
    std::filesystem::path path;
  };
  std::vector<ChainFile> chain_files() const;
  std::filesystem::path chain_path(const std::string& name) const;  // empty: there is none
  std::filesystem::path current_file() const;  // of current_preset(); empty: none
  // The player's own preset of that name and category; empty: there is none.
  std::filesystem::path own_file(const std::string& name, const std::string& category) const;
  // For a preset of that name, nobody else's; `own` counts as free.
  std::filesystem::path free_file(const std::string& name, const std::string& category,
                                  const std::filesystem::path& own = {}) const;
  // Does the step, then what comes with it, tells library and shelf. What went wrong, or nothing.
  std::string change_files(FileStep step, const std::function<void(FileStep&)>& then = {});
  void files_changed();
  void follow_files(const FileStep& step, bool forward, bool current);
  void name_document(FileStep& step, const std::string& name, const std::string& category);
  FileMark mark() const;
  void take_mark(const FileMark& mark);
  bool newest_is_file() const;
  bool lost_its_file() const;
  bool next_is_file() const;

  Processor& processor_;
  LiveInstrument& instrument_;
  Document& document_;
  DisplayCurves curves_;
  Patch structure_;
  std::uint64_t structure_read_ = 0;
  std::vector<std::vector<int>> routes_;  // by target parameter
  gui::Live live_;
  LiveSpectra spectra_;
  ParamIndex learning_ = kNoParam;  // asked once a frame
  std::array<float, 2> falling_ = {};
  std::uint32_t last_poll_ = 0;
  std::array<RouteView, kMaxRoutes> routes_now_ = {};
  std::uint64_t compared_loads_ = 0;
  std::uint64_t midi_seen_ = 0;
  std::uint32_t last_midi_ = 0, looked_at_files_ = 0;
  std::vector<std::string> messages_;
  const std::shared_ptr<PresetShelf> shelf_;
  std::vector<gui::PresetInfo> presets_;
  std::vector<std::filesystem::path> paths_;  // of presets_
  std::map<std::filesystem::path, int> by_path_;
  std::map<std::string, int> by_name_;
  std::uint64_t shelf_seen_ = 0, presets_version_ = 0;
  std::filesystem::path loaded_;  // the file the player chose
  // The sound whose preset was deleted while it was loaded: it is nowhere else.
  std::filesystem::path lost_path_;
  std::string lost_name_;
  FileHistory files_;
  std::uint64_t file_moves_ = 0;  // of the document at the last step of files_
  std::set<std::string> favourites_;
  std::optional<SlotClip> clip_;
  gui::PlaySettings play_;
  bool locks_known_ = false;             // the session's were read
  std::vector<std::string> locks_read_;  // as the session has them
  std::set<std::uint16_t> locks_here_;
  gui::Preferences preferences_;
  int polls_ = 0;
  std::map<int, float> keys_here_;  // held in the window: velocities
  std::vector<PhraseNote> phrase_;  // being auditioned
  std::string phrase_sound_;        // whose it is
  double phrase_length_ = 0.0;      // s
  std::vector<bool> phrase_began_, phrase_ended_;
  std::uint32_t phrase_start_ = 0;
};

}  // namespace kiln
