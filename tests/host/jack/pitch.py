#!/usr/bin/env python3
"""Says level and pitch of a 32-bit integer WAV file; exits 1 if it is silent or another pitch.

SPDX-License-Identifier: GPL-3.0-or-later

Usage: pitch.py FILE.wav HZ. The pitch is the lag of the highest normalised autocorrelation of the
loudest tenth of a second, refined by a parabola; it may be 1 % off.
"""

import array
import math
import sys
import wave

QUIET = 0.02


def main():
    path, expected = sys.argv[1], float(sys.argv[2])
    with wave.open(path) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        samples = array.array("i", file.readframes(file.getnframes()))
    left = [x / 2 ** 31 for x in samples[::channels]]
    window = rate // 10
    peak, at = max((max(map(abs, left[i:i + window])), i)
                   for i in range(0, max(1, len(left) - window), window // 2))
    if peak < QUIET:
        sys.exit(f"{path}: silent, peak {peak:.4f}")
    part = left[at:at + window]
    half = window // 2

    def likeness(lag):
        energy = sum(x * x for x in part[lag:lag + half])
        return sum(a * b for a, b in zip(part, part[lag:lag + half])) / math.sqrt(energy + 1e-12)

    lags = range(int(rate / expected / 1.5), int(rate / expected * 1.5) + 1)
    values = {lag: likeness(lag) for lag in lags}
    best = max(lags[1:-1], key=values.get)
    low, mid, high = values[best - 1], values[best], values[best + 1]
    hz = rate / (best + 0.5 * (low - high) / (low - 2 * mid + high))
    print(f"{path}: peak {peak:.3f}, {hz:.2f} Hz")
    sys.exit(0 if abs(hz / expected - 1) < 0.01 else 1)


if __name__ == "__main__":
    main()
