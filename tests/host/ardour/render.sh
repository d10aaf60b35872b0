#!/usr/bin/env bash
# Plays notes through one format of the plug-in in headless Ardour 7 into a 32-bit float file.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: render.sh PLUGIN VST3|LXVST|LV2 RATE OUT.wav [AGAIN.wav]
# The sound is $KILN_USER_DATA/default.kiln. AGAIN.wav: the session opened and saved again without
# that file, so that only its own state can make the sound. Also writes OUT.mid, what was played.
set -euo pipefail
plugin=$(readlink -f "$1") kind=$2 rate=$3 out=$(readlink -m "$4")
again=${5:+$(readlink -m "$5")}
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_CONFIG_HOME=$work/.config XDG_CACHE_HOME=$work/.cache
ardour=/usr/lib/ardour7
name=Kiln

# Ardour only believes a scanner's note that is newer than the plug-in.
place() {
  mkdir -p "$1"
  cp -r "$plugin" "$1/"
  find "$1" -exec touch -d 2020-01-01 {} +
}
case $kind in
  VST3)
    place "$work/.vst3"
    LD_LIBRARY_PATH=$ardour timeout 60 $ardour/ardour-vst3-scanner -f -q \
      "$work/.vst3/$(basename "$plugin")" >"$work/log" 2>&1
    ;;
  LXVST)
    place "$work/.vst"
    export LXVST_PATH=$work/.vst
    LD_LIBRARY_PATH=$ardour timeout 60 $ardour/ardour-vst-scanner -f -q \
      "$work/.vst/$(basename "$plugin")" >"$work/log" 2>&1
    ;;
  LV2)
    place "$work/.lv2"
    export LV2_PATH=$work/.lv2:/usr/lib/lv2
    name=http://kiln-synth.org/kiln
    ;;
esac

quietly() {
  if ! xvfb-run -a timeout 180 "$@" >"$work/log" 2>&1 ||
    grep -qE 'Error:|corrupt|invalid (pointer|next|size)|double free|Aborted' "$work/log"; then
    cat "$work/log" >&2
    echo "render.sh: $1 failed with $kind" >&2
    exit 1
  fi
}
session=$work/session
quietly ardour7-lua "$here/create.lua" "$session" "$name" "$kind" "$rate"
python3 -B "$here/add_notes.py" "$session" "${out%.wav}.mid"
grep -q 'Processor.*type="\(vst3\|lv2\|lxvst\)"' "$session/take.ardour" ||
  { echo "render.sh: no plug-in in the session ($kind)" >&2; exit 1; }
grep -q 'Connection other="Kiln/audio_out 1"' "$session/take.ardour" ||
  { echo "render.sh: the track leads nowhere ($kind)" >&2; exit 1; }
quietly ardour7-export -b float -s "$rate" -o "$out" "$session" take
[[ -n $again ]] || exit 0
export KILN_USER_DATA=$work/nothing
quietly ardour7-lua "$here/reopen.lua" "$session"
quietly ardour7-export -b float -s "$rate" -o "$again" "$session" take
