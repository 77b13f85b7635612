"""Write first_tokens.npy: how likely each token is to come first, whatever is said.

    PYTHONPATH=. .venv/bin/python script/likelihood/prior.py ../shared/audio/speech_commands

The recordings are words that are neither commands nor numbers (Speech Commands v0.01, CC BY 4.0);
the file holds the mean logarithm over all of them, as 16-bit floats.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from device.hearing.likelihood.grammar import PRIOR_FILE
from device.hearing.likelihood.recogniser import Recogniser
from device.hearing.likelihood.weights import find_weights
from device.hearing.taught.recordings import read_recording

LEFT_OUT = frozenset(
    {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
    | {"stop", "yes", "no", "go", "right"}
)
"""Commands and numbers: nothing is learned of what the recogniser is measured by."""


def main(folder: Path) -> int:
    """Write the file; 0 when it is written, 2 where there are no recordings."""
    files = [f for f in sorted(folder.glob("*/*.wav")) if f.parent.name not in LEFT_OUT]
    if not files:
        print(f"There are no recordings WORD/*.wav in {folder}.", file=sys.stderr)
        return 2
    recogniser = Recogniser(find_weights("en"))
    heard = [recogniser.begin(recogniser.states(read_recording(file))).next[0] for file in files]
    np.save(PRIOR_FILE, np.mean(heard, axis=0).astype(np.float16))
    print(f"{PRIOR_FILE}: of {len(files)} recordings")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
