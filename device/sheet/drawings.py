"""A simple drawing for each exercise: how one lies, sits or stands, and which way it moves. Pure.

One style for all, without letters, so that they serve every language: a person from the side in
thick lines, what holds the person in thin ones, and an arrow for the movement. In units of a field
of 120 by 76.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

Point = tuple[float, float]
Line = tuple[Point, ...]

WIDTH, HEIGHT = 120, 76
_HEAD = 7
_BARB, _BARB_ANGLE = 5.0, 0.5


@dataclass(frozen=True, slots=True)
class Drawing:
    """A person and what is around. `later` is where a limb goes, `arrows` are from and to."""

    head: Point
    body: tuple[Line, ...]
    around: tuple[Line, ...]
    later: tuple[Line, ...] = ()
    arrows: tuple[tuple[Point, Point], ...] = ()


_BED: tuple[Line, ...] = (((4, 66), (116, 66)), ((8, 62), (28, 62)))
_FLOOR: Line = ((4, 72), (116, 72))
_CHAIR: tuple[Line, ...] = (
    ((40, 16), (40, 72)),
    ((40, 50), (70, 50)),
    ((68, 50), (68, 72)),
    _FLOOR,
)
_TRUNK: Line = ((26, 58), (62, 60))
_ARM: Line = ((32, 58), (44, 64), (58, 62))
_STRAIGHT: Line = ((62, 60), (84, 60), (106, 60), (108, 51))
_BENT: Line = ((62, 60), (80, 36), (92, 62), (102, 63))
_SAT: Line = ((48, 20), (50, 46))
_SHIN: Line = ((50, 46), (74, 46), (74, 69), (84, 69))

_LYING = Drawing((17, 54), (_TRUNK, _ARM, _STRAIGHT), _BED)
_KNEES_BENT = Drawing((17, 54), (_TRUNK, _ARM, _BENT), _BED)
_SITTING = Drawing((48, 10), (_SAT, ((48, 24), (54, 38), (66, 43)), _SHIN), _CHAIR)
_WALKING = Drawing(
    (58, 11),
    (
        ((58, 20), (57, 44)),
        ((58, 24), (50, 34), (46, 43)),
        ((58, 24), (67, 33), (75, 37)),
        ((57, 44), (66, 56), (72, 69), (80, 69)),
        ((57, 44), (54, 58), (42, 68), (46, 71)),
    ),
    (_FLOOR,),
    arrows=(((88, 40), (108, 40)),),
)

DRAWINGS: dict[str, Drawing] = {
    "deep_breathing": replace(
        _LYING, later=(((34, 57), (46, 47), (60, 59)),), arrows=(((46, 42), (46, 28)),)
    ),
    "ankle_pumps": replace(
        _LYING, later=(((106, 60), (114, 57)),), arrows=(((106, 44), (114, 50)),)
    ),
    "heel_slides": replace(
        _LYING,
        body=(_TRUNK, _ARM, _STRAIGHT, ((62, 60), (82, 38), (94, 62), (102, 59))),
        arrows=(((108, 46), (94, 46)),),
    ),
    "glute_squeezes": replace(_KNEES_BENT, arrows=(((50, 74), (59, 69)), ((76, 74), (67, 69)))),
    "pelvic_tilts": replace(_KNEES_BENT, arrows=(((50, 44), (50, 57)),)),
    "abdominal_bracing": replace(_KNEES_BENT, arrows=(((46, 42), (46, 55)),)),
    "abdominal_draw_ins": replace(_KNEES_BENT, arrows=(((46, 42), (46, 55)),)),
    "seated_marching": replace(
        _SITTING,
        body=(*_SITTING.body, ((50, 46), (75, 32), (81, 53), (90, 52))),
        arrows=(((98, 46), (98, 28)),),
    ),
    "walking_short": _WALKING,
    "walking_longer": _WALKING,
    "wall_slides": Drawing(
        (40, 11),
        (
            ((39, 20), (39, 44)),
            ((39, 24), (45, 34), (48, 44)),
            ((39, 44), (52, 55), (51, 69), (61, 69)),
        ),
        (
            ((30, 4), (30, 72)),
            _FLOOR,
            ((82, 50), (104, 50)),
            ((84, 50), (84, 72)),
            ((104, 22), (104, 72)),
        ),
        arrows=(((64, 26), (64, 42)),),
    ),
    "bridging": Drawing(
        (17, 54),
        (((26, 59), (60, 46), (80, 38), (92, 62), (102, 63)), ((32, 59), (44, 64), (58, 63))),
        _BED,
        later=(((26, 59), (62, 61), (80, 38)),),
        arrows=(((58, 40), (58, 26)),),
    ),
    "shoulder_blade_squeezes": replace(
        _SITTING,
        body=(_SAT, ((48, 23), (44, 34), (52, 43)), _SHIN),
        later=(((48, 23), (56, 34), (62, 43)),),
        arrows=(((64, 25), (52, 25)),),
    ),
    "cat_cow": Drawing(
        (22, 34),
        (
            ((30, 38), (52, 42), (78, 40), (78, 68), (104, 69)),
            ((32, 38), (32, 54), (32, 69), (40, 69)),
        ),
        (_FLOOR,),
        later=(((30, 38), (54, 27), (78, 40)),),
        arrows=(((54, 36), (54, 18)),),
    ),
    "hamstring_stretch": _LYING,
    "supine_lumbar_flexion": _LYING,
}
"""By exercise. What the clinician writes steps for shows its position alone."""


def drawn(exercise: str, told: str) -> Markup | None:
    """Return the drawing of an exercise as SVG, None where there is none.

    `told` says in words what one sees. It is in `<title>`: WeasyPrint takes nothing else over.
    """
    drawing = DRAWINGS.get(exercise)
    if drawing is None:
        return None
    x, y = drawing.head
    parts = [
        *(_line(each, "#5c5c5c", 1.5) for each in drawing.around),
        *(_line(each, "#5c5c5c", 3, "2 5") for each in drawing.later),
        *(_line(each, "#000", 4) for each in drawing.body),
        f'<circle cx="{x:g}" cy="{y:g}" r="{_HEAD}" fill="#fff" stroke="#000" stroke-width="3"/>',
        *(_line(each, "#00507f", 2.5) for arrow in drawing.arrows for each in _arrow(*arrow)),
    ]
    return Markup(  # noqa: S704 - `told` is escaped, all else is ours
        f'<svg class="drawing" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img"><title>{escape(told)}</title>{"".join(parts)}</svg>'
    )


def _line(points: Line, ink: str, width: float, dashes: str = "") -> str:
    told = " ".join(f"{x:g},{y:g}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline points="{told}" fill="none" stroke="{ink}" stroke-width="{width:g}"{dashed} '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _arrow(begin: Point, end: Point) -> tuple[Line, Line]:
    """Return the shaft and the barbs."""
    back = math.atan2(begin[1] - end[1], begin[0] - end[0])
    barbs = [
        (
            round(end[0] + _BARB * math.cos(back + turn), 1),
            round(end[1] + _BARB * math.sin(back + turn), 1),
        )
        for turn in (_BARB_ANGLE, -_BARB_ANGLE)
    ]
    return (begin, end), (barbs[0], end, barbs[1])
