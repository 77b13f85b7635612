"""What is an answer to a question about a plan, and how it goes into the file."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable

from device.plan.lint_dates import YEARS
from device.plan.model import Approach, Range, Region
from device.plan.operations import approaches_of, regions_of
from device.plan.wording import MAX_WORDING_LETTERS, is_name
from device.speaking.telephone import telephone

Valid = Callable[[str], str]
"""Returns an answer as it goes into the file; raises ValueError that says what is expected."""

_NUMBER = r"(0|[1-9][0-9]{0,3})"
_RANGE = re.compile(rf"{_NUMBER}(?:\s*(?:-|\u2013|\u2014|to)\s*{_NUMBER})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def any_text(given: str) -> str:
    """Any text on one line, without the spaces around it. Raises ValueError."""
    text = given.strip()
    if not text or not text.isprintable() or len(text) > MAX_WORDING_LETTERS:
        raise ValueError(f"a few words, at most {MAX_WORDING_LETTERS} letters")
    return text


def name(given: str) -> str:
    """What a person, a house or a role can be called. Raises ValueError."""
    text = any_text(given)
    if not is_name(text):
        raise ValueError("a name, with a letter in it")
    return text


def name_or_none(given: str) -> str:
    """A name, or a dash for nobody."""
    return "-" if given.strip() == "-" else name(given)


def sentences(given: str) -> str:
    """Sentences with | between them. Raises ValueError where there is none."""
    parts = [part.strip() for part in any_text(given).split("|") if part.strip()]
    if not parts:
        raise ValueError("at least one sentence")
    return "|".join(parts)


def yes_no(given: str) -> str:
    """Yes or no, also by the first letter. Raises ValueError."""
    known = {"y": "yes", "yes": "yes", "n": "no", "no": "no"}
    try:
        return known[given.strip().lower()]
    except KeyError:
        raise ValueError("yes or no") from None


def phone(given: str) -> str:
    """A telephone number that can be dialled. Raises ValueError."""
    if telephone(given) is None:
        raise ValueError("a telephone number, such as (555) 010-4477")
    return given.strip()


def emergency(given: str) -> str:
    """A telephone number without an extension. Raises ValueError."""
    dialled = telephone(given)
    if dialled is None or dialled.extension:
        raise ValueError("a telephone number, such as 112")
    return given.strip()


def operation_kind(region: Region, approach: Approach) -> Valid:
    """A check for the name of an operation on this `region` by this `approach`."""

    def valid(given: str) -> str:
        text = any_text(given)
        regions, approaches = regions_of(text), approaches_of(text)
        if regions and region not in regions:
            raise ValueError(f"an operation that is {region.value}, as you said before")
        if approaches == {Approach.LATERAL} and approach is not Approach.LATERAL:
            raise ValueError(f"an operation that is {approach.value}, as you said before")
        return text

    return valid


def one_of(*names: str) -> Valid:
    """One of these, also by its first letters."""

    def valid(given: str) -> str:
        wanted = given.strip().lower()
        found = [name for name in names if wanted and name.startswith(wanted)]
        if len(found) != 1:
            raise ValueError(f"one of: {', '.join(names)}")
        return str(found[0])

    return valid


def day(earliest: dt.date | None = None, latest: dt.date | None = None) -> Valid:
    """A date, not before `earliest` and not after `latest`."""

    def valid(given: str) -> str:
        text = given.strip() if _DATE.fullmatch(given.strip()) else ""
        try:
            date = dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError("a date: 2026-11-23") from None
        if date.year not in YEARS:
            raise ValueError("a date: 2026-11-23")
        if earliest is not None and date < earliest:
            raise ValueError(f"a date, {earliest} or later")
        if latest is not None and date > latest:
            raise ValueError(f"a date, {latest} or earlier")
        return date.isoformat()

    return valid


def dose_within(known: Range, *, single: bool = False) -> Valid:
    """A number or a range inside `known`; with `single` a number only."""

    def valid(given: str) -> str:
        match = _RANGE.fullmatch(given.strip())
        low = int(match[1]) if match else -1
        high = int(match[2] or match[1]) if match else -1
        if not (known.low <= low <= high <= known.high) or (single and low != high):
            kind = "a number" if single else "a number or a range"
            raise ValueError(f"{kind} inside {known.written}")
        return Range(low, high).written

    return valid


def quoted(text: str) -> str:
    """`text` as YAML reads it back, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
