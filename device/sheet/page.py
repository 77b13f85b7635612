"""The sheet for the wall: the exercises of a day, the danger signs, and whom to call.

The first page has all that is looked for in passing, up to eight exercises in large letters with a
drawing of each. The steps and the advice are on the pages after it. Complete in itself: no script,
nothing fetched. It is in the language of the voice pack, with the sentences that the box says and
the headings of `voices/LANG/sheet.yaml`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from markupsafe import Markup

from device.configuration import Configuration
from device.files import for_who_asked, write
from device.journal.history import History, history_of
from device.journal.reading import read_rows
from device.page_template import page_of
from device.paths import language_folder
from device.pdf import pdf_of
from device.plan.gates import day_plan
from device.plan.model import Contacts, Mode, Task
from device.plan.today import day_state_of
from device.reading.diagnostic import ConfigError, Diagnostic
from device.reading.validation import miscounted, validate
from device.reading.yaml_document import YamlDocument, read_yaml
from device.sheet.drawings import drawn
from device.speaking.advice import Advice, load_advice
from device.speaking.phrase import phrase
from device.speaking.phrases import PhraseBook

SHEET_FILE = "sheet.yaml"
ON_A_WALL = 8
"""Exercises on a page; more are spread over two."""

_PARTS = ("name", "position", "way_out")
_BRACES = re.compile(r"\{[^}]*\}?|\}")
_VALUES = {
    "day": ("{weekday}", "{day}", "{month}", "{year}"),
    **dict.fromkeys(("repetitions", "each_side", "pairs", "hold", "minutes"), ("{n}",)),
    "times_a_day": ("{n}",),
}
"""What is filled in, by heading."""


class NoSheet(Exception):
    """There is nothing that could be printed; says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands on a sheet in a language besides the sentences that the box says.

    `{n}` is filled in by the dose.
    """

    title: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day: str
    exercises: str
    steps: str
    repetitions: str
    each_side: str
    pairs: str
    hold: str
    minutes: str
    times_a_day: str
    stop: str
    left_out: str
    danger: str
    danger_signs: tuple[str, ...]
    call: str
    emergency: str
    words: str
    paced: str
    not_signed: str

    def day_of(self, date: dt.date) -> str:
        """Return a date as people write it."""
        told = {
            "weekday": self.weekdays[date.weekday()],
            "day": date.day,
            "month": self.months[date.month - 1],
            "year": date.year,
        }
        return self.day.format(**told)


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """An exercise on the sheet, in words."""

    number: int
    name: str
    doses: tuple[str, ...]
    position: str
    drawing: Markup | None
    steps: tuple[str, ...]
    way_out: str


def load_headings(folder: Path) -> Headings:
    """Read `sheet.yaml` of a language's folder. Raises ConfigError."""
    document = read_yaml(folder / SHEET_FILE)
    headings, problems = validate(document, Headings)
    if headings is None:
        raise ConfigError(problems)
    wrong = (*miscounted(document, headings), *_unfillable(document, headings))
    if wrong:
        raise ConfigError(wrong)
    return headings


def _unfillable(document: YamlDocument, headings: Headings) -> Iterator[Diagnostic]:
    """Yield the headings that have braces for which a sheet has no value."""
    for each in fields(headings):
        known, text = _VALUES.get(each.name, ()), str(getattr(headings, each.name))
        if strange := sorted(set(_BRACES.findall(text)) - set(known)):
            what = f"{each.name!r} has {', '.join(strange)} in it, and nothing is filled in there"
            expected = ", ".join(known) or "no braces"
            yield Diagnostic(document.file, document.line((each.name,)), what, expected)


def sheet(
    configuration: Configuration,
    headings: Headings,
    history: History,
    date: dt.date,
    advice: Advice | None = None,
) -> str:
    """Return the page for `date` as HTML; `history` is the journal as seen on that day.

    `advice` is the page of plain advice after it; None for none. A plan that is not signed, or is
    an example, has a sheet that says so. Raises NoSheet.
    """
    book, catalogue, loaded = configuration.book, configuration.catalogue, configuration.loaded
    plan = loaded.plan
    if book is None or catalogue is None or plan is None:
        raise NoSheet("There is no plan that could be printed. See: spinecoach check")
    day = day_state_of(loaded, catalogue, history, rehearsing=True)
    allowed = day_plan(plan, catalogue, history)
    tasks = allowed.sessions[0] if allowed.sessions and not day.refusal else ()
    often = {
        task.exercise.id: sum(task in session for session in allowed.sessions) for task in tasks
    }
    entries = [
        _entry(n, task, often[task.exercise.id], book, headings) for n, task in enumerate(tasks, 1)
    ]
    return page_of(
        Path(__file__).parent,
        _without_the_unseen,
        language=book.voice.language,
        h=headings,
        day=headings.day_of(date),
        doubtful=plan.example or not loaded.signed,
        refusal=[book.text(said) for said in day.refusal],
        entries=entries,
        walls=_walls(entries),
        left_out=[
            (book.text(phrase(f"{out.exercise}.name")), book.text(phrase(out.reason)))
            for out in allowed.left_out
        ],
        calls=_calls(plan.contacts, headings),
        advice=advice,
    )


def save_sheet(
    file: Path, configuration: Configuration, project: Path, journal: Path, date: dt.date
) -> None:
    """Write the sheet for `date` into `file`, as the journal stands.

    A PDF where `file` ends in .pdf, else HTML.
    Raises NoSheet, PdfUnavailable, ConfigError, OSError.
    """
    book = configuration.book
    if book is None:
        raise NoSheet("The voice pack cannot be read. See: spinecoach check")
    folder = language_folder(project, book.voice.language)
    headings, advice = load_headings(folder), load_advice(folder)
    history = history_of(read_rows(journal), date)
    html = sheet(configuration, headings, history, date, advice)
    if file.suffix.lower() == ".pdf":
        letters = frozenset("".join(map(str, (*astuple(headings), astuple(advice)))))
        content = pdf_of(html, book.voice.language, letters)
    else:
        content = html.encode()
    write(file, content, for_who_asked())


def _walls(entries: list[SheetEntry]) -> list[list[SheetEntry]]:
    """Return what stands on each page for the wall: about as many on each, at most `ON_A_WALL`."""
    pages = max(1, -(-len(entries) // ON_A_WALL))
    each = -(-len(entries) // pages)
    return [entries[n * each : (n + 1) * each] for n in range(pages)]


def _without_the_unseen(text: str) -> str:
    """Leave out what changes how the rest of a text is read and is not seen itself."""
    return "".join(filter(str.isprintable, text))


def _entry(number: int, task: Task, times: int, book: PhraseBook, headings: Headings) -> SheetEntry:
    id_ = task.exercise.id
    texts = {part: book.text(phrase(f"{id_}.{part}")) for part in _PARTS}
    steps = task.steps or tuple(
        book.text(phrase(f"{id_}.steps.{n}")) for n in range(1, task.exercise.steps + 1)
    )
    doses = _doses(task, headings)
    if times > 1:
        doses = (*doses, headings.times_a_day.replace("{n}", str(times)))
    drawing = drawn(id_, texts["position"])
    return SheetEntry(
        number, texts["name"], doses, texts["position"], drawing, steps, texts["way_out"]
    )


def _doses(task: Task, headings: Headings) -> tuple[str, ...]:
    dose = task.dose
    counted = {
        Mode.EACH_SIDE: headings.each_side,
        Mode.ALTERNATING: headings.pairs,
    }.get(task.exercise.mode, headings.repetitions)
    told = (
        (counted, dose.repetitions),
        (headings.hold, dose.hold_s),
        (headings.minutes, dose.minutes),
    )
    return tuple(text.replace("{n}", str(n)) for text, n in told if n)


def _calls(contacts: Contacts, headings: Headings) -> list[tuple[str, str]]:
    calls = [(headings.emergency, contacts.emergency)]
    calls += [
        (each.name, each.phone) for each in (contacts.family, contacts.clinic) if each is not None
    ]
    return calls
