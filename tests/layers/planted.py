#!/usr/bin/env python3
"""Plants a tree with one include of every forbidden kind and checks that check_layers names each.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check_layers"

# File, an include that is fine there.
FINE = [
    ("kiln/base/units.h", "<cmath>"),
    ("kiln/simd/lanes.h", "kiln/base/units.h"),
    ("kiln/simd/kernel-inl.h", "hwy/highway.h"),
    ("kiln/dsp/fft.cpp", "kiln/simd/lanes.h"),
    ("kiln/filters/svf.h", "kiln/parameters/spec.h"),
    ("kiln/filters/svf.simd.cpp", "kiln/simd/kernel-inl.h"),
    ("kiln/filters/ladder.simd.cpp", "hwy/foreach_target.h"),
    ("kiln/filters/svf_test.cpp", "tests/support/spectrum.h"),
    ("kiln/filters/comb_test.cpp", "hwy/targets.h"),
    ("kiln/presets/patch.h", "kiln/modulation/route.h"),
    ("kiln/voices/group.h", "kiln/oscillators/module.h"),
    ("kiln/engine/part.h", "kiln/effects/module.h"),
    ("kiln/cli/render.cpp", "kiln/document/document.h"),
    ("kiln/cli/midi.cpp", "juce_audio_basics/juce_audio_basics.h"),
    ("kiln/gui/model.h", "kiln/presets/patch.h"),
    ("kiln/gui/panels/filter.h", "juce_gui_basics/juce_gui_basics.h"),
    ("kiln/plugin/editor.cpp", "kiln/gui/editor.h"),
]

# File, an include that is not, words its complaint must hold.
FORBIDDEN = [
    ("kiln/base/up.h", "kiln/simd/lanes.h", "kiln/base may not include"),
    ("kiln/dsp/up.h", "kiln/parameters/spec.h", "kiln/dsp may not include"),
    ("kiln/filters/sideways.cpp", "kiln/oscillators/analog.h", "kiln/filters may not include"),
    ("kiln/effects/up.cpp", "kiln/voices/group.h", "kiln/effects may not include"),
    ("kiln/effects/up_test.cpp", "kiln/engine/synth.h", "kiln/effects may not include"),
    ("kiln/modulation/up.h", "kiln/voices/group.h", "kiln/modulation may not include"),
    ("kiln/voices/sideways.h", "kiln/effects/delay.h", "kiln/voices may not include"),
    ("kiln/presets/plan.h", "kiln/modulation/plan.h", "kiln/presets may not include"),
    ("kiln/engine/up.h", "kiln/document/document.h", "kiln/engine may not include"),
    ("kiln/document/up.h", "kiln/engine/synth.h", "kiln/document may not include"),
    ("kiln/cli/window.cpp", "kiln/gui/editor.h", "kiln/cli may not include"),
    ("kiln/gui/editor.cpp", "kiln/engine/synth.h", "kiln/gui may not include"),
    ("kiln/gui/editor2.cpp", "kiln/presets/write.h", "kiln/gui may not include"),
    ("kiln/engine/juce.cpp", "juce_core/juce_core.h", "may not include JUCE"),
    ("kiln/cli/juce.cpp", "juce_gui_basics/juce_gui_basics.h", "juce_core, juce_audio_basics"),
    ("kiln/filters/svf.cpp", "hwy/highway.h", "may not include Highway"),
    ("kiln/filters/vector.h", "kiln/simd/kernel-inl.h", "Highway code"),
    ("kiln/engine/log.cpp", "spdlog/spdlog.h", "logging library"),
    ("kiln/filters/tests.cpp", "tests/support/spectrum.h", "may not include tests/"),
    ("kiln/dsp/relative.cpp", "../base/units.h", "by its path from the root"),
    ("kiln/unknown/new.h", "kiln/base/units.h", "has no place in the layers"),
]


def check(planted):
    """Runs check_layers on a tree of (file, include); returns its exit status and its lines."""
    with tempfile.TemporaryDirectory() as root:
        for path, include in planted:
            file = pathlib.Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            name = include if include.startswith("<") else f'"{include}"'
            commented = '/* #include "kiln/gui/editor.h" */\n// #include "kiln/gui/editor.h"\n'
            file.write_text(f"{commented}#include {name}\n", encoding="utf-8")
        done = subprocess.run([sys.executable, "-B", CHECK, root], capture_output=True, text=True,
                              check=False)
        return done.returncode, done.stdout.splitlines()


def main():
    failures = []
    status, lines = check(FINE)
    if status != 0:
        failures += [f"a tree without violations is refused: {line}" for line in lines]
    status, lines = check(FINE + [(path, include) for path, include, _ in FORBIDDEN])
    if status == 0:
        failures.append("a tree full of violations passes")
    for path, include, words in FORBIDDEN:
        line = 1 if "no place" in words else 3
        if not any(found.startswith(f"{path}:{line}: ") and words in found for found in lines):
            failures.append(f"{path} may include {include}, which no layer allows")
    extra = len(lines) - 1 - len(FORBIDDEN)
    if extra:
        failures.append(f"{extra} complaints too many:\n" + "\n".join(lines))
    print("\n".join(failures) if failures else f"all {len(FORBIDDEN)} planted violations are named")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
