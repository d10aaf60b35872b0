#!/usr/bin/env bash
# What the editor costs with the software renderer, on an X server of its own.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cost.sh PROGRAM [PRESET] [SCALE | NAME ...]: runs kiln_gui_cost. Exit code 77: no X server or window manager.
set -euo pipefail
program=$1
preset=${2:-Slow Glaze}
shift; [[ $# -eq 0 ]] || shift
for tool in Xvfb openbox; do command -v $tool >/dev/null || exit 77; done
work=$(mktemp -d)
export KILN_USER_DATA=$work/data HOME=$work DISPLAY=:$((90 + RANDOM % 900))
Xvfb "$DISPLAY" -screen 0 2600x1700x24 >/dev/null 2>&1 &
started=($!)
trap 'kill "${started[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir -p "$KILN_USER_DATA"
echo hinted >"$KILN_USER_DATA/editor.txt" # not a first start
sleep 1
openbox >/dev/null 2>&1 &
started+=($!)
sleep 1
"$program" "$preset" "$@"
