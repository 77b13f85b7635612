"""The house keeps its own rules: floors, sizes, and nothing of the machine it was built on."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOORS = (
    ("files",),
    (
        *("sound", "journal", "reading", "paths", "pdf", "page_template", "heartbeat", "memory"),
        "worker",
    ),
    ("sd_notify",),
    ("speaking",),
    ("plan",),
    ("session",),
    ("settings",),
    ("hearing", "panel"),
    ("configuration", "languages", "pronouncing"),
    ("day_service", "pipeline", "recognition", "parts", "preferences"),
    ("scenarios",),
    ("rehearsal", "daemon", "status", "doctor", "sheet", "report", "home", "signing"),
    ("checking", "preview", "publishing"),
    ("cli",),
    ("__main__",),
)
"""From the cellar up: who stands here may use what is below, and its own room."""

LONGEST = 320
ALLOWED_TEXT = {"tests/test_house.py"}


def modules(project: Path) -> Iterator[Path]:
    yield from sorted((project / "device").rglob("*.py"))


def room(file: Path, project: Path) -> str:
    inside = file.relative_to(project / "device").parts
    return inside[0].removesuffix(".py")


def floor(name: str) -> int:
    return next(i for i, rooms in enumerate(FLOORS) if name in rooms)


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("device."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.name.startswith("device."):
                    yield name.name.split(".")[1]


def named_modules(project: Path) -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    named = {}
    for file in modules(project):
        parts = file.relative_to(project).with_suffix("").parts
        named[".".join(part for part in parts if part != "__init__")] = file
    return named


def used_by(file: Path, known: set[str]) -> set[str]:
    """The modules of the package that a file imports, or runs by name as a process of its own."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
    for name in list(names):
        parts = name.split(".")
        names |= {".".join(parts[:end]) for end in range(1, len(parts))}
    return names & known


def unreachable(project: Path, start: str) -> set[str]:
    """The modules that are not imported, however indirectly, from `start`."""
    known = named_modules(project)
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += used_by(known[name], set(known))
    return set(known) - reached


def tracked(project: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    return [project / name for name in listed.stdout.splitlines() if (project / name).is_file()]


def test_no_import_goes_up_the_stairs(project: Path) -> None:
    wrong = []
    for file in modules(project):
        here = room(file, project)
        if here == "__init__":
            continue
        for there in imports(file):
            same = here == there
            if not same and floor(there) >= floor(here):
                wrong.append(f"{file.relative_to(project)} uses device.{there}")
    assert wrong == []


def test_the_package_holds_nothing_that_no_command_reaches(project: Path) -> None:
    """What only benches, training or tests use stands outside the package, not on the box."""
    assert unreachable(project, "device.__main__") == set()


def test_a_module_that_no_command_imports_is_found(tmp_path: Path) -> None:
    package = tmp_path / "device"
    (package / "room").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text("from device.room import used\n")
    (package / "room" / "__init__.py").write_text("")
    (package / "room" / "used.py").write_text("def f():\n    import device.room.late\n")
    (package / "room" / "late.py").write_text("")
    (package / "room" / "dead.py").write_text("from device.room import used\n")
    assert unreachable(tmp_path, "device.__main__") == {"device.room.dead"}


def test_no_file_is_longer_than_can_be_read_at_a_sitting(project: Path) -> None:
    files = [f for f in tracked(project) if f.suffix == ".py" or f.parent.name == "script"]
    lengths = {f: len(f.read_text(encoding="utf-8").splitlines()) for f in files}
    assert {f.name: n for f, n in lengths.items() if n > LONGEST} == {}


def test_the_top_of_the_house_is_as_everybody_knows_it(project: Path) -> None:
    names = {file.relative_to(project).parts[0] for file in tracked(project)}
    assert names >= {"device", "voices", "config", "systemd", "tests", "script", "README.md"}
    assert names >= {"LICENSE", "pyproject.toml", ".ci"}


@pytest.mark.parametrize(
    "pattern",
    [r"/root\b", r"/work/", r"/home/\w+/", r"(?<!\w)10\.\d+\.\d+\.\d+", r"index-url", r"ghp_\w+"],
)
def test_nothing_of_a_builders_machine_stands_in_the_house(project: Path, pattern: str) -> None:
    found = []
    for file in tracked(project):
        name = str(file.relative_to(project))
        if name in ALLOWED_TEXT or file.suffix in {".png", ".pdf"}:
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [f"{name}: {hit}" for hit in re.findall(pattern, text)]
    assert found == []


def test_the_product_never_sleeps(project: Path) -> None:
    """Sound is the clock; waiting is done on something that can end."""
    for file in modules(project):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"time\.sleep|asyncio\.sleep|from time import sleep", text), file


def test_every_module_logs_under_its_own_name(project: Path) -> None:
    asked = re.compile(r"getLogger\(([^)]*)\)")
    names = {file: asked.findall(file.read_text(encoding="utf-8")) for file in modules(project)}
    names[project / "device" / "pdf.py"].remove('"weasyprint"')  # somebody else's, to be silenced
    assert {name for found in names.values() for name in found} == {"__name__"}


def test_the_microphone_is_opened_in_one_place_only(project: Path) -> None:
    """Found: `teach` heard the card without the gain that the box hears it with."""
    opens = re.compile(r"\b(?:AlsaMicrophone|GainMicrophone)\(")
    files = [file for file in modules(project) if opens.search(file.read_text(encoding="utf-8"))]
    assert files == [project / "device" / "sound" / "gain.py"]


def test_a_file_is_put_in_the_place_of_another_in_one_place_only(project: Path) -> None:
    """Five had stood side by side; each forgot something: the disk, the owner, or the folder."""
    places = re.compile(r"mkstemp|\.replace\((?:self\._)?file\)")
    found = [file for file in modules(project) if places.search(file.read_text(encoding="utf-8"))]
    assert found == [project / "device" / "files.py"]
