#!/usr/bin/env bash
# Runs a program of tests on an X server of its own. Exit code 77: no X server or window manager here.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# with_screen.sh PROGRAM [ARGUMENT ...]
set -euo pipefail
for needed in Xvfb openbox; do command -v "$needed" >/dev/null || exit 77; done
work=$(mktemp -d)
Xvfb -noreset -displayfd 3 -screen 0 2600x1700x24 3>"$work/display" >/dev/null 2>&1 &
started=($!)
trap 'kill "${started[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
for ((i = 0; i < 100; ++i)); do
  [[ -s $work/display ]] && break
  sleep 0.1
done
[[ -s $work/display ]] || exit 77
screen=:$(<"$work/display")
DISPLAY=$screen openbox --startup "touch $work/managed" >/dev/null 2>&1 &
started+=($!)
for ((i = 0; i < 100; ++i)); do
  [[ -e $work/managed ]] && break
  sleep 0.1
done
[[ -e $work/managed ]] || exit 77
KILN_TEST_DISPLAY=$screen "$@"
