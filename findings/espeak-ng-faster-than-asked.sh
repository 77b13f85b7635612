#!/usr/bin/env bash
# espeak-ng 1.52 (in espeakng-loader 0.2.4) speaks sentences of everyday English much faster than the
# rate that it is asked for, measured on the sound without the silence around it: the rate is that of
# its own reckoning, not of words a minute. Exits other than 0 when it keeps to what it is asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check espeakng-loader==0.2.4 numpy
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import ctypes

import espeakng_loader
import numpy as np

ASKED = 143
TEXTS = ("Lie on your back with your knees bent.", "I will keep my voice down now.",
         "Then slide it out until the leg is straight.", "Tell them that you are not well today.")
lib = ctypes.CDLL(espeakng_loader.get_library_path())
rate_hz = lib.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
lib.espeak_SetVoiceByName(b"en-us")
lib.espeak_SetParameter(1, ASKED, 0)
sound = []


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
def take(wav, n, _events):
    if wav and n > 0:
        sound.append(np.ctypeslib.as_array(wav, (n,)).copy())
    return 0


lib.espeak_SetSynthCallback(take)
lib.espeak_Info.restype = ctypes.c_char_p
print("espeak-ng", lib.espeak_Info(None).decode(), "asked for", ASKED, "words a minute")
faster = []
for text in TEXTS:
    sound.clear()
    data = text.encode()
    lib.espeak_Synth(data, len(data) + 1, 0, 0, 0, 1, None, None)
    lib.espeak_Synchronize()
    loud = np.flatnonzero(np.abs(np.concatenate(sound).astype(int)) > 100)
    a_minute = 60 * len(text.split()) * rate_hz / (loud[-1] - loud[0])
    faster.append(a_minute / ASKED)
    print(f"{a_minute:4.0f} words a minute: {text}")
print(f"in the middle {np.median(faster):.2f} times the rate that was asked for")
assert np.median(faster) > 1.15
PY
