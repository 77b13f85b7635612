"""The pictures of the page: bars over days or months, as inline SVG that needs no script.

The title of the SVG says all of it in words: a browser reads it out, and of an SVG's texts it is
the only one that WeasyPrint carries into a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from device.report.colours import INK, PAPER, RULE, SOFT_INK

WIDTH, HEIGHT = 360, 150
"""Units of the picture; on a phone one is about a pixel, so that letters keep their size."""

LEFT, TOP, BOTTOM = 30, 16, 18
"""Room for the numbers, for the letter on the highest bar, and for the dates, in units."""

TEXT = 12
"""Height of letters in units: 11 points where the picture is two thirds as wide as A4."""

AXIS_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9)

LABELS = 5
"""Maximum number of dates below the bars."""

STYLE = Markup(
    ".plot text {{ font: {text}px sans-serif; fill: {soft}; }} "
    ".plot .x {{ text-anchor: middle; }} .plot .y {{ text-anchor: end; }} "
    ".plot .mark {{ text-anchor: middle; font-weight: bold; fill: {ink}; }} "
    ".plot line {{ stroke: {rule}; stroke-width: .4; }}"
).format(text=TEXT, soft=SOFT_INK, ink=INK, rule=RULE)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` None: nothing there; `open`: an outline only; `mark` stands on its top."""

    label: str
    value: float | None
    colour: str = INK
    mark: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """What the numbers on the left are: from 0 to `top`, one written at each `step`."""

    top: int
    step: int

    @classmethod
    def to(cls, largest: float) -> Scale:
        """Return a scale with round steps that reaches `largest`."""
        step = next(s for s in AXIS_STEPS if largest <= 5 * s)
        return cls(5 * step, step)


def bars(bars: Sequence[Bar], scale: Scale, title: str, told: str) -> Markup:
    """Return the picture as SVG.

    Args:
        bars: From left to right; values from 0 to `scale.top`.
        scale: The numbers on the left.
        title: The name of the picture.
        told: What it shows, in words, for who cannot see it.
    """
    words = f"{title} {told}".strip()
    drawn = Markup("").join((*_numbers(scale), *_dates(bars), *_drawn(bars, scale)))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" aria-label="{words}" '
        'viewBox="0 0 {width} {height}"><title>{words}</title><style>{style}</style>'
        '<rect width="{width}" height="{height}" fill="{paper}"/>{drawn}</svg>'
    ).format(words=words, width=WIDTH, height=HEIGHT, style=STYLE, paper=PAPER, drawn=drawn)


def _height(value: float, scale: Scale) -> float:
    return round((HEIGHT - TOP - BOTTOM) * value / scale.top, 2)


def _numbers(scale: Scale) -> Iterator[Markup]:
    for n in range(0, scale.top + 1, scale.step):
        y = HEIGHT - BOTTOM - _height(n, scale)
        yield Markup(
            '<line x1="{left}" x2="{width}" y1="{y}" y2="{y}"/>'
            '<text class="y" x="{end}" y="{base}">{n}</text>'
        ).format(left=LEFT, width=WIDTH, y=y, end=LEFT - 4, base=round(y + TEXT / 3, 2), n=n)


def _middles(bars: Sequence[Bar]) -> Iterator[tuple[Bar, float, float]]:
    """Each bar with the middle and the width of its place."""
    width = (WIDTH - LEFT) / max(1, len(bars))
    for n, bar in enumerate(bars):
        yield bar, LEFT + (n + 0.5) * width, width


def _dates(bars: Sequence[Bar]) -> Iterator[Markup]:
    every = max(1, -(-len(bars) // LABELS))
    half = (WIDTH - LEFT) / LABELS / 2
    for n, (bar, x, _) in enumerate(_middles(bars)):
        if n % every == 0:
            inside = min(max(x, half), WIDTH - half)
            yield Markup('<text class="x" x="{x}" y="{y}">{label}</text>').format(
                x=round(inside, 2), y=HEIGHT - 4, label=bar.label
            )


def _drawn(bars: Sequence[Bar], scale: Scale) -> Iterator[Markup]:
    for bar, x, width in _middles(bars):
        if bar.value is None:
            continue
        height = max(_height(bar.value, scale), 1.0)
        top = round(HEIGHT - BOTTOM - height, 2)
        yield Markup(
            '<rect x="{x}" y="{top}" width="{width}" height="{height}" fill="{fill}" '
            'stroke="{colour}"/>'
        ).format(
            x=round(x - width * 0.35, 2),
            top=top,
            width=round(width * 0.7, 2),
            height=height,
            fill=PAPER if bar.open else bar.colour,
            colour=bar.colour,
        )
        if bar.mark:
            yield Markup('<text class="mark" x="{x}" y="{y}">{mark}</text>').format(
                x=round(x, 2), y=round(top - 3, 2), mark=bar.mark
            )
