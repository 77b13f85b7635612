"""The picture of a transcript: some lines of what a rehearsal printed, as docs/transcript.svg.

    spinecoach rehearse --language en > day.txt
    PYTHONPATH=. .venv/bin/python script/pages/transcript.py day.txt --heard pain

It begins with the last line of the patient before the first "heard" of that word.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "transcript.svg"
LINES = 9
MAX_LETTERS = 78
"""Letters of what is said that have room in the width; the rest becomes three dots."""

WIDTH, ROW, TOP = 860, 22, 40
COLUMNS = (16, 92, 186, 260)
COLOURS = {"box": "#1a1a1a", "patient": "#00507f", "heard": "#1b6b2f", "button": "#7a2a6b"}
_LINE = re.compile(r"^\s*(\d+:\d\d\.\d)  (\S+(?: \d+)?)\s+(box|patient|heard|button)\s+(.+?)\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the transcript: time, light, who, and what was said or done."""

    time: str
    light: str
    who: str
    what: str


def lines_of(printed: str) -> tuple[Line, ...]:
    """Return the lines of a transcript in what a rehearsal printed; all else is left out."""
    found = map(_LINE.match, printed.splitlines())
    return tuple(Line(*match.groups()) for match in found if match)


def around(lines: Sequence[Line], word: str) -> Sequence[Line]:
    """Return `LINES` lines from the patient's word on that was first heard as `word`.

    Raises ValueError where it was not heard.
    """
    events = [(n, each.what) for n, each in enumerate(lines) if each.who == "heard"]
    heard = [n for n, what in events if what.split()[0] == word]
    if not heard:
        raise ValueError(f"{word!r} was not heard in this rehearsal")
    before = [n for n in range(heard[0]) if lines[n].who == "patient"]
    first = before[-1] if before else heard[0]
    return lines[max(0, first - 2) :][:LINES]


def picture(lines: Sequence[Line]) -> str:
    """Return the lines as an SVG that needs nothing from the network."""
    rows = [_row(TOP + n * ROW, line) for n, line in enumerate(lines)]
    height = TOP + len(lines) * ROW
    head = "".join(
        f'<text x="{x}" y="20" font-weight="bold">{name}</text>'
        for x, name in zip(COLUMNS, ("time", "light", "who", "what"), strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="monospace" font-size="13" role="img">\n'
        "<title>Some lines of a rehearsal</title>\n"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n'
        f'<g fill="#1a1a1a">{head}</g>\n' + "\n".join(rows) + "\n</svg>\n"
    )


def _row(y: int, line: Line) -> str:
    what = line.what if len(line.what) <= MAX_LETTERS else f"{line.what[: MAX_LETTERS - 3]}..."
    cells = zip(COLUMNS, (line.time, line.light, line.who, what), strict=True)
    texts = "".join(f'<text x="{x}" y="{y}">{escape(text)}</text>' for x, text in cells)
    return f'<g fill="{COLOURS[line.who]}">{texts}</g>'


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("printed", type=Path, help="what `spinecoach rehearse` printed")
    parser.add_argument("--heard", default="pain", help="the word that the lines are about")
    options = parser.parse_args()
    lines = lines_of(options.printed.read_text(encoding="utf-8"))
    PICTURE.write_text(picture(around(lines, options.heard)), encoding="utf-8")


if __name__ == "__main__":
    main()
