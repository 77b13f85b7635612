"""What `spinecoach check` says and does."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from rich.console import Console

from device.configuration import Configuration
from device.plan.signature import sign
from device.reading.problem import Problem, Severity, Unreadable

MISTAKES = 2


def report(configuration: Configuration, console: Console, *, as_json: bool) -> int:
    """Print every problem; return 2 when one keeps the box from running, else 0."""
    if as_json:
        facts = [_as_json(problem) for problem in configuration.problems]
        console.file.write(json.dumps({"problems": facts}, ensure_ascii=False) + "\n")
        return MISTAKES if configuration.errors else 0
    for problem in configuration.problems:
        if problem.severity is Severity.ERROR:
            console.print("[bold red]error[/]   ", end="")
        else:
            console.print("[yellow]warning[/] ", end="")
        console.print(str(problem), markup=False, soft_wrap=True)
    if configuration.errors:
        n = len(configuration.errors)
        console.print(f"\n{n} to correct. The box exercises nobody until then.")
        return MISTAKES
    plan = configuration.loaded.plan
    if plan is not None and plan.example:
        console.print("Everything can be read. The plan is an example: it is only rehearsed.")
    else:
        console.print("Everything is right, and the plan is signed.")
    return 0


def sign_plan(project: Path, name: str, role: str, console: Console) -> bool:
    """Sign the plan; False, and why, when it cannot be."""
    file = project / "config" / "plan.yaml"
    try:
        sign(file, name, role, dt.datetime.now().astimezone().date())
    except (Unreadable, OSError) as problem:
        console.print(str(problem), markup=False, soft_wrap=True)
        return False
    console.print(f"{file.name} is signed by {name}, {role}.", markup=False)
    return True


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "file": str(problem.file),
        "line": problem.line,
        "severity": problem.severity.value,
        "what": problem.what,
        "expected": problem.expected,
        "suggestion": problem.suggestion,
    }
