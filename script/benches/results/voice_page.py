"""The page of the enrolled voice: recall against other words accepted, as a table and a curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pygal

from script.benches.bedside.voice_trials import Answers
from script.benches.results.figures import Figure
from script.benches.results.hearing_page import bar

KEPT = "## Why goals are missed"
"""From here on the page is written by people and is kept."""

SHARES = tuple(n / 400 for n in range(1, 41))
"""Of other words accepted, 0.25 % to 10 %: what the curve shows."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reader has to know of a measurement to repeat it."""

    date: str
    language: str
    mode: str
    machine: str
    took_s: float
    told: tuple[str, ...]


def curve(told: Mapping[str, Answers]) -> str:
    """Return the picture: for each condition, recall over the share of other words accepted."""
    chart = pygal.XY(
        title="Enrolled voice, five templates of each command",
        x_title="other words of the same person accepted, %",
        y_title="commands understood, %",
        range=(50, 100),
        xrange=(0, 10),
        dots_size=0,
        width=760,
        height=460,
        js=(),
        disable_xml_declaration=True,
    )
    for name, answers in told.items():
        points = [(100 * s, max(50.0, 100 * answers.recall_at(s))) for s in SHARES]
        chart.add(name, points)
    picture: str = chart.render(is_unicode=True)
    return picture


def page(file: Path, facts: Facts, figures: Sequence[Figure], how: str) -> None:
    """Write `voice.md`; what stands from `KEPT` on stays as it is."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    tried = before[before.index(KEPT) :] if KEPT in before else f"{KEPT}\n\nNothing yet.\n"
    head = ("figure", "goal", "got", "95 % interval", "n", "met")
    rows = [head, tuple("---" for _ in head), *map(bar, figures)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    notes = "\n".join(f"- {line}" for line in facts.told)
    file.write_text(
        f"""# How well the box knows an enrolled voice

Written by `script/bench voice` on {facts.date} ({facts.machine}; {facts.took_s / 60:.1f} minutes).

![recall against other words accepted](voice.svg)

{table}

{how}

{notes}

{tried}""",
        encoding="utf-8",
    )
