// Everything the editor knows of the instrument: the one interface between window and engine.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// All calls come from the message thread and none waits for the audio thread. Curves of displays
// are made by the engine's own modules behind this interface, so that a display never shows
// something other than what is heard.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kiln/gui/live.h"
#include "kiln/gui/settings.h"
#include "kiln/modulation/route.h"
#include "kiln/parameters/table.h"
#include "kiln/presets/patch.h"

namespace kiln::gui {

// One line of the preset browser.
struct PresetInfo {
  std::string file = {};  // tells presets of one name apart
  std::string name = {};
  std::string category = {};
  std::string author = {};
  std::vector<std::string> tags = {};
  std::string description = {};
  std::string engines = {};  // "Wavetable, FM": the oscillator types it uses
  std::vector<std::string> macros = {};
  std::array<float, kMacroCount> macro_values = {};  // 0…1
  bool factory = true;
  bool favourite = false;
  bool mono = false;
  bool mpe = false;  // pressure or slide of single notes moves something
  int load = 1;      // 1…5: about so many per cent of a core at four notes
};

// Base values, or what the newest voice makes of them with all its modulation.
enum class Show : std::uint8_t { kBase, kLive };

// An echo of a delay: how often it has been through the loop shows in its level.
struct EchoTap {
  float seconds = 0.0f;
  float level = 0.0f;  // linear, of an impulse on both sides
  bool right = false;
};

// What the taps of a chorus move within, and how often the fast sweep goes round while the slow
// one does once.
struct SweepShape {
  float shortest = 0.0f, depth = 0.0f, most_depth = 1.0f;  // seconds
  float fast_ratio = 1.0f;
};

class Model {
 public:
  virtual ~Model() = default;

  // ---- values
  virtual const ParamTable& table() const = 0;
  virtual float value(ParamIndex param) const = 0;  // real
  virtual void begin_gesture(ParamIndex param) = 0;
  virtual void set_value(ParamIndex param, float real) = 0;
  virtual void end_gesture(ParamIndex param) = 0;

  virtual std::uint64_t change_count() const = 0;  // grows with every value that moves

  // ---- structure: a copy without the values, good until `structure_version` changes, which it
  // does in poll() and by what the window does through this interface
  virtual std::uint64_t structure_version() const = 0;
  virtual const Patch& structure() const = 0;
  // One step of undo.
  virtual void edit(const std::string& label, const std::function<void(Patch&)>& change) = 0;
  // Edits between the two are one step, and heard while the hand moves.
  virtual void begin_step(const std::string& label) = 0;
  virtual void end_step() = 0;
  virtual bool undo() = 0;
  virtual bool redo() = 0;
  virtual std::string undo_label() const = 0;  // empty: nothing to undo
  virtual std::string redo_label() const = 0;
  virtual bool dirty() const = 0;
  virtual char compare_side() const = 0;
  virtual void switch_compare() = 0;
  virtual void swap_compare() = 0;
  virtual void copy_to_other_side() = 0;
  virtual void copy_slot(const SlotInfo& slot) = 0;
  virtual bool can_paste(const SlotInfo& slot) const = 0;
  virtual void paste_slot(const SlotInfo& slot) = 0;

  // ---- modulation as it sounds
  // What a route adds to its target for the newest voice, in x (pitch: of 48 st).
  virtual float route_shift(int route) const = 0;
  // What a route's curve makes of 0…1.
  virtual float route_curve(const Route& route, float u) const = 0;
  // The knob position with all routes added, unclamped.
  virtual float live_x(ParamIndex param) const = 0;

  // ---- what sounds
  virtual const Live& poll() = 0;  // once a frame
  virtual void clear_clip() = 0;
  // `call` comes from another thread when something begins to move, some 10 ms after; it only wakes
  // the message thread. Empty: nobody wants to know.
  virtual void on_stir(std::function<void()> call) = 0;

  // What one should know, each once: missing wavetables, damaged files, muted faults.
  virtual std::vector<std::string> take_messages() = 0;
  // Grows with every whole sound; messages taken before are about those before.
  virtual std::uint64_t loads() const = 0;

  // ---- the laws of touch, 0…1
  // What is heard of a value that is bent by γ −1…+1; −γ takes the bend back.
  virtual float touch_bend(float gamma, float x) const = 0;
  // What points of a velocity curve make of a velocity, before the bend.
  virtual float through_points(const std::vector<std::pair<float, float>>& points,
                               float played) const = 0;

  // ---- playing from the window
  virtual void note_on(int key, float velocity) = 0;
  virtual void note_off(int key) = 0;
  virtual void bend(float amount) = 0;   // −1…+1
  virtual void wheel(float amount) = 0;  // 0…1
  virtual void panic() = 0;

  // ---- how this instance is played, outside the sound
  virtual const PlaySettings& play_settings() const = 0;
  virtual void set_play_settings(const PlaySettings& settings) = 0;
  // A Scala .scl or .kbm file; an empty path: equal temperament. Returns what went wrong, or an
  // empty text.
  virtual std::string load_tuning(const std::string& path) = 0;
  // Devices whose settings the player keeps, and those that play (the stand-alone program knows).
  virtual std::vector<std::string> devices() const = 0;
  virtual std::vector<std::string> connected_devices() const = 0;
  // What went wrong, or an empty text. To keep all settings is for new instances.
  virtual std::string keep_device(const std::string& name) = 0;
  virtual std::string use_device(const std::string& name) = 0;
  virtual std::string keep_play_settings() = 0;

  // ---- how the player wants the editor, for all windows
  virtual const Preferences& preferences() const = 0;
  virtual void set_preferences(const Preferences& preferences) = 0;
  // Of this instance: outlives the window.
  virtual WindowMemory& memory() = 0;

  // ---- MIDI learn
  virtual void learn(ParamIndex param) = 0;
  virtual ParamIndex learning() const = 0;  // kNoParam: nothing
  virtual void forget(ParamIndex param) = 0;
  virtual int controller_of(ParamIndex param) const = 0;  // −1: none

  // ---- presets
  // The list grows and changes by itself, in poll(): files are read aside.
  virtual const std::vector<PresetInfo>& presets() const = 0;
  virtual std::uint64_t presets_version() const = 0;
  virtual int current_preset() const = 0;   // −1: none of the list
  virtual bool load_preset(int index) = 0;  // false: it cannot be read; a message says why
  virtual void set_favourite(int index, bool on) = 0;
  // All five return what went wrong, or an empty text; undo_files() takes the last back, and so
  // does undo() as long as nothing was edited after it, but for the two that save.
  virtual std::string save() = 0;
  virtual std::string save_as(const std::string& name, const std::string& category) = 0;
  virtual std::string rename_preset(int index, const std::string& name,
                                    const std::string& category) = 0;
  virtual std::string delete_preset(int index) = 0;
  virtual std::string import_preset(const std::string& path) = 0;
  virtual std::string files_undo_label() const = 0;
  virtual bool undo_files() = 0;
  // Plays the loaded preset: the held notes anew, or its phrase, which a second call stops. Not
  // asked for by itself, it stays silent while the host plays.
  enum class Audition : std::uint8_t { kChosen, kAsked };
  virtual void audition(Audition why) = 0;
  virtual void stop_audition() = 0;
  virtual float audition_place() const = 0;  // in the phrase, 0…1; −1: silent
  // Bars of a preset's phrase, 0…255; empty until they are rendered.
  virtual std::vector<std::uint8_t> phrase_outline(int index) = 0;
  // Nearest first, with their likeness 0…1; by what was measured so far.
  virtual std::vector<std::pair<int, float>> similar(int index, int count) const = 0;
  virtual int measured_sounds() const = 0;
  // Chains of effects, files of the player's own. They return what went wrong, or an empty text; to
  // delete one is undone as that of a preset.
  virtual std::vector<std::string> chains() const = 0;
  virtual std::string save_chain(const std::string& name) = 0;  // over one of the same name
  virtual std::string load_chain(const std::string& name) = 0;  // one step of undo
  virtual std::string delete_chain(const std::string& name) = 0;
  virtual std::vector<std::string> wavetables() const = 0;
  virtual void choose_wavetable(int oscillator, const std::string& name) = 0;
  virtual std::vector<std::string> lfo_shapes() const = 0;
  virtual LfoDrawing lfo_shape_points(int shape) const = 0;

  // ---- curves, from the engine's own code
  // One cycle of the slot's wave for each place in the table (0…1, ignored by other types), out has
  // places × points samples. False: the slot is off.
  virtual bool oscillator_cycles(int slot, Show show, std::span<const float> places, int points,
                                 std::span<float> out) = 0;
  // Gain in dB at the given frequencies. False: the slot is off.
  virtual bool filter_response(int slot, Show show, std::span<const float> hz,
                               std::span<float> db) = 0;
  // The whole pattern, −1…+1 whatever the polarity, evenly spaced.
  virtual void lfo_pattern(int lfo, std::span<float> out) = 0;
  // The law of an envelope's segment: 0…1 at x = 0…1 for a curve of −100…+100 %.
  virtual float envelope_law(float curve_percent, float x) const = 0;
  // Output over input −1…+1 of an effect without memory.
  virtual bool effect_transfer(int effect, Show show, std::span<float> out) = 0;
  // Output over input in dB of an effect that follows levels, without its make-up gain.
  virtual bool effect_levels(int effect, Show show, std::span<const float> in_db,
                             std::span<float> out_db) = 0;
  // Gain in dB at the given frequencies.
  virtual bool effect_response(int effect, Show show, std::span<const float> hz,
                               std::span<float> db) = 0;
  // What leaves the effect now, in dB of full scale, falling 24 dB/s. The first call begins to
  // listen; a second without calls ends it.
  virtual void effect_spectrum(int effect, std::span<const float> hz, std::span<float> db) = 0;
  // Seconds of each moving tap at these phases of the sweeps: 8 on the left, 8 on the right.
  // Returns how many of each side sound.
  virtual int effect_sweep(int effect, Show show, const std::array<float, 2>& phases,
                           std::span<float, 16> seconds) = 0;
  virtual SweepShape effect_sweep_shape(int effect) = 0;
  // Echoes in order of time until `seconds`, without what filters and limits take.
  virtual std::vector<EchoTap> effect_echoes(int effect, Show show, double seconds) = 0;
  // Peaks of the wet answer to an impulse, left and right, over `seconds`.
  virtual bool effect_impulse(int effect, double seconds, std::span<float> left,
                              std::span<float> right) = 0;
};

}  // namespace kiln::gui
