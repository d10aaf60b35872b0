#!/usr/bin/env python3
"""Plants one file for each rule of check_source and checks that it names each, and nothing else.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check_source"
HEAD = "// One idea.\n// SPDX-License-Identifier: GPL-3.0-or-later\n"

# File, text, the line complained about (None: fine).
PLANTED = [
    ("sine.cpp", HEAD + "double a = std::sin(1.0);\n", 3),
    ("power.cpp", HEAD + "double a = std::pow (b, 2);\n", 3),
    ("wide.cpp", HEAD + "long double a;\n", 3),
    ("random.cpp", HEAD + "std::uniform_real_distribution<float> d;\n", 3),
    ("locale.cpp", HEAD + "double a = strtod(text, nullptr);\n", 3),
    ("fused.simd.cpp", HEAD + "auto a = hn::MulAdd(x, y, z);\n", 3),
    ("sum-inl.h", HEAD + "auto a = SumOfLanes(d, v);\n", 3),
    ("leftover.cpp", HEAD + "int a;  // TO" "DO\n", 3),
    ("views.cpp", HEAD + "for (int a : b | std::views::reverse) {}\n", 3),
    ("directive.cpp", HEAD + "using namespace std;\n", 3),
    ("nameless.cpp", "int a;\n// SPDX-License-Identifier: GPL-3.0-or-later\n", 1),
    ("licence.cpp", "// One idea.\nint a;\n", 2),
    ("twice.h", HEAD + "int a;\n", 1),
    ("long.cpp", HEAD + "int a;\n" * 499, 502),
    ("fine.cpp", HEAD + "// std::sin(x) is what math::sin(x) replaces\n"
     'double a = math::sin(std::sqrt(2.0)) + f("std::sin(1)");\n', None),
    ("fine_test.cpp", HEAD + "double a = std::sin(1.0L);\n", None),
    ("fine.h", HEAD + "#pragma once\n", None),
    ("table.cpp", HEAD + "// Data: harmonics\n" + "int a;\n" * 600, None),
]


def main():
    with tempfile.TemporaryDirectory() as root:
        folder = pathlib.Path(root, "kiln", "base")
        folder.mkdir(parents=True)
        for name, text, _ in PLANTED:
            (folder / name).write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, "-B", CHECK, root], capture_output=True, text=True,
                              check=False)
    found = sorted(":".join(line.split(":")[:2]) for line in done.stdout.splitlines()[:-1])
    expected = sorted(f"kiln/base/{name}:{line}" for name, _, line in PLANTED if line)
    if found == expected and done.returncode == 1:
        print(f"all {len(expected)} planted violations are named")
        return 0
    print(f"missed: {sorted(set(expected) - set(found))}")
    print(f"wrongly named: {sorted(set(found) - set(expected))}\n{done.stdout}{done.stderr}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
