"""What leaves the box, counted by readers of their own: lost, doubled, wrong, refused, unsaid."""

from __future__ import annotations

import datetime as dt
import io
import logging
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from dateutil.rrule import rrulestr
from dateutil.tz import tzical
from icalendar import Calendar

from device.configuration import load_configuration
from device.report.export import ExportOptions, Format, write_export
from device.sheet.page import save_sheet
from script.benches.pages.homes import CLOCK, TODAY, voices, written
from script.consumers import exports, fleet
from tests.publishing.brokers import RealBroker
from tests.report.figures import alternatives

BOXES = 20
FIRST, LAST = dt.date(2026, 11, 26), dt.date(2027, 11, 17)


def bundled(folder: Path, days: int) -> str:
    """Return the days as a FHIR bundle, as the command writes it."""
    wish = ExportOptions(Format.FHIR, days, folder / "fhir.json")
    file = write_export(load_configuration(folder), voices(folder), folder / "state", CLOCK, wish)
    return file.read_text("utf-8")


def lost_sessions(folder: Path) -> int:
    """Return how many sessions of two journals under one pseudonym have the id of another."""
    ids = Counter(
        each["id"]
        for bundle in exports.two_journals(folder)
        for each in exports.resources(bundle, "Procedure")
    )
    return sum(ids.values()) - len(ids)


def doubled_reminders(folder: Path) -> int:
    """Return how many reminders of two boxes, with the same plan, are taken for one."""
    uids: Counter[str] = Counter()
    for name, days in (("one", 20), ("other", 14)):
        home = exports.lived(folder / name, days=days)
        text = exports.exported(home, Format.ICS).read_text("utf-8")
        uids.update({str(each["uid"]) for each in Calendar.from_ical(text).walk("VEVENT")})
    return sum(uids.values()) - len(uids)


def wrong_reminders(folder: Path) -> tuple[int, int]:
    """Return how many of a year's reminders in five zones ring at a wrong time; and all."""
    wrong = count = 0
    for zone, file in exports.calendars(folder):
        text = file.read_text("utf-8")
        rules = tzical(io.StringIO(text)).get(zone)
        right = exports.right_times(zone, FIRST, LAST)
        found = {
            f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}"
            for each in Calendar.from_ical(text).walk("VEVENT")
            if "rrule" in each
            for at in rrulestr(
                _rule_of(each),
                dtstart=each.decoded("dtstart").replace(tzinfo=rules),
            )
        }
        wrong += len(right ^ {at for at in found if min(right) <= at <= max(right)})
        count += len(right)
    return wrong, count


def _rule_of(event: Any) -> str:  # noqa: ANN401 - of a library whose entries are many things
    return str(event["rrule"].to_ical().decode())


def refused_boxes(folder: Path) -> int | None:
    """Return how many of 20 boxes a broker with the rules of the documentation refuses.

    None where there is no mosquitto.
    """
    programs = (shutil.which("mosquitto", path="/usr/sbin:/usr/bin"), "mosquitto_passwd")
    if not programs[0] or shutil.which(programs[1]) is None:
        return None
    names = tuple(f"bed-{n}" for n in range(1, BOXES + 1))
    broker = RealBroker(folder)
    fleet.prepare(broker, names)
    broker.start()
    watcher, boxes = fleet.Watcher(broker.port), fleet.Fleet(broker.port, names)
    logging.disable(logging.WARNING)
    try:
        boxes.start()
        fleet.seconds_until(lambda: watcher.online(names) == BOXES)
        return BOXES - watcher.online(names)
    finally:
        boxes.end()
        watcher.close()
        broker.kill()
        logging.disable(logging.NOTSET)


def unsaid_figures(folder: Path) -> int:
    """Return how many figures of the report and of the sheet have no words in the PDF."""
    unsaid = 0
    for language in ("en", "ko"):
        home = exports.lived(folder / language, language=language, hurt=0.12)
        report, sheet = home / "report.pdf", home / "sheet.pdf"
        written(home, 42, pdf=report)
        journal = home / "state" / "journal.sqlite"
        save_sheet(sheet, load_configuration(home), home, journal, TODAY)
        for file in (report, sheet):
            told = alternatives(file.read_bytes())
            if not told:
                raise RuntimeError(f"{file.name} has no figure")
            unsaid += sum(not each for each in told)
    return unsaid
