"""Make the cohort of the enrolled voice from recordings; needs ../shared/audio/speech_commands."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track

from device.hearing.enrolled.capture import CaptureListener
from device.hearing.enrolled.cohort import COHORT_FILE, write_cohort
from device.hearing.enrolled.features import Features, NoWord, features_of
from device.hearing.enrolled.recordings import read_recording
from device.rehearsal.room import Placement, Room
from device.sound.block import Samples, samples, silence

PROJECT = Path(__file__).resolve().parents[2]
RECORDINGS = PROJECT.parent / "shared" / "audio" / "speech_commands"
WORDS = (
    "bed", "bird", "cat", "dog", "down", "go", "happy", "house", "left", "marvin",
    "no", "off", "on", "right", "sheila", "stop", "tree", "up", "wow", "yes",
)  # fmt: skip
"""No numbers: they are what the bench of the enrolled voice measures with."""


ROOMS = tuple(
    Placement(rt60_s, metres, size_m=size_m)
    for rt60_s, metres, size_m in (
        (0.2, 1.0, (3.2, 2.9, 2.4)),
        (0.3, 1.6, (5.2, 3.4, 2.6)),
        (0.35, 2.4, (4.0, 3.1, 2.5)),
        (0.5, 1.4, (4.9, 4.4, 2.7)),
        (0.55, 2.6, (5.6, 3.9, 2.6)),
    )
)
"""Where the words are said: takes of a patient are said in a room, too, and the room is no sign of
the word. None of them is the one that the benches measure in."""

GAP = samples(0.8)


class Lying:
    """Somebody lies in a room and says words; the box cuts them out as in a session."""

    def __init__(self, placement: Placement) -> None:
        self._room = Room(placement, seed=3, record=False)
        self._box = CaptureListener()

    def says(self, sound: Samples) -> Samples:
        """Return what was cut out. Raises NoWord."""
        end = self._room.say(sound, self._room.now + GAP)
        heard = None
        while self._room.now < end + GAP:
            cut = self._box.hear(self._room.step(silence()))
            heard = cut if cut is not None else heard
        if heard is None:
            raise NoWord("nothing was heard")
        return heard


def main() -> int:
    """Write the file; 2 where the recordings are not here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=RECORDINGS, help="folder WORD/*.wav")
    parser.add_argument("--out", type=Path, default=COHORT_FILE, help="the file to write")
    options = parser.parse_args()
    files = [f for word in WORDS for f in sorted((options.data / word).glob("*.wav"))]
    console = Console()
    if not files:
        console.print(f"No recordings in {options.data}.", style="red", markup=False)
        return 2
    shapes: list[Features] = []
    rooms = [Lying(room) for room in ROOMS]
    for n, file in enumerate(track(files, "the cohort", console=console)):
        try:
            shapes.append(features_of(rooms[n % len(rooms)].says(read_recording(file))))
        except NoWord as problem:
            console.print(f"{file.name} left out: {problem}", markup=False)
    write_cohort(options.out, shapes)
    size_kb = options.out.stat().st_size / 1000
    console.print(f"{len(shapes)} words, {size_kb:.0f} kB, in {options.out.name}", markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
