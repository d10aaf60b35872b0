-- Opens an Ardour session, lets the plug-in restore itself, and saves it again.
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Usage: ardour7-lua reopen.lua SESSION
AudioEngine:set_backend("None (Dummy)", "", "")
local session = assert(load_session(arg[1], "take"), "no session")
sleep(1)
session:save_state("", false, false, false, false, false)
close_session()
quit()
