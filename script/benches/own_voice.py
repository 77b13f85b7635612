"""What the box takes for a command while only it speaks: hours of sessions, by voice."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from device.configuration import Configuration
from device.hearing.assembly import listener_of, load_model
from device.hearing.models import ModelMissing, find_model
from device.rehearsal.room import Room
from script.benches.bedside.persons import VARIANTS
from script.benches.bedside.silent_day import Silent, silent_session
from script.benches.heard.boxes import CLIPS, configured, words_of
from script.benches.heard.jobs import DAY, SESSION_ROOMS, taught_by

GOAL_H = 10.0


@dataclass
class Sum:
    """What came of all sessions in one voice."""

    voice: str
    sessions: int = 0
    hours: float = 0.0
    actions: int = 0
    questions: int = 0
    ducked_s: float = 0.0

    def add(self, silent: Silent) -> None:
        """Take in one session."""
        self.sessions += 1
        self.hours += silent.length_s / 3600
        self.actions += silent.false_actions
        self.questions += len(silent.suspected)
        self.ducked_s += silent.ducked_s


def spoken_by(configuration: Configuration, driver: str) -> Configuration:
    """Return the box with another voice."""
    book = configuration.book
    if book is None:
        raise SystemExit("\n".join(map(str, configuration.errors)))
    return replace(configuration, book=replace(book, voice=replace(book.voice, driver=driver)))


def sessions(language: str, driver: str, first: int) -> Iterator[Silent]:
    """Live sessions without end; each has another room, and another patient has taught its box.

    Where there is no model, the enrolled recognizer hears alone.
    """
    box = spoken_by(configured(language), driver)
    try:
        model = load_model(find_model(language).folder)
    except ModelMissing:
        model = None
    seed = first
    while True:
        taught = taught_by(language, VARIANTS[seed % len(VARIANTS)])
        room = Room(SESSION_ROOMS[seed % len(SESSION_ROOMS)], seed=seed, record=False)
        listener = listener_of(model, words_of(language)[1], taught)
        with tempfile.TemporaryDirectory() as folder:
            yield silent_session(box, listener, Path(folder), DAY, room=room, clips=CLIPS)
        seed += 1


def main() -> int:
    """Print a line for each session and the sum; 0 when nothing was taken for a command."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: script/bench own_voice --voice hibari --hours 2 --json",
    )
    parser.add_argument("--json", action="store_true", help="as JSON, a line for each session")
    parser.add_argument("--language", default="en", help="whose voice (en)")
    parser.add_argument("--voice", default="hibari", choices=("hibari", "espeak"), help="(hibari)")
    parser.add_argument("--hours", type=float, default=GOAL_H, help="of sessions (10)")
    parser.add_argument("--first", type=int, default=0, help="number of the first session (0)")
    options = parser.parse_args()
    total = Sum(options.voice)
    for silent in sessions(options.language, options.voice, options.first):
        total.add(silent)
        if options.json:
            print(json.dumps(asdict(total)), flush=True)
        else:
            print(
                f"{total.voice}: {total.sessions} sessions, {total.hours:.2f} h: {total.actions} "
                f"actions, {total.questions} questions, {total.ducked_s:.1f} s given way",
                flush=True,
            )
        if total.hours >= options.hours:
            break
    return 0 if not total.actions + total.questions else 1


if __name__ == "__main__":
    sys.exit(main())
