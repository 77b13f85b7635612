#!/usr/bin/env bash
# moonshine-voice 0.0.48 (the weights of Moonshine tiny, run by onnxruntime 1.32.0): asked which of
# "no", "yes", "stop", "next", "go" is likeliest, it answers "no" for noise in which nobody speaks.
# Written freely, the same noise becomes "You": as a sixth text to choose from, "you" takes all.
# Seen: of 10 white noises "no" first for 8 or more; with "you" among the texts for none.
# Ends with 1 when that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet --no-deps moonshine-voice==0.0.48
"$place/env/bin/pip" install --quiet onnxruntime==1.32.0 numpy==2.4.6
ORT_DISABLE_TELEMETRY=1 "$place/env/bin/python" - <<'PY'
import importlib.util, pathlib, sys
import numpy as np, onnxruntime

folder = pathlib.Path(importlib.util.find_spec("moonshine_voice").submodule_search_locations[0])
folder = folder / "assets" / "tiny-en"
encoder = onnxruntime.InferenceSession(str(folder / "encoder_model.ort"))
decoder = onnxruntime.InferenceSession(str(folder / "decoder_model_merged.ort"))
data, words, at = (folder / "tokenizer.bin").read_bytes(), [], 0
while at < len(data):
    size, at = data[at], at + 1
    if size >= 128:
        size, at = size - 128 + 128 * data[at], at + 1
    words.append(data[at : at + size])
    at += size
number = {word: n for n, word in enumerate(words)}
past = [i.name for i in decoder.get_inputs() if i.name.startswith("past")]

def first(sound):
    """The logits of the first word."""
    sound = np.pad(sound, (4000, 8000)).astype(np.float32)[None]
    states = encoder.run(None, {"input_values": sound, "attention_mask": np.ones(sound.shape, np.int64)})[0]
    feed = {"input_ids": np.array([[1]]), "encoder_hidden_states": states, "use_cache_branch": np.array([False]),
            "encoder_attention_mask": np.ones(states.shape[:2], np.int64)}
    feed |= {name: np.zeros((1, 8, 0, 36), np.float32) for name in past}
    return decoder.run(["logits"], feed)[0][0, -1]

texts = ["No", "Yes", "Stop", "Next", "Go"]
no = you = free = 0
for seed in range(10):
    noise = np.random.default_rng(seed).normal(0, 0.1, 16000)
    logits = first(0.5 * noise / np.abs(noise).max())
    score = {text: logits[number[("\u2581" + text).encode()]] for text in [*texts, "You"]}
    no += max(texts, key=score.get) == "No"
    you += max(score, key=score.get) == "You"
    free += words[int(logits.argmax())] == "\u2581You".encode()
print(f"of 10 white noises: 'no' first of five texts {no}, 'you' first of six {you}, written freely 'You' {free}")
sys.exit(0 if no >= 8 and you >= 8 and free >= 8 else 1)
PY
