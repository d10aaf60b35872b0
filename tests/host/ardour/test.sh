#!/usr/bin/env bash
# One song through all formats in Ardour: the same bits as each other, as after reopening, as `kiln
# render`. SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: test.sh KILN PLUGIN_FOLDER PRESET RATE [WORK]; KILN is the command, PLUGIN_FOLDER holds
# VST3/, VST/ and LV2/. The preset should have free LFOs, noise and drift: each format plays another
# number of silent frames before the first note, which may not be heard. Exit 77: no Ardour here.
set -euo pipefail
kiln=$(readlink -f "$1") plugins=$(readlink -f "$2") preset=$(readlink -f "$3") rate=$4
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
command -v ardour7-lua >/dev/null || exit 77
work=${5:-$(mktemp -d)}
[[ -n ${5:-} ]] || trap 'rm -rf "$work"' EXIT
mkdir -p "$work/user"
cp "$preset" "$work/user/default.kiln"
export KILN_USER_DATA=$work/user

# All formats at once: most of the time Ardour waits.
names=(vst3 lv2) pids=()
"$here/render.sh" "$plugins/VST3/Kiln.vst3" VST3 "$rate" "$work" vst3 &
pids+=($!)
"$here/render.sh" "$plugins/LV2/Kiln.lv2" LV2 "$rate" "$work" lv2 &
pids+=($!)
if [[ -d $plugins/VST ]]; then
  names+=(vst2)
  "$here/render.sh" "$plugins/VST/libKiln.so" LXVST "$rate" "$work" vst2 &
  pids+=($!)
fi
failed=0
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
((failed == 0)) || exit 1
"$kiln" render "$work/vst3.mid" --preset "$preset" --rate "$rate" --bits 32f \
  --out "$work/kiln.wav" >/dev/null
compared=()
for name in "${names[@]}"; do compared+=("$work/$name.wav" "$work/${name}_reopened.wav"); done
python3 -B "$here/compare.py" "${compared[@]}" "$work/kiln.wav"
