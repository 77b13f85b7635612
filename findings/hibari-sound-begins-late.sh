#!/usr/bin/env bash
# A clip of hibari-tts 0.2.1 begins with 0.15 to 0.35 s that nobody hears, more than a count on the
# second can bear; two sentences of one call stand half a second or more apart; and a text without
# Latin letters gives no sample and no error. Exits other than 0 when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hibari-tts==0.2.1 numpy onnxruntime
cd "$folder"
ORT_DISABLE_TELEMETRY=1 "$folder/venv/bin/python" - <<'PY'
import numpy as np
from hibari import SAMPLE_RATE, Hibari, __version__

tts = Hibari()
AUDIBLE = 10 ** (-50 / 20)


def loud(text):
    return np.flatnonzero(np.abs(tts(text, seed=1)) > AUDIBLE) / SAMPLE_RATE


print("hibari-tts", __version__)
begins = {text: loud(text)[0] for text in ("One.", "Two.", "Lift.", "And lower.", "Now rest a little.")}
for text, at_s in begins.items():
    print(f"{text:20} begins at {at_s:.3f} s")
gap_s = max(np.diff(loud("Lower slowly. Then let go.")))
print(f"between two sentences: {gap_s:.2f} s")
nothing = len(tts("\uc548\ub155\ud558\uc138\uc694", seed=1))
print(f"samples of a Korean greeting: {nothing}")
assert all(0.1 < at_s < 0.45 for at_s in begins.values())
assert gap_s > 0.45
assert nothing == 0
PY
