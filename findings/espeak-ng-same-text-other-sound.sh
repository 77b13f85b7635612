#!/usr/bin/env bash
# espeak-ng 1.52 (in espeakng-loader 0.2.4) does not say the same text as the same sound twice within
# one process, at unchanged settings: the samples differ from the second time on, and so may their
# number. In a process that has said nothing yet they are the same every time. A recognizer's answer
# to such sound then depends on what was said before. Exits other than 0 when that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check espeakng-loader==0.2.4
cd "$folder"
cat >say.py <<'PY'
import ctypes
import hashlib

import espeakng_loader

lib = ctypes.CDLL(espeakng_loader.get_library_path())
lib.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
lib.espeak_SetVoiceByName(b"en-us+f4")
lib.espeak_SetParameter(1, 140, 0)
sound = bytearray()


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
def take(wav, n, _events):
    if wav and n > 0:
        sound.extend(ctypes.string_at(wav, 2 * n))
    return 0


lib.espeak_SetSynthCallback(take)
for _ in range(8):
    sound.clear()
    lib.espeak_Synth(b"pause", 6, 0, 0, 0, 1, None, None)
    lib.espeak_Synchronize()
    print(len(sound) // 2, hashlib.sha256(sound).hexdigest()[:12])
PY
one=$("$folder/venv/bin/python" say.py)
other=$("$folder/venv/bin/python" say.py)
printf 'samples and hash of one text, said eight times in one process:\n%s\n' "$one"
[[ $(sort -u <<<"$one" | wc -l) -gt 4 ]]
echo 'the first of another process:'
head -n 1 <<<"$other"
[[ $(head -n 1 <<<"$one") == $(head -n 1 <<<"$other") ]]
