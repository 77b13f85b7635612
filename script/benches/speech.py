"""How the box speaks: words understood by transcribers, words a minute, and how fast it renders."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.configuration import load_configuration
from device.day_service import DayService
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from device.paths import project_folder
from device.session.repertoire import repertoire
from device.sound.block import RATE_HZ, Samples
from device.speaking.clip_cache import ClipCache
from device.speaking.pace import SLOWER_BY, words_a_minute
from device.speaking.phrases import PhraseBook
from device.speaking.synthesis import SpeechEngine
from device.speaking.voices import voices_of
from script.benches.heard.boxes import kitchen
from script.benches.spoken.transcribers import (
    Moonshine,
    PocketSphinx,
    Transcriber,
    TranscriberMissing,
    VoskFree,
    word_errors,
)

DAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
NOISE_BELOW_DB = 5.0
GOALS = {"quiet": 0.04, "kitchen": 0.09}
MIN_WORDS = 4
"""Shorter texts are counts and calls: a transcriber of sentences has nothing to go by."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Words a minute of all lines in one voice, and how fast they were rendered on one core."""

    voice: str
    lines: int
    median: float
    fastest: float
    fastest_line: str
    times_real_time: float
    seconds_to_first: float


@dataclass(frozen=True, slots=True)
class Understood:
    """How many words of a voice a transcriber writes down wrong."""

    voice: str
    transcriber: str
    condition: str
    words: int
    errors: int

    @property
    def share(self) -> float:
        """Return the word error rate."""
        return self.errors / self.words


def lines_of(language: str) -> tuple[PhraseBook, tuple[str, ...]]:
    """Return all that may be said on a day of the example plan, each text once."""
    configuration = load_configuration(project_folder(), language)
    book = configuration.book
    if book is None:
        raise SystemExit("\n".join(map(str, configuration.errors)))
    with tempfile.TemporaryDirectory() as state:
        journal = SqliteJournal(Path(state) / "journal.sqlite", VirtualClock(DAY))
        clip_cache = ClipCache(book, voices_of(book))
        days = DayService(configuration, journal.history, clip_cache, rehearsing=True)
        said = repertoire(days.today())
        journal.close()
    return book, tuple(dict.fromkeys(map(book.text, said)))


def by_voice(book: PhraseBook) -> dict[str, SpeechEngine]:
    """Return the voices that are compared: the box's own, its slow pace, and what stands in."""
    own, *instead = voices_of(book)
    name = book.voice.driver
    compared = {name: own, f"{name}, slower": voices_of(book, SLOWER_BY)[0]}
    if instead:
        old = replace(book, voice=replace(book.voice, driver="espeak"))
        compared["espeak"] = voices_of(old)[0]
    return compared


def spoken(name: str, voice: SpeechEngine, texts: Sequence[str]) -> tuple[Pace, list[Samples]]:
    """Render every text and measure it."""
    began_s, before_s = time.perf_counter(), _cpu_s()
    clips = [voice.render(texts[0])]
    first_s = time.perf_counter() - began_s
    clips += [voice.render(text) for text in texts[1:]]
    voice.rest()
    took_s = _cpu_s() - before_s
    paces = [words_a_minute(text, clip) for text, clip in zip(texts, clips, strict=True)]
    fastest = int(np.argmax(paces))
    seconds = sum(map(len, clips)) / RATE_HZ
    return Pace(
        name,
        len(texts),
        float(np.median(paces)),
        paces[fastest],
        texts[fastest],
        seconds / took_s,
        first_s,
    ), clips


def _cpu_s() -> float:
    """Return what this program and the processes that it has ended took of a core, in seconds."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def beside_a_kitchen(clips: Sequence[Samples], noise: Samples) -> list[Samples]:
    """Return the clips with noise `NOISE_BELOW_DB` below them, another piece of it for each."""
    dice = np.random.default_rng(1)
    mixed = []
    for clip in clips:
        begin = int(dice.integers(len(noise) - len(clip)))
        piece = noise[begin : begin + len(clip)].astype(np.float64)
        wanted = _rms(clip) * 10 ** (-NOISE_BELOW_DB / 20)
        both = clip + piece * (wanted / max(_rms(piece), 1e-9))
        mixed.append(np.clip(both, -32768, 32767).astype(np.int16))
    return mixed


def _rms(sound: NDArray[np.generic]) -> float:
    return float(np.sqrt(np.mean(np.square(sound.astype(np.float64)))))


def transcribers(language: str) -> Iterator[Transcriber]:
    """Yield the transcribers of a language; what is missing is told."""
    makers = (Moonshine, PocketSphinx) if language == "en" else (lambda: VoskFree(language),)
    for make in makers:
        try:
            yield make()
        except TranscriberMissing as missing:
            print(missing, file=sys.stderr)


def understood(
    voice: str, texts: Sequence[str], clips: Sequence[Samples], language: str
) -> Iterator[Understood]:
    """Yield what each transcriber makes of the sentences, in quiet and in noise."""
    chosen = [
        (text, clip)
        for text, clip in zip(texts, clips, strict=True)
        if len(text.split()) >= MIN_WORDS
    ]
    plain = [clip for _, clip in chosen]
    conditions = {"quiet": plain, "kitchen": beside_a_kitchen(plain, kitchen()[0])}
    for transcriber in transcribers(language):
        for condition, sounds in conditions.items():
            wrong = said = 0
            for (text, _), sound in zip(chosen, sounds, strict=True):
                errors, words = word_errors(text, transcriber.write_down(sound))
                wrong, said = wrong + errors, said + words
            yield Understood(voice, transcriber.name, condition, said, wrong)


def main() -> int:
    """Print the figures; 0 when all goals are met."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: script/bench speech --every 4 --json"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--language", default="en", help="whose voice (en)")
    parser.add_argument("--every", type=int, default=1, help="take every so-manieth line (1)")
    parser.add_argument("--pace", action="store_true", help="measure the pace only")
    options = parser.parse_args()
    book, every_text = lines_of(options.language)
    texts = every_text[:: options.every]
    most = book.voice.most_words_a_minute
    paces, heard = [], []
    for name, voice in by_voice(book).items():
        pace, clips = spoken(name, voice, texts)
        paces.append(pace)
        print(_told_pace(pace), file=sys.stderr)
        if not options.pace and "slower" not in name:
            for each in understood(name, texts, clips, options.language):
                heard.append(each)
                print(_told(each), file=sys.stderr, flush=True)
    if options.json:
        facts = [asdict(each) | {"share": each.share} for each in heard]
        print(json.dumps({"goal": most, "paces": [asdict(p) for p in paces], "words": facts}))
    own = [each for each in heard if each.voice == book.voice.driver]
    met = paces[0].fastest <= most and paces[1].fastest <= most / SLOWER_BY
    clear = all(e.share <= GOALS[e.condition] for e in own if e.transcriber == Moonshine.name)
    return 0 if met and clear else 1


def _told_pace(pace: Pace) -> str:
    return (
        f"{pace.voice}: {pace.lines} lines, {pace.median:.0f} words a minute in the middle, "
        f"{pace.fastest:.0f} at most ({pace.fastest_line!r}); rendered "
        f"{pace.times_real_time:.0f} times as fast as it is said, the first after "
        f"{pace.seconds_to_first:.1f} s"
    )


def _told(each: Understood) -> str:
    return (
        f"{each.voice}, {each.condition}: {each.transcriber} writes {each.errors} of {each.words} "
        f"words wrong, {100 * each.share:.1f} %"
    )


if __name__ == "__main__":
    sys.exit(main())
