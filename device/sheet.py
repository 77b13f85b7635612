"""The sheet for the wall: the exercises of a day, the danger signs, and whom to call.

One page, complete in itself: no script, nothing fetched. It is in the language of the voice pack,
with the sentences that the box says and the headings of `voices/LANG/sheet.yaml`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass
from pathlib import Path

import jinja2

from device.configuration import Configuration
from device.files import for_who_asked, write
from device.journal.history import History, history_of
from device.journal.reading import read_rows
from device.paths import language_folder
from device.pdf import pdf_of
from device.plan.gates import day_plan
from device.plan.model import Contacts, Mode, Task
from device.plan.today import day_state_of
from device.reading.diagnostic import ConfigError
from device.reading.validation import validate
from device.reading.yaml_document import read_yaml
from device.speaking.advice import Advice, load_advice
from device.speaking.phrase import phrase
from device.speaking.phrases import PhraseBook

SHEET_FILE = "sheet.yaml"
_PARTS = ("name", "position", "way_out")


class NoSheet(Exception):
    """There is nothing that could be printed; says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands on a sheet in a language besides the sentences that the box says.

    `{n}` is filled in by the dose.
    """

    title: str
    date: str
    exercises: str
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


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """An exercise on the sheet, in words."""

    name: str
    doses: tuple[str, ...]
    position: str
    steps: tuple[str, ...]
    way_out: str


def load_headings(folder: Path) -> Headings:
    """Read `sheet.yaml` of a language's folder. Raises Unreadable."""
    headings, problems = validate(read_yaml(folder / SHEET_FILE), Headings)
    if headings is None:
        raise ConfigError(problems)
    return headings


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
    maker = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, finalize=_without_the_unseen
    )
    return maker.from_string(_PAGE).render(
        language=book.voice.language,
        h=headings,
        date=date.isoformat(),
        doubtful=plan.example or not loaded.signed,
        refusal=[book.text(said) for said in day.refusal],
        entries=[_entry(task, often[task.exercise.id], book, headings) for task in tasks],
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

    A PDF where `file` ends in .pdf, else HTML. Raises NoSheet, PaperMissing, Unreadable, OSError.
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


def _without_the_unseen(value: object) -> object:
    """Leave out what changes how the rest of a text is read and is not seen itself."""
    return "".join(filter(str.isprintable, value)) if isinstance(value, str) else value


def _entry(task: Task, times: int, book: PhraseBook, headings: Headings) -> SheetEntry:
    id_ = task.exercise.id
    texts = {part: book.text(phrase(f"{id_}.{part}")) for part in _PARTS}
    steps = task.steps or tuple(
        book.text(phrase(f"{id_}.steps.{n}")) for n in range(1, task.exercise.steps + 1)
    )
    doses = _doses(task, headings)
    if times > 1:
        doses = (*doses, headings.times_a_day.replace("{n}", str(times)))
    return SheetEntry(texts["name"], doses, texts["position"], steps, texts["way_out"])


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


_PAGE = """\
<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ h.title }}, {{ date }}</title>
<style>
@page { size: A4; margin: 12mm 14mm; }
body { margin: 0 auto; max-width: 46rem; color: #000; background: #fff; overflow-wrap: anywhere;
  font: 12pt/1.3 "Noto Sans", "Noto Sans KR", "Noto Sans CJK KR", NanumGothic, "DejaVu Sans",
  sans-serif; }
h1 { font-size: 20pt; margin: 0; }
h2 { font-size: 15pt; margin: 10pt 0 3pt; break-after: avoid; }
h3 { font-size: 12pt; margin: 0; }
p, ol, ul { margin: 2pt 0; }
ol, ul { padding-left: 16pt; }
.box { border: 2pt solid #000; padding: 4pt 8pt; margin: 6pt 0; break-inside: avoid; }
.box h2 { margin-top: 0; }
.all { columns: 2; column-gap: 8mm; }
.topic { break-inside: avoid; }
.exercise { break-inside: avoid; border-top: 1pt solid #000; padding: 4pt 0; }
.dose { font-weight: bold; }
.advice { break-before: page; }
.phone { font-size: 17pt; font-weight: bold; }
</style>
</head>
<body>
<h1>{{ h.title }}</h1>
<p>{{ h.date }}: {{ date }}</p>
{% if doubtful %}<p class="box"><strong>{{ h.not_signed }}</strong></p>{% endif %}
<section class="box">
<h2>{{ h.danger }}</h2>
<ul>{% for sign in h.danger_signs %}<li>{{ sign }}</li>{% endfor %}</ul>
</section>
<section class="box">
<h2>{{ h.call }}</h2>
{% for name, number in calls %}<p>{{ name }}: <span class="phone">{{ number }}</span></p>
{% endfor %}</section>
<p>{{ h.words }}</p>
<main>
<h2>{{ h.exercises }}</h2>
<div class="all">
{% for said in refusal %}<p><strong>{{ said }}</strong></p>
{% endfor %}{% for entry in entries %}<section class="exercise">
<h3>{{ loop.index }}. {{ entry.name }}</h3>
<p class="dose">{{ entry.doses | join(", ") }}</p>
<p>{{ entry.position }}</p>
<ol>{% for step in entry.steps %}<li>{{ step }}</li>{% endfor %}</ol>
<p><strong>{{ h.stop }}</strong> {{ entry.way_out }}</p>
</section>
{% endfor %}</div>
{% if left_out %}<h2>{{ h.left_out }}</h2>
<ul>{% for name, reason in left_out %}<li>{{ name }}: {{ reason }}</li>{% endfor %}</ul>
{% endif %}</main>
<p>{{ h.paced }}</p>
{% if advice %}<section class="advice">
<h2>{{ advice.title }}</h2>
<div class="all">
{% for section in advice.sections %}<section class="topic">
<h3>{{ section.heading }}</h3>
<ul>{% for line in section.lines %}<li>{{ line }}</li>{% endfor %}</ul>
</section>
{% endfor %}</div>
</section>
{% endif %}</body>
</html>
"""
