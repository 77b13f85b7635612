"""The program that renders the natural voice: it takes much memory, and gives it back by ending.

A line of JSON on the standard input asks for a text (`text`, `voice`, `rate`, `file`); a line on
the standard output answers with what went wrong in `error`, or null. It ends with its input.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import pyttsx3

from device.speaking.hibari_driver import DRIVER_NAME, register

NICER_BY = 5
"""A session that runs meanwhile comes first."""


def main() -> None:
    """Render until the input ends."""
    os.nice(NICER_BY)
    register()
    engine = pyttsx3.init(DRIVER_NAME)
    wrong: list[str] = []
    engine.connect("error", lambda **facts: wrong.append(str(facts.get("exception"))))
    for line in sys.stdin:
        wrong.clear()
        _render(engine, json.loads(line))
        sys.stdout.write(json.dumps({"error": wrong[0] if wrong else None}) + "\n")
        sys.stdout.flush()


def _render(engine: Any, asked: dict[str, Any]) -> None:  # noqa: ANN401 - pyttsx3 has no types
    engine.setProperty("voice", asked["voice"])
    engine.setProperty("rate", asked["rate"])
    engine.save_to_file(asked["text"], asked["file"])
    engine.runAndWait()


if __name__ == "__main__":
    main()
