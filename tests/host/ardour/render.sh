#!/usr/bin/env bash
# Plays notes through one format of the plug-in in headless Ardour 7 into 32-bit float files.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: render.sh PLUGIN VST3|LXVST|LV2 RATE FOLDER NAME
# The session is made with the sound $KILN_USER_DATA/default.kiln. Then it is opened, saved and
# rendered into FOLDER/NAME.wav, and opened, saved and rendered again into NAME_reopened.wav: both
# times without that file, so that only the session's own state can make the sound. Also writes
# NAME.mid, what was played.
set -euo pipefail
plugin=$(readlink -f "$1") kind=$2 rate=$3 folder=$(readlink -m "$4") name=$5
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_CONFIG_HOME=$work/.config XDG_CACHE_HOME=$work/.cache
# Not unset: JUCE would take the machine's first display, which may be anybody's, and end.
export DISPLAY=:65535
ardour=/usr/lib/ardour7
found=Kiln
mkdir -p "$folder" "$work/.config/ardour7/export"
cp "$here/export.preset" "$work/.config/ardour7/export/"

# Ardour only believes a scanner's note that is newer than the plug-in.
place() {
  mkdir -p "$1"
  cp -r "$plugin" "$1/"
  find "$1" -exec touch -d 2020-01-01 {} +
}
case $kind in
  VST3)
    place "$work/.vst3"
    LD_LIBRARY_PATH=$ardour timeout 200 $ardour/ardour-vst3-scanner -f -q \
      "$work/.vst3/$(basename "$plugin")" >"$work/log" 2>&1
    ;;
  LXVST)
    place "$work/.vst"
    export LXVST_PATH=$work/.vst
    LD_LIBRARY_PATH=$ardour timeout 200 $ardour/ardour-vst-scanner -f -q \
      "$work/.vst/$(basename "$plugin")" >"$work/log" 2>&1
    ;;
  LV2)
    place "$work/.lv2"
    export LV2_PATH=$work/.lv2:/usr/lib/lv2
    found=urn:kiln:synth
    ;;
esac

# ardour SCRIPT ARGUMENT...: must end well, and quietly. But Ardour 7.3 may die of its own broken
# heap once an export's file is whole, with any plug-in (docs/decisions/0012-ardours-exports.md);
# whether that file has the right bits is for compare.py to say.
ardour() {
  local script=$1 result=0
  shift
  timeout 200 ardour7-lua "$here/$script" "$@" >"$work/log" 2>&1 || result=$?
  if [[ $script == export.lua && $result =~ ^(134|139)$ && -s $2/$3.wav ]] &&
    grep -qE '^Exporting$' "$work/log"; then
    echo "render.sh: Ardour died after its export ($kind): $(tail -n 1 "$work/log")"
  elif ((result != 0)) ||
    grep -qE 'Error:|corrupt|invalid (pointer|next|size)|double free|Aborted' "$work/log"; then
    cat "$work/log" >&2
    echo "render.sh: $script failed with $kind ($result)" >&2
    exit 1
  fi
}
session=$work/session
ardour create.lua "$session" "$found" "$kind" "$rate"
python3 -B "$here/add_notes.py" "$session" "$folder/$name.mid"
grep -q 'Processor.*type="\(vst3\|lv2\|lxvst\)"' "$session/take.ardour" ||
  { echo "render.sh: no plug-in in the session ($kind)" >&2; exit 1; }
grep -q 'Connection other="Kiln/audio_out 1"' "$session/take.ardour" ||
  { echo "render.sh: the track leads nowhere ($kind)" >&2; exit 1; }
export KILN_USER_DATA=$work/nothing
ardour export.lua "$session" "$folder" "$name"
ardour export.lua "$session" "$folder" "${name}_reopened"
