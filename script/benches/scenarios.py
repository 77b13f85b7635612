"""Lives by chance, over days, restarts, clocks and plans: every promise, in every one of them.

`times_as_many` compares a second of one processor, as other programs may run meanwhile.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from device.configuration import load_configuration
from device.paths import project_folder
from device.scenarios.lengths import estimated_length
from script.benches.lives.promises import NAMES
from script.benches.lives.search import LIVES_RUNNING, Search, Violation, as_dict
from script.benches.lives.today import property_tests_per_cpu_second

TOGETHER = 20 * LIVES_RUNNING
"""Number of lives in one batch of a worker process."""

PLANS = 100
MAX_SHORTENED = 5


def search(seed: int) -> Search:
    """Return a search with the project's catalogue and English phrases."""
    configuration = load_configuration(project_folder(), "en")
    if configuration.catalogue is None or configuration.book is None:
        sys.exit("the catalogue or the English phrases cannot be read: spinecoach check")
    length = estimated_length(configuration.book)
    return Search(configuration.catalogue, length, seed=seed, plans=PLANS)


_SEARCH: list[Search] = []


def _begin(seed: int) -> None:
    """Prepare a process. The garbage of a life is little and is collected between chunks."""
    _SEARCH.append(search(seed))
    gc.collect()
    gc.freeze()
    gc.disable()


@dataclass(frozen=True, slots=True)
class Chunk:
    """`n` lives took `cpu_s` of a processor and were `lived_s` long."""

    n: int
    cpu_s: float
    lived_s: float
    violations: list[Violation]


def _live(seeds: range) -> Chunk:
    lived = _SEARCH[0]
    before_s, began_s = lived.lived_s, time.process_time()
    found = [violation for seed in seeds if (violation := lived.live(seed)) is not None]
    gc.collect()
    return Chunk(len(seeds), time.process_time() - began_s, lived.lived_s - before_s, found)


def _chunks(first: int, n: int) -> Iterator[range]:
    for at in range(first, first + n, TOGETHER):
        yield range(at, min(at + TOGETHER, first + n))


def main() -> int:
    """Live; print what came of it; 0 when every promise held in every life."""
    arguments = _arguments()
    os.nice(10)
    console = Console(stderr=True)
    today = None if arguments.no_comparison else property_tests_per_cpu_second(console)
    began_s = time.monotonic()
    lived, lived_s, cpu_s = 0, 0.0, 0.0
    violations: list[Violation] = []
    with (
        ProcessPoolExecutor(
            arguments.processes, initializer=_begin, initargs=(arguments.seed,)
        ) as pool,
        Progress(console=console) as progress,
    ):
        task = progress.add_task("lives", total=arguments.sequences)
        first = arguments.seed * 1_000_000_000
        jobs = [pool.submit(_live, chunk) for chunk in _chunks(first, arguments.sequences)]
        for job in as_completed(jobs):
            chunk = job.result()
            lived, lived_s = lived + chunk.n, lived_s + chunk.lived_s
            cpu_s += chunk.cpu_s
            violations += chunk.violations
            progress.update(task, completed=lived)
    took_s = time.monotonic() - began_s
    _write(violations, arguments, console)
    broken = as_dict(violations)
    result: dict[str, object] = {
        "sequences": lived,
        "violations": len(violations),
        "per_second": round(lived / took_s, 1),
        "per_cpu_second": round(lived / cpu_s, 1),
        "invariants": len(NAMES),
        "processes": arguments.processes,
        "days_lived": round(lived_s / 86400),
        "seed": arguments.seed,
        "broken": broken,
    }
    if today is not None:
        result["property_tests_per_cpu_second"] = round(today, 1)
        result["times_as_many"] = round(lived / cpu_s / today, 1)
    if arguments.json:
        print(json.dumps(result))
    else:
        for name, promise in NAMES.items():
            times = broken.get(name, 0)
            print(f"{f'BROKEN {times} times' if times else 'held':<18} {name}: {promise}")
        print(*(f"{name}: {value}" for name, value in result.items()), sep="\n")
    return 1 if violations else 0


def _write(violations: list[Violation], arguments: argparse.Namespace, console: Console) -> None:
    """Write the shortest scenario for each promise that was broken."""
    shown: set[str] = set()
    for violation in violations:
        if violation.name in shown or len(shown) >= MAX_SHORTENED:
            continue
        shown.add(violation.name)
        if not _SEARCH:
            _SEARCH.append(search(arguments.seed))
        text = _SEARCH[0].shortest(violation).as_yaml()
        if arguments.output is None:
            console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            arguments.output.mkdir(parents=True, exist_ok=True)
            file = arguments.output / f"{violation.name.replace(' ', '-').replace(',', '')}.yaml"
            file.write_text(text, encoding="utf-8")
            console.print(f"{violation.name}: spinecoach rehearse --scenario {file}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/bench scenarios",
        description=f"{__doc__} Example: script/bench scenarios --sequences 10000 --json",
    )
    parser.add_argument("--json", action="store_true", help="the result as one line of JSON")
    parser.add_argument("--sequences", type=int, default=100_000, help="how many lives")
    parser.add_argument("--seed", type=int, default=1, help="another number, other lives")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--output", type=Path, help="folder for the scenario files of broken promises"
    )
    parser.add_argument(
        "--no-comparison",
        action="store_true",
        help="do not run the property tests of tests/session beside it",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
