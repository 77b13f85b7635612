"""Former names in a file of a person: they are understood for one version, and told."""

from __future__ import annotations

import copy
import dataclasses
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from device.reading.diagnostic import Diagnostic, Severity
from device.reading.yaml_document import Path_, YamlDocument

FORMERLY = "formerly"
"""Key of a dataclass field's metadata: the name that the field had in the version before."""


def with_new_names(
    document: YamlDocument, kind: type[Any]
) -> tuple[YamlDocument, tuple[Diagnostic, ...]]:
    """Return `document` with the names of now, and a warning for each former one.

    A field of `kind` (a dataclass, fields of dataclasses included) names its former name in its
    metadata. Where a file has both names the new one counts, and the former one is left to be told
    as unknown. `document` itself is not changed.
    """
    data = copy.deepcopy(document.data)
    return _with(document, data, tuple(_renamed(data, kind, ())))


def with_new_keys(
    document: YamlDocument, former: Mapping[str, str]
) -> tuple[YamlDocument, tuple[Diagnostic, ...]]:
    """Do the same for names at the top of a file that are not the fields of a dataclass.

    Args:
        document: The file as it was read. It is not changed.
        former: The name of now for each former name.

    Returns:
        The document with the names of now, and a warning for each former one.
    """
    data = copy.deepcopy(document.data)
    found = [(old, new) for old, new in former.items() if old in data and new not in data]
    for old, new in found:
        data[new] = data.pop(old)
    return _with(document, data, tuple(((old,), new) for old, new in found))


def _with(
    document: YamlDocument, data: dict[str, Any], found: tuple[tuple[Path_, str], ...]
) -> tuple[YamlDocument, tuple[Diagnostic, ...]]:
    """Give `document` the new `data`, the lines of what was `found` too, and tell each."""
    lines = dict(document.lines)
    problems = []
    for path, new in found:
        for place in [place for place in lines if place[: len(path)] == path]:
            lines[(*path[:-1], new, *place[len(path) :])] = lines[place]
        what = f"{path[-1]!r} is called {new!r} now"
        problems.append(
            Diagnostic(
                document.file,
                dataclasses.replace(document, lines=lines).line(path),
                what,
                "",
                "The former name is understood by this version and no later one.",
                Severity.WARNING,
            )
        )
    return dataclasses.replace(document, data=data, lines=lines), tuple(problems)


def _renamed(data: Any, kind: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Give values their new names in `data`; yield each former place with its new name."""
    kinds = [k for k in (kind, *typing.get_args(kind)) if dataclasses.is_dataclass(k)]
    if not kinds or not isinstance(data, dict):
        return
    hints = typing.get_type_hints(kinds[0])
    for field in dataclasses.fields(kinds[0]):
        former: str | None = field.metadata.get(FORMERLY)
        if former is not None and former in data and field.name not in data:
            data[field.name] = data.pop(former)
            yield (*path, former), field.name
        if field.name in data:
            yield from _renamed(data[field.name], hints[field.name], (*path, field.name))
