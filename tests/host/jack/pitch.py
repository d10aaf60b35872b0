#!/usr/bin/env python3
"""Says level and pitch of a 32-bit integer WAV file; exits 1 if it is silent or another pitch.

SPDX-License-Identifier: GPL-3.0-or-later

Usage: pitch.py FILE.wav HZ. The pitch is the lag of the highest normalised autocorrelation of a tenth
of a second, refined by a parabola; of several such windows, all that sound from end to end, the
median: a recorder that loses some frames on a busy machine breaks few of them. It may be 1 % off.
"""

import array
import math
import statistics
import sys
import wave

QUIET = 0.02
MOST_WINDOWS = 9


def level(part):
    """The lower of the peaks of four quarters: a note that begins or ends within is no good."""
    quarter = len(part) // 4
    return min(max(map(abs, part[i * quarter:(i + 1) * quarter])) for i in range(4))


def pitch(part, rate, expected):
    half = len(part) // 2

    def likeness(lag):
        energy = sum(x * x for x in part[lag:lag + half])
        return sum(a * b for a, b in zip(part, part[lag:lag + half])) / math.sqrt(energy + 1e-12)

    lags = range(int(rate / expected / 1.5), int(rate / expected * 1.5) + 1)
    values = {lag: likeness(lag) for lag in lags}
    best = max(lags[1:-1], key=values.get)
    low, mid, high = values[best - 1], values[best], values[best + 1]
    return rate / (best + 0.5 * (low - high) / (low - 2 * mid + high))


def main():
    path, expected = sys.argv[1], float(sys.argv[2])
    with wave.open(path) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        samples = array.array("i", file.readframes(file.getnframes()))
    left = [x / 2 ** 31 for x in samples[::channels]]
    window = rate // 10
    parts = [left[i:i + window] for i in range(0, max(1, len(left) - window), window // 2)]
    parts.sort(key=level, reverse=True)
    peak = level(parts[0])
    if peak < QUIET:
        sys.exit(f"{path}: silent, peak {peak:.4f}")
    loud = [part for part in parts if level(part) > 0.5 * peak][:MOST_WINDOWS]
    hz = statistics.median(pitch(part, rate, expected) for part in loud)
    print(f"{path}: peak {peak:.3f}, {hz:.2f} Hz in {len(loud)} windows")
    sys.exit(0 if abs(hz / expected - 1) < 0.01 else 1)


if __name__ == "__main__":
    main()
