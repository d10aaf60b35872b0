#!/usr/bin/env python3
"""Writes a MIDI file, and adds it as a region with a session range to an Ardour 7 session.

SPDX-License-Identifier: GPL-3.0-or-later

Usage: add_notes.py SESSION_FOLDER MIDI_FILE
"""

import pathlib
import re
import struct
import sys

TICKS = 1920  # a beat, at 120 beats a minute
BEATS = 8
SECONDS = 5
TICKS_PER_SECOND = 282240000  # Ardour's own unit
NOTES = [(0.5, 1, 69, 100), (2, 1, 57, 100), (4, 2, 69, 90), (4, 2, 73, 100), (4, 2, 76, 110),
         (6.125, 1, 45, 127)]  # beat, length, key, velocity


def number(value):
    """A MIDI file's number of variable length."""
    out = [value & 0x7F]
    while value := value >> 7:
        out.insert(0, (value & 0x7F) | 0x80)
    return bytes(out)


def midi_file():
    events = []
    for beat, length, key, velocity in NOTES:
        events.append((int(beat * TICKS), 1, bytes([0x90, key, velocity])))
        events.append((int((beat + length) * TICKS), 0, bytes([0x80, key, 64])))
    track, now = b"", 0
    for tick, _, message in sorted(events):
        track += number(tick - now) + message
        now = tick
    track += number(BEATS * TICKS - now) + b"\xff\x2f\x00"
    return (b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS) + b"MTrk" +
            struct.pack(">I", len(track)) + track)


def region(number_, source, whole):
    return (f'<Region name="notes" muted="0" opaque="1" locked="0" video-locked="0" automatic="0" '
            f'whole-file="{whole}" import="0" external="0" sync-marked="0" left-of-split="0" '
            f'right-of-split="0" hidden="0" position-locked="0" valid-transients="0" start="b0" '
            f'length="b{BEATS * TICKS}@b0" sync-position="b0" stretch="1" shift="1" '
            f'layering-index="0" id="{number_}" type="midi" first-edit="nothing" '
            f'source-0="{source}" master-source-0="{source}"/>')


def main():
    session = pathlib.Path(sys.argv[1])
    midi = midi_file()
    pathlib.Path(sys.argv[2]).write_bytes(midi)
    inner = next((session / "interchange").iterdir())
    (inner / "midifiles").mkdir(exist_ok=True)
    (inner / "midifiles" / "notes.mid").write_bytes(midi)
    file = session / "take.ardour"
    text = file.read_text()
    first = int(re.search(r'id-counter="(\d+)"', text).group(1))
    source, whole, used, place = range(first + 10, first + 14)
    text = text.replace(f'id-counter="{first}"', f'id-counter="{first + 50}"')
    text = text.replace("<Sources/>", f'<Sources>\n<Source name="notes.mid" take-id="" type="midi" '
                        f'flags="Writable,CanRename" id="{source}" origin="notes.mid"/>\n</Sources>')
    text = text.replace("<Regions/>", f"<Regions>{region(whole, source, 1)}</Regions>")
    text = re.sub(r'(<Playlist id="\d+" name="Kiln"[^>]*?)/>',
                  lambda m: f"{m.group(1)}>{region(used, source, 0)}</Playlist>", text)
    text = text.replace("<Locations/>", f'<Locations><Location id="{place}" name="session" '
                        f'start="a0" end="a{TICKS_PER_SECOND * SECONDS}" flags="IsSessionRange" '
                        f'locked="0" timestamp="0" cue="0"/></Locations>')
    file.write_text(text)


if __name__ == "__main__":
    main()
