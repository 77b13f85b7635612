#!/bin/sh
# espeak-ng 1.51 of Debian 12 (library, through pyttsx3 2.99): to write a WAV file only, it is initialised
# with an audio device. libpcaudio then asks PulseAudio's client for a server. Without XDG_RUNTIME_DIR that
# leaves ~/.config/pulse with a link in the home, and a folder pulse-* in /tmp, though no sound is played.
# With PULSE_RUNTIME_PATH set nothing is left in the home. Needs: apt install espeak-ng libpulse0
# Seen 2026-11-30: "plain: .config/pulse is made", "PULSE_RUNTIME_PATH: the home stays empty".
set -eu
[ -e /usr/lib/*/libpcaudio.so.0 ] || { echo "needs Debian's espeak-ng"; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pyttsx3==2.99
cat >"$work/speak.py" <<'PY'
import sys, pyttsx3
engine = pyttsx3.init("espeak")
engine.save_to_file("hello", sys.argv[1])
engine.runAndWait()
PY
mkdir "$work/plain" "$work/told"
env -i PATH="$PATH" HOME="$work/plain" "$work/venv/bin/python" "$work/speak.py" "$work/a.wav" >/dev/null 2>&1
env -i PATH="$PATH" HOME="$work/told" PULSE_RUNTIME_PATH="$work/pulse" \
    "$work/venv/bin/python" "$work/speak.py" "$work/b.wav" >/dev/null 2>&1
echo "plain: $(cd "$work/plain" && find . -mindepth 1 | sort | tr '\n' ' ')"
echo "PULSE_RUNTIME_PATH: $(find "$work/told" -mindepth 1 | wc -l) entries in the home"
[ -d "$work/plain/.config/pulse" ] && [ -z "$(ls -A "$work/told")" ]
