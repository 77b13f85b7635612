#!/usr/bin/env bash
# hibari-tts 0.2.1 reads "no" before a full stop as the abbreviation of "number".
# Seen: "Say yes or no." has the phonemes of "number"; before "!" and "?" it is "no", and so it is
# with its sounds given as [no](/nˈO/). Exits other than 0 when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hibari-tts==0.2.1 numpy onnxruntime
cd "$folder"
ORT_DISABLE_TELEMETRY=1 "$folder/venv/bin/python" - <<'PY'
from hibari import Hibari, __version__

tts = Hibari()
said = {text: tts.phonemize(text)[0] for text in (
    "Say yes or no.", "Say yes or no!", "Is it yes or no?", "Say yes or [no](/nˈO/).")}
print("hibari-tts", __version__)
for text, phonemes in said.items():
    print(f"{text:28} {phonemes}")
number = tts.phonemize("number")[0].strip(".")
first, *others = said.values()
assert number in first, "the full stop no longer makes a number of it"
assert not any(number in other for other in others), "other ends make a number of it, too"
PY
