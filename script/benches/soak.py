"""Days of sessions in virtual time: what grows? Memory, files, threads, the journal."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from device.hearing.likelihood.weights import WeightsMissing
from device.hearing.models import ModelMissing
from device.memory import return_large_blocks
from script.benches.trouble.sessions import START, Look, Soak

LOOK_EVERY_S = 300.0
WARM_UP_S = 3600.0
MIN_LOOKS = 6
"""A line through fewer points after the first hour says nothing about what grows."""

GOALS = {
    "rss_slope_mb_per_h": 0.25,
    "fds_grown": 0.0,
    "threads_grown": 0.0,
    "journal_kb_per_session": 400.0,
}
"""All of them "at most"."""


def slope_per_h(looks: Sequence[Look]) -> float:
    """Return the line through all looks' memory, in MB per hour of virtual sound."""
    if len(looks) < 2:  # noqa: PLR2004 - no line goes through one point
        return 0.0
    slope, _ = np.polyfit([look.at_h for look in looks], [look.rss_mb for look in looks], 1)
    return float(slope)


def measure(options: argparse.Namespace, console: Console) -> dict[str, object]:
    """Soak for so many hours of sound, or until it is interrupted; return every figure."""
    looks: list[Look] = []
    began_s = time.monotonic()
    enough = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: enough.set())
    with tempfile.TemporaryDirectory() as folder, Progress(console=console) as bar:
        soak = Soak(
            Path(folder),
            options.seed,
            options.language,
            recognizers=options.recognizers,
            echo=not options.without_echo,
        )
        task = bar.add_task("hours of sessions", total=options.hours)
        while soak.hours < options.hours and not enough.is_set():
            soak.one_session()
            if not looks or soak.hours - looks[-1].at_h >= LOOK_EVERY_S / 3600:
                looks.append(soak.look())
                bar.update(task, completed=soak.hours)
        soak.journal.flush()
        journal_kb = soak.file.stat().st_size / 1024
        sessions = soak.sessions
        day = soak.journal.today()
        soak.close()
    warm = [look for look in looks if look.at_h >= WARM_UP_S / 3600]
    told: dict[str, object] = {
        "hours": round(looks[-1].at_h, 1),
        "sessions": sessions,
        "days": (day - START.date()).days + 1,
        "language": options.language,
        "recognizers": options.recognizers,
        "echo": not options.without_echo,
        "took_s": round(time.monotonic() - began_s),
        "cpu_s": round(time.process_time()),
        "looks": len(warm),
        "rss_mb_max": round(max(look.rss_mb for look in looks), 1),
        "journal_kb": round(journal_kb),
        "journal_kb_per_session": round(journal_kb / max(1, sessions), 1),
    }
    if len(warm) < MIN_LOOKS:
        return told
    return told | {
        "rss_mb_first": round(warm[0].rss_mb, 1),
        "rss_mb_last": round(warm[-1].rss_mb, 1),
        "rss_slope_mb_per_h": round(slope_per_h(warm), 3),
        "rss_slope_of_last_half_mb_per_h": round(slope_per_h(warm[len(warm) // 2 :]), 3),
        "fds_grown": warm[-1].fds - warm[0].fds,
        "threads_grown": warm[-1].threads - warm[0].threads,
    }


def arbitrated(figures: Mapping[str, object]) -> list[tuple[str, float, float | None, bool]]:
    """Return name, goal, what was measured, and whether it is met; not measured is not met."""
    rows = []
    for name, goal in GOALS.items():
        got = float(str(figures[name])) if name in figures else None
        rows.append((name, goal, got, got is not None and got <= goal))
    return rows


def main() -> int:
    """Print the figures beside their goals; 0 when all are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--hours", type=float, default=24.0, help="of virtual sound (24)")
    parser.add_argument(
        "--recognizers",
        action="store_true",
        help="with all that the language has and an enrolled one; ten times as slow",
    )
    parser.add_argument("--language", default="ko", choices=("ko", "en"), help="(ko)")
    parser.add_argument("--without-echo", action="store_true", help="six times as fast")
    parser.add_argument("--seed", type=int, default=1, help="of the dice (1)")
    options = parser.parse_args()
    console = Console(stderr=options.json)
    return_large_blocks()  # as the daemon has it
    try:
        figures = measure(options, console)
    except (ModelMissing, WeightsMissing) as missing:
        console.print(str(missing), style="red", markup=False)
        return 2
    table = Table("figure", "goal", "got", "met")
    rows = arbitrated(figures)
    for name, goal, got, met in rows:
        shown = "too short to tell" if got is None else f"{got:g}"
        table.add_row(name, f"at most {goal:g}", shown, "yes" if met else "[red]NO[/]")
    console.print(table)
    console.print(", ".join(f"{name} {value}" for name, value in figures.items()), soft_wrap=True)
    if options.json:
        print(json.dumps(figures))
    return 0 if all(met for *_, met in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
