"""Changes of the code that take a safeguard away: each must be noticed by the fast tests."""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from rich.console import Console
from rich.progress import Progress

from device.paths import project_folder
from device.reading.diagnostic import ConfigError
from device.reading.validation import validate
from device.reading.yaml_document import read_yaml

LISTS = Path(__file__).parent / "mutated"
MAX_S = 600
MAX_CHANGED_S = 180
"""A change that never comes to an end has been noticed after so long."""

PYTEST = (
    *("-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", "-o", "xfail_strict=true"),
    "--hypothesis-profile=mutations",
)


@dataclass(frozen=True, slots=True)
class Mutation:
    """In `file`, the text `old`, which stands there once, becomes `new`. `means` says what for.

    `tests` are looked at instead of those of the list.
    """

    file: str
    old: str
    new: str
    means: str
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MutationList:
    """Mutations of one part of the program, and the tests that must notice them."""

    tests: tuple[str, ...]
    mutations: tuple[Mutation, ...]


def mutations(lists: Path = LISTS) -> tuple[Mutation, ...]:
    """Return all mutations, each with its tests. Raises ConfigError."""
    found: list[Mutation] = []
    for file in sorted(lists.glob("*.yaml")):
        filled, problems = validate(read_yaml(file), MutationList)
        if filled is None:
            raise ConfigError(problems)
        found += [
            Mutation(each.file, each.old, each.new, each.means, each.tests or filled.tests)
            for each in filled.mutations
        ]
    return tuple(found)


def stale(project: Path, listed: Sequence[Mutation]) -> list[str]:
    """Return which mutations do not fit the code any more, or make no code of it."""
    found = []
    for each in listed:
        text = (project / each.file).read_text(encoding="utf-8")
        if (times := text.count(each.old)) != 1:
            found.append(f"{each.file}: {each.old!r} stands there {times} times")
        elif each.file.endswith(".py"):
            try:
                ast.parse(text.replace(each.old, each.new))
            except SyntaxError as wrong:
                found.append(f"{each.file}: {each.new!r} in its place is no code: {wrong}")
    return found


class Copies:
    """Copies of the project, in each of which one mutation is tried at a time."""

    def __init__(self, project: Path, folder: Path, n: int) -> None:
        self._free: SimpleQueue[Path] = SimpleQueue()
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
            cwd=project,
            capture_output=True,
            check=True,
        )
        names = [name for name in listed.stdout.decode().split("\0") if (project / name).is_file()]
        for i in range(n):
            copy = folder / str(i)
            for name in names:
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                (copy / name).write_bytes((project / name).read_bytes())
            self._free.put(copy)

    def notice(self, mutation: Mutation) -> bool:
        """Return whether a test fails once the code is changed so."""
        copy = self._free.get()
        file = copy / mutation.file
        text = file.read_text(encoding="utf-8")
        try:
            file.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
            return _failure(copy, mutation.tests, MAX_CHANGED_S) is not None
        finally:
            file.write_text(text, encoding="utf-8")
            self._free.put(copy)

    def failure(self, tests: Sequence[str]) -> str | None:
        """Return what the first test says that fails while nothing is changed; None: none does."""
        copy = self._free.get()
        try:
            return _failure(copy, tests, MAX_S)
        finally:
            self._free.put(copy)


def _failure(copy: Path, tests: Sequence[str], max_s: float) -> str | None:
    env = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own tests
            [sys.executable, *PYTEST, *tests],
            cwd=copy,
            env=env,
            capture_output=True,
            timeout=max_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"They take more than {max_s} s."
    told = done.stdout.decode()[-2000:]
    if done.returncode not in (0, 1, 2):
        sys.exit(f"the tests {' '.join(tests)} cannot be run:\n{told}")
    return told if done.returncode else None


def main() -> int:
    """Try every mutation; 0 when each was noticed."""
    arguments = _arguments()
    os.nice(10)
    console = Console(stderr=True)
    project = project_folder()
    listed = [m for m in mutations() if arguments.only in f"{m.file} {m.means}"]
    if old := stale(project, listed):
        console.print(*old, sep="\n", markup=False, highlight=False, soft_wrap=True)
        console.print("Write them anew in script/benches/mutated.")
        return 2
    survived: list[Mutation] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(arguments.processes) as pool,
        Progress(console=console) as progress,
    ):
        copies = Copies(project, Path(folder), arguments.processes)
        every = sorted({test for mutation in listed for test in mutation.tests})
        unchanged = pool.submit(copies.failure, every)
        task = progress.add_task("mutations", total=len(listed))
        jobs = {pool.submit(copies.notice, mutation): mutation for mutation in listed}
        for job in as_completed(jobs):
            progress.advance(task)
            if not job.result():
                survived.append(jobs[job])
                text = f"survived: {jobs[job].file}: {jobs[job].means}"
                progress.console.print(text, markup=False, highlight=False, soft_wrap=True)
    if (told := unchanged.result()) is not None:
        sys.exit(f"A test fails with nothing changed:\n{told}")
    result = {
        "mutations": len(listed),
        "noticed": len(listed) - len(survived),
        "survived": [f"{each.file}: {each.means}" for each in survived],
    }
    if arguments.json:
        print(json.dumps(result))
    else:
        print(f"{result['noticed']} of {len(listed)} were noticed")
    return 1 if survived else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/bench mutations",
        description=f"{__doc__} Example: script/bench mutations --only plan/gates --json",
    )
    parser.add_argument("--json", action="store_true", help="the result as one line of JSON")
    parser.add_argument("--only", default="", help="only those with this in their file or meaning")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
