"""Showing what came of a scenario: lines for people, or JSON lines for scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from device.configuration import Configuration, load_configuration
from device.panel.light import Light
from device.reading.diagnostic import ConfigError, Diagnostic
from device.scenarios.reading import ScenarioFile, read_scenario
from device.scenarios.record import Lit, SaidPhrase, Told, Volume
from device.scenarios.text import Result
from device.sound.block import seconds
from device.speaking.phrases import PhraseBook

MISTAKES = 2

Carry = Callable[[Configuration, ScenarioFile], Result]
"""Carries out a scenario, at the level of text or with sound."""


def show_scenario(
    project: Path,
    file: Path,
    carry: Carry,
    out: Console,
    err: Console,
    *,
    as_json: bool,
    language: str | None = None,
) -> int:
    """Carry out the scenario in `file`; 0 when all came as expected, 1 when not, 2 for mistakes.

    Everything that the box said, showed and wrote goes to `out`, a line each; what was not as
    expected to `err`, with file and line.
    """
    try:
        written = read_scenario(file)
        configuration = load_configuration(project, language or written.scenario.language)
        book = configuration.book
        if book is None or configuration.commands is None or configuration.catalogue is None:
            return _mistakes(configuration.problems, err)
        result = carry(configuration, written)
    except ConfigError as unreadable:
        return _mistakes(unreadable.problems, err)
    for told in in_order(result.told):
        if as_json:
            out.file.write(json.dumps(as_dict(told, book), ensure_ascii=False) + "\n")
        else:
            out.print(_line(told, book), highlight=False, markup=False, soft_wrap=True)
    for failure in result.failures:
        what = f"{file.name}, line {failure.line}: {failure.what}."
        err.print(what, highlight=False, markup=False, soft_wrap=True)
    return 1 if result.failures else 0


def in_order(told: Sequence[Told]) -> list[Told]:
    """Return it by time, without what was asked for and never heard."""
    heard = [each for each in told if not isinstance(each, SaidPhrase) or each.is_heard]
    return sorted(heard, key=lambda each: each.at)


def as_dict(told: Told, book: PhraseBook) -> dict[str, object]:
    """Return one thing as the line that a script reads. Fields without a value are left out."""
    fields: dict[str, object] = {
        "at": round(seconds(told.at), 2),
        "time": told.time.replace(tzinfo=None).isoformat(" ", "milliseconds"),
    }
    match told:
        case SaidPhrase(phrase=said, counted=counted, cut=cut):
            fields |= {"said": said.key, "text": book.text(said), "counted": counted}
            fields |= {"cut": cut or None}
        case Lit(light=light):
            fields |= {"light": light.pattern.name.lower(), "blinks": light.blinks or None}
        case Volume(gain_db=gain_db):
            fields |= {"volume_db": gain_db}
        case written:
            entry = written.entry
            fields |= {"wrote": entry.kind.value, "exercise": entry.exercise}
            fields |= {"value": entry.value, "text": entry.text}
    return {name: value for name, value in fields.items() if value is not None}


def _line(told: Told, book: PhraseBook) -> str:
    time = told.time.strftime("%m-%d %H:%M:%S") + f".{told.time.microsecond // 100_000}"
    match told:
        case SaidPhrase(phrase=said, cut=cut):
            who, what = "box", f"{book.text(said)}{'  (cut off)' if cut else ''}"
        case Lit(light=light):
            who, what = "light", _shown(light)
        case Volume(gain_db=gain_db):
            who, what = "volume", f"{gain_db:+d} dB"
        case written:
            entry = written.entry
            of = (entry.exercise, entry.value, entry.text)
            who = "journal"
            what = " ".join((entry.kind.value, *(str(each) for each in of if each is not None)))
    return f"{time}  {who:<7}  {what}"


def _shown(light: Light) -> str:
    return f"{light.pattern.name.lower()}{f' {light.blinks}' if light.blinks else ''}"


def _mistakes(problems: Sequence[Diagnostic], err: Console) -> int:
    for problem in problems:
        err.print(str(problem), highlight=False, markup=False, soft_wrap=True)
    return MISTAKES
