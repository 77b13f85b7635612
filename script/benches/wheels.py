"""Whether every part is published, ready to be installed, for every Pi and Python."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parents[2]
GLIBC_OLDEST = 17
MISSING = re.compile(r"No matching distribution found for ([\w.-]+)")


@dataclass(frozen=True, slots=True)
class Pi:
    """A system to install on: `glibc` is the minor version of its C library."""

    name: str
    python: str
    machine: str
    glibc: int

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the platforms whose wheels run there, as pip names them."""
        newer = (f"manylinux_2_{n}" for n in range(self.glibc, GLIBC_OLDEST - 1, -1))
        return tuple(f"{tag}_{self.machine}" for tag in (*newer, "manylinux2014", "linux"))


SYSTEMS = (
    ("Bookworm", "3.11", 36),
    ("Ubuntu 24.04", "3.12", 39),
    ("Trixie", "3.13", 41),
    ("Ubuntu 26.04", "3.14", 43),
)
PIS = tuple(
    Pi(name, python, machine, glibc)
    for machine in ("aarch64", "armv7l")
    for name, python, glibc in SYSTEMS
)


def wanted(pi: Pi) -> dict[str, str]:
    """Return what script/install has pip get on `pi`: names, and versions of constraints.txt."""
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if "==" in line)
    versions: dict[str, str] = {canonicalize_name(name): v for name, v in pinned.items()}
    names = set(_needs("spinecoach", "ko", pi, set()))
    # From 3.13 on it is a package of the system, as script/install has it.
    if pi.python in {"3.11", "3.12"}:
        names.add("lgpio")
    return {name: versions.get(name, "") for name in sorted(names)}


def _needs(name: str, extra: str, pi: Pi, seen: set[str]) -> Iterator[str]:
    if name in seen:
        return
    seen.add(name)
    if name != "spinecoach":
        yield name
    world = {
        "python_version": pi.python,
        "python_full_version": f"{pi.python}.0",
        "platform_machine": pi.machine,
        "platform_system": "Linux",
        "sys_platform": "linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": extra,
    }
    for line in importlib.metadata.requires(name) or ():
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate(world):
            yield from _needs(canonicalize_name(needed.name), "", pi, seen)


def missing(pi: Pi, parts: dict[str, str]) -> tuple[str, ...]:
    """Return the parts without a wheel for `pi`, as pip's own choosing has it."""
    left = dict(parts)
    without: list[str] = []
    while left:
        done = _pip(left, *_for(pi))
        if done.returncode == 0:
            return tuple(without)
        found = MISSING.search(done.stderr)
        name = canonicalize_name(found[1]) if found else ""
        if name not in left:
            raise SystemExit(f"pip could not be asked: {done.stderr.strip()[-600:]}")
        without.append(name)
        del left[name]
    return tuple(without)


def is_source(name: str, version: str) -> bool:
    """Whether a part is published as a source that needs no compiler: pip builds it anywhere."""
    files = importlib.metadata.files(name) or ()
    if not files or any(".so" in file.suffixes for file in files):
        return False
    return _pip({name: version}, f"--no-binary={name}").returncode == 0


def _for(pi: Pi) -> Iterator[str]:
    yield from ("--only-binary=:all:", "--implementation=cp", f"--python-version={pi.python}")
    for tag in pi.tags:
        yield from ("--platform", tag)


def _pip(parts: dict[str, str], *how: str) -> subprocess.CompletedProcess[str]:
    pinned = [f"{name}=={version}" if version else name for name, version in parts.items()]
    with tempfile.TemporaryDirectory() as nowhere:
        return subprocess.run(  # noqa: S603 - pip itself
            [
                *(sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--quiet"),
                *("--ignore-installed", "--target", nowhere, *how, *pinned),
            ],
            capture_output=True,
            text=True,
            check=False,
        )


def main() -> None:
    """Ask for every Pi, and tell; the exit code is 1 when a 64-bit Pi lacks a part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    console = Console(stderr=True)
    lacking: dict[Pi, tuple[str, ...]] = {}
    for pi in PIS:
        with console.status(f"asking for {pi.name}, Python {pi.python}, {pi.machine}"):
            lacking[pi] = missing(pi, wanted(pi))
    versions = {name: version for pi in PIS for name, version in wanted(pi).items()}
    sources = {n for parts in lacking.values() for n in parts if is_source(n, versions[n])}
    told = [
        {
            "system": pi.name,
            "python": pi.python,
            "machine": pi.machine,
            "parts": len(wanted(pi)),
            "built_from_source": sorted(sources & set(parts)),
            "missing": sorted(set(parts) - sources),
        }
        for pi, parts in lacking.items()
    ]
    if options.json:
        print(json.dumps(told))
    else:
        table = Table("system", "Python", "machine", "parts", "pure source", "missing")
        for row in told:
            table.add_row(*(_cell(value) for value in row.values()))
        Console().print(table)
    sys.exit(any(row["missing"] and row["machine"] == "aarch64" for row in told))


def _cell(value: object) -> str:
    return ", ".join(map(str, value)) or "-" if isinstance(value, list) else str(value)


if __name__ == "__main__":
    main()
