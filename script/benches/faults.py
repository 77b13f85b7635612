"""What the box survives: kill -9, lost devices, full disks, wrong clocks, noise, parts that lie."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

PROJECT = Path(__file__).resolve().parents[2]
TROUBLES = ("kills", "cards", "disk", "clocks", "button", "recognizers", "lies")
"""Each is a program in `trouble/`, in a process of its own: one that dies is not survived."""

MAX_S = 1800


@dataclass
class Sum:
    """All troubles together."""

    tried: int = 0
    survived: int = 0
    lost: int = 0
    figures: list[dict[str, Any]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, ended: subprocess.CompletedProcess[str] | None) -> None:
        """Add what one trouble told; None when it did not end."""
        lines = ended.stdout.splitlines() if ended is not None else []
        try:
            told = json.loads(lines[-1])
        except (IndexError, ValueError):
            code = "never" if ended is None else f"with {ended.returncode}"
            self.tried += 1
            self.failures.append(f"{name}: the program ended {code} and told nothing")
            return
        self.tried += told["tried"]
        self.survived += told["survived"]
        self.lost += told["lost"]
        self.figures += told["figures"]
        self.failures += [f"{name}: {failure}" for failure in told["failures"]]
        self.notes += [f"{name}: {note}" for note in told["notes"]]

    @property
    def met(self) -> bool:
        """Whether everything was survived and every goal met."""
        whole = self.tried == self.survived and not self.lost and not self.failures
        return whole and all(figure["met"] for figure in self.figures)

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        kept = ("name", "value", "goal", "met")
        return {
            "faults_tried": self.tried,
            "survived": self.survived,
            "events_lost": self.lost,
            "figures": [{key: figure[key] for key in kept} for figure in self.figures],
            "failures": self.failures,
            "notes": self.notes,
        }


def make(trouble: str, *, quick: bool, seed: int) -> subprocess.CompletedProcess[str] | None:
    """Run one trouble; None when it does not end in half an hour."""
    how = [*(["--quick"] if quick else []), "--seed", str(seed)]
    try:
        return subprocess.run(  # noqa: S603 - programs of ours
            [sys.executable, "-m", f"script.benches.trouble.{trouble}", *how],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            cwd=PROJECT,
            timeout=MAX_S,
        )
    except subprocess.TimeoutExpired:
        return None


def show(whole: Sum, console: Console) -> None:
    """Print figures beside their goals, and what went wrong."""
    table = Table("figure", "goal", "got", "met")
    for each in whole.figures:
        goal, good = f"{each['way']} {each['goal']:g}", "yes" if each["met"] else "[red]NO[/]"
        table.add_row(each["name"], goal, f"{each['value']:g}", good)
    console.print(table)
    console.print(
        f"{whole.tried} faults tried, {whole.survived} survived, {whole.lost} events lost"
    )
    for note in whole.notes:
        console.print(note, markup=False, soft_wrap=True)
    for failure in whole.failures:
        console.print(failure, style="red", markup=False, soft_wrap=True)


def main() -> int:
    """Make every trouble, or those that are named; 0 when all of it was survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--quick", action="store_true", help="a few of each, under two minutes")
    parser.add_argument("--seed", type=int, default=1, help="of all dice (1)")
    parser.add_argument("--only", choices=TROUBLES, action="append", help="may be repeated")
    options = parser.parse_args()
    console = Console(stderr=options.json)
    whole = Sum()
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console
    ) as bar:
        for trouble in options.only or TROUBLES:
            task = bar.add_task(trouble, total=1)
            whole.add(trouble, make(trouble, quick=options.quick, seed=options.seed))
            bar.update(task, completed=1)
    show(whole, console)
    if options.json:
        print(json.dumps(whole.as_dict(), ensure_ascii=False))
    return 0 if whole.met else 1


if __name__ == "__main__":
    sys.exit(main())
