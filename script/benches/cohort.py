"""Make the cohort of the taught voice from recordings; needs ../shared/audio/speech_commands."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track

from device.hearing.taught.cohort import FILE, write_cohort
from device.hearing.taught.features import NoWord, Shape, shape_of
from device.hearing.taught.recordings import read_recording

PROJECT = Path(__file__).resolve().parents[2]
RECORDINGS = PROJECT.parent / "shared" / "audio" / "speech_commands"
WORDS = (
    "bed", "bird", "cat", "dog", "down", "go", "happy", "house", "left", "marvin",
    "no", "off", "on", "right", "sheila", "stop", "tree", "up", "wow", "yes",
)  # fmt: skip
"""No numbers: they are what the bench of the taught voice measures with."""


def main() -> int:
    """Write the file; 2 where the recordings are not here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=RECORDINGS, help="folder WORD/*.wav")
    parser.add_argument("--out", type=Path, default=FILE, help="the file to write")
    options = parser.parse_args()
    files = [f for word in WORDS for f in sorted((options.data / word).glob("*.wav"))]
    console = Console()
    if not files:
        console.print(f"No recordings in {options.data}.", style="red", markup=False)
        return 2
    shapes: list[Shape] = []
    for file in track(files, "the cohort", console=console):
        try:
            shapes.append(shape_of(read_recording(file)))
        except NoWord as problem:
            console.print(f"{file.name} left out: {problem}", markup=False)
    write_cohort(options.out, shapes)
    size_kb = options.out.stat().st_size / 1000
    console.print(f"{len(shapes)} words, {size_kb:.0f} kB, in {options.out.name}", markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
