"""Whether a plan with any mistake in it is refused with its line, or nothing unsafe comes of it."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path
from types import FrameType
from typing import cast

from rich.console import Console
from rich.progress import track

from device.configuration import Configuration, load_configuration
from device.day_service import DayService
from device.journal.history import History
from device.plan.gates import day_plan
from device.plan.signature import sign
from device.reading.diagnostic import ConfigError, Diagnostic
from device.speaking.clip_cache import ClipCache
from script.benches.plan_hazards import SIGNED, unsafe

PROJECT = Path(__file__).resolve().parents[2]
AFTER = (-400, 0, 13, 14, 41, 42, 60, 120, 4000)  # days after the operation to look at
SLOWEST_S = 5
STEADY = 9  # sessions without pain, after which a plan that allows it stands at its high end
SIGNATURE_LINES = 8
MAX_TOLD = 1000  # letters: a terminal full

FIGURES = ("mutations", "tracebacks", "unsafe", "exercises_checked")
GOAL = "300 or more mutations, no traceback, nothing unsafe, nothing told unclearly"

# ---------------------------------------------------------------- mistakes

Lines = list[str]
Load = Callable[[Path], Configuration]
Mistake = Callable[[Lines, random.Random], None]
"""Gets the lines of the plan and dice, and makes a mistake in the lines."""

PLAIN = """
yes no ~ 0 -1 5 60 100 600 99999999999 1e400 3.5 .nan -.inf 10-15 15-10 1/2 86400 0x7fffffff true
190:20:30 26.10.2026 2026-10-26 2026-13-45 | >- [ {} &a *nobody << null high lateral cervical reps
exercise exercises Exercise repetitions repititions hold hold_s minutes times_per_day level steps
approved unlocked clinician_override example operation cleared_stage pain slight_max hold_lifted
signature valid_until checksum __class__ \u200b \u202e5 \uff15 \u0665 \u00bd na\u00efve \ud55c
"""
WORDS = (
    *PLAIN.split(),
    "", "5 s", "10 reps", "10\u201315", "2 weeks", "'5'", '"', "[1, 2]", "{a: 1}", "&a [*a]", "? a",
    "!!python/object:os.system x", "!!int ''", "!!bool maybe", "!!binary aGFsbG8=", "!!set {a}",
    "0x" + "f" * 5000, "0b" + "1" * 20000, "9" * 5000, "x" * 5000, '"\\ud800"', '"\\0"', "level ",
)  # fmt: skip
APPROVED = "    approved: {by: Dr. Lee, role: surgeon, date: 2026-11-01}"
ADDED = (
    APPROVED, "    approved: {by: '', role: '', date: 2026-11-01}", "    level: high",
    "    clinician_override: ' '", "    clinician_override: Dr. Lee", "    steps: [Do it., '']",
    "  - exercise: hamstring_stretch\n    repetitions: 3\n    hold_s: 15\n    steps: [Pull.]",
    "  - exercise: hamstring_stretch\n    repetitions: 500\n    hold_s: 900\n    steps: [Pull.]\n"
    + APPROVED,
    "  - exercise: cat_cow\n" + APPROVED, "  - exercise: walking_longer\n    minutes: 30",
    "  - exercise: wall_slides\n    hold_s: 5", "cleared_stage: 3", "    unlocked: 2026-11-20",
    "pain: {slight_max: 9, moderate_max: 10}", "pain: {danger_from: 11}", "---\nb: 1", "...",
    "pain: {answer_timeout_s: .nan}", "pain: {lock_days: 1e3, stops_that_lock: 3}",
)  # fmt: skip
ODD = "\u00a0\u200b\u2028\u0085\ufeff\u202e\u0430\u2013\u201c\u2019\x07\x00\x1b\U0001f9b4"
MARKS = "#:,[]{}&*!|>'\"%@`"


def another_word(lines: Lines, dice: random.Random) -> None:
    """Put any value, or any name, where one stands."""
    i = dice.choice([i for i, line in enumerate(lines) if ":" in line])
    name, _, value = lines[i].partition(":")
    if dice.random() < 0.2:  # noqa: PLR2004 - more mistakes are made in values
        name = name[: len(name) - len(name.lstrip(" -"))] + dice.choice(WORDS)
    else:
        value = f" {dice.choice(WORDS)}"
    lines[i] = f"{name}:{value}"


def other_figures(lines: Lines, dice: random.Random) -> None:
    """Change one figure of a number or a date, or write it twice."""
    places = [(i, j) for i, line in enumerate(lines) for j, c in enumerate(line) if c.isdigit()]
    i, j = dice.choice(places)
    figure = dice.choice([dice.choice("0123456789"), lines[i][j] * 2, ""])
    lines[i] = lines[i][:j] + figure + lines[i][j + 1 :]


def another_line(lines: Lines, dice: random.Random) -> None:
    """Put in something that belongs elsewhere, or nowhere."""
    lines.insert(dice.randrange(len(lines) + 1), dice.choice(ADDED))


def lines_moved(lines: Lines, dice: random.Random) -> None:
    """Leave lines out, let two change places, write one twice, or indent one otherwise."""
    i, j = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.choice(["gone", "gone", "swapped", "twice", "indented", "tabbed", "end"]):
        case "gone":
            del lines[i : i + dice.choice([1, 1, 1, 2, 5, 20])]
        case "end":
            del lines[dice.choice([0, i]) :]
        case "swapped":
            lines[i], lines[j] = lines[j], lines[i]
        case "twice":
            lines.insert(dice.choice([i, len(lines)]), lines[i])
        case "indented":
            lines[i] = dice.choice([f" {lines[i]}", f"  {lines[i]}", lines[i].lstrip()])
        case _:
            lines[i] = dice.choice([f"\t{lines[i]}", lines[i].replace(" ", "\t", 1)])


def odd_characters(lines: Lines, dice: random.Random) -> None:
    """Put in characters that look like others, or like nothing."""
    text = "\n".join(lines)
    for _ in range(dice.choice([1, 1, 3, 10])):
        at = dice.randrange(len(text) + 1)
        text = text[:at] + dice.choice(ODD + MARKS) + text[at + dice.choice([0, 1]) :]
    lines[:] = text.split("\n")


def very_long(lines: Lines, dice: random.Random) -> None:
    """Make one line very long, or the file."""
    i = dice.randrange(len(lines))
    much = dice.choice(["x", " ", "9", "[", "- ", "\uac00", ", a"]) * dice.choice([2_000, 90_000])
    lines[i] += dice.choice([much, f" # {much}", f"\n{much}"])


def bomb(lines: Lines, dice: random.Random) -> None:
    """Let some lines stand for very many values, for themselves, or for another value."""
    wide, deep = dice.randrange(2, 9), dice.randrange(2, 7)
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * wide)}]" for n in range(1, deep)]
    end = dice.choice([f"contacts: *a{deep - 1}", "b: &b {c: *b}", "exercises: &e [*e, *e]"])
    for i in dice.sample([i for i, line in enumerate(lines) if ": " in line], 2):
        lines[i] = f"{lines[i].split(': ')[0]}: *a{dice.randrange(deep)}"
    at = dice.choice([0, len(lines)])
    lines[at:at] = ["a0: &a0 [x, x]", *levels, end]


MISTAKES: tuple[Mistake, ...] = (
    *(another_word, other_figures, lines_moved) * 4, *(another_line,) * 3, odd_characters,
    very_long, bomb,
)  # fmt: skip


def broken(text: str, dice: random.Random) -> tuple[str, bytes]:
    """Return the plan with one to three mistakes, and what they were."""
    names = []
    lines = text.split("\n")
    for mistake in dice.choices(MISTAKES, k=dice.choice([1, 1, 2, 3])):
        with suppress(IndexError, ValueError):  # nothing is left that it could be made in
            mistake(lines, dice)
            names.append(mistake.__name__)
    encoding = dice.choice(["utf-8"] * 20 + ["utf-16", "latin-1"])
    return "+".join(names), "\n".join(lines).encode(encoding, "replace")


# ---------------------------------------------------------------- what must hold


@dataclasses.dataclass
class Result:
    """What came of all mistakes; `told` says of each that is no good what it was."""

    mutations: int = 0
    tracebacks: int = 0
    unsafe: int = 0
    unclear: int = 0
    exercises_checked: int = 0
    told: list[str] = dataclasses.field(default_factory=list)


def ring(_number: int, _frame: FrameType | None) -> None:
    """End what takes too long."""
    raise TimeoutError(f"longer than {SLOWEST_S} s")


def badly_told(problem: Diagnostic, lines: int) -> str:
    """Return how a mistake is told, if it cannot be found by that or not be read; else nothing."""
    told = str(problem)
    found = problem.what and f"line {problem.line}" in told and 1 <= problem.line <= lines
    return "" if found and told.isprintable() and len(told) <= MAX_TOLD else f"of {lines}: {told}"


def look_at(configuration: Configuration, result: Result) -> Iterator[str]:
    """Yield everything unsafe about a configuration that was read."""
    catalogue, plan = configuration.catalogue, configuration.loaded.plan
    if configuration.errors or plan is None or not configuration.loaded.signed:
        clip_cache = cast("ClipCache", None)  # nothing is said
        if (
            not DayService(configuration, lambda: History(SIGNED), clip_cache, rehearsing=True)
            .today()
            .refusal
        ):
            yield "a doubtful plan is exercised"
    if plan is None or catalogue is None:
        return
    last = dt.date.max.toordinal()
    days = {min(max(plan.operation.date.toordinal() + after, 1), last) for after in AFTER}
    steady = {exercise.id: STEADY for exercise in catalogue.exercises}
    for day, sure, low in product(days | {SIGNED.toordinal()}, (True, False), (True, False)):
        today = dt.date.fromordinal(day)
        history = History(today, sure, today if sure else None, painless_running=steady)
        for session in day_plan(plan, catalogue, history, low=low).sessions:
            result.exercises_checked += len(session)
            for task in session:
                if found := unsafe(task, plan, catalogue, history):
                    yield f"{task.exercise.id}: {found}"


def try_plan(
    project: Path, content: bytes, load: Load, result: Result
) -> tuple[list[Diagnostic], list[str]]:
    """Return every problem told and everything unsafe: as it stands, and signed with it."""
    file = project / "config" / "plan.yaml"
    file.write_bytes(content)
    as_it_stands = load(project)
    problems, found = [*as_it_stands.problems], [*look_at(as_it_stands, result)]
    try:
        sign(file, "Dr. Bench", "surgeon", SIGNED)
    except ConfigError as unreadable:
        return [*problems, *unreadable.problems], found
    signed = load(project)
    return [*problems, *signed.problems], [*found, *look_at(signed, result)]


def measure(mutations: Iterable[int], seed: int, load: Load = load_configuration) -> Result:
    """Make so many mistakes, one after the other."""
    result = Result()
    signal.signal(signal.SIGALRM, ring)
    text = (PROJECT / "config" / "plan.yaml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("config", "voices"):
            shutil.copytree(PROJECT / name, project / name)
        for n in mutations:
            result.mutations += 1
            what, content = broken(text, random.Random(f"{seed}/{n}"))
            signal.alarm(SLOWEST_S)
            try:
                problems, found = try_plan(project, content, load, result)
            except Exception as wrong:  # noqa: BLE001 - to be counted, whatever it is
                result.tracebacks += 1
                result.told.append(f"{n} {what}: {type(wrong).__name__}: {str(wrong)[:200]}")
            else:
                lines = len(content.decode("utf-8", "replace").splitlines()) + SIGNATURE_LINES
                unclear = [told for each in problems if (told := badly_told(each, lines))]
                result.unsafe += bool(found)
                result.unclear += bool(unclear)
                for each in dict.fromkeys((*found, *unclear)):
                    result.told.append(f"{n} {what}: {each[:200]!r}")
            finally:
                signal.alarm(0)
    return result


def main() -> int:
    """Print the figures beside their goals; 0 when all are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--mutations", type=int, default=400, help="how many plans (400)")
    parser.add_argument("--seed", type=int, default=1, help="other dice (1)")
    options = parser.parse_args()
    console = Console(stderr=options.json)
    todo = track(range(options.mutations), "plans with mistakes", console=console)
    result = measure(todo, options.seed)
    for line in result.told:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    figures = {name: getattr(result, name) for name in FIGURES}
    for name, got in {**figures, "unclear": result.unclear}.items():
        console.print(f"{name:20}{got:8}", highlight=False)
    console.print(f"Goal: {GOAL}.", highlight=False)
    if options.json:
        print(json.dumps(figures))
    return 1 if result.tracebacks or result.unsafe or result.unclear else 0


if __name__ == "__main__":
    sys.exit(main())
