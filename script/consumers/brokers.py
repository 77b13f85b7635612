"""mosquitto, 2.0 and 2.1: the rules of docs/many-boxes.md, 20 and 200 boxes, and its death."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from device.publishing.messages import ENTITIES, OFFLINE, Topics
from script.benches.memory import largest_mb
from script.consumers import exports, fleet
from script.consumers.box import publishing, with_broker
from script.consumers.getting import newer_debian, program, progress
from script.consumers.outcome import Outcome, Skipped, judged
from tests.publishing.brokers import RealBroker

SIZES = (20, 200)
PER_BOX = len(ENTITIES) + 1
"""Entities, and the device's trigger."""

NEWER = ("mosquitto", "mosquitto_passwd")


def brokers(folder: Path) -> Iterator[Outcome]:
    """Yield what both versions make of one box, of 20 and of 200."""
    for key, found in (("2.0", _of_this_machine), ("2.1", _of_newer_debian)):
        try:
            path = found(folder / f"bin-{key}")
        except Skipped as why:
            yield Outcome("mosquitto", key, "rules, discovery, breaks", f"skipped: {why}", None)
            continue
        with _first_on_the_path(path):
            version = _version()
            progress(f"mosquitto {version}")
            for size in SIZES:
                yield _many(folder / f"{key}-{size}", version, size)
            yield _own_tests(version)


def _of_this_machine(_: Path) -> Path:
    return Path(program("mosquitto", "mosquitto")).parent


def _of_newer_debian(folder: Path) -> Path:
    """Return a folder whose programs run with the libraries of that Debian."""
    root = newer_debian()
    folder.mkdir()
    for name in NEWER:
        (there,) = [
            each for each in (root / "usr/sbin" / name, root / "usr/bin" / name) if each.exists()
        ]
        loader = next((root / "usr").glob("lib*/ld-linux*.so.*"))
        libraries = next((root / "usr" / "lib").glob("*-linux-gnu"))
        script = f'#!/bin/sh\nexec {loader} --library-path {libraries} {there} "$@"\n'
        (folder / name).write_text(script, encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


@contextmanager
def _first_on_the_path(folder: Path) -> Iterator[None]:
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{folder}:{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _version() -> str:
    told = subprocess.run([str(shutil.which("mosquitto")), "-h"], capture_output=True, text=True)
    found = re.search(r"version ([0-9.]+)", told.stdout)
    return found[1] if found is not None else "unknown"


def _many(folder: Path, version: str, size: int) -> Outcome:
    """Run so many boxes; one of them is a process of its own, which is killed."""
    names = tuple(f"bed-{n}" for n in range(1, size + 1))
    broker = RealBroker(folder)
    fleet.prepare(broker, names)
    broker.start()
    silent = exports.lived(folder / "home")
    with_broker(silent, broker.port, names[0], names[0], fleet.password(names[0]))
    watcher = fleet.Watcher(broker.port)
    boxes = fleet.Fleet(broker.port, names[1:])
    boxes.states = {names[1]: fleet.refusing(), names[2]: fleet.broken()}
    wrong: list[str] = []
    try:
        with publishing(silent) as process:
            first = time.monotonic()
            boxes.start()
            last = fleet.seconds_until(lambda: watcher.online(names) == size)
            if last is None:
                away = size - watcher.online(names)
                return judged("mosquitto", version, f"{size} boxes", [f"{away} are not there"], "")
            began = time.monotonic() - first
            if watcher.entities() != size * PER_BOX:
                wrong.append(f"{watcher.entities()} of {size * PER_BOX} entities")
            process.kill()
            topic = Topics(names[0]).availability
            silence = fleet.seconds_until(lambda: watcher.latest[topic] == OFFLINE)
            wrong += [] if silence is not None else ["a box that was killed is not told"]
        seen = [watcher.latest[Topics(each).state] for each in names[1:3]]
        if '"plan_expired"' not in seen[0] or '"fault": "ON"' not in seen[1]:
            wrong.append(f"refusal and fault are told as {seen}")
        back = _after_a_death(broker, watcher, names[1:])
        wrong += [] if back is not None else ["not all are back a minute after the broker's death"]
        mb = largest_mb(broker.program.pid) if broker.program is not None else 0
    finally:
        boxes.end()
        watcher.close()
        broker.kill()
    right = (
        f"0 refused, {size * PER_BOX} entities after {began:.1f} s; a killed box told after "
        f"{silence or 0:.1f} s; all back {back or 0:.1f} s after the broker's death; "
        f"broker {mb} MB"
    )
    return judged("mosquitto", version, f"{size} boxes, rules of docs/many-boxes.md", wrong, right)


def _after_a_death(
    broker: RealBroker, watcher: fleet.Watcher, names: tuple[str, ...]
) -> float | None:
    """Kill the broker, start it again; return after how many seconds all are there anew."""
    broker.kill()
    watcher.latest.clear()
    broker.start()
    return fleet.seconds_until(lambda: watcher.online(names) == len(names))


def _own_tests(version: str) -> Outcome:
    command = [".venv/bin/python", "-m", "pytest", "tests/publishing", "-q", "-n", "2"]
    told = subprocess.run(
        [*command, "-rs", "-p", "no:cacheprovider"], capture_output=True, text=True, timeout=600
    )
    last = [
        each for each in told.stdout.splitlines() if each.startswith(("FAILED", "ERROR", "SKIPPED"))
    ]
    wrong = last or ([told.stdout[-200:]] if told.returncode else [])
    return judged("mosquitto", version, "tests/publishing", wrong, "all passed")
