#!/usr/bin/env python3
"""Compares 32-bit float stereo WAV files to the bit: as long as the first, not silent, all numbers.

SPDX-License-Identifier: GPL-3.0-or-later

Usage: compare.py FIRST.wav OTHER.wav... ; prints what differs and exits 1.
"""

import array
import math
import struct
import sys

QUIET = 0.02  # a peak below it is taken for silence


def samples(path):
    data = open(path, "rb").read()
    at = 12
    while at + 8 <= len(data):
        kind, size = data[at:at + 4], struct.unpack("<I", data[at + 4:at + 8])[0]
        if kind == b"data":
            out = array.array("f")
            out.frombytes(data[at + 8:at + 8 + size // 4 * 4])
            return out
        at += 8 + size + (size & 1)
    sys.exit(f"{path}: no samples")


def main():
    first = samples(sys.argv[1])
    peak = max(map(abs, first), default=0.0)
    wrong = not peak > QUIET or not all(map(math.isfinite, first))
    if wrong:
        print(f"{sys.argv[1]}: silent or no numbers, peak {peak:.4f}")
    for path in sys.argv[2:]:
        other = samples(path)
        if len(other) < len(first):
            wrong = True
            print(f"{path}: {len(other) // 2} frames, not {len(first) // 2}")
            continue
        if other[:len(first)].tobytes() == first.tobytes():
            continue
        wrong = True
        at = next((i for i, (a, b) in enumerate(zip(first, other)) if a != b), 0)
        worst = max(abs(a - b) for a, b in zip(first, other))
        print(f"{path}: differs from {sys.argv[1]} from frame {at // 2} on "
              f"({other[at]:.9g}, not {first[at]:.9g}), by {worst:.3g} at most")
    print(f"{len(first) // 2} frames, peak {peak:.4f}" + ("" if wrong else ", all the same bits"))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
