"""Whether what came is what was expected, in words for whoever wrote it down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from device.journal.entry import Entry, Kind
from device.plan.day_state import DayState
from device.scenarios.model import Expect, Wrote
from device.scenarios.record import Record, SaidPhrase
from device.session.session import Session

MAX_LISTED = 12


class Seen(Protocol):
    """A box that can be looked at."""

    session: Session

    @property
    def now(self) -> int:
        """The sample at which the next block begins."""


def misses(expect: Expect, record: Record, box: Seen, today: DayState) -> Iterator[str]:
    """Return what is not as expected, each in a sentence."""
    yield from _of_what_was_said(expect, record.said(box.now))
    yield from _of_what_was_written(expect, record.written())
    session, light = box.session, record.light
    shown = light.pattern.name.lower() if light is not None else "off"
    asked = session.question.value if session.question is not None else "nothing"
    state = "running" if session.runs else "over"
    left = today.sessions_left
    for name, wanted, found in (
        ("asked", expect.asked and str(expect.asked), asked),
        ("exercise", expect.exercise, session.exercise),
        ("light", expect.light, shown),
        ("session", expect.session, state),
        ("sessions_left", expect.sessions_left, left),
        ("volume_db", expect.volume_db, record.gain_db),
    ):
        if wanted is not None and wanted != found:
            yield f"{name} is {found}, expected {wanted}"
    if expect.not_light == shown:
        yield f"light is {shown}"


def _of_what_was_said(expect: Expect, said: Sequence[SaidPhrase]) -> Iterator[str]:
    keys = [each.phrase.key for each in said]
    if (missing := _first_missing(expect.said, keys)) is not None:
        yield f"{missing} was not said (in this order); said was {_listed(keys)}"
    for key in expect.not_said:
        if key in keys:
            yield f"{key} was said"
    for key in expect.whole:
        cut = [each for each in said if each.phrase.key == key and each.cut]
        if cut or key not in keys:
            yield f"{key} was {'cut off' if cut else 'not said'}"
    counted = Counter(keys)
    for key, times in (expect.times or {}).items():
        if counted[key] != times:
            yield f"{key} was said {counted[key]} times, expected {times}"
    numbers = [each.counted for each in said if each.counted is not None]
    if expect.counts is not None and bool(numbers) != expect.counts:
        yield f"it counted {_listed(map(str, numbers))}" if numbers else "it did not count"


def _of_what_was_written(expect: Expect, entries: Sequence[Entry]) -> Iterator[str]:
    wanted = iter(expect.journal)
    missing = next(wanted, None)
    for entry in entries:
        if missing is not None and _is(entry, missing):
            missing = next(wanted, None)
    if missing is not None:
        kinds = _listed(entry.kind.value for entry in entries)
        yield f"{_shown(missing)} was not written (in this order); written was {kinds}"
    for unwanted in expect.not_journal:
        if any(_is(entry, unwanted) for entry in entries):
            yield f"{_shown(unwanted)} was written"


def _first_missing(wanted: Sequence[str], found: Sequence[str]) -> str | None:
    coming = iter(found)
    return next((key for key in wanted if key not in coming), None)


def _is(entry: Entry, wanted: Kind | Wrote) -> bool:
    if isinstance(wanted, Kind):
        return entry.kind is wanted
    return (
        entry.kind is wanted.wrote
        and wanted.exercise in (None, entry.exercise)
        and wanted.value in (None, entry.value)
        and wanted.text in (None, entry.text)
    )


def _shown(wanted: Kind | Wrote) -> str:
    if isinstance(wanted, Kind):
        return wanted.value
    of = (wanted.exercise, wanted.value, wanted.text)
    return " ".join((wanted.wrote.value, *(str(each) for each in of if each is not None)))


def _listed(each: Sequence[str] | Iterator[str] | map[str]) -> str:
    listed = list(each)
    if not listed:
        return "nothing"
    shown = ", ".join(listed[-MAX_LISTED:])
    return f"... {shown}" if len(listed) > MAX_LISTED else shown
