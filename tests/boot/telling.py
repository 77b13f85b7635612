"""What a trial came to: figures for people, or one line of JSON, with what it was done on."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from script.benches.trouble.report import PROJECT, Report


class Trial:
    """Collects a report step by step, and says on stderr what is being done."""

    def __init__(self, name: str) -> None:
        self.report = Report()
        self.on: dict[str, str] = {
            "trial": name,
            "date": dt.datetime.now(dt.UTC).date().isoformat(),
        }
        self._console = Console(stderr=True, highlight=False)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """One thing that must go well. What goes wrong in it is told, and the trial goes on."""
        with self._console.status(what), self.report.trying(what):
            yield
        failed = bool(self.report.failures) and self.report.failures[-1].startswith(f"{what}: ")
        self._console.print(f"{'[bold red]NOT[/]' if failed else '[green]ok[/] '} {what}")
        if failed:
            self._console.print(f"    {self.report.failures[-1]}", markup=False, soft_wrap=True)

    def done_on(self, **versions: str) -> None:
        """Note versions; those of this machine and this project are noted by themselves."""
        commit = subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        self.on |= {
            "commit": commit.stdout.strip(),
            "machine": f"{os.cpu_count()} x {platform.machine()}, Linux {platform.release()}",
            **versions,
        }

    def tell(self, *, as_json: bool) -> int:
        """Print all of it; return 0 when everything went well and every goal was met, else 1."""
        report = self.report
        met = all(figure["met"] for figure in report.figures)
        if as_json:
            sys.stdout.write(json.dumps({**self.on, **report.__dict__}) + "\n")
        else:
            out = Console(highlight=False)
            table = Table("figure", "value", "goal", "met")
            for figure in report.figures:
                goal = f"{figure['way']} {figure['goal']}"
                table.add_row(
                    str(figure["name"]),
                    str(figure["value"]),
                    goal,
                    "yes" if figure["met"] else "NO",
                )
            out.print(table)
            out.print(
                ", ".join(f"{name}: {value}" for name, value in self.on.items()), markup=False
            )
            out.print(f"{report.survived} of {report.tried} steps went well.")
        return 0 if met and report.survived == report.tried and not report.lost else 1
