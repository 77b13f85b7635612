"""A day as it will be: what is said when, what is left out and why. Nothing is written down."""

from __future__ import annotations

import datetime as dt
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from device.configuration import Configuration
from device.files import for_who_asked, placing
from device.journal.clock import Clock
from device.journal.history import History, history_of
from device.journal.reading import read_rows
from device.plan.compiling import compile_script, minutes_of, on_the_way
from device.plan.day_state import DayState
from device.plan.gates import day_plan
from device.plan.model import Catalogue, Plan
from device.plan.reasons import why_left_out
from device.plan.script import Ask, Begin, Cue, Say, Timed
from device.plan.today import day_state_of
from device.sheet.page import save_sheet
from device.sound.block import RATE_HZ, samples
from device.sound.mixer import Mixer
from device.speaking.clip_cache import ClipCache
from device.speaking.phrase import Phrase
from device.speaking.phrases import PhraseBook
from device.speaking.voices import clip_cache_of

SECONDS_PER_SENTENCE = 3.5


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One thing said, about `at_s` seconds after the button; `waits`: an answer is waited for."""

    at_s: float
    text: str
    phrase: Phrase
    waits: bool = False
    begins: str | None = None
    counted: bool = False


def preview_lines(day: DayState, book: PhraseBook) -> Iterator[PreviewLine]:
    """Yield the next session of `day` line by line, in the words of `book`; nothing for no session.

    Times are estimates: a sentence counts as 3.5 s, an answer as nothing. Raises PhraseMissing.
    """
    if not day.tasks:
        return
    at_s = 0.0
    begins: str | None = None
    for cue in _told(compile_script(day.tasks, day.left_out_anew, guidance=day.guidance).cues):
        match cue:
            case Begin():
                begins = cue.exercise
            case Say(said) | Ask(phrase=said):
                yield PreviewLine(at_s, book.text(said), said, isinstance(cue, Ask), begins)
                begins = None
                at_s += SECONDS_PER_SENTENCE
            case Timed(beats=beats, length_s=length_s):
                for beat in beats:
                    yield PreviewLine(
                        at_s + beat.at_s, book.text(beat.phrase), beat.phrase, counted=True
                    )
                at_s += length_s


def _told(cues: Iterable[Cue]) -> Iterator[Begin | Say | Ask | Timed]:
    """The cues that are heard, with what is said on the way from one position to another."""
    told: set[Phrase] = set()
    for cue in on_the_way(cues):
        match cue:
            case Say(said, once=True) if said in told:
                pass
            case Say(said):
                told.add(said)
                yield cue
            case Begin() | Ask() | Timed():
                yield cue


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """Which day (`date`, or `day_after` the operation, else today), and how much of it."""

    date: dt.date | None = None
    day_after: int | None = None
    every_beat: bool = False
    wav: Path | None = None
    sheet: Path | None = None


class NoDay(Exception):
    """The files, or the question, do not say what a day is; says why."""


def show_preview(
    configuration: Configuration,
    folders: tuple[Path, Path],
    clock: Clock,
    showing: PreviewOptions,
    console: Console,
) -> None:
    """Print the next session of a day, or write its sheet. `folders`: the project and its state.

    Raises NoDay, NoSheet, ConfigError, OSError.
    """
    (project, state), book = folders, configuration.book
    catalogue, plan = configuration.catalogue, configuration.loaded.plan
    if book is None or catalogue is None or plan is None:
        raise NoDay("There is no plan that could be shown. See: spinecoach check")
    date = _date(plan, clock, showing)
    if showing.sheet is not None:
        save_sheet(showing.sheet, configuration, project, state / "journal.sqlite", date)
        console.print(f"To print, for the wall: {showing.sheet}", markup=False, soft_wrap=True)
        return
    history = _history_on(date, state)
    day = day_state_of(configuration.loaded, catalogue, history, rehearsing=True)
    allowed = day_plan(plan, catalogue, history)
    after = (date - plan.operation.date).days
    console.print(f"[bold]{date}[/], day {after} after the operation, stage {allowed.stage}")
    for said in summary(plan, catalogue, history, day, book):
        console.print(said, markup=False, soft_wrap=True)
    shown = tuple(preview_lines(day, book))
    _print(shown, console, every_beat=showing.every_beat)
    if showing.wav is not None:
        _write(shown, clip_cache_of(book, state / "clips"), showing.wav)
        console.print(f"\nTo listen to: {showing.wav}", markup=False)


def summary(
    plan: Plan, catalogue: Catalogue, history: History, day: DayState, book: PhraseBook
) -> Iterator[str]:
    """Yield whether the box would exercise, its sessions, and why anything is left out.

    `day` is what `plan` and `history` make of it; `book` has the words.
    """
    if day.refusal:
        yield f"The box exercises nobody on this day: {book.text(day.refusal[0])}"
        since = history.on_hold_since(plan.pain.worse_mornings_on_hold)
        if day.refusal[0].key == "on_hold" and since is not None:
            yield f"  on hold since {since}. To end it: `hold_lifted:` and a later date"
        yield "If it did:"
    allowed = day_plan(plan, catalogue, history)
    for n, tasks in enumerate(allowed.sessions, 1):
        done = ", done" if n <= history.sessions_done_today else ""
        exercises = "1 exercise" if len(tasks) == 1 else f"{len(tasks)} exercises"
        minutes = minutes_of(tasks)
        yield f"  session {n} of {len(allowed.sessions)}{done}: {exercises}, {minutes} minutes"
    if not allowed.sessions:
        yield "  no exercise"
    for out in allowed.left_out:
        yield f"  left out: {out.exercise}: {why_left_out(plan, catalogue, history, out)}"
    prescribed = {entry.exercise for entry in plan.exercises}
    absent = [each.id for each in catalogue.exercises if each.id not in prescribed]
    if absent:
        yield f"  not in the plan: {', '.join(absent)}"


def _date(plan: Plan, clock: Clock, showing: PreviewOptions) -> dt.date:
    if showing.day_after is None:
        return showing.date or clock.utc().astimezone().date()
    try:
        return plan.operation.date + dt.timedelta(days=showing.day_after)
    except OverflowError:
        raise NoDay(f"There is no day {showing.day_after} after the operation.") from None


def _print(shown: Iterable[PreviewLine], console: Console, *, every_beat: bool) -> None:
    for line in shown:
        if line.counted and not every_beat:
            continue
        if line.begins is not None:
            console.print(f"\n[bold]{line.begins.replace('_', ' ')}[/]")
        at = f"{int(line.at_s // 60):3d}:{int(line.at_s % 60):02d}"
        waits = "  [waits]" if line.waits else ""
        console.print(f"{at}  {line.text}{waits}", markup=False, soft_wrap=True)


def _history_on(date: dt.date, state: Path) -> History:
    """The journal as it stands, on another day."""
    return history_of(read_rows(state / "journal.sqlite"), date)


def _write(shown: Iterable[PreviewLine], clip_cache: ClipCache, file: Path) -> None:
    """Everything on its time; one voice, as in the box."""
    shown = tuple(shown)
    clip_cache.prepare(line.phrase for line in shown)
    mixer = Mixer()
    free = 0
    for line in shown:
        clip = clip_cache.clip(line.phrase)
        at = max(samples(line.at_s), 0 if line.counted else free)
        mixer.play(clip, at)
        free = at + len(clip)
    with placing(file, for_who_asked()) as new, wave.open(str(new), "wb") as out:
        out.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        while mixer.position < free:
            out.writeframes(mixer.next_block().astype("<i2").tobytes())
