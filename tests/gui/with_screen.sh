#!/usr/bin/env bash
# Runs a program of tests on an X server of its own. Exit code 77: there is none here.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# with_screen.sh PROGRAM [ARGUMENT ...]
set -euo pipefail
command -v Xvfb >/dev/null || exit 77
work=$(mktemp -d)
Xvfb -noreset -displayfd 3 -screen 0 2600x1700x24 3>"$work/display" >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
for ((i = 0; i < 100; ++i)); do
  [[ -s $work/display ]] && break
  sleep 0.1
done
KILN_TEST_DISPLAY=:$(<"$work/display") "$@"
