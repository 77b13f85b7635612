"""Reminders: when five readers of calendars ring, in five zones, over a year."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from script.consumers import exports
from script.consumers.getting import HERE, java, npm, pip, program, progress
from script.consumers.outcome import Outcome, Skipped, judged

FIRST, LAST = dt.date(2026, 11, 26), dt.date(2027, 11, 17)
"""What is compared. Readers are asked for two days more: they cut at the midnight of UTC."""

ASKED = (str(FIRST - dt.timedelta(2)), str(LAST + dt.timedelta(2)))
READ_S = 300.0


def _ical4j() -> tuple[list[str], Path]:
    return java("readers", "Occurrences"), HERE


def _of_npm(name: str, version: str) -> Callable[[], tuple[list[str], Path]]:
    return lambda: (["node", str(HERE / "occurrences.mjs"), name], npm(f"{name}@{version}"))


def _libical() -> tuple[list[str], Path]:
    python = program("python3", "python3")
    system = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else python
    told = subprocess.run(
        [system, "-c", "import gi; gi.require_version('ICalGLib', '3.0')"], capture_output=True
    )
    if told.returncode:
        raise Skipped("libical cannot be reached: apt install python3-gi gir1.2-ical-3.0")
    return [system, str(HERE / "occurrences_libical.py")], HERE


def _khal() -> tuple[list[str], Path]:
    return [str(HERE / "occurrences_khal.sh"), str(pip("khal", "khal==0.14.1") / "khal")], HERE


def _version_of_libical() -> str:
    try:
        return subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", "libical3"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return "of this machine"


READERS: tuple[tuple[str, Callable[[], str], Callable[[], tuple[list[str], Path]]], ...] = (
    ("ical4j", lambda: "4.2.3", _ical4j),
    ("ical.js", lambda: "2.2.1", _of_npm("ical.js", "2.2.1")),
    ("node-ical", lambda: "0.27.2", _of_npm("node-ical", "0.27.2")),
    ("libical", _version_of_libical, _libical),
    ("khal", lambda: "0.14.1", _khal),
)


def calendars(folder: Path) -> Iterator[Outcome]:
    """Yield what each reader makes of a year of reminders."""
    files = dict(exports.calendars(folder))
    for name, version, made in READERS:
        progress(name)
        checks = f"reminders of a year in {len(files)} zones"
        try:
            command, where = made()
        except Skipped as why:
            yield Outcome(name, version(), checks, f"skipped: {why}", None)
            continue
        wrong: list[str] = []
        count = 0
        for zone, file in files.items():
            right = exports.right_times(zone, FIRST, LAST)
            told = _asked([*command, str(file), *ASKED], where)
            found = {at[:19] for at in told if _within(at, right)}
            wrong += [f"{zone}: {at}" for at in sorted(right ^ found)]
            count += len(right)
        yield judged(name, version(), checks, wrong, f"0 of {count} wrong")


def _within(at: str, right: set[str]) -> bool:
    return min(right) <= at[:19] <= max(right)


def _asked(command: list[str], where: Path) -> list[str]:
    told = subprocess.run(command, capture_output=True, text=True, cwd=where, timeout=READ_S)
    if told.returncode:
        raise RuntimeError(
            f"{Path(command[0]).name} ended with {told.returncode}: {told.stderr[-300:]}"
        )
    found: list[str] = json.loads(told.stdout.strip().splitlines()[-1])
    return found
