#!/usr/bin/env bash
# What a driver of pyttsx3 2.99 raises never leaves runAndWait(), and from the driver's first error on
# nobody is told but who is connected to "error": without a listener a file that was never written looks
# like success. Exits other than 0 when that changes.
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


class Driver:
    def __init__(self, proxy):
        self.proxy = proxy
        proxy.setBusy(True)

    def startLoop(self):
        self.proxy.setBusy(False)

    def endLoop(self):
        pass

    def stop(self):
        pass

    def save_to_file(self, text, filename):
        raise OSError("no room on the disk")


module = ModuleType("pyttsx3.drivers.ours")
module.buildDriver = Driver
sys.modules[module.__name__] = module
engine = pyttsx3.init("ours")
told = []
engine.connect("error", lambda **facts: told.append(facts["exception"]))
engine.save_to_file("one", "one.wav")
engine.runAndWait()
print("pyttsx3", version("pyttsx3"), "- runAndWait() returned; told by callback:", told)
assert [str(each) for each in told] == ["no room on the disk"]
PY
