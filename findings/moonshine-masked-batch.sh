#!/usr/bin/env bash
# moonshine-voice 0.0.48 (Moonshine tiny, onnxruntime 1.32.0): what stands behind attention_mask is
# heard all the same. The same second of sound, padded to two seconds and masked, gets other first
# words' probabilities when the padding is noise instead of silence; unpadded, others again.
# Seen: the logarithm of a word's probability moves by more than 0.1. Ends with 1 when that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet --no-deps moonshine-voice==0.0.48
"$place/env/bin/pip" install --quiet onnxruntime==1.32.0 numpy==2.4.6
ORT_DISABLE_TELEMETRY=1 "$place/env/bin/python" - <<'PY'
import importlib.util, pathlib, sys, wave
import numpy as np, onnxruntime

package = pathlib.Path(importlib.util.find_spec("moonshine_voice").submodule_search_locations[0])
folder = package / "assets" / "tiny-en"
encoder = onnxruntime.InferenceSession(str(folder / "encoder_model.ort"))
decoder = onnxruntime.InferenceSession(str(folder / "decoder_model_merged.ort"))
past = [i.name for i in decoder.get_inputs() if i.name.startswith("past")]
with wave.open(str(package / "assets" / "beckett.wav")) as file:
    rate = file.getframerate()
    sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
step = rate // 16000
sound = sound[::step][: 2 * 16000].astype(np.float32)

def first(sound, length):
    mask = np.zeros((1, len(sound)), np.int64)
    mask[:, :length] = 1
    states = encoder.run(None, {"input_values": sound[None], "attention_mask": mask})[0]
    heard = np.zeros(states.shape[:2], np.int64)
    heard[:, : max(1, round(states.shape[1] * length / len(sound)))] = 1
    feed = {"input_ids": np.array([[1]]), "encoder_hidden_states": states, "use_cache_branch": np.array([False]),
            "encoder_attention_mask": heard}
    feed |= {name: np.zeros((1, 8, 0, 36), np.float32) for name in past}
    logits = decoder.run(["logits"], feed)[0][0, -1].astype(float)
    logits -= logits.max()
    return logits - np.log(np.exp(logits).sum())

noise = np.random.default_rng(0).normal(0, 0.1, len(sound)).astype(np.float32)
alone = first(sound, len(sound))
top = np.argsort(alone)[-5:]
moved = {
    name: float(np.abs(first(np.concatenate([sound, tail]), len(sound))[top] - alone[top]).max())
    for name, tail in (("silence", 0 * noise), ("noise", noise))
}
print({name: round(by, 2) for name, by in moved.items()})
sys.exit(0 if moved["noise"] > 0.1 and abs(moved["noise"] - moved["silence"]) > 0.02 else 1)
PY
