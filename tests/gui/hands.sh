#!/usr/bin/env bash
# Uses the stand-alone program as a person would: mouse and keys on an X server of its own, ears on
# JACK's dummy driver.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# hands.sh PROGRAM [FOLDER]: searches a preset and loads it, drags LFO 1 onto a cutoff and hears it,
# turns the cutoff, undoes and redoes, moves two macros on the pad, looks each time at what Save
# wrote, quits, starts again and finds all as it was. Pictures go to FOLDER. Exit code 77: something
# this needs is not here.
set -euo pipefail
program=$(readlink -f "$1")
pictures=${2:-}
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
for tool in Xvfb xdotool openbox xwininfo jackd jack_midiseq jack_rec jack_lsp python3; do
  command -v $tool >/dev/null || exit 77
done

work=$(mktemp -d)
display=:$((90 + RANDOM % 900))
export KILN_USER_DATA=$work/data XDG_CONFIG_HOME=$work/config HOME=$work DISPLAY=$display
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
# wait_until COMMAND...: at most 30 s.
wait_until() {
  for _ in $(seq 150); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.2
  done
  cat "$work"/*.log >&2 || true
  fail "waited in vain: $*"
}
port() { jack_lsp | grep -q -- "$1"; }
shown() { xdotool search --onlyvisible --name '^Kiln$'; }
gone() { ! kill -0 "$kiln" 2>/dev/null; }

Xvfb "$display" -screen 0 2000x1300x24 >/dev/null 2>&1 & started+=($!)
jackd -S -n "$JACK_DEFAULT_SERVER" --no-realtime -t 5000 -d dummy -r 48000 -p 1024 >"$work/jackd.log" 2>&1 &
started+=($!)
wait_until xdotool getdisplaygeometry
openbox >/dev/null 2>&1 & started+=($!)
wait_until port system:playback_2
jack_midiseq seq 96000 0 45 90000 >"$work/seq.log" 2>&1 & started+=($!)

start() {
  "$program" --audio JACK >"$work/kiln.log" 2>&1 & kiln=$!
  started+=("$kiln")
  wait_until shown
  wait_until port JUCEJack:out_2
  sleep 2
  local info
  info=$(xwininfo -id "$(shown | head -1)")
  number() { sed -n "s/^ *$1: *//p" <<<"$info" | head -1; }
  X=$(number 'Absolute upper-left X') Y=$(number 'Absolute upper-left Y')
  WIDTH=$(number Width) HEIGHT=$(number Height)
  # The editor is at the bottom of the window, below the line of the device settings.
  top=$((Y + HEIGHT - $(scale 800)))
}
scale() { awk "BEGIN { printf \"%d\", $1 * $WIDTH / 1280 }"; }
at() { xdotool mousemove $((X + $(scale "$1"))) $((top + $(scale "$2"))); sleep 0.1; }
click() { at "$1" "$2"; xdotool click 1; sleep 0.4; }
drag() {
  at "$1" "$2"; xdotool mousedown 1; sleep 0.2
  local i
  for i in $(seq 8); do at $(($1 + ($3 - $1) * i / 8)) $(($2 + ($4 - $2) * i / 8)); done
  xdotool mouseup 1; sleep 0.5
}
press() { xdotool key "$1"; sleep 0.5; }
picture() { [[ -z $pictures ]] || import -window root "$pictures/$1.png"; }
save() { click 724 26; sleep 0.5; }
saved() { cat "$preset"; }
# brightness NAME: how much it moves within two seconds of what is heard.
brightness() {
  timeout 15 jack_rec -f "$work/$1.wav" -d 2 -b 32 JUCEJack:out_1 >"$work/rec.log" 2>&1
  python3 -B "$here/brightness.py" "$work/$1.wav"
}

start
wait_until port "Kiln MIDI:in"
click 337 26                                    # Presets
click 923 82                                    # Audition off: we play ourselves
click 340 82; xdotool type "plain test"; sleep 0.6
click 330 145                                   # the one row that is left
press Return
picture presets
click 123 26                                    # Voice
jack_connect seq:out "Kiln MIDI:in"
sleep 0.5
before=$(brightness before)
drag 429 514 883 219                            # LFO 1 onto the cutoff of filter 1
picture dragged
after=$(brightness after)
awk "BEGIN { exit !($before < 1.1 && $after > 1.2) }" ||
  fail "the LFO on the cutoff is not heard: brightness moves by $before before, by $after after"
save
saved | grep -q '^source = "lfo1"' || fail "the dragged route is not in the saved preset"
drag 883 219 883 189                            # the cutoff itself, upwards
save
moved=$(saved | sed -n 's/^cutoff = //p' | head -1)
[[ $moved != 640.0 ]] || fail "dragging the knob did not move the cutoff"
press ctrl+z                                    # one gesture is one step
picture undone
save
saved | grep -q '^cutoff = 640.0' || fail "undo did not bring the cutoff back"
saved | grep -q '^source = "lfo1"' || fail "undo took more than the last step"
click 295 26                                    # Play
drag 910 650 1025 400                           # the pad: macros 1 and 4
picture play
save
macros() { saved | grep -c '^macro[14] *=\|^\[macro[14]\]' || true; }
[[ $(macros) == 2 ]] || fail "the pad did not move both macros"
press ctrl+z
save
[[ $(macros) == 0 ]] || fail "one undo did not take the pad's gesture back"
press ctrl+shift+z
save
[[ $(macros) == 2 ]] || fail "redo did not move the macros again"
kept=$(saved)

press alt+F4
wait_until gone
rm "$preset"
cp "$here/plain.kiln" "$preset"
start
picture again
save
[[ $(saved) == "$kept" ]] || fail "the program does not come back as it was left: $(diff <(echo "$kept") "$preset")"
echo "hands.sh: found, loaded, dragged (heard: $before, then $after), moved to $moved Hz, undone, kept"
