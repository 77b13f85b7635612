"""What one kind of trouble came to, as one line of JSON for `faults.py`."""

from __future__ import annotations

import argparse
import json
import operator
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MET = {"at least": operator.ge, "at most": operator.le}
PROJECT = Path(__file__).resolve().parents[3]


@dataclass
class Report:
    """How many faults were tried and survived, how many events were lost, and other figures."""

    tried: int = 0
    survived: int = 0
    lost: int = 0
    figures: list[dict[str, object]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def trying(self, name: str) -> Iterator[None]:
        """One fault: it is survived when what is done in the context raises nothing."""
        self.tried += 1
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - whatever it is, it was not survived
            where = traceback.extract_tb(problem.__traceback__)[-1]
            self.failures.append(
                f"{name}: {str(problem) or type(problem).__name__} ({Path(where.filename).name}"
                f" line {where.lineno})"
            )
        else:
            self.survived += 1

    def figure(self, name: str, value: float, way: str, goal: float) -> None:
        """Add a figure; `way` is "at least" or "at most"."""
        met = bool(MET[way](value, goal))
        self.figures.append({"name": name, "value": value, "goal": goal, "met": met, "way": way})

    def print_json(self) -> None:
        """Print all of it on one line."""
        print(json.dumps(self.__dict__), flush=True)


class Broken(Exception):
    """A promise was not kept; the message says which."""


def expect(holds: object, what: str) -> None:
    """Raise `Broken` unless it holds."""
    if not holds:
        raise Broken(what)


def come_true(holds: Callable[[], object], within_s: float, what: str) -> float:
    """Look every 5 ms until it holds; return how long that took. Raises `Broken`."""
    began_s = time.monotonic()
    while not holds():
        if time.monotonic() - began_s > within_s:
            raise Broken(f"it never came: {what}")
        time.sleep(0.005)
    return time.monotonic() - began_s


def options(doc: str | None) -> argparse.Namespace:
    """Read the options that every kind of trouble has."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--quick", action="store_true", help="a few of each, for a first look")
    parser.add_argument("--seed", type=int, default=1, help="of the dice")
    return parser.parse_args()


def tell(reporting: Callable[[argparse.Namespace], Report], doc: str | None) -> None:
    """Do it and print what came of it; the exit code says whether everything was survived."""
    report = reporting(options(doc))
    report.print_json()
    met = all(figure["met"] for figure in report.figures)
    sys.exit(0 if met and report.survived == report.tried and not report.lost else 1)
