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
unset DISPLAY
started=()
finish() {
  for ((i = ${#started[@]} - 1; i >= 0; --i)); do kill "${started[i]}" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# wait_for PORT: until JACK knows a port of that name.
wait_for() {
  for _ in $(seq 100); do
    jack_lsp 2>/dev/null | grep -q -- "$1" && return
    sleep 0.1
  done
  cat "$work"/*.log
  echo "no port $1 after 10 s"
  exit 1
}

# record NAME MIDI_PORT OUTPUT...: two seconds of what plays there.
record() {
  local name=$1 midi=$2
  shift 2
  jack_connect seq:out "$midi"
  timeout 15 jack_rec -f "$work/$name.wav" -d 2 -b 32 "$@" >"$work/rec.log" 2>&1
  jack_disconnect seq:out "$midi"
  python3 -B "$here/pitch.py" "$work/$name.wav" 440 || {
    tail -n 20 "$work"/*.log
    exit 1
  }
}

# Synchronous, with five seconds a client: on a busy machine the server waits for its clients, where
# otherwise it would go on without their sound.
jackd -S -n "$JACK_DEFAULT_SERVER" --no-realtime -t 5000 -d dummy -r 48000 -p 1024 >"$work/jackd.log" 2>&1 &
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
