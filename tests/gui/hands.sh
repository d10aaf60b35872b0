#!/usr/bin/env bash
# Uses the stand-alone program as a person would: mouse and keys on an X server of its own.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# hands.sh PROGRAM [FOLDER]: searches a preset and loads it, drags LFO 1 onto a cutoff, turns the
# cutoff, undoes both, moves two macros on the pad, and looks each time at what Save wrote. Pictures
# go to FOLDER. Exit code 77: no X server, window manager or xdotool here.
set -euo pipefail
program=$1
pictures=${2:-}
for tool in Xvfb xdotool openbox xwininfo; do command -v $tool >/dev/null || exit 77; done

work=$(mktemp -d)
display=:$((90 + RANDOM % 900))
export KILN_USER_DATA=$work/data XDG_CONFIG_HOME=$work/config HOME=$work DISPLAY=$display
mkdir -p "$work/data/presets/test"
cp "$(dirname "$0")/plain.kiln" "$work/data/presets/test/aaa_plain.kiln"
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() { echo "hands.sh: $*" >&2; exit 1; }
Xvfb "$display" -screen 0 1600x1000x24 >/dev/null 2>&1 & started+=($!)
for _ in $(seq 50); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.1; done
openbox >/dev/null 2>&1 & started+=($!)
sleep 0.5
"$program" >"$work/log" 2>&1 & started+=($!)
window=
for _ in $(seq 60); do
  window=$(xdotool search --onlyvisible --name '^Kiln$' 2>/dev/null | head -1) || true
  [[ -z $window ]] || break
  sleep 0.5
done
[[ -n $window ]] || fail "no window came"
sleep 2
info=$(xwininfo -id "$window")
number() { sed -n "s/^ *$1: *//p" <<<"$info" | head -1; }
X=$(number 'Absolute upper-left X') Y=$(number 'Absolute upper-left Y')
WIDTH=$(number Width) HEIGHT=$(number Height)
# The editor is at the bottom of the window, below the line of the device settings.
scale() { awk "BEGIN { printf \"%d\", $1 * $WIDTH / 1280 }"; }
top=$((Y + HEIGHT - $(scale 800)))
at() { xdotool mousemove $((X + $(scale "$1"))) $((top + $(scale "$2"))); sleep 0.15; }
click() { at "$1" "$2"; xdotool click 1; sleep 0.4; }
drag() {
  at "$1" "$2"; xdotool mousedown 1; sleep 0.2
  local i
  for i in $(seq 10); do at $(($1 + ($3 - $1) * i / 10)) $(($2 + ($4 - $2) * i / 10)); done
  xdotool mouseup 1; sleep 0.6
}
picture() { [[ -z $pictures ]] || import -window root "$pictures/$1.png"; }
save() { click 724 26; sleep 0.8; }
saved() { cat "$work/data/presets/test/aaa_plain.kiln"; }

click 337 26                                    # Presets
click 340 82; xdotool type "plain test"; sleep 0.6
click 330 145                                   # the one row that is left
picture presets
click 123 26                                    # Voice
drag 429 514 883 219                            # LFO 1 onto the cutoff of filter 1
picture dragged
save
saved | grep -q '^source = "lfo1"' || fail "the dragged route is not in the saved preset"
drag 883 219 883 189                            # the cutoff itself, upwards
save
moved=$(saved | sed -n 's/^cutoff = //p' | head -1)
[[ $moved != 640.0 ]] || fail "dragging the knob did not move the cutoff"
xdotool key ctrl+z; sleep 0.6                   # one gesture is one step
picture undone
save
saved | grep -q '^cutoff = 640.0' || fail "undo did not bring the cutoff back"
saved | grep -q '^source = "lfo1"' || fail "undo took more than the last step"
xdotool key ctrl+z; sleep 0.6
save
! saved | grep -q '^source = "lfo1"' || fail "undo did not take the route away"
click 295 26                                    # Play
drag 910 650 1025 400                           # the pad: macros 1 and 4
picture play
save
macros() { saved | grep -c '^macro[14] *=\|^\[macro[14]\]' || true; }
[[ $(macros) == 2 ]] || fail "the pad did not move both macros"
xdotool key ctrl+z; sleep 0.6
save
[[ $(macros) == 0 ]] || fail "one undo did not take the pad's gesture back"
echo "hands.sh: preset found and loaded, route dragged, knob moved to ${moved} Hz, both undone"
