"""How well the box hears: in a room, in noise, over its own voice; and what nobody said."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from device.hearing.models import ModelMissing, find_model
from script.benches.heard.jobs import FULL, QUICK, Extent
from script.benches.heard.parts import PARTS
from script.benches.results.hearing_page import bar, markdown, picture
from script.benches.results.hearing_parts import Ran, load, save

DOCS = Path(__file__).resolve().parents[2] / "docs"


def timed(job: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, float]:
    """Do a job; return its result and what it took of a core, in seconds."""
    before_s = time.process_time()
    result = job(*arguments)
    return result, time.process_time() - before_s


def measure(
    language: str,
    mode: str,
    names: Sequence[str],
    processes: int,
    progress: Callable[[int, int], None],
) -> list[Ran]:
    """Do all jobs of these parts, so many at a time; return what each part found."""
    extent: Extent = QUICK if mode == "quick" else FULL
    with ProcessPoolExecutor(processes) as pool:
        waiting = {
            name: [pool.submit(timed, *job) for job in PARTS[name].work(language, extent)]
            for name in names
        }
        every = [job for part in waiting.values() for job in part]
        for done, _ in enumerate(as_completed(every), 1):
            progress(done, len(every))
        ended = {name: [job.result() for job in part] for name, part in waiting.items()}
    date = dt.datetime.now(dt.UTC).date().isoformat()
    return [
        Ran(
            name,
            date,
            language,
            mode,
            machine(),
            sum(cpu_s for _, cpu_s in results),
            PARTS[name].tell(language, extent, [result for result, _ in results]),
        )
        for name, results in ended.items()
    ]


def machine() -> str:
    """Return what a reader has to know of machine and parts to repeat it."""
    parts = ", ".join(f"{p} {version(p)}" for p in ("vosk", "pywebrtc-audio", "pyroomacoustics"))
    return f"{platform.machine()}, Python {platform.python_version()}, {parts}"


def publish(docs: Path, ran: Sequence[Ran]) -> None:
    """Write page and picture anew: these parts, and every other one as it ran last."""
    docs.mkdir(parents=True, exist_ok=True)
    kept = load(docs / "hearing.json") | {part.part: part for part in ran}
    parts = [kept[name] for name in PARTS if name in kept]
    save(docs / "hearing.json", parts)
    markdown(docs / "hearing.md", parts)
    times = {name: each for part in parts for name, each in part.told.times.items()}
    figures = [figure for part in parts for figure in part.told.figures]
    (docs / "hearing.svg").write_text(picture(figures, times), "utf-8")


def main() -> int:
    """Print the figures beside their goals; 0 when all are met."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: script/bench hearing --only own_voice --jobs 1 (hours of sessions)",
    )
    parser.add_argument("--quick", action="store_true", help="in less than ten minutes")
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--language", default="ko", help="whose model and voice (ko)")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (2)")
    parser.add_argument(
        "--only", choices=PARTS, action="append", help="this part; may be given several times"
    )
    parser.add_argument("--docs", type=Path, default=DOCS, help="where hearing.md is written")
    options = parser.parse_args()
    console = Console(stderr=options.json)
    try:
        find_model(options.language)
    except ModelMissing as missing:
        console.print(str(missing), style="red", markup=False)
        return 2
    mode = "quick" if options.quick else "full"
    columns = (TextColumn("hearing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    began_s = time.monotonic()
    with Progress(*columns, console=console) as shown:
        task = shown.add_task("", total=None)
        ran = measure(
            options.language,
            mode,
            options.only or list(PARTS),
            options.jobs,
            lambda done, of: shown.update(task, completed=done, total=of),
        )
    figures = [figure for part in ran for figure in part.told.figures]
    table = Table("figure", "goal", "got", "95 %", "n", "met")
    for figure in figures:
        table.add_row(*bar(figure))
    console.print(table)
    for part in ran:
        console.print("\n".join(part.told.notes), highlight=False, markup=False)
    spent = ", ".join(f"{part.part} {part.cpu_s / 60:.1f}" for part in ran)
    took_min = (time.monotonic() - began_s) / 60
    console.print(f"{took_min:.1f} minutes; of one core: {spent}", highlight=False)
    publish(options.docs, ran)
    if options.json:
        print(json.dumps({"language": options.language, "figures": [f.as_json() for f in figures]}))
    return 0 if all(f.met is not False for f in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
