"""From plain data to a frozen dataclass: all errors at once, in words for people."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any, TypeVar

import pydantic
from pydantic import TypeAdapter
from pydantic_core import ErrorDetails

from device.reading.document import Document
from device.reading.problem import Problem, did_you_mean

T = TypeVar("T")

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


def fill(document: Document, kind: type[T]) -> tuple[T | None, tuple[Problem, ...]]:
    """Return `document` as a `kind` (a dataclass), or None and every problem with it."""
    try:
        return TypeAdapter(kind).validate_python(document.data), ()
    except pydantic.ValidationError as wrong:
        found = {(_path(e), e["type"]): _problem(document, kind, e) for e in wrong.errors()}
        return None, tuple(sorted(found.values(), key=lambda p: p.line))


def _path(error: ErrorDetails) -> tuple[str | int, ...]:
    return tuple(part for part in error["loc"] if not str(part).startswith(("function-", "Range")))


def _problem(document: Document, kind: type[object], error: ErrorDetails) -> Problem:
    path = _path(error)
    name = ".".join(str(part) for part in path)
    line = document.line(path)
    match error["type"]:
        case "missing":
            return Problem(
                document.file, line, f"{name!r} is missing", "", f"Add `{path[-1]}: ...`."
            )
        case "unexpected_keyword_argument" | "extra_forbidden":
            possible = _names(kind, path[:-1])
            meant = did_you_mean(path[-1], possible) or f"There are: {', '.join(possible)}."
            return Problem(document.file, line, f"{name!r} is not known", "", meant)
        case "enum" | "literal_error":
            expected = str(error.get("ctx", {}).get("expected", ""))
            possible = [part.strip(" '") for part in expected.replace(" or ", ",").split(",")]
            meant = did_you_mean(error["input"], possible)
            what = f"{name!r} cannot be {error['input']!r}"
            return Problem(document.file, line, what, expected, meant)
        case "value_error" | "assertion_error":
            told = error["msg"].removeprefix("Value error, ")
            return Problem(document.file, line, f"{name!r}: {told}")
        case wrong:
            wanted = _WANTED.get(wrong, error["msg"].removeprefix("Input should be "))
            what = f"{name!r} is {_shown(error['input'])}"
            return Problem(document.file, line, what, wanted)


def _shown(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return f"{'true' if value else 'false'} (YAML takes yes, no, on and off for that)"
        case dict() | list():
            return "several values"
        case _:
            return repr(value)


def _names(kind: Any, path: tuple[str | int, ...]) -> list[str]:
    """Return the names of the fields of the dataclass at `path` inside `kind`."""
    for part in path:
        kind = _element(kind) if isinstance(part, int) else _field(kind, part)
    kind = next((k for k in (kind, *typing.get_args(kind)) if dataclasses.is_dataclass(k)), None)
    return [] if kind is None else [f.name for f in dataclasses.fields(kind)]


def _field(kind: Any, name: str) -> Any:
    kind = next((k for k in (kind, *typing.get_args(kind)) if dataclasses.is_dataclass(k)), None)
    return typing.get_type_hints(kind).get(name) if kind is not None else None


def _element(kind: Any) -> Any:
    arguments = typing.get_args(kind)
    return arguments[0] if arguments else None
