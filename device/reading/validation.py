"""From plain data to a frozen dataclass: all errors at once, in words for people."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import re
import typing
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar

import pydantic
from pydantic import TypeAdapter
from pydantic_core import ErrorDetails

from device.reading.diagnostic import Diagnostic, did_you_mean, quoted_value
from device.reading.yaml_document import PLAIN_NUMBER, Path_, YamlDocument

T = TypeVar("T")

MAX_VALIDATION_PASSES = 5

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_WANTED = {
    "bool_type": "yes or no: `true` or `false`",
    "bool_parsing": "yes or no: `true` or `false`",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "string_type": 'text (numbers and yes/no in quotes: "112")',
    "date_type": "a date: 2026-11-23",
    "date_parsing": "a date: 2026-11-23",
    "date_from_datetime_parsing": "a date: 2026-11-23",
    "tuple_type": "a list: each on its own line after `- `",
    "list_type": "a list: each on its own line after `- `",
    "dataclass_type": "several lines of `name: value`, indented",
    "dict_type": "several lines of `name: value`, indented",
}


def validate(document: YamlDocument, kind: type[T]) -> tuple[T | None, tuple[Diagnostic, ...]]:
    """Return `document` as a `kind` (a dataclass), or None and every problem with it."""
    strays = dict(_strays(document, document.data, kind, ()))
    try:
        filled = TypeAdapter(kind).validate_python(document.data)
    except pydantic.ValidationError as wrong:
        found = {_path(e): _problem(document, e) for e in wrong.errors()} | strays
        return None, tuple(sorted(found.values(), key=lambda p: p.line))
    return (None if strays else filled), tuple(strays.values())


NAMES_OF = {"weekdays": 7, "months": 12}
"""Lists of names that have to be whole, by their key."""


def miscounted(document: YamlDocument, filled: object) -> Iterator[Diagnostic]:
    """Yield which lists of `NAMES_OF` in `filled`, as read from `document`, have not all names."""
    for key, n in NAMES_OF.items():
        if len(getattr(filled, key)) != n:
            line = document.line((key,))
            yield Diagnostic(document.file, line, f"{key!r} has not {n} names", f"{n} names")


def validate_what_holds(document: YamlDocument, kind: type[T]) -> T | None:
    """Return `document` as a `kind` without what is wrong in it; None where too little is left.

    Good for nothing but to look for more mistakes in it.
    """
    data = copy.deepcopy(document.data)
    for path, _ in tuple(_strays(document, data, kind, ())):
        _cut(data, path)
    for _ in range(MAX_VALIDATION_PASSES):
        try:
            return TypeAdapter(kind).validate_python(data)
        except pydantic.ValidationError as wrong:
            cut = [_cut(data, _path(e)) for e in wrong.errors() if e["type"] != "missing"]
            if not any(cut):
                return None
    return None


def _cut(data: Any, path: Path_) -> bool:
    """Take the value at `path` out of a mapping; whether there was one."""
    for part in path[:-1]:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return False
    if isinstance(data, dict) and path and path[-1] in data:
        del data[path[-1]]
        return True
    return False


def _strays(
    document: YamlDocument, data: Any, kind: Any, path: Path_
) -> Iterator[tuple[Path_, Diagnostic]]:
    """What pydantic would pass over: names that there are not, `yes` or 010 where a number goes.

    And what is no date where a date goes: pydantic counts seconds since 1970.
    """
    kinds = (kind, *typing.get_args(kind))
    fields = next(filter(None, map(_hints, kinds)), None)
    if isinstance(data, dict) and fields is not None:
        for name, value in data.items():
            if name in fields:
                yield from _strays(document, value, fields[name], (*path, name))
            else:
                meant = did_you_mean(name, fields) or f"There are: {', '.join(fields)}."
                line = document.line((*path, name))
                what = f"{quoted_value(name)} is not known here"
                yield (*path, name), Diagnostic(document.file, line, what, "", meant)
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _strays(document, value, kinds[1] if kinds[1:] else None, (*path, i))
    elif isinstance(data, bool) and bool not in kinds:
        what = f"{quoted_value(path[-1])} is {_shown(data)}"
        expected = "text in quotes, or a number"
        yield path, Diagnostic(document.file, document.line(path), what, expected)
    elif dt.date in kinds and not _is_date(data):
        what = f"{quoted_value(path[-1])} is {_shown(data)}"
        yield path, Diagnostic(document.file, document.line(path), what, _WANTED["date_type"])
    elif isinstance(data, str) and str not in kinds and _is_odd_number(data, kinds):
        what = f"{quoted_value(path[-1])} is {_shown(data)}"
        expected = "a number as people write it: 10, not 010, 0x10 or 1:00"
        yield path, Diagnostic(document.file, document.line(path), what, expected)


@lru_cache
def _hints(kind: type) -> dict[str, Any] | None:
    """Return the fields of a dataclass; None of anything else. A catalogue asks forty times."""
    return typing.get_type_hints(kind) if dataclasses.is_dataclass(kind) else None


def _is_odd_number(data: str, kinds: tuple[Any, ...]) -> bool:
    """Whether a number goes here, and `data` begins like one that people would not write so."""
    figures = re.match(r"[-+.]?\d", data) is not None and PLAIN_NUMBER.fullmatch(data) is None
    return figures and not {int, float}.isdisjoint(kinds)


def _is_date(data: object) -> bool:
    """Whether `data` is a day as YAML or people write it; nothing may be None."""
    if isinstance(data, str):
        return _DATE.fullmatch(data) is not None
    return data is None or (isinstance(data, dt.date) and not isinstance(data, dt.datetime))


def _path(error: ErrorDetails) -> Path_:
    return tuple(error["loc"])


def _problem(document: YamlDocument, error: ErrorDetails) -> Diagnostic:
    path = _path(error)
    name = ".".join(str(part) for part in path)
    line = document.line(path)
    match error["type"]:
        case "missing":
            add = f"Add `{path[-1]}: ...`."
            return Diagnostic(document.file, line, f"{quoted_value(name)} is missing", "", add)
        case "enum" | "literal_error":
            expected = str(error.get("ctx", {}).get("expected", ""))
            possible = [part.strip(" '") for part in expected.replace(" or ", ",").split(",")]
            meant = did_you_mean(error["input"], possible)
            what = f"{quoted_value(name)} cannot be {quoted_value(error['input'])}"
            return Diagnostic(document.file, line, what, expected, meant)
        case wrong:
            wanted = _WANTED.get(wrong, error["msg"].removeprefix("Input should be "))
            return Diagnostic(
                document.file, line, f"{quoted_value(name)} is {_shown(error['input'])}", wanted
            )


def _shown(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return f"{'true' if value else 'false'} (YAML takes yes, no, on and off for that)"
        case dict() | list():
            return "several values"
        case _:
            return quoted_value(value)
