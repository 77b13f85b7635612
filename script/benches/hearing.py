"""How well the box hears: in a room, in noise, over its own voice; and what nobody said."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vosk
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from device.configuration import Configuration, load_configuration, own_words
from device.hearing.building import listener_of, load_model
from device.hearing.listener import Listener
from device.hearing.models import ModelMissing, find
from device.places import state_folder
from device.rehearsal.figures import Figure, mean, per_hour, quantile
from device.rehearsal.hearing_page import Facts, bar, markdown, picture
from device.rehearsal.overheard import Talk, kitchen_of, overhear, recorded, said_by_voices
from device.rehearsal.persons import (
    VARIANTS,
    Heard,
    hear,
    recall_figures,
    sayings,
    unknown,
    voiced,
)
from device.rehearsal.room import Placement, Room
from device.rehearsal.silent_day import Silent, silent_session
from device.rehearsal.trials import BEDROOM, CONDITIONS, Bedside, Box, Condition, Parts
from device.session.events import ANYTIME, Word
from device.session.questions import HURT
from device.sound.block import Samples, samples
from device.speaking.clips import ClipShelf
from device.speaking.phrase import Phrase, phrase
from device.speaking.voices import voice_of

PROJECT = Path(__file__).resolve().parents[2]
RECORDINGS = PROJECT.parent / "shared" / "audio"
DOCS = PROJECT / "docs"
DAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
SENTENCE_S = 2.5
COUNTED = 10
SESSION_ROOMS = (
    Placement(rt60_s=0.4),
    Placement(rt60_s=0.3, speaker_m=0.4),
    Placement(rt60_s=0.5),
    Placement(rt60_s=0.6, speaker_m=0.8),
)
TALK = Condition("talk", BEDROOM, snr_db=12.0)
SENTENCES = Path(__file__).parent / "sentences"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured. Phrases of each kind of word, sessions, every n-th recording."""

    session: int
    answers: int
    numbers: int
    persons: int
    sessions: int
    every: int


QUICK = Extent(session=2, answers=2, numbers=1, persons=5, sessions=2, every=4)
FULL = Extent(session=5, answers=6, numbers=3, persons=5, sessions=26, every=1)


@lru_cache(maxsize=1)
def _box(language: str) -> tuple[Configuration, vosk.Model]:
    configuration = load_configuration(PROJECT, language)
    if configuration.book is None or configuration.commands is None:
        raise SystemExit("\n".join(map(str, configuration.errors)))
    return configuration, load_model(find(language).folder)


def listener_for(language: str) -> Listener:
    """Return a listener as the box has it."""
    configuration, model = _box(language)
    assert configuration.commands is not None  # noqa: S101 - see `_box`
    return listener_of(model, configuration.commands)


def parts(language: str) -> Parts:
    """Return the parts of the product for trials; the box says what it says in a session."""
    configuration, _model = _box(language)
    book, commands = configuration.book, configuration.commands
    assert book is not None and commands is not None  # noqa: S101, PT018 - see `_box`
    shelf = ClipShelf(book, voice_of(book.voice), state_folder() / "clips")
    numbers = tuple(phrase("number", n=n) for n in range(1, COUNTED + 1))
    steps = tuple(phrase(key) for key in book.texts if ".steps." in key)
    shelf.prepare((*numbers, *steps))
    own = own_words(book, commands)
    sentences = tuple(
        said for said in steps if shelf.length(said) > samples(SENTENCE_S) and not own(said)
    )
    lines: dict[Box, tuple[Phrase, ...]] = {Box.COUNTS: numbers, Box.SPEAKS: sentences}
    return Parts(shelf, lines, own, lambda: listener_for(language))


def person(language: str, variant: str, extent: Extent, seed: int) -> Heard:
    """Have one synthetic person say everything in every condition."""
    configuration, _model = _box(language)
    book, commands = configuration.book, configuration.commands
    assert book is not None and commands is not None  # noqa: S101, PT018 - see `_box`
    clips = sayings(
        commands, session=extent.session, answers=extent.answers, numbers=extent.numbers
    )
    voice = voiced(clips, book.voice, variant, state_folder() / "clips")
    name = f"{book.voice.espeak_voice}{variant}"
    return hear(name, voice, parts(language), CONDITIONS, kitchen()[0], seed)


def own_voice(language: str, seed: int) -> Silent:
    """Live a session in which nobody speaks."""
    configuration, _model = _box(language)
    room = Room(SESSION_ROOMS[seed % len(SESSION_ROOMS)], seed=seed, record=False)
    with tempfile.TemporaryDirectory() as folder:
        return silent_session(
            configuration,
            listener_for(language),
            Path(folder),
            DAY,
            room=room,
            clips=state_folder() / "clips",
        )


def talk(language: str, every: int) -> Talk:
    """Play people who talk of something else, in the kitchen's noise."""
    configuration, _model = _box(language)
    assert configuration.book is not None  # noqa: S101 - see `_box`
    bedside = Bedside(parts(language), TALK, kitchen()[0])
    bedside.listen_for(ANYTIME)
    told = overhear(bedside, recorded(RECORDINGS, every))
    spoken = overhear(bedside, said_by_voices(SENTENCES / f"{language}.txt", configuration.book))
    told.add(spoken)
    told.length_s = bedside.length_s
    return told


@lru_cache(maxsize=1)
def kitchen() -> tuple[Samples, str]:
    """Return the noise of a kitchen and where it is from."""
    return kitchen_of(RECORDINGS)


def figures_of(
    people: list[Heard], silent: list[Silent], talked: Talk | None, *, absolute: bool = False
) -> list[Figure]:
    """Return every figure of the protocol; `absolute` as in `recall_figures`."""
    figures = recall_figures(people, absolute=absolute)
    hours = sum(one.length_s for one in silent) / 3600
    actions = sum(one.false_actions for one in silent)
    figures.append(per_hour("false_actions_of_own_voice", actions, hours, 0.0))
    if talked is not None and talked.length_s:
        hours = talked.length_s / 3600
        false = len(talked.words) + talked.suspected
        figures.append(per_hour("false_actions_of_talk", false, hours, 0.1))
        figures.append(per_hour("false_pain_asked_of_talk", talked.suspected, hours))
        figures.append(per_hour("false_next_of_talk", talked.words.count(Word.NEXT), hours, 0.0))
    spoken_over = [
        t for one in people for name in ("box_counts", "box_speaks") for t in one.trials[name]
    ]
    cries = [
        t.silent_ms
        for one in people
        for t in one.trials["box_speaks"]
        if t.clip.word in HURT and t.helped and t.silent_ms is not None
    ]
    ducks = [t.ducked_ms for t in spoken_over if t.ducked_ms is not None]
    figures += [
        quantile("pain_to_silence_p50", cries, 0.5, 250.0),
        quantile("pain_to_silence_p95", cries, 0.95, 400.0),
        quantile("onset_to_ducked_p95", ducks, 0.95, 150.0),
        mean("processing_of_one_core", [p for one in people for p in one.processing], 0.25),
    ]
    return figures


def measure(
    language: str, extent: Extent, jobs: int, progress: Callable[[int, int], None]
) -> tuple[list[Heard], list[Silent], Talk]:
    """Let all people speak, all sessions be lived and all talk be overheard, `jobs` at a time."""
    with ProcessPoolExecutor(jobs) as pool:
        days = [pool.submit(own_voice, language, n) for n in range(extent.sessions)]
        who: dict[Future[Heard], int] = {
            pool.submit(person, language, variant, extent, n): n
            for n, variant in enumerate(VARIANTS[: extent.persons])
        }
        others = pool.submit(talk, language, extent.every)
        everything: list[Future[Any]] = [*who, others, *days]
        for done, _future in enumerate(as_completed(everything), 1):
            progress(done, len(everything))
        people = {n: future.result() for future, n in who.items()}
        silent = [day.result() for day in days]
        talked = others.result()
    return [people[n] for n in sorted(people)], silent, talked


def latencies(people: list[Heard]) -> dict[str, list[float]]:
    """Return the times of the picture, by what they are."""
    over = [t for p in people for t in p.trials["box_speaks"]]
    return {
        "speech begins → own voice ducked": [t.ducked_ms for t in over if t.ducked_ms is not None],
        "pain or stop ends → silence": [
            t.silent_ms for t in over if t.silent_ms is not None and t.clip.word in HURT
        ],
    }


def facts(language: str, mode: str, took_s: float, told: list[str]) -> Facts:
    """Return what a reader has to know to repeat it."""
    parts_ = ", ".join(f"{p} {version(p)}" for p in ("vosk", "pywebrtc-audio", "pyroomacoustics"))
    return Facts(
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        language=language,
        mode=mode,
        machine=f"{platform.machine()}, Python {platform.python_version()}, {parts_}",
        took_s=took_s,
        told=tuple(told),
    )


def main() -> int:
    """Print the figures beside their goals; 0 when all are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="in less than ten minutes")
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--language", default="ko", help="whose model and voice (ko)")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (2)")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where hearing.md is written")
    options = parser.parse_args()
    console = Console(stderr=options.json)
    try:
        find(options.language)
    except ModelMissing as missing:
        console.print(str(missing), style="red", markup=False)
        return 2
    extent = QUICK if options.quick else FULL
    columns = (TextColumn("hearing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    began = time.monotonic()
    with Progress(*columns, console=console) as shown:
        task = shown.add_task("", total=None)
        people, silent, talked = measure(
            options.language,
            extent,
            options.jobs,
            lambda done, of: shown.update(task, completed=done, total=of),
        )
    took_s = time.monotonic() - began
    figures = figures_of(people, silent, talked, absolute=options.language == "en")
    table = Table("figure", "goal", "got", "95 %", "n", "met")
    for figure in figures:
        table.add_row(*bar(figure))
    console.print(table)
    notes = _told(extent, people, silent, talked)
    console.print("\n".join(notes), highlight=False, markup=False)
    mode = "quick" if options.quick else "full"
    page = facts(options.language, mode, took_s, notes)
    options.docs.mkdir(exist_ok=True)
    markdown(options.docs / "hearing.md", page, figures)
    (options.docs / "hearing.svg").write_text(picture(figures, latencies(people)), "utf-8")
    if options.json:
        told = {"language": options.language, "figures": [f.as_json() for f in figures]}
        print(json.dumps(told))
    return 0 if all(f.met is not False for f in figures) else 1


def _told(extent: Extent, people: list[Heard], silent: list[Silent], talked: Talk) -> list[str]:
    hours = sum(one.length_s for one in silent) / 3600
    ducked = sum(one.ducked_s for one in silent)
    notes = [
        f"Not known clean and left out, {name}: {', '.join(lost) or 'nothing'}."
        for name, lost in unknown(people).items()
    ]
    notes.append(
        f"Said were the first {extent.session} phrases of a command, which are those that a "
        f"patient is taught, {extent.answers} of an answer and {extent.numbers} of a number."
    )
    notes.append(f"Noise: {kitchen()[1]}.")
    notes.append(
        f"Own voice: {len(silent)} sessions, {hours:.1f} h, {ducked:.1f} s of them ducked for "
        f"nothing; heard {[word for one in silent for _, word in one.heard]}, "
        f"{sum(len(one.suspected) for one in silent)} times asked about pain."
    )
    notes.append(
        f"Talk: {talked.length_s / 3600:.2f} h, heard {list(talked.words)}, "
        f"{talked.suspected} times asked about pain; it was: {'; '.join(talked.sentences)}."
        if talked.length_s > 1 and RECORDINGS.is_dir()
        else "Talk: no recordings are here."
    )
    said = sum(len(trials) for one in people for trials in one.trials.values())
    asked = sum(one.false_events for one in people)
    notes.append(f"{said} words said in a room; between them the box acted {asked} times.")
    return notes


if __name__ == "__main__":
    sys.exit(main())
