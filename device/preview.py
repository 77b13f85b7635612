"""A day as it will be: what is said when, what is left out and why. Nothing is written down."""

from __future__ import annotations

import datetime as dt
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from device.configuration import Configuration
from device.journal.clock import Clock
from device.journal.history import History, history_of
from device.journal.reading import read_rows
from device.plan.compiling import compile_script
from device.plan.outlook import Outlook
from device.plan.script import Ask, Begin, Cue, GoTo, Say, Timed, changes
from device.plan.today import outlook
from device.sound.block import RATE_HZ, samples
from device.sound.mixer import Mixer
from device.speaking.clips import ClipShelf
from device.speaking.phrase import Phrase
from device.speaking.phrases import PhraseBook
from device.speaking.voices import voice_of

SECONDS_PER_SENTENCE = 3.5


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, about `at_s` seconds after the button; `waits`: an answer is waited for."""

    at_s: float
    text: str
    phrase: Phrase
    waits: bool = False
    begins: str | None = None
    counted: bool = False


def lines(day: Outlook, book: PhraseBook) -> Iterator[Line]:
    """Yield the next session line by line, or why there is none. Raises PhraseMissing.

    Times are estimates: a sentence counts as 3.5 s, an answer as nothing.
    """
    if day.refusal:
        for said in day.refusal:
            yield Line(0.0, book.text(said), said)
        return
    at_s = 0.0
    begins: str | None = None
    for cue in _told(compile_script(day.tasks, day.left_out).cues):
        match cue:
            case Begin():
                begins = cue.exercise
            case Say(said) | Ask(phrase=said):
                yield Line(at_s, book.text(said), said, isinstance(cue, Ask), begins)
                begins = None
                at_s += SECONDS_PER_SENTENCE
            case Timed(beats=beats, length_s=length_s):
                for beat in beats:
                    yield Line(at_s + beat.at_s, book.text(beat.phrase), beat.phrase, counted=True)
                at_s += length_s


def _told(cues: Iterable[Cue]) -> Iterator[Begin | Say | Ask | Timed]:
    """The cues that are heard, with what is said on the way from one position to another."""
    posture = None
    for cue in cues:
        match cue:
            case GoTo():
                yield from map(Say, changes(posture, cue.position))
                posture = cue.position
            case Begin() | Say() | Ask() | Timed():
                yield cue


@dataclass(frozen=True, slots=True)
class Showing:
    """Which day (`date`, or `day_after` the operation, else today), and how much of it."""

    date: dt.date | None = None
    day_after: int | None = None
    every_beat: bool = False
    wav: Path | None = None


def show(
    configuration: Configuration, state: Path, clock: Clock, showing: Showing, console: Console
) -> int:
    """Print the next session of a day; 0, or 2 where the files do not say what it is."""
    book, catalogue, plan = configuration.book, configuration.catalogue, configuration.loaded.plan
    if book is None or catalogue is None or plan is None:
        return 2
    date = showing.date or clock.utc().astimezone().date()
    if showing.day_after is not None:
        date = plan.operation.date + dt.timedelta(days=showing.day_after)
    history = _history_on(date, state)
    day = outlook(configuration.loaded, catalogue, history, rehearsing=True)
    after = (date - plan.operation.date).days
    console.print(f"[bold]{date}[/], day {after} after the operation", soft_wrap=True)
    for out in day.left_out:
        why = book.text(Phrase(out.reason))
        console.print(f"  left out: {out.exercise}: {why}", markup=False, soft_wrap=True)
    shown = tuple(lines(day, book))
    for line in shown:
        if line.counted and not showing.every_beat:
            continue
        if line.begins is not None:
            console.print(f"\n[bold]{line.begins.replace('_', ' ')}[/]")
        at = f"{int(line.at_s // 60):3d}:{int(line.at_s % 60):02d}"
        waits = "  [waits]" if line.waits else ""
        console.print(f"{at}  {line.text}{waits}", markup=False, soft_wrap=True)
    if showing.wav is not None:
        _write(shown, ClipShelf(book, voice_of(book.voice), state / "clips"), showing.wav)
        console.print(f"\nTo listen to: {showing.wav}", markup=False)
    return 0


def _history_on(date: dt.date, state: Path) -> History:
    """The journal as it stands, on another day."""
    return history_of(read_rows(state / "journal.sqlite"), date)


def _write(shown: Iterable[Line], shelf: ClipShelf, file: Path) -> None:
    """Everything on its time; one voice, as in the box."""
    shown = tuple(shown)
    shelf.prepare(line.phrase for line in shown)
    mixer = Mixer()
    free = 0
    for line in shown:
        clip = shelf.clip(line.phrase)
        at = max(samples(line.at_s), 0 if line.counted else free)
        mixer.play(clip, at)
        free = at + len(clip)
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        while mixer.position < free:
            out.writeframes(mixer.next_block().astype("<i2").tobytes())
