#!/usr/bin/env python3
"""How much the brightness of a recorded note moves, as a factor; 1 is not at all.

SPDX-License-Identifier: GPL-3.0-or-later

Usage: brightness.py FILE.wav, 32-bit integers. Brightness is the level of the differences of
neighbouring samples over the level of the samples, in windows of 50 ms; the answer is the ninth
decile of it over the first. Exits 1 if nothing sounds.
"""

import array
import math
import sys
import wave


def main():
    with wave.open(sys.argv[1]) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        samples = array.array("i", file.readframes(file.getnframes()))
    left = [x / 2 ** 31 for x in samples[::channels]]
    size = rate // 20
    rows = []
    for at in range(0, len(left) - size, size):
        part = left[at:at + size]
        level = math.sqrt(sum(x * x for x in part) / size)
        change = math.sqrt(sum((b - a) ** 2 for a, b in zip(part, part[1:])) / size)
        rows.append((level, change / (level + 1e-12)))
    loudest = max(level for level, _ in rows)
    if loudest < 1e-3:
        sys.exit(f"{sys.argv[1]}: silent")
    bright = sorted(b for level, b in rows if level > 0.5 * loudest)
    print(f"{bright[len(bright) * 9 // 10] / bright[len(bright) // 10]:.3f}")


main()
