#!/usr/bin/env bash
# Uses the stand-alone program as a person would: mouse and keys on an X server of its own, ears on
# JACK's dummy driver.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# hands.sh PROGRAM [FOLDER]: reads the hints of the first start, searches a preset and loads it, drags
# LFO 1 onto a cutoff and hears it, turns the cutoff, undoes and redoes, moves two macros on the pad,
# looks each time at what Save wrote, quits, starts again and finds all as it was. Each step waits for
# what it shall do: the title, the file or the sound. Pictures go to FOLDER. Exit code 77: something
# this needs is not here.
set -euo pipefail
program=$(readlink -f "$1")
pictures=${2:-}
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
for tool in Xvfb xdotool openbox xprop xwininfo jackd jack_midiseq jack_rec jack_lsp python3; do
  command -v $tool >/dev/null || exit 77
done

work=$(mktemp -d)
export KILN_USER_DATA=$work/data XDG_CONFIG_HOME=$work/config HOME=$work
# One name for every run: JACK keeps eight names of servers that have ended, then starts no more.
export JACK_DEFAULT_SERVER=kiln_hands JACK_NO_AUDIO_RESERVATION=1
mkdir -p "$work/data/presets/test"
preset=$work/data/presets/test/aaa_plain.kiln
cp "$here/plain.kiln" "$preset"
started=()
# At once: clients that say goodbye to a server that goes as well wait for it for a minute.
finish() {
  for ((i = ${#started[@]} - 1; i >= 0; --i)); do
    kill -KILL "${started[i]}" 2>/dev/null || true
    wait "${started[i]}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap finish EXIT

fail() { echo "hands.sh: $*" >&2; exit 1; }
# wait_until COMMAND...: at most 90 s; a command may be a gesture that does no harm twice.
wait_until() {
  local end=$((SECONDS + 90))
  while ((SECONDS < end)); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.2
  done
  tail -n 20 "$work"/*.log >&2 || true
  fail "waited in vain: $* (title: $(title 2>/dev/null || true))"
}
port() { jack_lsp | grep -q -- "$1"; }
has_manager() { xprop -root _NET_SUPPORTING_WM_CHECK | grep -q '# 0x'; }
shown() { xdotool search --onlyvisible --name 'Kiln$'; }
active() { [[ $(xdotool getactivewindow) == "$window" ]]; }
title() { xdotool getwindowname "$window"; }
gone() { ! kill -0 "$kiln" 2>/dev/null; }

# It starts anew whenever its last client goes, unless it is told not to.
Xvfb -noreset -displayfd 3 -screen 0 2000x1300x24 3>"$work/display" >/dev/null 2>&1 & started+=($!)
wait_until test -s "$work/display"
DISPLAY=:$(<"$work/display")
export DISPLAY
start_jack() {
  jackd -S -n "$JACK_DEFAULT_SERVER" --no-realtime -t 5000 -d dummy -r 48000 -p 1024 \
    >"$work/jackd.log" 2>&1 &
  jack=$!
  started+=("$jack")
}
# A server of that name that was told to end may take a minute for it.
has_jack() {
  port system:playback_2 && return
  kill -0 "$jack" 2>/dev/null || start_jack
  return 1
}
start_jack
openbox >/dev/null 2>&1 & started+=($!)
wait_until has_manager
wait_until has_jack
jack_midiseq seq 96000 0 45 90000 >"$work/seq.log" 2>&1 & started+=($!)

start() {
  "$program" --audio JACK >"$work/kiln.log" 2>&1 & kiln=$!
  started+=("$kiln")
  wait_until shown
  window=$(shown | head -1)
  wait_until active
  wait_until port JUCEJack:out_2
  wait_until port "Kiln MIDI:in"
  wait_until rests
  # The editor is at the bottom of the window, below the line of the device settings.
  top=$((Y + HEIGHT - $(scale 800)))
}
# The window has its place when it is where it was a moment ago.
rests() {
  local info before="${X-} ${Y-} ${WIDTH-} ${HEIGHT-}"
  info=$(xwininfo -id "$window")
  number() { sed -n "s/^ *$1: *//p" <<<"$info" | head -1; }
  X=$(number 'Absolute upper-left X') Y=$(number 'Absolute upper-left Y')
  WIDTH=$(number Width) HEIGHT=$(number Height)
  [[ "$X $Y $WIDTH $HEIGHT" == "$before" ]]
}
scale() { awk "BEGIN { printf \"%d\", $1 * $WIDTH / 1280 }"; }
at() { xdotool mousemove $((X + $(scale "$1"))) $((top + $(scale "$2"))); sleep 0.05; }
click() { at "$1" "$2"; xdotool click 1; sleep 0.5; } # two of them are no double-click
drag() {
  at "$1" "$2"; xdotool mousedown 1; sleep 0.1
  local i
  for i in $(seq 8); do at $(($1 + ($3 - $1) * i / 8)) $(($2 + ($4 - $2) * i / 8)); done
  xdotool mouseup 1
}
press() { xdotool key "$1"; }
picture() { [[ -z $pictures ]] || import -window root "$pictures/$1.png"; }
saved() { cat "$preset"; }
cutoff() { saved | sed -n 's/^cutoff = //p' | head -1; }
macros() { saved | grep -c '^macro[14] *=\|^\[macro[14]\]' || true; }
# until_saved CONDITION...: presses Save until what it writes is so.
until_saved() { wait_until saves_as "$@"; }
saves_as() { click 724 26; "$@"; }
title_is() { [[ $(title) == "$1" ]]; }
# has_hinted: the hints go with their button, and are remembered.
has_hinted() { click 868 502; grep -q hinted "$KILN_USER_DATA/editor.txt"; }
search_and_load() {
  click 340 82
  press ctrl+a
  xdotool type "plain test"
  click 330 145                                 # the one row that is left
  press Return
  sleep 0.5
  title_is "Plain test - Kiln"
}
# record NAME: two seconds of what is heard, and how much its brightness moves.
record() {
  timeout 30 jack_rec -f "$work/sound.wav" -d 2 -b 32 JUCEJack:out_1 >"$work/rec.log" 2>&1
  moves=$(python3 -B "$here/brightness.py" "$work/sound.wav")
}
is_steady() { record && awk "BEGIN { exit !($moves < 1.1) }"; }
is_lively() { record && awk "BEGIN { exit !($moves > 1.2) }"; }

start
wait_until has_hinted
click 337 26                                    # Presets
click 923 82                                    # Audition off: we play ourselves
wait_until search_and_load
picture presets
click 123 26                                    # Voice
jack_connect seq:out "Kiln MIDI:in"
wait_until is_steady
before=$moves
drag 429 514 883 219                            # LFO 1 onto the cutoff of filter 1
wait_until title_is "Plain test* - Kiln"
picture dragged
wait_until is_lively
after=$moves
has_route() { saved | grep -q '^source = "lfo1"'; }
until_saved has_route
drag 883 219 883 189                            # the cutoff itself, upwards
has_moved() { [[ $(cutoff) != 640.0 ]]; }
until_saved has_moved
moved=$(cutoff)
press ctrl+z                                    # one gesture is one step
picture undone
is_back() { [[ $(cutoff) == 640.0 ]]; }
until_saved is_back
has_route || fail "undo took more than the last step"
click 295 26                                    # Play
drag 910 650 1025 400                           # the pad: macros 1 and 4
picture play
has_macros() { [[ $(macros) == "$1" ]]; }
until_saved has_macros 2
press ctrl+z
until_saved has_macros 0
press ctrl+shift+z
until_saved has_macros 2
kept=$(saved)

press alt+F4
wait_until gone
rm "$preset"
cp "$here/plain.kiln" "$preset"
start
picture again
wait_until title_is "Plain test* - Kiln"        # edited, as its file tells
is_kept() { press ctrl+s; [[ $(saved) == "$kept" ]]; }
wait_until is_kept                              # by keys, before any click
echo "hands.sh: found, loaded, dragged (heard: $before, then $after), moved to $moved Hz, undone, kept"
