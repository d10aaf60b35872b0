#!/usr/bin/env python3
"""Compiles functions that break the rules of numbers and checks that check_objects names each.

SPDX-License-Identifier: GPL-3.0-or-later

Usage: planted.py COMPILER
"""

import json
import pathlib
import platform
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check_objects"
FUSE = ["-mfma", "-ffp-contract=fast"]

# Name, source, flags, words the complaint must hold (None: the object is fine).
PLANTED = [
    ("fused", "float f(float a, float b, float c) { return a * b + c; }", FUSE,
     "fused multiply-add) in f(float, float, float)"),
    ("fused_negative", "double f(double a, double b, double c) { return c - a * b; }", FUSE,
     "fused multiply-add) in f(double"),
    ("estimate", "#include <immintrin.h>\n__m128 f(__m128 a) { return _mm_rcp_ps(a); }", [],
     "reciprocal estimate"),
    ("estimate_root", "#include <immintrin.h>\n__m128 f(__m128 a) { return _mm_rsqrt_ps(a); }", [],
     "reciprocal estimate"),
    ("estimate_avx3", "#include <immintrin.h>\n__m512 f(__m512 a) { return _mm512_rcp14_ps(a); }",
     ["-mavx512f"], "reciprocal estimate"),
    ("x87", "long double f(long double a, long double b) { return a * b; }", [], "x87 arithmetic"),
    ("sine", "#include <cmath>\ndouble f(double a) { return std::sin(a); }", [], "calls sin "),
    ("power", "#include <cmath>\nfloat f(float a, float b) { return std::pow(a, b); }", [],
     "calls powf "),
    ("fma", "#include <cmath>\ndouble f(double a) { return std::fma(a, a, a); }", [], "calls fma "),
    ("parse", "#include <cstdlib>\ndouble f(const char* a) { return std::strtod(a, nullptr); }", [],
     "calls strtod "),
    ("fine", "#include <cmath>\n#include <cstring>\n"
     "double f(double a, double b) { return std::floor(std::sqrt(a) * b + 1.0); }\n"
     "void g(char* a, const char* b, std::size_t n) { std::memcpy(a, b, n); }\n"
     "bool sinister(double a) { return std::isnan(a); }", ["-mfma", "-ffp-contract=off"], None),
]

# Name, flags of a source, is that command line fine?
COMMANDS = [
    ("last", "-O2 -ffp-contract=off", True),
    ("missing", "-O2", False),
    ("overruled", "-ffp-contract=off -ffp-contract=fast", False),
    ("fast", "-ffast-math -ffp-contract=off", False),
]


def check(*arguments):
    """Runs check_objects; returns its exit status and its output."""
    done = subprocess.run([sys.executable, "-B", CHECK, *arguments], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout + done.stderr


def check_objects(compiler, folder):
    """Yields a sentence for every planted function that is judged wrongly."""
    for name, source, flags, words in PLANTED:
        file, built = folder / f"{name}.cpp", folder / f"{name}.o"
        file.write_text(source + "\n", encoding="utf-8")
        subprocess.run([compiler, "-O2", *flags, "-c", file, "-o", built], check=True)
        status, output = check(built)
        if words is None and status != 0:
            yield f"{name}.o is fine but refused:\n{output}"
        elif words is not None and (status != 1 or words not in output):
            yield f"{name}.o passes, although it should read '{words}':\n{output}"


def check_commands(folder):
    """Yields a sentence for every command line that is judged wrongly."""
    for name, flags, fine in COMMANDS:
        file = folder / f"{name}.json"
        command = f"g++ {flags} -c {name}.cpp"
        file.write_text(json.dumps([{"file": f"{name}.cpp", "command": command}]), encoding="utf-8")
        status, output = check("--commands", file)
        if (status == 0) != fine:
            yield f"'{command}' is judged wrongly:\n{output}"


def main():
    if platform.machine() != "x86_64":
        print("the planted functions are x86-64 code (skipped)")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        failures = [*check_objects(sys.argv[1], folder), *check_commands(folder)]
    print("\n".join(failures) if failures else
          f"all {len(PLANTED) + len(COMMANDS)} planted objects and commands are judged rightly")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
