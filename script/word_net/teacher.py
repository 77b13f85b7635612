"""What a far larger network makes of every word in quiet: the one of the package EfficientWord-Net.

Its weights (ResNet50, Apache-2.0, 22 MB) were trained on many more voices than are to be had here.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from device.hearing.onnx_network import opened

Floats = NDArray[np.float32]

SEEN = 24000
"""Samples: 1.5 s."""


class Teacher:
    """`of` one word, 2048 values of length 1."""

    def __init__(self, package: Path) -> None:
        """`package`: where the wheel was unpacked."""
        weights = next((package / "eff_word_net" / "models").rglob("*qint8*.onnx"))
        self._session = opened(str(weights))
        self._bands = _module(package / "eff_word_net" / "audio_utils.py").logfbank

    def of(self, sound: NDArray[np.int16]) -> Floats:
        """`sound`: the word in the middle, 16 kHz."""
        whole = np.zeros(SEEN)
        first = (SEEN - len(sound)) // 2
        whole[first : first + len(sound)] = sound
        whole *= 0.5 / (np.abs(whole).max() + 1e-9)
        bands = self._bands(
            whole, samplerate=16000, winlen=0.025, winstep=0.01, nfilt=64, nfft=512, preemph=0.0
        )
        name = self._session.get_inputs()[0].name
        row = self._session.run(None, {name: np.float32(bands[None, None])})[0].ravel()
        of_length_1: Floats = row / np.linalg.norm(row)
        return of_length_1


def _module(file: Path) -> Any:  # noqa: ANN401 - a module
    """The package's own __init__ opens a microphone."""
    spec = importlib.util.spec_from_file_location("audio_utils", file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    """Write what the teacher makes of every word of words.py or spoken.py."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="the unpacked wheel")
    parser.add_argument("words", type=Path, help="what words.py or spoken.py wrote")
    parser.add_argument("out", type=Path, help="the .npy to write")
    options = parser.parse_args()
    teacher = Teacher(options.package)
    with np.load(options.words, allow_pickle=False) as kept:
        sounds = kept["sounds"]
    rows = [teacher.of(sound) for sound in track(sounds, "words")]
    np.save(options.out, np.array(rows, np.float16), allow_pickle=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
