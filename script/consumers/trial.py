"""Hands what the box writes to its real readers, and prints a table of what they make of it."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from script.consumers.brokers import brokers
from script.consumers.calendars import calendars
from script.consumers.fhir import jpa_server, validator
from script.consumers.home_assistant import home_assistant
from script.consumers.outcome import Outcome, Skipped
from script.consumers.pages import axe, office

Part = Callable[[Path], Iterator[Outcome]]
PARTS: dict[str, tuple[str, Part]] = {
    "validator": ("HAPI FHIR validator", validator),
    "server": ("HAPI JPA server", jpa_server),
    "calendars": ("calendar readers", calendars),
    "brokers": ("mosquitto", brokers),
    "home-assistant": ("Home Assistant", home_assistant),
    "office": ("LibreOffice", office),
    "axe": ("Chromium with axe-core", axe),
}
HEAD = "| consumer | version | checks | result |\n|---|---|---|---|"


def outcomes(wanted: list[str]) -> Iterator[Outcome]:
    """Yield the lines of the table; one part that fails keeps none of the others from running."""
    for key in wanted:
        name, part = PARTS[key]
        with tempfile.TemporaryDirectory() as folder:
            try:
                yield from part(Path(folder))
            except Skipped as why:
                yield Outcome(name, "-", "-", f"skipped: {why}", None)
            except Exception as problem:  # noqa: BLE001 - the others must run, and this one is told
                told = f"{type(problem).__name__}: {problem}"
                yield Outcome(name, "-", "-", told.replace("\n", " ")[:300], passed=False)


def main() -> int:
    """Print the table; 1 when a reader reads something else than was written."""
    parser = argparse.ArgumentParser(
        prog="script/test-consumers",
        description=__doc__,
        epilog="Example: script/test-consumers --only calendars server",
    )
    parser.add_argument("--json", action="store_true", help="a list in JSON instead of a table")
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, metavar="PART", help=f"of: {', '.join(PARTS)}"
    )
    options = parser.parse_args()
    if not options.json:
        print(HEAD, flush=True)
    found = []
    for each in outcomes(options.only or list(PARTS)):
        found.append(each)
        if not options.json:
            print(each.as_row(), flush=True)
    if options.json:
        print(json.dumps([each.as_dict() for each in found], ensure_ascii=False))
    return 1 if any(each.passed is False for each in found) else 0


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # boxes that lose their broker say so; here that is wanted
    sys.exit(main())
