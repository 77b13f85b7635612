"""The page of the hearing bench: a table for people, `hearing.md`, and a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from script.benches.results.figures import Figure
from script.benches.results.hearing_parts import Ran

TRIED = "## Why goals are missed"
"""From here on the page is written by people and is kept."""

HOW = """\
How it is measured: synthetic speakers, each with a box of its own that it gets used to, in a
simulated bedroom (2 m to the microphone, reverberation 0.4 s, the box's speaker 0.6 m from the
microphone and 4 dB louder there than the patient). The chain, canceller, listener and mixer are
those of the product. A phrase counts in a room if it was understood twice of two times as a clean
recording; **retention** is the recall of those phrases in the room, against their recall in a third
clean pass. Times include a sound card with 60 ms from a block to the microphone. Talk is English of
recorded people, and everyday sentences of other synthetic voices in the language. "Pain or stop
missed twice" is counted over all conditions; a question whether it hurts counts as help.

`both_recognizers`: the same persons have enrolled their first words, as set-up asks for it: five
templates of each, at 2 m in a quiet room, at other paces and pitches than they speak at later. They
say these phrases. The model hears them beside the enrolled recognizer, and the arbiter decides.
Talk was overheard by a box in which such a person had enrolled; `_of_the_patient` is talk of that
very person, the sentences alone.

`recorded_words`: single English words of strangers, through the same room, to tell how they are cut
out, whatever the model: an utterance is what the listener would take for one, segments joined.
Their end is where the recording was last within 25 dB of its loudest 10 ms."""

WIDTH, ROW, LEFT = 760, 26, 220
BINS = 24
BIN_MS = 25.0


def bar(figure: Figure) -> tuple[str, str, str, str, str, str]:
    """Return a figure as the cells of a row: name, goal, value, interval, count, met."""
    met = {None: "", True: "yes", False: "NO"}[figure.met]
    if figure.met and not figure.proven:
        met = "yes, not proven"
    sign = "≥" if figure.at_least else "≤"
    return (
        figure.name,
        "" if figure.goal is None else f"{sign} {figure.goal:g}{_unit(figure)}",
        "-" if figure.value is None else f"{_number(figure.value)}{_unit(figure)}",
        f"{_number(figure.low)} … {_number(figure.high)}",
        str(figure.n),
        met,
    )


def markdown(file: Path, parts: Sequence[Ran]) -> None:
    """Write the page; what stands from `TRIED` on stays as it is."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    tried = before[before.index(TRIED) :] if TRIED in before else f"{TRIED}\n\nNothing yet.\n"
    head = ("figure", "goal", "got", "95 % interval", "n", "met")
    rows = [head, tuple("---" for _ in head)]
    rows += [bar(figure) for part in parts for figure in part.told.figures]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    machines = list(dict.fromkeys(part.machine for part in parts))
    names = {machine: chr(ord("A") + n) for n, machine in enumerate(machines)}
    when = "\n".join(_when(part, names[part.machine]) for part in parts)
    which = "\n".join(f"- {name}: {machine}" for machine, name in names.items())
    notes = "\n".join(f"- {line}" for part in parts for line in part.told.notes)
    file.write_text(
        f"""# How well the box hears

Written by `script/bench hearing`, every part of it when it ran last:

{when}

{which}

![recall and latency](hearing.svg)

{table}

"yes, not proven": the value is as good as the goal, the worse end of its interval is not; more
measuring would tell. Shares have Wilson's interval, rates Garwood's, times that of their order.

{HOW}

{notes}

{tried}""",
        encoding="utf-8",
    )


def _when(ran: Ran, machine: str) -> str:
    how = " --quick" if ran.mode == "quick" else ""
    return (
        f"- `{ran.part}` on {ran.date}: `script/bench hearing{how} --language {ran.language} "
        f"--only {ran.part}`, {ran.cpu_s / 60:.1f} minutes of one core, machine {machine}"
    )


def picture(figures: Sequence[Figure], times: Mapping[str, Sequence[float]]) -> str:
    """Return an SVG: retention by condition with interval and goal, and the times as histograms."""
    shown = [f for f in figures if "retention_" in f.name and f.value is not None]
    shapes: list[str] = [_text(10, 20, "Retention by condition (line: goal, bar: 95 %)", bold=True)]
    y = 34
    for figure in shown:
        shapes += _row(figure, y)
        y += ROW
    for name, values in times.items():
        y += 34
        shapes.append(_text(10, y, f"{name}, ms ({len(values)} times)", bold=True))
        shapes += _histogram(values, y + 10)
        y += 100
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 20}" '
        f'viewBox="0 0 {WIDTH} {y + 20}" font-family="sans-serif" font-size="13">'
        f'<rect width="{WIDTH}" height="{y + 20}" fill="white"/>{"".join(shapes)}</svg>\n'
    )


def _row(figure: Figure, y: float) -> list[str]:
    assert figure.value is not None  # noqa: S101 - see `picture`
    scale = (WIDTH - LEFT - 80) / 1.1
    colour = {True: "#2a7f4f", False: "#b3412e", None: "#777"}[figure.met]
    low, high = (LEFT + scale * min(1.1, v) for v in (figure.low, figure.high))
    shapes = [
        _text(10, y + 14, figure.name.replace("retention_", "").replace("_", " ")),
        (
            f'<rect x="{LEFT}" y="{y + 3}" width="{scale * figure.value:.1f}" height="15" '
            f'fill="{colour}" opacity="0.75"/>'
        ),
        f'<path d="M{low:.1f} {y + 10.5}H{high:.1f}" stroke="black" stroke-width="2"/>',
        _text(WIDTH - 60, y + 15, f"{figure.value:.3f}"),
    ]
    if figure.goal is not None:
        at = LEFT + scale * figure.goal
        shapes.append(f'<path d="M{at:.1f} {y}V{y + 21}" stroke="black" stroke-dasharray="3 2"/>')
    return shapes


def _histogram(values: Sequence[float], y: float) -> list[str]:
    counts = [0] * BINS
    for value in values:
        counts[int(min(BINS - 1, value // BIN_MS)) if math.isfinite(value) else BINS - 1] += 1
    wide = (WIDTH - 40) / BINS
    most = max([1, *counts])
    shapes = [
        f'<rect x="{20 + i * wide:.1f}" y="{y + 60 - 60 * n / most:.1f}" '
        f'width="{wide - 2:.1f}" height="{60 * n / most:.1f}" fill="#35608f"/>'
        for i, n in enumerate(counts)
    ]
    ends = [f"{i * BIN_MS:.0f}" for i in range(0, BINS, 4)]
    shapes += [_text(20 + 4 * i * wide, y + 76, end) for i, end in enumerate(ends)]
    return [*shapes, _text(WIDTH - 95, y + 76, "later or never")]


def _text(x: float, y: float, text: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{weight}>{escape(text)}</text>'


def _unit(figure: Figure) -> str:
    return f" {figure.unit}".replace(" /", "/") if figure.unit else ""


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "∞"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - digits
