#!/usr/bin/env python3
"""Looks for the planted modules wherever a player meets a module: lists, manual, presets, sound.

SPDX-License-Identifier: GPL-3.0-or-later

Usage: found.py KILN OVERLAY. KILN is the command with the modules of plant.py in it.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

# Kind, slot, a parameter of the template, its value in the preset below, its help.
PLANTED = [
    ("oscillator", "osc2", "bend", "60 %", "From a pure sine to a bright wave"),
    ("filter", "filter1", "bleed", "10 %", "How much gets through of what the filter takes away"),
    ("effect", "fx3", "depth", "80 %", "How far the level falls in each swing"),
    ("lfo", "lfo1", "lean", "-40 %", "Falls, swings evenly, or rises"),
]
PRESET = """kiln = 1
name = "Planted"

[osc2]
type = "planted_oscillator"
level = "0 dB"
planted_oscillator.bend = "60 %"

[filter1]
type = "planted_filter"
cutoff = "640 Hz"
planted_filter.bleed = "10 %"

[lfo1]
type = "planted_lfo"
planted_lfo.lean = "-40 %"

[fx3]
type = "planted_effect"
planted_effect.depth = "80 %"

[[route]]
source = "lfo1"
target = "osc1.level"
depth = 0.5
"""


class Checks:
    """Runs the command and keeps what is not as it should be, as sentences."""

    def __init__(self, kiln):
        self.kiln = kiln
        self.count = 0
        self.failures = []

    def run(self, *words):
        done = subprocess.run([self.kiln, *words], capture_output=True, text=True, check=False)
        self.expect(done.returncode == 0,
                    f"kiln {' '.join(map(str, words))} exits with {done.returncode}: "
                    f"{done.stdout}{done.stderr}")
        return done.stdout

    def expect(self, holds, otherwise):
        self.count += 1
        if not holds:
            self.failures.append(otherwise)


def check_lists(checks):
    lines, manual = checks.run("params"), checks.run("params", "--markdown")
    objects = {p["id"]: p for p in json.loads(checks.run("params", "--json") or "[]")}
    for kind, slot, knob, _, help_text in PLANTED:
        full = f"{slot}.planted_{kind}.{knob}"
        checks.expect(full in lines, f"kiln params does not list {full}")
        checks.expect(f"Planted {kind} (`planted_{kind}`)" in manual,
                      f"the manual has no section for planted_{kind}")
        checks.expect(help_text in manual, f"the manual does not say what {full} does")
        checks.expect(objects.get(full, {}).get("modulatable"), f"{full} is no modulation target")
        types = objects.get(f"{slot}.type", {}).get("choices", [])
        checks.expect(types[-1:] == [f"Planted {kind}"], f"{slot}.type does not end in it: {types}")


def check_round_trip(checks, folder):
    preset = folder / "planted.kiln"
    preset.write_text(PRESET, encoding="utf-8")
    checks.run("presets", "check", preset)  # reads, writes and reads again: the same text, no warning
    account = checks.run("describe", preset)
    for kind, _, knob, value, _ in PLANTED:
        words = f"{knob.capitalize()} {value}".replace("-", "−")
        checks.expect(words in account,
                      f"kiln describe does not tell '{words}' of planted_{kind}:\n{account}")


def check_sound(checks, folder):
    def sound(*words):
        answer = checks.run("render", "--notes", "C3@0+0.5", "--json", "--tail", "0.1", *words)
        return json.loads(answer or "{}")

    preset = folder / "planted.kiln"
    all_of_it = sound("--preset", preset)
    checks.expect(all_of_it.get("peak_dbfs", -200) > -40,
                  f"the preset of planted modules is silent: {all_of_it}")
    for kind, slot, *_ in PLANTED:
        other = "Shape" if kind == "lfo" else "Off"
        without = sound("--preset", preset, "--set", f"{slot}.type={other}")
        checks.expect(without.get("sha256") != all_of_it.get("sha256"),
                      f"planted_{kind} changes no sample")


def check_registries(checks, overlay):
    root = pathlib.Path(__file__).resolve().parents[2]
    for folder in ("oscillators", "filters", "effects", "lfos"):
        registry = pathlib.Path("kiln", folder, "registry.cpp")
        before = (root / registry).read_text(encoding="utf-8").split()
        after = (overlay / registry).read_text(encoding="utf-8").split()
        kept = [word for word in after if "planted_" not in word.lower() and "Planted" not in word]
        checks.expect(len(after) - len(kept) == 2 and len(kept) - len(before) == 1,
                      f"{registry} changes by more than an include and a line")


def main():
    checks = Checks(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        check_lists(checks)
        check_round_trip(checks, pathlib.Path(folder))
        check_sound(checks, pathlib.Path(folder))
    check_registries(checks, pathlib.Path(sys.argv[2]))
    print("\n".join(checks.failures))
    print(f"{checks.count - len(checks.failures)} of {checks.count} checks hold")
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
