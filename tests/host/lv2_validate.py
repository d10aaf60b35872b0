#!/usr/bin/env python3
"""Runs lv2_validate over the built LV2 bundle and fails on any text JUCE's generator is not known for.

SPDX-License-Identifier: GPL-3.0-or-later

Usage: lv2_validate.py [--plant] BUNDLE ; --plant breaks a copy of the bundle first, so that the check
must fail. Exit 77: no lv2_validate (lv2-dev) or sord_validate (sordi) here.
"""

import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# What JUCE 7.0.5 writes into every plug-in: parameters (which are no ports) in groups, a maintainer
# and a release of the plug-in (which is no project), two of its interfaces, its Program property.
KNOWN = {
    "Subject not in domain <http://lv2plug.in/ns/lv2core#Port>",
    "Subject not in domain <http://usefulinc.com/ns/doap#Project>",
    "Object not in range <http://lv2plug.in/ns/lv2core#ExtensionData>",
    "Object not in range <http://lv2plug.in/ns/lv2core#Feature>",
    "Use of undefined property",
    "Property <urn:kiln:synth:Program> has no label",
}


def main():
    bundle = pathlib.Path(sys.argv[-1])
    if not (shutil.which("lv2_validate") and shutil.which("sord_validate")):
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        texts = [shutil.copy(path, folder) for path in sorted(bundle.glob("*.ttl"))]
        if len(texts) < 3:
            sys.exit(f"{bundle}: {len(texts)} files of text, not manifest, dsp and ui")
        if "--plant" in sys.argv:
            with open(texts[0], "a", encoding="utf-8") as file:
                file.write('\n<urn:kiln:synth> lv2:minorVersion "two" .\n')
        run = subprocess.run(["lv2_validate", *texts], capture_output=True, text=True, check=False)
    output = run.stdout + run.stderr
    if not re.search(r"^Found \d+ errors among \d+ files", output, re.M):
        sys.exit(f"lv2_validate did not get to its end:\n{output[-2000:]}")
    found = collections.Counter(re.findall(r"^(?:error|warning): (.*)$", output, re.M))
    new = {text: count for text, count in found.items() if text not in KNOWN}
    for text, count in new.items():
        at = output.index(text)
        print(f"{count} x {output[at:at + 400]}\n")
    print(f"{sum(found.values())} complaints of {len(found)} kinds, {len(new)} of them not JUCE's")
    sys.exit(1 if new else 0)


if __name__ == "__main__":
    main()
