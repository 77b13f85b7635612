"""Four days of a home as exports tell them: done, stopped by pain, left without an answer, cut."""

from __future__ import annotations

import json
from typing import Any

from device.journal.entry import Entry, Kind
from device.report.export import ExportOptions, Format, write_export
from tests.journal.past import BEGAN, DONE, began, ended, paced, pain, repetition, skipped, stopped
from tests.report.home import Home

REPETITIONS = [repetition("glute_squeezes", n) for n in (1, 2, 3)]
GOOD = [began("glute_squeezes"), *REPETITIONS, paced("glute_squeezes")]
BAD = [
    *(began("heel_slides"), pain("heel_slides"), stopped("heel_slides")),
    Entry(Kind.PAIN_ANSWERED, "heel_slides", 7),
    Entry(Kind.DANGER_ANSWERED, "heel_slides", text="no"),
]
SILENT = [
    *(began("heel_slides"), pain("heel_slides"), stopped("heel_slides")),
    Entry(Kind.DANGER_ANSWERED, "heel_slides", text="silence"),
]
DAYS = {
    4: [BEGAN, *GOOD, skipped("heel_slides"), DONE],
    3: [BEGAN, *GOOD, *BAD, ended("pain", "heel_slides")],
    2: [BEGAN, *SILENT, ended("no_answer", "heel_slides")],
    1: [BEGAN, began("glute_squeezes")],
}


def exported(lived: Home, kind: Format, **how: Any) -> str:  # noqa: ANN401
    wish = ExportOptions(kind, how.pop("days", 42), lived.state / "out", **how)
    file = write_export(lived.configuration, lived.voices, lived.state, lived.clock, wish)
    assert file.stat().st_mode & 0o777 == 0o600
    return file.read_bytes().decode()


def resources(lived: Home, kind: str, **how: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    made = json.loads(exported(lived, Format.FHIR, **how))
    found = [entry["resource"] for entry in made["entry"]]
    return [each for each in found if each["resourceType"] == kind]


def coded(found: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """Return those whose code, or the code of its category, it is."""

    def codes(each: dict[str, Any]) -> set[str]:
        concepts = [each["code"], *each.get("category", [])]
        return {one["code"] for concept in concepts for one in concept.get("coding", [])}

    return [each for each in found if code in codes(each)]
