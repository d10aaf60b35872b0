#!/usr/bin/env bash
# What the editor costs with the software renderer, on an X server of its own.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cost.sh PROGRAM [PRESET] [SCALE | NAME ...]: runs kiln_gui_cost. Exit code 77: no X server or window manager.
# With Xorg and its driver "dummy" the screen tells its rate, 60 Hz, as real ones do. Xvfb does not, and JUCE
# then asks a hundred times a second whether there is something to paint.
set -euo pipefail
program=$1
preset=${2:-Slow Glaze}
shift; [[ $# -eq 0 ]] || shift
command -v openbox >/dev/null || exit 77
work=$(mktemp -d)
export KILN_USER_DATA=$work/data HOME=$work DISPLAY=:$((90 + RANDOM % 900))
if command -v Xorg >/dev/null && [[ -e /usr/lib/xorg/modules/drivers/dummy_drv.so ]]; then
  cat >"$work/xorg.conf" <<'CONF'
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 64000
EndSection
Section "Monitor"
  Identifier "screen"
  HorizSync 5-1000
  VertRefresh 5-200
  Modeline "2600x1700" 372.34 2600 2784 3064 3528 1700 1703 1713 1759
EndSection
Section "Screen"
  Identifier "all"
  Device "card"
  Monitor "screen"
  DefaultDepth 24
  SubSection "Display"
    Modes "2600x1700"
  EndSubSection
EndSection
CONF
  Xorg "$DISPLAY" -noreset -novtswitch -sharevts -nolisten tcp -config "$work/xorg.conf" \
    -logfile "$work/xorg.log" >/dev/null 2>&1 &
elif command -v Xvfb >/dev/null; then
  Xvfb "$DISPLAY" -screen 0 2600x1700x24 >/dev/null 2>&1 &
else
  exit 77
fi
started=($!)
trap 'kill "${started[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir -p "$KILN_USER_DATA"
echo hinted >"$KILN_USER_DATA/editor.txt" # not a first start
sleep 1
openbox >/dev/null 2>&1 &
started+=($!)
sleep 1
command -v xrandr >/dev/null && xrandr | sed -n 's/^ *\([0-9x]*\) *\([0-9.]*\)\*.*/the screen: \1, \2 Hz/p'
"$program" "$preset" "$@"
