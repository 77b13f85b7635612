"""How the box speaks: words a minute on the sound of every line, and how fast it renders."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from device.configuration import load_configuration
from device.days import Days
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from device.session.repertoire import repertoire
from device.sound.block import RATE_HZ, Samples
from device.speaking.clips import ClipShelf
from device.speaking.pace import SLOWER_BY, words_a_minute
from device.speaking.phrases import PhraseBook
from device.speaking.rendering import Voice
from device.speaking.voices import voices_of

PROJECT = Path(__file__).resolve().parents[2]
DAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """Words a minute of the lines of a day, in one voice."""

    voice: str
    lines: int
    median: float
    fastest: float
    fastest_line: str
    times_real_time: float


def lines_of(language: str) -> tuple[PhraseBook, tuple[str, ...]]:
    """Return all that may be said on a day of the example plan, each text once."""
    configuration = load_configuration(PROJECT, language)
    book = configuration.book
    if book is None:
        raise SystemExit("\n".join(map(str, configuration.errors)))
    with tempfile.TemporaryDirectory() as state:
        journal = SqliteJournal(Path(state) / "journal.sqlite", VirtualClock(DAY))
        days = Days(configuration, journal.history, ClipShelf(book, voices_of(book)[0]))
        said = repertoire(days.today())
        journal.close()
    return book, tuple(dict.fromkeys(map(book.text, said)))


def pace_of(name: str, voice: Voice, texts: Sequence[str]) -> Pace:
    """Render every text and measure it."""
    began_s = time.perf_counter()
    clips = [voice.render(text) for text in texts]
    took_s = time.perf_counter() - began_s
    paces = [words_a_minute(text, clip) for text, clip in zip(texts, clips, strict=True)]
    fastest = int(np.argmax(paces))
    return Pace(
        name,
        len(texts),
        float(np.median(paces)),
        paces[fastest],
        texts[fastest],
        seconds(clips) / took_s,
    )


def seconds(clips: Iterable[Samples]) -> float:
    """Return how long clips are together."""
    return sum(map(len, clips)) / RATE_HZ


def main() -> int:
    """Print the figures; 0 when no line is faster than its language allows."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: script/bench speech --language ko --json"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--language", default="en", help="whose voice (en)")
    options = parser.parse_args()
    book, texts = lines_of(options.language)
    most = book.voice.most_words_a_minute
    found = (
        pace_of("usual", voices_of(book)[0], texts),
        pace_of("slow", voices_of(book, SLOWER_BY)[0], texts),
    )
    if options.json:
        print(json.dumps({"goal": most, "paces": [asdict(each) for each in found]}))
    else:
        for each in found:
            print(
                f"{each.voice}: {each.lines} lines, {each.median:.0f} words a minute in the middle,"
                f" {each.fastest:.0f} at most ({each.fastest_line!r}; goal {most});"
                f" rendered {each.times_real_time:.0f} times as fast as it is said"
            )
    return 0 if found[0].fastest <= most and found[1].fastest <= most / SLOWER_BY else 1


if __name__ == "__main__":
    sys.exit(main())
