#!/bin/sh
# espeak-ng 1.51/1.52: the program lists and speaks with voice names that the library's
# espeak_SetVoiceByName refuses (result -1 or EE_INTERNAL_ERROR): en-gb, fr-fr, English_(Great_Britain).
# The library wants the name of the File column (gmw/en), or the name with blanks for underscores.
# Seen 2026-11-30 with espeakng-loader 0.2.4 (1.52): en-gb refused, gmw/en taken.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet espeakng-loader==0.2.4
"$work/venv/bin/python" - <<'PY'
import ctypes, espeakng_loader
library = ctypes.CDLL(espeakng_loader.get_library_path())
assert library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0) > 0  # synchronous
refused = []
for name in ("en-gb", "fr-fr", "English_(Great_Britain)", "gmw/en", "English (Great Britain)", "en-us"):
    result = library.espeak_SetVoiceByName(name.encode())
    print(f"{name}: {'taken' if result == 0 else 'refused'}")
    if result:
        refused.append(name)
raise SystemExit(0 if refused == ["en-gb", "fr-fr", "English_(Great_Britain)"] else 1)
PY
