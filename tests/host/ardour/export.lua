-- Opens an Ardour session, lets it settle, saves it, and exports it as a 32-bit float file.
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Usage: ardour7-lua export.lua SESSION FOLDER NAME ; writes FOLDER/NAME.wav
-- Why it waits, and why it is not ardour7-export: docs/decisions/0012-ardours-exports.md.
AudioEngine:set_backend("None (Dummy)", "", "")
local session = assert(load_session(arg[1], "take"), "no session")
local plugin = session:route_by_name("Kiln"):nth_plugin(0):to_insert()
for _ = 1, 100 do
  if plugin:signal_latency() > 0 then break end
  sleep(0.1)
end
assert(plugin:signal_latency() > 0, "the plug-in reports no latency")
sleep(1)
session:save_state("", false, false, false, false, false)
local export = session:simple_export()
assert(export:set_preset("5f1a3c52-6f0e-4f6e-9d3c-1c7b6b1e0a01"), "export.preset not found")
export:set_folder(arg[2])
export:set_name(arg[3])
assert(export:check_outputs(), "no master bus")
io.stderr:write("Exporting\n")
assert(export:run_export(), "export failed")
close_session()
quit()
