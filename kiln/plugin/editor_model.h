// The editor's view of an instance: document, library and sound behind gui/model.h.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kiln/gui/model.h"
#include "kiln/plugin/display_curves.h"
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

  std::uint64_t structure_version() const override { return document_.structure_version(); }
  const Patch& structure() const override;
  void edit(const std::string& label, const std::function<void(Patch&)>& change) override;
  bool undo() override { return document_.undo(); }
  bool redo() override { return document_.redo(); }
  std::string undo_label() const override { return document_.undo_label(); }
  std::string redo_label() const override { return document_.redo_label(); }
  bool dirty() const override { return document_.dirty(); }
  char compare_side() const override { return document_.compare_side(); }
  void switch_compare() override { document_.switch_compare(); }
  void copy_to_other_side() override { document_.copy_to_other_side(); }
  void copy_slot(const SlotInfo& slot) override;
  bool can_paste(const SlotInfo& slot) const override;
  void paste_slot(const SlotInfo& slot) override;

  float route_shift(int route) const override;
  float live_x(ParamIndex param) const override;
  const gui::Live& poll() override;
  void clear_clip() override { live_.clipped = false; }
  void on_stir(std::function<void()> call) override { instrument_.on_stir(std::move(call)); }

  void note_on(int key, float velocity) override;
  void note_off(int key) override;
  void bend(float amount) override;
  void wheel(float amount) override;
  void panic() override;

  void learn(ParamIndex param) override;
  ParamIndex learning() const override { return learning_; }
  void forget(ParamIndex param) override;
  int controller_of(ParamIndex param) const override;

  const std::vector<gui::PresetInfo>& presets() const override { return presets_; }
  int current_preset() const override;
  void load_preset(int index) override;
  void set_favourite(int index, bool on) override;
  std::string save() override;
  std::string save_as(const std::string& name, const std::string& category) override;
  void audition(int index) override;
  std::vector<std::pair<int, float>> similar(int index, int count) const override;
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
  bool effect_transfer(int effect, std::span<float> out) override;
  bool effect_response(int effect, std::span<const float> hz, std::span<float> db) override;
  bool effect_impulse(int effect, double seconds, std::span<float> left,
                      std::span<float> right) override;

 private:
  struct PresetFile {
    std::filesystem::path path;
    bool factory = true;
    std::vector<float> sound;  // knob positions of what differs between sounds, for likeness
  };

  float base_x(ParamIndex param) const;
  DisplayCurves::Position positions(gui::Show show) const;
  void read_library();
  void read_favourites();
  void play_phrase();
  std::filesystem::path favourites_file() const;

  Processor& processor_;
  LiveInstrument& instrument_;
  Document& document_;
  DisplayCurves curves_;
  mutable Patch structure_;
  mutable std::uint64_t structure_read_ = 0;
  mutable std::vector<std::vector<int>> routes_;  // by target parameter
  gui::Live live_;
  ParamIndex learning_ = kNoParam;  // asked once a frame
  std::array<float, 2> falling_ = {};
  std::uint32_t last_poll_ = 0;
  std::vector<gui::PresetInfo> presets_;
  std::vector<PresetFile> files_;
  std::set<std::string> favourites_;
  std::optional<SlotClip> clip_;
  std::vector<PhraseNote> phrase_;  // being auditioned
  std::vector<bool> phrase_began_, phrase_ended_;
  std::uint32_t phrase_start_ = 0;
};

}  // namespace kiln
