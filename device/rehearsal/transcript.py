"""The live transcript of a rehearsal: time, who, what, the light, and how fast it was heard."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from device.panel.light import light_of
from device.rehearsal.patient import SaidWord, SimulatedPatient
from device.session.actions import Action, Play
from device.session.events import (
    ButtonHeld,
    ButtonPressed,
    Event,
    Heard,
    PainSuspected,
    TemplateChecked,
)
from device.session.view import View
from device.sound.block import RATE_HZ
from device.speaking.phrase import Phrase
from device.speaking.phrases import PhraseBook, PhraseMissing

_COLOURS = {"box": "cyan", "patient": "green", "heard": "bold green", "button": "magenta"}


class Transcript:
    """A `PipelineObserver` that prints. `english` translates another language of the box."""

    def __init__(self, console: Console, book: PhraseBook, english: PhraseBook | None) -> None:
        self._console = console
        self._book = book
        self._english = english
        self._view: Callable[[], View] = View
        self._patient: SimulatedPatient | None = None
        self._told = 0

    def follow(self, patient: SimulatedPatient, view: Callable[[], View]) -> None:
        """Print what this patient says, too, and the light that belongs to `view`."""
        self._patient = patient
        self._view = view

    def head(self) -> None:
        """Print what the columns are."""
        self._console.print("[bold]   time  light      who      what[/]")

    def done(self, action: Action, now: int) -> None:
        """See `PipelineObserver`."""
        if isinstance(action, Play):
            self._line(max(now, action.at), "box", self._in_words(action.phrase))

    def happened(self, event: Event, now: int) -> None:
        """See `PipelineObserver`."""
        match event:
            case Heard(word, ended_at):
                ms = (now - ended_at) * 1000 / RATE_HZ
                self._line(now, "heard", f"{word.value}  ({ms:.0f} ms after the word)")
            case PainSuspected():
                self._line(now, "heard", "pain, perhaps")
            case TemplateChecked(trouble=trouble):
                self._line(now, "heard", f"rejected: {trouble}" if trouble else "a good sample")
            case ButtonPressed():
                self._line(now, "button", "pressed")
            case ButtonHeld():
                self._line(now, "button", "held")

    def step(self) -> None:
        """Print what the patient has begun to say since the last step."""
        if self._patient is not None:
            for said in self._patient.said[self._told :]:
                self._line(said.start, "patient", _spoken(said, self._english is not None))
            self._told = len(self._patient.said)

    def _line(self, at: int, who: str, what: str) -> None:
        seconds = at / RATE_HZ
        light = light_of(self._view())
        shown = f"{light.pattern.name.lower()}{f' {light.blinks}' if light.blinks else ''}"
        line = Text(f"{int(seconds // 60):4d}:{seconds % 60:04.1f}  {shown:<9}  ")
        line.append(f"{who:<7}  ", _COLOURS[who])
        line.append(what)
        self._console.print(line, highlight=False, soft_wrap=True)

    def _in_words(self, said: Phrase) -> str:
        text = self._book.text(said)
        if self._english is None:
            return text
        try:
            return f"{text}   [{self._english.text(said)}]"
        except PhraseMissing:
            return text


def _spoken(said: SaidWord, translated: bool) -> str:  # noqa: FBT001 - private
    beside = f"   [{said.spoken.word.value.replace('_', ' ')}]" if translated else ""
    return f"{said.spoken.text}{beside}"
