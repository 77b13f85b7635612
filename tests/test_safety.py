"""SAFETY.md is true: every row has tests that are there, and no test guards a row that is not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from device.speaking.phrases import load_book

LANGUAGES = ("en", "ko")
ROWS = [f"H{n}" for n in range(1, 17)]
_ROW = re.compile(r"^\| (H\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Guard:
    """A test and the rows of the table that it is marked with; `fails`: expected to, for now."""

    file: str
    name: str
    rows: tuple[str, ...]
    fails: bool


def guards(tests: Path) -> Iterator[Guard]:
    """Read the markers; nothing is run."""
    for file in sorted(tests.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                marks = [mark for mark in map(_mark, node.decorator_list) if mark is not None]
                rows = tuple(row for name, row in marks if name == "hazard")
                name = file.relative_to(tests.parent).as_posix()
                fails = any(mark == "xfail" for mark, _ in marks)
                if rows:
                    yield Guard(name, node.name, rows, fails)


def _mark(decorator: ast.expr) -> tuple[str, str] | None:
    """`("hazard", "H3")` of `@pytest.mark.hazard("H3")`; what is no mark is None."""
    call = decorator if isinstance(decorator, ast.Call) else None
    name = call.func if call is not None else decorator
    if not isinstance(name, ast.Attribute) or not isinstance(name.value, ast.Attribute):
        return None
    if name.value.attr != "mark":
        return None
    first = call.args[0] if call is not None and call.args else None
    return name.attr, str(first.value) if isinstance(first, ast.Constant) else ""


@pytest.fixture(scope="module")
def marked(project: Path) -> tuple[Guard, ...]:
    return tuple(guards(project / "tests"))


@pytest.fixture(scope="module")
def table(project: Path) -> dict[str, str]:
    """Row to its last column, which names the tests."""
    text = (project / "SAFETY.md").read_text(encoding="utf-8")
    return {row: proof for row, _hazard, _control, proof in _ROW.findall(text)}


def test_the_table_has_every_hazard_in_order(table: dict[str, str]) -> None:
    assert list(table) == ROWS


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_a_test_that_holds(marked: tuple[Guard, ...], row: str) -> None:
    assert [guard for guard in marked if row in guard.rows and not guard.fails]


def test_no_test_guards_a_row_that_is_not_in_the_table(
    marked: tuple[Guard, ...], table: dict[str, str]
) -> None:
    assert len(marked) > 50
    assert [guard for guard in marked if not set(guard.rows) <= table.keys()] == []


@pytest.mark.parametrize("row", ROWS)
def test_every_test_that_a_row_names_is_there_and_guards_it(
    marked: tuple[Guard, ...], table: dict[str, str], row: str
) -> None:
    holding = {(guard.file, guard.name) for guard in marked if row in guard.rows}
    named = [(file, f"test_{said.replace(' ', '_')}") for said, file in _LINK.findall(table[row])]
    assert len(named) >= 2
    assert [test for test in named if test not in holding] == []


def test_what_does_not_hold_yet_is_said_so(project: Path, marked: tuple[Guard, ...]) -> None:
    text = (project / "SAFETY.md").read_text(encoding="utf-8")
    _, _, open_points = text.partition("## What does not hold yet")
    told = {(file, f"test_{said.replace(' ', '_')}") for said, file in _LINK.findall(open_points)}
    assert told == {(guard.file, guard.name) for guard in marked if guard.fails}


def test_markers_are_found_however_they_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "deep"
    folder.mkdir(parents=True)
    (folder / "test_it.py").write_text(
        "import pytest\n"
        '@pytest.mark.parametrize("x", [1])\n'
        '@pytest.mark.hazard("H1")\n@pytest.mark.hazard("H2")\n@pytest.mark.xfail\n'
        "def test_one(x): ...\n"
        "class Some:\n"
        '    @pytest.mark.hazard("H99")\n'
        "    def test_two(self): ...\n"
        "@pytest.fixture\ndef three(): ...\n"
    )
    assert list(guards(tmp_path / "tests")) == [
        Guard("tests/deep/test_it.py", "test_one", ("H1", "H2"), fails=True),
        Guard("tests/deep/test_it.py", "test_two", ("H99",), fails=False),
    ]


# ---------------------------------------------------------------- H12: breath


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    ("language", "forbidden"),
    [
        ("en", r"hold (your|the) breath|hold it in"),
        ("ko", r"숨을 (참|멈추)|호흡을 (참|멈추)"),
    ],
)
def test_nothing_that_is_said_asks_to_hold_the_breath(
    project: Path, language: str, forbidden: str
) -> None:
    texts = load_book(project / "voices" / language).texts
    wrong = {key: text for key, text in texts.items() if re.search(forbidden, text, re.IGNORECASE)}
    assert wrong == {}


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_ever_sent_to_the_bare_floor(project: Path, language: str) -> None:
    texts = load_book(project / "voices" / language).texts
    floor = re.compile(r"\bfloor\b|바닥", re.IGNORECASE)
    mat = re.compile(r"\bmat\b|\bbed\b|매트|침대", re.IGNORECASE)
    down = [t for key, t in texts.items() if key in ("lie_down", "kneel_down")]
    down += [t for key, t in texts.items() if key.endswith(".position") and floor.search(t)]
    assert len(down) >= 2
    feet = re.compile(r"feet|foot|발")
    assert [t for t in down if not mat.search(t) and not feet.search(t)] == []


SENDS_OR_KEEPS = {
    "wave",
    "socket",
    "ssl",
    "urllib",
    "http",
    "ftplib",
    "smtplib",
    "requests",
    "paho",
}
ALLOWED = {
    "device/hearing/download.py": "fetches the model, by hand, before anything is heard",
    "device/hearing/taught/recordings.py": "reads what a person names, and writes none",
    "device/notify.py": "tells systemd, on the machine itself",
    "device/preview.py": "renders what the box would say, nobody's voice",
    "device/report/fhir/names.py": "writes a pseudonym as a search wants it, and sends nothing",
    "device/publishing/broker.py": "tells a broker five values, in a process that hears nothing",
    "script/benches/bedside/overheard.py": "reads recordings of strangers, for a bench",
    "device/rehearsal/rehearse.py": "records a simulated room",
    "device/speaking/hibari_driver.py": "writes what the natural voice rendered",
    "device/speaking/trimming.py": "reads what a voice rendered",
}


@pytest.mark.hazard("H14")
def test_nothing_that_hears_the_patient_can_send_or_keep_a_sound(project: Path) -> None:
    found = set()
    for file in sorted((project / "device").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if {name.split(".")[0] for name in names} & SENDS_OR_KEEPS:
                found.add(str(file.relative_to(project)))
    assert found <= ALLOWED.keys()


@pytest.mark.hazard("H14")
def test_the_service_with_a_network_has_nothing_that_hears_and_may_only_read(project: Path) -> None:
    unit = (project / "systemd" / "spinecoach-publish.service").read_text(encoding="utf-8")
    lines = set(unit.splitlines())
    assert {"PrivateDevices=yes", "DevicePolicy=closed", "ProtectSystem=strict"} <= lines
    assert "ReadOnlyPaths=/var/lib/spinecoach /etc/spinecoach" in lines
    given = ("DeviceAllow", "StateDirectory=", "ReadWritePaths", "SupplementaryGroups")
    assert [line for line in lines if line.startswith(given)] == []


@pytest.mark.hazard("H14")
def test_the_service_has_no_network_and_no_device_but_sound_and_pins(project: Path) -> None:
    unit = (project / "systemd" / "spinecoach.service").read_text(encoding="utf-8")
    lines = set(unit.splitlines())
    assert {"PrivateNetwork=yes", "IPAddressDeny=any", "DevicePolicy=closed"} <= lines
    assert [line for line in lines if line.startswith("RestrictAddressFamilies")] == [
        "RestrictAddressFamilies=AF_UNIX"
    ]
    assert sorted(line for line in lines if line.startswith("DeviceAllow")) == [
        "DeviceAllow=char-alsa rw",
        "DeviceAllow=char-gpiochip rw",
    ]
