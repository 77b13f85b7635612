"""YAML as plain data, with the line of everything in it; refused whole when it is not sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from device.reading.diagnostic import ConfigError, Diagnostic, quoted_value

MAX_DOCUMENT_BYTES = 256 * 1024
MAX_VALUES = 20_000
DEEPEST = 20
MAX_NUMBER = 10**15
"""No file of ours has so many values, is so deep, or counts so far."""

FLAT = 1500
"""A text whose brackets and longest line come to no more than this is no deeper either."""

_LIBYAML = getattr(yaml, "CSafeLoader", None)
"""Not in every build of PyYAML."""

PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
"""How people write numbers. YAML knows more: 010 is eight to it, and 1:30 is ninety."""

Path_ = tuple[str | int, ...]
"""The keys and indices on the way to a value."""


@dataclass(frozen=True)
class YamlDocument:
    """What a file holds. `data` is a mapping of plain values; `lines` begin with 1."""

    file: Path
    data: dict[str, Any]
    lines: Mapping[Path_, int]

    def line(self, path: Path_) -> int:
        """Return the line of a value, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(file: Path) -> YamlDocument:
    """Read a YAML file whose top is a mapping. Raises ConfigError."""
    text = _text(file)
    return parse_yaml(file, text)


def parse_yaml(file: Path, text: str) -> YamlDocument:
    """Read `text` as if it stood in `file`. Raises ConfigError."""
    tabs = [n for n, line in enumerate(text.splitlines(), 1) if "\t" in line.split("#")[0]]
    if tabs:
        raise _refused(file, tabs[0], "there is a tab", "blanks in its place")
    try:
        top = _top_node(text)
        reader = _Reader(file)
        data = reader.plain(top, ()) if top is not None else None
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line + 1 if mark else 1
        what = f"this is not YAML: {wrong.problem or wrong.context or 'it cannot be understood'}"
        raise _refused(file, line, what, "`name: value`, one on each line") from wrong
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as wrong:
        raise _refused(file, 1, f"this is not YAML: {str(wrong).splitlines()[0]}") from wrong
    if reader.problems:
        raise ConfigError(reader.problems)
    if not isinstance(data, dict):
        raise _refused(file, 1, "the file holds no settings", "`name: value`, one on each line")
    return YamlDocument(file, data, reader.lines)


def texts_in(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Yield every text inside `value`, data of a document, with its path; `path` leads to it."""
    match value:
        case str():
            yield path, value
        case dict():
            for key, inside in value.items():
                yield from texts_in(inside, (*path, key))
        case list():
            for n, inside in enumerate(value):
                yield from texts_in(inside, (*path, n))


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_DOCUMENT_BYTES:
            raise _refused(
                file, 1, "the file is too large", f"at most {MAX_DOCUMENT_BYTES // 1024} KiB"
            )
        content = file.read_bytes()
    except OSError as problem:
        why = "does not exist" if isinstance(problem, FileNotFoundError) else problem.strerror
        raise _refused(file, 1, f"the file cannot be read: {file} {why}") from problem
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise _refused(file, line, "this is not UTF-8 text", "a file saved as UTF-8") from problem
    if "\0" in text:
        raise _refused(file, 1, "there are zero bytes in the file", "text")
    return text


def _refused(file: Path, line: int, what: str, expected: str = "") -> ConfigError:
    return ConfigError([Diagnostic(file, line, what, expected)])


def _top_node(text: str) -> yaml.Node | None:
    """Return the node of the whole document; None where there is none. Raises yaml.YAMLError.

    libyaml is six times as fast as PyYAML's own parser, which words mistakes better and says where
    they are in the same way on every machine: what libyaml refuses goes to that one.
    """
    if _LIBYAML is None or not _is_flat(text):
        return yaml.compose(text, yaml.SafeLoader)
    try:
        return yaml.compose(text, _LIBYAML)
    except yaml.YAMLError:
        return yaml.compose(text, yaml.SafeLoader)


def _is_flat(text: str) -> bool:
    """Whether nothing in `text` can be nested deeper than a parser in C goes down safely.

    Each level of brackets opens one, each level of indentation begins a column further right.
    """
    brackets = text.count("[") + text.count("{")
    return brackets + max(map(len, text.splitlines()), default=0) <= FLAT


class _Reader:
    """Nodes of YAML to plain data, with their lines."""

    def __init__(self, file: Path) -> None:
        self.lines: dict[Path_, int] = {}
        self.problems: list[Diagnostic] = []
        self._file = file
        self._around: list[int] = []

    def plain(self, node: yaml.Node, path: Path_) -> Any:
        line = node.start_mark.line + 1
        if len(self.lines) > MAX_VALUES:
            raise _refused(self._file, line, "these lines stand for too many values")
        if id(node) in self._around or len(path) > DEEPEST:
            self._tell(line, "this is nested in itself", "plain values")
            return None
        self.lines[path] = line
        self._around.append(id(node))
        try:
            return self._value(node, path, line)
        finally:
            self._around.pop()

    def _value(self, node: yaml.Node, path: Path_, line: int) -> Any:
        match node:
            case yaml.MappingNode():
                return self._mapping(node, path)
            case yaml.SequenceNode():
                return [self.plain(item, (*path, i)) for i, item in enumerate(node.value)]
            case _:
                try:
                    value = SafeConstructor().construct_object(node, deep=True)
                except (yaml.YAMLError, ValueError, LookupError, AttributeError) as wrong:
                    # Python words a day that there is not otherwise from version to version.
                    dated = node.tag == "tag:yaml.org,2002:timestamp"
                    why = "there is no such day" if dated else str(wrong).splitlines()[0]
                    self._tell(line, f"{quoted_value(node.value)} cannot be understood: {why}")
                    return None
                if _is_odd(node, value):
                    return str(node.value)
                if isinstance(value, int) and abs(value) > MAX_NUMBER:
                    self._tell(line, "this number is far too large")
                    return None
                return value if not isinstance(value, bytes | set) else str(value)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
                self._tell(line, "a name must be a plain word", "`name: value`")
                continue
            key = str(key_node.value)
            if key in data:
                first = self.lines[(*path, key)]
                self._tell(
                    line, f"{quoted_value(key)} stands here a second time (first in line {first})"
                )
                continue
            data[key] = self.plain(value_node, (*path, key))
            self.lines[(*path, key)] = line
        return data

    def _tell(self, line: int, what: str, expected: str = "") -> None:
        problem = Diagnostic(self._file, line, what, expected)
        if problem not in self.problems:
            self.problems.append(problem)


def _is_odd(node: yaml.Node, value: object) -> bool:
    """Whether YAML would take another number for one than people do: it is text, as it stands."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and PLAIN_NUMBER.fullmatch(str(node.value)) is None
