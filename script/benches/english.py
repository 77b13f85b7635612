"""How well the box hears English before anybody has taught it: people, talk, noises, and a peer."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from device.configuration import Configuration, load_configuration
from device.hearing.likelihood.weights import WeightsMissing, find_weights
from device.sound.block import Samples
from script.benches.bedside.overheard import Talk, kitchen_of
from script.benches.bedside.recorded_words import words
from script.benches.bedside.trials import CLEAN, Condition
from script.benches.bedside.untaught import (
    PEER,
    RECORDINGS,
    ask,
    cut_beside,
    grammar,
    peer_for,
)
from script.benches.bedside.untaught_box import (
    Acted,
    Danger,
    acted_upon,
    at_the_danger_question,
    memory_mb,
    talk_to,
)
from script.benches.bedside.voice_conditions import CONDITIONS, DIGIT_SETS, NEAR, QUIET
from script.benches.bedside.voice_trials import Said
from script.benches.results.english_page import Result, figures_of, page, picture
from script.benches.results.figures import Figure
from script.benches.results.hearing_page import bar
from script.benches.voice import parts, read_people

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
FEW_WORDS = ("stop", "yes", "no", "go")
JOBS = 2


@lru_cache(maxsize=1)
def configured() -> Configuration:
    """Return the project in English. Ends the program where it cannot be read."""
    configuration = load_configuration(PROJECT, "en")
    if configuration.book is None or configuration.commands is None:
        raise SystemExit("\n".join(map(str, configuration.errors)))
    return configuration


def people_in(
    condition: Condition, sounds: dict[Said, Samples], sets: Sequence[Sequence[str]]
) -> dict[tuple[str, ...], list[Any]]:
    """Return for each set of commands what is made of recordings in a condition; one job."""
    commands = configured().commands
    assert commands is not None  # noqa: S101 - see `configured`
    cut = cut_beside(sounds, parts(), condition, kitchen_of(RECORDINGS)[0])
    grammars = [grammar(labels, commands) for labels in sets]
    answers, spent = ask(cut, grammars, peer_for(grammars[0], commands))
    costs = [spent, *([] for _ in sets[1:])]
    return {tuple(labels): each for labels, *each in zip(sets, answers, costs, strict=True)}


def acted(every: int) -> list[Acted]:
    """Say recorded words to a box; one job."""
    commands = configured().commands
    assert commands is not None  # noqa: S101 - see `configured`
    said = list(words(RECORDINGS, every))
    return acted_upon(said, parts(), commands, kitchen_of(RECORDINGS)[0])


def talk(hours: float, seed: int) -> Talk:
    """Play talk to a box; one job."""
    return talk_to(parts(), configured(), kitchen_of(RECORDINGS)[0], hours, seed)


def danger(times: int, *, noise: bool) -> Danger:
    """Play talk or noises at the danger question; one job."""
    kitchen = kitchen_of(RECORDINGS)[0]
    return at_the_danger_question(parts(), configured(), kitchen, times, noise=noise)


def single_words(every: int) -> dict[Said, Samples]:
    """Return recorded single words, each of another person."""
    sounds: dict[Said, Samples] = {}
    for name, sound in words(RECORDINGS, every):
        number = sum(said.word == name for said in sounds)
        sounds[Said(f"stranger {number}", name, number)] = sound
    return sounds


def work(options: argparse.Namespace, sounds: dict[Said, Samples]) -> list[tuple[str, Any, Any]]:
    """Return the jobs: for each a name, what is done, and with what."""
    sets: list[tuple[str, ...]] = [tuple(one) for one in DIGIT_SETS]
    if options.commands:
        sets = [tuple(options.commands.split(","))]
    jobs: list[tuple[str, Any, Any]] = []
    chosen = options.conditions.split(",") if options.conditions else list(CONDITIONS)
    every = 12 if options.quick else options.every
    for name in chosen:
        part = every if name != CLEAN.name else max(1, every // 4)
        part = 1 if options.data else part
        some = {said: x for said, x in sounds.items() if said.number % part == 0}
        for person in dict.fromkeys(said.person for said in some):
            mine = {said: x for said, x in some.items() if said.person == person}
            asked = sets if name in (CLEAN.name, NEAR.name) else sets[:1]
            jobs.append((name, people_in, (CONDITIONS[name], mine, asked)))
    if options.data or options.conditions:
        return jobs
    for name in (CLEAN.name, QUIET.name, "noise_12db"):
        few = single_words(1 if name == CLEAN.name else every // 2)
        jobs.append((f"{name}_words", people_in, (CONDITIONS[name], few, [FEW_WORDS])))
    jobs.append(("acted", acted, (6 if options.quick else 1,)))
    hours = 0.05 if options.quick else options.hours / 4
    jobs += [("talk", talk, (hours, seed)) for seed in range(1 if options.quick else 4)]
    times = 40 if options.quick else options.times
    jobs += [(f"danger_{'noise' if n else 'talk'}", _danger, (times, n)) for n in (False, True)]
    jobs.append(("memory", memory_mb, (PROJECT,)))
    return jobs


def _danger(times: int, noise: bool) -> Danger:  # noqa: FBT001 - a job's arguments stand in order
    return danger(times, noise=noise)


def measure(
    jobs: Sequence[tuple[str, Any, Any]], processes: int, progress: Callable[[int, int], None]
) -> dict[str, list[Any]]:
    """Do the jobs, so many at a time; return what came of each, by name."""
    with ProcessPoolExecutor(processes) as pool:
        waiting: list[tuple[str, Future[Any]]] = [
            (name, pool.submit(job, *arguments)) for name, job, arguments in jobs
        ]
        for done, _ in enumerate(as_completed([future for _, future in waiting]), 1):
            progress(done, len(waiting))
    found: dict[str, list[Any]] = {}
    for name, future in waiting:
        found.setdefault(name, []).append(future.result())
    return found


def main() -> int:
    """Print the figures beside their goals; 0 when all are met."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: script/bench english --data recordings --commands next,pain,stop",
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--data", type=Path, help="a folder SPEAKER/WORD/*.wav")
    parser.add_argument("--commands", help="which words are commands: a,b,c")
    parser.add_argument("--conditions", help=f"only these, of {','.join(CONDITIONS)}")
    parser.add_argument("--hours", type=float, default=1.0, help="of talk (1)")
    parser.add_argument("--every", type=int, default=4, help="n-th recording in a room (4)")
    parser.add_argument("--times", type=int, default=300, help="talk, noise at danger (300)")
    parser.add_argument("--jobs", type=int, default=JOBS, help="processes at a time (2)")
    parser.add_argument("--docs", type=Path, help="where english.md and english.svg are written")
    options = parser.parse_args()
    console = Console(stderr=options.json)
    if wrong := _wrong(options):
        console.print(wrong, style="red", markup=False)
        return 2
    sounds, problems = read_people(options.data or RECORDINGS / "spoken_digits")
    if problems or (wrong := _unsaid(options, sounds)):
        console.print("\n".join(problems) or wrong, style="red", markup=False)
        return 2
    began = time.monotonic()
    columns = (TextColumn("english"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as shown:
        task = shown.add_task("", total=None)
        found = measure(
            work(options, sounds),
            options.jobs,
            lambda done, of: shown.update(task, completed=done, total=of),
        )
    result = Result(found, own=options.data is None)
    figures, notes = figures_of(result)
    _show(console, figures, notes)
    docs = options.docs or (None if options.data or options.quick or options.conditions else DOCS)
    if docs is not None:
        docs.mkdir(parents=True, exist_ok=True)
        head = f"{dt.datetime.now(dt.UTC).date()}, {_machine()}, {_minutes(began)} minutes"
        page(docs / "english.md", head, figures, notes)
        (docs / "english.svg").write_text(picture(result), "utf-8")
    if options.json:
        print(json.dumps({"figures": [figure.as_json() for figure in figures]}))
    return 0 if all(figure.met is not False for figure in figures) else 1


def _wrong(options: argparse.Namespace) -> str:
    try:
        find_weights("en")
    except WeightsMissing as missing:
        return str(missing)
    unknown = set((options.conditions or CLEAN.name).split(",")) - set(CONDITIONS)
    if unknown:
        return f"There is no condition {', '.join(sorted(unknown))}; {', '.join(CONDITIONS)} are."
    if options.data and not options.commands:
        return "--data needs --commands: which words of the folder are commands, the rest is not."
    return ""


def _unsaid(options: argparse.Namespace, sounds: dict[Said, Samples]) -> str:
    folder = options.data or RECORDINGS / "spoken_digits"
    if not sounds:
        return f"No recordings SPEAKER/WORD/*.wav in {folder}."
    there = {said.word for said in sounds}
    missing = sorted(set((options.commands or "").split(",")) - there - {""})
    if missing:
        return (
            f"Nobody says {', '.join(missing)} in {folder}; there are {', '.join(sorted(there))}."
        )
    return ""


def _show(console: Console, figures: Sequence[Figure], notes: Sequence[str]) -> None:
    table = Table("figure", "goal", "got", "95 %", "n", "met")
    for figure in figures:
        table.add_row(*bar(figure))
    console.print(table)
    console.print("\n".join(notes), highlight=False, markup=False)


def _machine() -> str:
    return f"{platform.machine()}, Python {platform.python_version()}, " + ", ".join(
        f"{name} {_version(name)}" for name in ("onnxruntime", "moonshine-voice", PEER)
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _minutes(began: float) -> str:
    return f"{(time.monotonic() - began) / 60:.1f}"


if __name__ == "__main__":
    sys.exit(main())
