#!/usr/bin/env bash
# pyttsx3 2.99 calls a driver in another order from its second runAndWait() on. In the first run the
# loop begins, is told that it is not busy, the queued calls are made, and the loop ends. In the second
# run the calls are made at once in the caller, the loop ends, and only then it begins: a driver whose
# loop waits for its end waits forever. Exits other than 0 when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyttsx3==2.99
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version
from types import ModuleType

import pyttsx3

calls = []


class Driver:
    def __init__(self, proxy):
        self.proxy = proxy
        proxy.setBusy(True)

    def startLoop(self):
        calls.append("startLoop")
        self.proxy.setBusy(False)

    def endLoop(self):
        calls.append("endLoop")

    def stop(self):
        pass

    def save_to_file(self, text, filename):
        calls.append("save_to_file")


module = ModuleType("pyttsx3.drivers.ours")
module.buildDriver = Driver
sys.modules[module.__name__] = module
engine = pyttsx3.init("ours")
runs = []
for _ in range(2):
    calls.clear()
    engine.save_to_file("one", "one.wav")
    engine.runAndWait()
    runs.append(list(calls))
print("pyttsx3", version("pyttsx3"))
for n, run in enumerate(runs, 1):
    print(f"run {n}: {', '.join(run)}")
assert runs[0] == ["startLoop", "save_to_file", "endLoop"]
assert runs[1] == ["save_to_file", "endLoop", "startLoop"]
PY
