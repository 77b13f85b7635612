"""The pictures of the page, by pygal: bars over days or months, as inline SVG that needs no script.

pygal adds a script, a tooltip and its own style; they are taken out of its tree before it becomes
text, through the filter that it has for that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pygal
from markupsafe import Markup

from device.report.colours import INK, PAPER, RULE, SOFT_INK

# pygal leaves a finder for its maps that is of Python 3.3; a later import would be warned of it.
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

WIDTH, HEIGHT = 360, 150
"""Units of the picture; on a phone one is about a pixel, so that letters keep their size."""

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9)

LABELS = 6
"""So many dates below the bars have room."""

STYLE = f"""
.plot text {{ font: 10px sans-serif; fill: {SOFT_INK}; }}
.plot .axis.x text {{ text-anchor: middle; }}
.plot .axis.y text {{ text-anchor: end; }}
.plot .text-overlay text {{ text-anchor: middle; font-weight: bold; fill: {INK}; }}
.plot .line {{ stroke: {RULE}; stroke-width: .4; fill: none; }}
.plot .axis.x .guide {{ stroke: none; }}
.plot .background {{ fill: {PAPER}; }}
"""


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
        step = next(s for s in STEPS if largest <= 5 * s)
        return cls(5 * step, step)


def bars(bars: Sequence[Bar], scale: Scale, title: str, told: str) -> Markup:
    """Return the picture. `title` names it, `told` says the same in words for who cannot see it."""
    chart: Any = pygal.Bar(
        width=WIDTH,
        height=HEIGHT,
        margin=4,
        spacing=4,
        js=(),
        css=(),
        show_legend=False,
        disable_xml_declaration=True,
        print_values=True,
        print_values_position="top",
        range=(0, scale.top * 1.12),
        no_data_text="",
        truncate_label=-1,
    )
    every = max(1, -(-len(bars) // LABELS))
    chart.x_labels = [bar.label if n % every == 0 else "" for n, bar in enumerate(bars)]
    chart.y_labels = list(range(0, scale.top + 1, scale.step))
    chart.add("", [_value(bar) for bar in bars])
    chart.add_xml_filter(_made_plain(title, told))
    return Markup(chart.render(is_unicode=True))  # noqa: S704 - an XML tree, written by its library


def _value(bar: Bar) -> dict[str, object] | None:
    if bar.value is None:
        return None
    stroke = f"stroke: {bar.colour}; stroke-width: 1"
    style = f"fill: {PAPER}; {stroke}" if bar.open else f"fill: {bar.colour}; {stroke}"
    return {"value": bar.value, "style": style, "formatter": lambda _value: bar.mark}


def _made_plain(title: str, told: str) -> Callable[[Element], Element]:
    def made_plain(root: Element) -> Element:
        for parent in list(root.iter()):
            for child in list(parent):
                if _is_extra(child):
                    parent.remove(child)
        for name in ("id", "width", "height"):
            root.attrib.pop(name, None)
        root.set("class", "plot")
        root.set("role", "img")
        root.set("aria-label", f"{title} {told}")
        style = SubElement(root, "style")
        style.text = STYLE
        return root

    return made_plain


def _is_extra(node: Element) -> bool:
    """Whether it is there for the script, for hovering, or as a remark."""
    tag: object = node.tag
    if not isinstance(tag, str):
        return True  # a remark: its tag is a function
    extra = tag.rpartition("}")[2] in ("script", "style", "desc", "title", "defs")
    return extra or "tooltip-overlay" in node.get("class", "")
