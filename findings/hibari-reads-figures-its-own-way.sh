#!/usr/bin/env bash
# hibari-tts 0.2.1 reads figures in ways that a telephone number or a dose cannot bear.
# Seen: "Call 911." is said "nine hundred eleven" and not figure by figure; "11/20" is said "eleven twenty";
# the minus sign U+2212 is left out without a word; "30 s" is said "thirty S". Figures joined with
# commas are said one by one. Exits other than 0 when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hibari-tts==0.2.1 numpy onnxruntime
cd "$folder"
ORT_DISABLE_TELEMETRY=1 "$folder/venv/bin/python" - <<'PY'
from hibari import Hibari, __version__

tts = Hibari()


def sounds(text):
    return " ".join(tts.phonemize(text)).replace("ˈ", "").replace("ˌ", "").strip(" .")


print("hibari-tts", __version__)
for text in ("Call 911.", "Call 9, 1, 1.", "Lift at 11/20.", "minus \u22125", "Hold it for 30 s."):
    print(f"{text:20} {sounds(text)}")
assert sounds("hundred") in sounds("Call 911."), "911 is no longer nine hundred eleven"
assert sounds("hundred") not in sounds("Call 9, 1, 1.")
assert sounds("eleven twenty") in sounds("Lift at 11/20."), "11/20 is said in another way"
assert sounds("It is \u22125 now.") == sounds("It is 5 now."), "U+2212 is said now"
assert sounds("Hold it for 30 s.") != sounds("Hold it for 30 seconds.")
PY
