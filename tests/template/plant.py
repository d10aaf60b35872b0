#!/usr/bin/env python3
"""Plants one module of each kind into an overlay tree: registries as they are, plus what the tool adds.

SPDX-License-Identifier: GPL-3.0-or-later

Usage: plant.py OVERLAY. cmake/template.cmake compiles what this makes; found.py looks for it.
"""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = {"oscillator": "oscillators", "filter": "filters", "effect": "effects", "lfo": "lfos"}


def main():
    overlay = pathlib.Path(sys.argv[1])
    shutil.rmtree(overlay, ignore_errors=True)
    for kind, folder in FOLDERS.items():
        (overlay / "kiln" / folder).mkdir(parents=True)
        registry = pathlib.Path("kiln", folder, "registry.cpp")
        shutil.copyfile(ROOT / registry, overlay / registry)
        subprocess.run([sys.executable, "-B", ROOT / "tools" / "new_module", kind,
                        f"planted_{kind}", "--root", overlay],
                       check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
