-- Makes an Ardour session with one MIDI track through one plug-in.
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Usage: ardour7-lua create.lua SESSION PLUGIN VST3|LV2|LXVST RATE
-- The buffer size stays the backend's: Ardour 7.3 corrupts its heap if a script sets it.
local session_dir, name, kind, rate = arg[1], arg[2], arg[3], tonumber(arg[4])
AudioEngine:set_backend("None (Dummy)", "", "")
local session = assert(create_session(session_dir, "take", rate), "no session")
local kinds = {
  VST3 = ARDOUR.PluginType.VST3, LV2 = ARDOUR.PluginType.LV2, LXVST = ARDOUR.PluginType.LXVST
}
local plugin = ARDOUR.LuaAPI.new_plugin_info(name, kinds[kind])
assert(not plugin:isnil(), "plugin not found: " .. name)
local one_midi = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
local two_audio = ARDOUR.ChanCount(ARDOUR.DataType("audio"), 2)
local tracks = session:new_midi_track(one_midi, two_audio, true, plugin, nil, nil, 1, "Kiln",
  ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true, true)
assert(not tracks:empty(), "no track")
local outputs = tracks:front():output()
for _ = 1, 100 do -- a thread of Ardour's own connects the track to the master bus
  if outputs:nth(0):connected() and outputs:nth(1):connected() then break end
  sleep(0.1)
end
sleep(0.5)
session:save_state("", false, false, false, false, false)
close_session()
quit()
