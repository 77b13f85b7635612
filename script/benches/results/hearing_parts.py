"""What each part of the hearing bench found when it ran last, kept in a file for the page."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from script.benches.results.figures import Figure, from_kept


@dataclass(frozen=True, slots=True)
class Told:
    """What a part of the bench found: figures, notes for a reader, times for the picture (ms)."""

    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    times: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ran:
    """A part as it ran last. `cpu_s` is what it took of all cores together."""

    part: str
    date: str
    language: str
    mode: str
    machine: str
    cpu_s: float
    told: Told


def load(file: Path) -> dict[str, Ran]:
    """Return every part that has ever run; nothing where the file is not there or of old."""
    try:
        kept = json.loads(file.read_text("utf-8"))
        return {each["part"]: _ran(each) for each in kept}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def save(file: Path, parts: Iterable[Ran]) -> None:
    """Write all parts."""
    kept = []
    for part in parts:
        times = {name: [_ms(t) for t in each] for name, each in part.told.times.items()}
        figures = [figure.kept() for figure in part.told.figures]
        kept.append(asdict(replace(part, told=Told())) | {
            "told": {"figures": figures, "notes": part.told.notes, "times": times}
        })  # fmt: skip
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _ms(time: float) -> float | str:
    return round(time, 1) if math.isfinite(time) else str(time)


def _ran(kept: Mapping[str, Any]) -> Ran:
    told = kept["told"]
    times = {name: tuple(map(float, each)) for name, each in told["times"].items()}
    figures = tuple(map(from_kept, told["figures"]))
    return Ran(**{**kept, "told": Told(figures, tuple(told["notes"]), times)})
