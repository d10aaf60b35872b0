#!/usr/bin/env bash
# The LV2 in jalv and the stand-alone program play live on JACK's dummy driver and are recorded.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: test.sh PLUGIN_FOLDER; it holds LV2/ and Standalone/. A4 is struck every half second: the
# record must not be silent and must have its pitch. Exit 77: no JACK here.
set -euo pipefail
plugins=$(readlink -f "$1")
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
command -v jackd jalv jack_midiseq jack_rec jack_lsp >/dev/null || exit 77
work=$(mktemp -d)
export HOME=$work KILN_USER_DATA=$work/user LV2_PATH=$plugins/LV2:/usr/lib/lv2
# One name for every run: JACK keeps eight names of servers that have ended, and then starts no more.
export JACK_DEFAULT_SERVER=kiln_test JACK_NO_AUDIO_RESERVATION=1
# Not unset: JUCE would take the machine's first display, which may be anybody's, and end.
export DISPLAY=:65535
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

# wait_for PORT: until JACK knows a port of that name; a busy machine may take its time.
wait_for() {
  for _ in $(seq 600); do
    jack_lsp 2>/dev/null | grep -q -- "$1" && return
    sleep 0.1
  done
  cat "$work"/*.log
  echo "no port $1 after a minute"
  exit 1
}

# record NAME MIDI_PORT OUTPUT...: two seconds of what plays there.
record() {
  local name=$1 midi=$2
  shift 2
  jack_connect seq:out "$midi"
  timeout 60 jack_rec -B 480000 -f "$work/$name.wav" -d 2 -b 32 "$@" >"$work/rec.log" 2>&1
  jack_disconnect seq:out "$midi"
  python3 -B "$here/pitch.py" "$work/$name.wav" 440 || {
    tail -n 20 "$work"/*.log
    exit 1
  }
}

# Long periods: on a busy machine each client has a twelfth of a second for its part. Asynchronous: a
# synchronous server stands still for seconds each time a client of it ends.
jackd -n "$JACK_DEFAULT_SERVER" --no-realtime -t 5000 -d dummy -r 48000 -p 4096 \
  >"$work/jackd.log" 2>&1 &
started+=($!)
wait_for system:playback_2
jack_midiseq seq 24000 0 69 12000 >"$work/seq.log" 2>&1 &
started+=($!)
wait_for seq:out

mkfifo "$work/silent" # jalv ends with its input
exec 3<>"$work/silent"
jalv -n synth urn:kiln:synth <&3 >"$work/jalv.log" 2>&1 &
started+=($!)
wait_for synth:audio_out_2
record jalv synth:in synth:audio_out_1 synth:audio_out_2

"$plugins/Standalone/Kiln" --audio JACK --no-window >"$work/standalone.log" 2>&1 &
started+=($!)
wait_for "Kiln MIDI:in"
wait_for JUCEJack:out_2
record standalone "Kiln MIDI:in" JUCEJack:out_1 JUCEJack:out_2
