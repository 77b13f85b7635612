"""The configuration reference, generated from the dataclasses that the files are read into."""

from __future__ import annotations

import ast
import dataclasses
import enum
import inspect
import sys
import textwrap
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from device.plan.model import Catalogue, Plan, Range
from device.reading.former import FORMERLY
from device.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"

FILES: tuple[tuple[str, str, type], ...] = (
    ("device.yaml", "The box itself. Anybody who looks after it may change it.", Settings),
    (
        "plan.yaml",
        "The plan of one patient. A clinician writes and signs it: `spinecoach check --sign`.",
        Plan,
    ),
    (
        "exercises.yaml",
        "The catalogue: every exercise there is, with the range of each dose.",
        Catalogue,
    ),
)

KINDS = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Range: "number or range (`10-12`)",
}


def page() -> str:
    """Return the page as Markdown."""
    parts = [
        "# Configuration reference",
        (
            "Generated from the schema by `script/docs`: do not edit it. All three files are in "
            "the folder `config/` of the home: a checkout, the folder that `spinecoach init` "
            "made, or `/etc/spinecoach` on an installed box. `spinecoach check` names every "
            "mistake with its file and line."
        ),
    ]
    for name, what, kind in FILES:
        parts += [f"## {name}", what]
        parts += _blocks(kind, "", set())
    return "\n\n".join(parts) + "\n"


def _blocks(kind: type, path: str, seen: set[type]) -> Iterator[str]:
    """Yield the table of a dataclass, and then those of the dataclasses in it."""
    if kind in seen:
        return
    seen.add(kind)
    if path:
        yield f"### `{path}`"
    if (text := inspect.getdoc(kind)) and not text.startswith(f"{kind.__name__}("):
        yield _plain(text)
    meanings = _field_docstrings(kind)
    hints = typing.get_type_hints(kind)
    rows = ["| key | value | default | meaning |", "| --- | --- | --- | --- |"]
    inside: list[tuple[str, type]] = []
    for field in dataclasses.fields(kind):
        meaning = meanings.get(field.name, "")
        if former := field.metadata.get(FORMERLY):
            meaning += f" Formerly `{former}`."
        value, nested = _kind(hints[field.name])
        rows.append(f"| `{field.name}` | {value} | {_default(field)} | {meaning} |")
        if nested is not None:
            inside.append((f"{path}.{field.name}".lstrip("."), nested))
    yield "\n".join(rows)
    for where, nested in inside:
        yield from _blocks(nested, where, seen)


def _kind(hint: Any) -> tuple[str, type | None]:  # noqa: ANN401 - any annotation
    """Return what a value is, in words; and the dataclass that it holds, if it holds one."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return _kind(next(each for each in typing.get_args(hint) if each is not type(None)))
    if typing.get_origin(hint) is tuple:
        value, nested = _kind(typing.get_args(hint)[0])
        return f"list: {value}", nested
    if hint in KINDS:
        return KINDS[hint], None
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return ", ".join(f"`{each.value}`" for each in hint), None
    if dataclasses.is_dataclass(hint):
        return "block, see below", typing.cast("type", hint)
    return "date: `2026-11-23`" if hint.__name__ == "date" else hint.__name__, None


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default_factory is not dataclasses.MISSING:
        return "those below"
    if field.default is dataclasses.MISSING:
        return "**required**"
    if field.default in (None, (), ""):
        return "none"
    return f"`{_as_yaml(field.default)}`"


def _as_yaml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case enum.Enum():
            return str(value.value)
        case Range(low=low, high=high):
            return f"{low}-{high}"
        case _:
            return str(value)


def _field_docstrings(kind: type) -> dict[str, str]:
    """Return the text that stands below each field in the source."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - the source of a class
    found = {}
    for field, after in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[field.target.id] = _plain(str(after.value.value)).replace("\n", " ")
    return found


def _plain(text: str) -> str:
    return inspect.cleandoc(text).replace("|", "\\|")


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
