"""Go a part of the way back from a trained embedding to Google's: the mean of their weights."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from device.hearing.enrolled.embedding import EMBEDDING_FILE
from script.embedding.google import network, write


def main() -> int:
    """Write the network between the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "trained", type=Path, nargs="?", default=EMBEDDING_FILE, help="what train.py wrote"
    )
    parser.add_argument("--back", type=float, default=0.2, help="share of Google's (0.2)")
    parser.add_argument("--out", type=Path, default=EMBEDDING_FILE, help="the file to write")
    options = parser.parse_args()
    trained, googles = network(None, options.trained), network(None)
    both = zip(trained.get_weights(), googles.get_weights(), strict=True)
    trained.set_weights(
        [(1 - options.back) * mine + options.back * theirs for mine, theirs in both]
    )
    write(trained, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
