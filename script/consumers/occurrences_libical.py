"""Prints as JSON when the reminders of a calendar ring, in UTC, by libical.

Needs Debian's python3-gi and gir1.2-ical-3.0. Arguments: file, first and last day; or --version.
"""

import datetime as dt
import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - gi wants its version first


def main(file: str, first: str, last: str) -> None:
    """Print them."""
    calendar = ICalGLib.Component.new_from_string(Path(file).read_text("utf-8"))
    start = ICalGLib.Time.new_from_string(first.replace("-", "") + "T000000Z")
    end = ICalGLib.Time.new_from_string(last.replace("-", "") + "T235959Z")
    found: list[str] = []

    def note(_event: object, span: ICalGLib.TimeSpan, *_more: object) -> None:
        found.append(dt.datetime.fromtimestamp(span.get_start(), dt.UTC).isoformat())

    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        rule = event.get_first_property(ICalGLib.PropertyKind.RRULE_PROPERTY)
        if rule is not None and event.get_status() != ICalGLib.PropertyStatus.CANCELLED:
            event.foreach_recurrence(start, end, note, None)
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    print(json.dumps(sorted(found)))


if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        print(".".join(map(str, (ICalGLib.MAJOR_VERSION, ICalGLib.MINOR_VERSION))))
    else:
        main(*sys.argv[1:])
