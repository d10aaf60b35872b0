// What all controls of one window share: the model, the present frame, routes by target, the drag.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <functional>
#include <optional>
#include <vector>

#include "kiln/gui/model.h"
#include "kiln/gui/style/metrics.h"

namespace kiln::gui {

// What a route joins: by it a hand that holds a number knows its route again.
struct RouteEnds {
  Source source = Source::kNone;
  RouteTarget target = {};
  bool operator==(const RouteEnds&) const = default;
};
inline RouteEnds ends_of(const Route& route) { return {route.source, route.target}; }

enum class Page : std::uint8_t { kVoice, kEffects, kMatrix, kPlay, kPresets };

class Context {
 public:
  explicit Context(Model& instrument) : model(instrument) { refresh(); }

  // Once a frame, before the controls look.
  void refresh();

  const Live& live() const { return *live_; }
  const Patch& patch() const { return model.structure(); }
  // Grows when routes, names, types or orders changed.
  std::uint64_t version() const { return model.structure_version(); }
  // Nothing if there is no such route, or not any more.
  const Route* route(int number) const;
  // The numbers of the routes to a parameter, deepest first; all are in patch().
  const std::vector<int>& routes_of(ParamIndex param) const;
  int routes_from(Source source) const;
  std::string source_name(Source source) const;  // macros by the player's name
  bool both_signs(Source source) const;          // −1…+1, else 0…1
  bool both_signs(const Route& route) const;     // what the route adds
  // "+31 st", with ± for a source of both ways; `depth` instead of the route's own.
  std::string depth_words(const Route& route, float depth) const;
  // "LFO 1 to Filter 1 Cutoff"
  std::string route_name(int number) const;
  // "F#3"; which C key 60 is, the player says.
  std::string key_name(int key) const;
  // "Filter 1 Cutoff"
  std::string param_name(ParamIndex param) const;
  const SlotInfo& slot(SlotKind kind, int number = 0) const;
  ParamIndex common(SlotKind kind, int number, const char* id) const;
  // The index of the type a slot holds; −1 for a slot without types.
  int type_of(const SlotInfo& slot) const;
  // A parameter of the type the slot holds, by its place in the type's table.
  ParamIndex own(const SlotInfo& slot, int place) const;
  ParamIndex own(const SlotInfo& slot, const char* id) const;

  // One route more, at the target's own depth. Existing ones flash instead.
  void add_route(Source source, ParamIndex target, float depth);
  void change_route(int number, const std::string& label,
                    const std::function<void(Route&)>& change);
  void remove_route(int number);
  bool may_be_target(ParamIndex param) const;

  Model& model;
  // The focus was last moved by Tab: it is framed until the mouse is used.
  bool by_keys = false;
  // A source on its way to a knob; kNone: nothing is dragged.
  Source dragged = Source::kNone;
  std::optional<float> dragged_depth;  // that the hand gives it with Shift
  // The source whose tab or chip is under the pointer: its arcs stand out.
  Source pointed = Source::kNone;
  int flash_route = -1;
  juce::uint32 flash_began = 0;
  // Device pixels that a pixel of the design has in this window.
  float scale = 1.0f;
  std::function<void(Page)> show_page = [](Page) {};
  // Presets as the list shows them; empty: there is no list yet, or nothing in it.
  std::function<std::vector<int>()> shown_presets = [] { return std::vector<int>(); };
  // The order in which arrows go through the presets: that of the list, else by name.
  std::vector<int> preset_order() const;
  // Of the drag badge; the editor follows the pointer. `screen` positions.
  std::function<void(Source, juce::Point<int>)> drag_moved = [](Source, juce::Point<int>) {};
  std::function<void(bool)> drag_ended = [](bool) {};

 private:
  void sort_routes() const;

  const Live* live_ = nullptr;
  mutable std::uint64_t version_ = 0;  // of routes_
  mutable std::vector<std::vector<int>> routes_;
};

}  // namespace kiln::gui
