#!/bin/sh
# alsa-lib 1.2.8 (Debian 12) without libasound2-plugins: "plug" converts 48 to 16 kHz by straight lines,
# with no low-pass. A tone of 15 kHz is read as one of 1 kHz at nearly full level; with the package's
# speexrate it is all but gone. No sound card needed. Needs: apt install alsa-utils libasound2-plugins
# Seen 2026-11-30: "1 kHz out of 15 kHz at -3 dBFS: linear -4 dBFS, speexrate_medium -87 dBFS".
set -eu
command -v arecord >/dev/null || { echo "needs alsa-utils"; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work/whine.raw" <<'PY'
import array, math, sys
whine = array.array("h", (int(23000 * math.sin(2 * math.pi * 15000 * n / 48000)) for n in range(48000 * 3)))
open(sys.argv[1], "wb").write(whine.tobytes())
PY
level() { # CONVERTER: level of 1 kHz in what comes out, in dB of full scale
    cat >"$work/asound.conf" <<CONF
pcm.whine { type file slave.pcm "null" file "$work/out" infile "$work/whine.raw" format "raw" }
pcm.card { type plug rate_converter "$1" slave { pcm "whine" format S16_LE rate 48000 channels 1 } }
CONF
    ALSA_CONFIG_PATH="/usr/share/alsa/alsa.conf:$work/asound.conf" \
        arecord -q -D card -t raw -f S16_LE -r 16000 -c 1 --samples 16000 "$work/heard.raw"
    python3 - "$work/heard.raw" <<'PY'
import array, math, sys
heard = array.array("h", open(sys.argv[1], "rb").read())[4000:12000]
part = lambda f: sum(x * f(2 * math.pi * 1000 * n / 16000) for n, x in enumerate(heard)) * 2 / len(heard)
print(round(20 * math.log10(max(1, math.hypot(part(math.sin), part(math.cos))) / 32768)))
PY
}
linear=$(level linear) speex=$(level speexrate_medium)
echo "1 kHz out of 15 kHz at -3 dBFS: linear $linear dBFS, speexrate_medium $speex dBFS"
[ "$linear" -gt -10 ] && [ "$speex" -lt -30 ]
