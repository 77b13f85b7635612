"""SAFETY.md is true: every hazard has tests that are there, and no test guards one that is not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from device.speaking.phrases import load_book

LANGUAGES = ("en", "ko")
FIRST_BLOCKS = 14
"""Number of hazards at first. An id is never reused."""

MAX_CONTROL = 480
_BLOCK = re.compile(r"^## (H\d+): ([^\n]+)\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
_PARTS = re.compile(r"\A\n\*\*Risk control\*\*\n\n(.+?)\n\*\*Verification\*\*\n\n(.+)\Z", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Guard:
    """A test and the hazards that it is marked with; `fails`: expected to, for now."""

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


@dataclass(frozen=True, slots=True)
class Block:
    """A hazard: what is done about it, and which tests show that, as (file, name)."""

    hazard: str
    controls: tuple[str, ...]
    shown_by: tuple[tuple[str, str], ...]


def blocks(text: str) -> dict[str, Block]:
    """Read the blocks of SAFETY.md, by id."""
    found = {}
    for id_, hazard, body in _BLOCK.findall(text):
        parts = _PARTS.match(body)
        assert parts is not None, f"{id_} has not the two parts of a block"
        controls, proof = parts.groups()
        shown_by = tuple((file, name_of_test(said)) for said, file in _LINK.findall(proof))
        assert len(shown_by) == proof.count("\n- ") + 1, f"{id_}: each line names one test"
        each = (" ".join(one.split()) for one in f"\n{controls}".split("\n- "))
        found[id_] = Block(hazard, tuple(one for one in each if one), shown_by)
    return found


def name_of_test(said: str) -> str:
    return f"test_{said.replace(' ', '_')}"


SAFETY = Path(__file__).resolve().parent.parent / "SAFETY.md"
BLOCKS = blocks(SAFETY.read_text(encoding="utf-8"))


def test_every_hazard_has_a_block_and_an_id_that_stays() -> None:
    assert list(BLOCKS) == [f"H{n}" for n in range(1, len(BLOCKS) + 1)]
    assert len(BLOCKS) >= FIRST_BLOCKS
    assert SAFETY.read_text(encoding="utf-8").count("\n## H") == len(BLOCKS)


@pytest.mark.parametrize("id_", BLOCKS)
def test_every_block_can_be_read_at_a_glance(id_: str) -> None:
    block = BLOCKS[id_]
    assert block.controls
    assert [each for each in block.controls if len(each) > MAX_CONTROL] == []
    assert len(block.hazard) < 100


def test_no_test_guards_a_hazard_that_has_no_block(marked: tuple[Guard, ...]) -> None:
    assert len(marked) > 50
    assert [guard for guard in marked if not set(guard.rows) <= BLOCKS.keys()] == []


@pytest.mark.parametrize("id_", BLOCKS)
def test_every_test_that_a_block_names_is_there_and_guards_it(
    marked: tuple[Guard, ...], id_: str
) -> None:
    holding = {
        (guard.file, guard.name) for guard in marked if id_ in guard.rows and not guard.fails
    }
    assert len(set(BLOCKS[id_].shown_by)) >= 2
    assert [test for test in BLOCKS[id_].shown_by if test not in holding] == []


@pytest.mark.parametrize(
    "broken",
    [
        "**Verification**\n\n- [a](b.py)\n",
        "**Risk control**\n\n- It is.\n",
        "**Risk control**\n\n- It is.\n\n**Verification**\n\n- no test\n",
    ],
)
def test_a_block_without_its_parts_is_found_out(broken: str) -> None:
    with pytest.raises(AssertionError):
        blocks(f"## H1: A hazard\n\n{broken}\n## The end\n")


def test_what_does_not_hold_yet_is_said_so(project: Path, marked: tuple[Guard, ...]) -> None:
    text = (project / "SAFETY.md").read_text(encoding="utf-8")
    _, _, open_points = text.partition("## What does not hold yet")
    told = {(file, name_of_test(said)) for said, file in _LINK.findall(open_points)}
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
    "device/hearing/enrolled/recordings.py": "reads what a person names, and writes none",
    "device/sd_notify.py": "tells systemd, on the machine itself",
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
