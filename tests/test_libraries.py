"""What docs/libraries.md says of other people's libraries is about the versions that are used."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

SYSTEM = "Debian"
_LINE = re.compile(
    r"^\| (?P<library>[\w.-]+) \| (?P<version>[^|]+) \| (?P<does>[^|]+) \| `(?P<met>[^`]+)` \| "
    r"`(?P<file>[^`]+)` `(?P<test>\w+)` \|$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """One line of the page."""

    library: str
    version: str
    met: str
    file: str
    test: str


def known(page: str) -> list[Known]:
    """Return every line of the table; all must be read."""
    found = [
        Known(line["library"], line["version"], line["met"], line["file"], line["test"])
        for line in _LINE.finditer(page)
    ]
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(found) == len(rows) - 2, "head, rule, and lines of the same form"
    return found


def stale(lines: list[Known], constraints: str) -> list[str]:
    """Return the libraries that are pinned to another version than the page speaks of."""
    pinned = {}
    for line in constraints.splitlines():
        name, _, version = line.partition("==")
        pinned[name.strip().lower()] = version.split(";")[0].strip()
    return [
        f"{each.library} {each.version}, pinned {pinned.get(each.library.lower())}"
        for each in lines
        if not each.version.startswith(SYSTEM) and pinned.get(each.library.lower()) != each.version
    ]


@pytest.fixture(scope="module")
def lines(project: Path) -> list[Known]:
    return known((project / "docs" / "libraries.md").read_text(encoding="utf-8"))


def test_every_line_speaks_of_the_version_that_is_pinned(lines: list[Known], project: Path) -> None:
    constraints = (project / "constraints.txt").read_text(encoding="utf-8")
    assert stale(lines, constraints) == []
    raised = constraints.replace("vosk==0.3.45", "vosk==0.3.46")
    assert set(stale(lines, raised)) == {"vosk 0.3.45, pinned 0.3.46"}


def test_where_it_is_met_and_what_holds_it_are_there(lines: list[Known], project: Path) -> None:
    for each in lines:
        assert (project / each.met).is_file(), each
        tests = ast.walk(ast.parse((project / each.file).read_text(encoding="utf-8")))
        assert each.test in {node.name for node in tests if isinstance(node, ast.FunctionDef)}, each
