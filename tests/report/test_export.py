"""The days in the formats of other programs: valid, the same at each export, and harmless."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from fhir.resources.R4B.bundle import Bundle

from device.journal.entry import Entry, Kind
from device.journal.schema import insert
from device.report.export import FILES, Format, NothingToExport, Wish, export
from device.report.reminders import hours_of
from device.report.table import COLUMNS, harmless
from tests.journal.past import (
    BEGAN,
    DONE,
    began,
    ended,
    paced,
    pain,
    past,
    repetition,
    skipped,
    stopped,
)
from tests.report.home import PLAN, Home, home

AWKWARD = "=cmd|' /C calc'!A0\r\n\u202e<script>\""
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


@pytest.fixture
def lived(tmp_path: Path, project: Path) -> Home:
    return home(tmp_path, project, DAYS)


def exported(lived: Home, kind: Format, **how: Any) -> str:  # noqa: ANN401
    wish = Wish(kind, how.pop("days", 42), lived.state / "out", **how)
    file = export(lived.configuration, lived.voices, lived.state, lived.clock, wish)
    assert file.stat().st_mode & 0o777 == 0o600
    return file.read_bytes().decode()


# ------------------------------------------------------------ CSV


def rows(lived: Home) -> list[dict[str, str]]:
    text = exported(lived, Format.CSV)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_csv_has_a_line_for_every_session_exercise_and_pain(lived: Home) -> None:
    found = rows(lived)
    assert tuple(found[0]) == COLUMNS
    whats = [(row["what"], row["exercise"], row["outcome"], row["pain_0_10"]) for row in found]
    assert whats[:6] == [
        ("session", "", "completed", ""),
        ("exercise", "glute_squeezes", "paced", ""),
        ("exercise", "heel_slides", "skipped", ""),
        ("session", "", "pain", ""),
        ("exercise", "glute_squeezes", "paced", ""),
        ("exercise", "heel_slides", "stopped", ""),
    ]
    assert whats[6] == ("pain", "heel_slides", "", "7")
    assert ("pain", "heel_slides", "", "no_answer") in whats
    assert found[1]["repetitions_paced"] == "3"
    assert found[1]["exercise_name"] == "Glute squeezes"
    assert float(found[0]["minutes"]) == 7.0


def test_every_column_of_the_csv_is_documented(project: Path) -> None:
    text = (project / "docs" / "report-csv.md").read_text("utf-8")
    assert [column for column in COLUMNS if f"`{column}`" not in text] == []


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\u202e=1", " =1"]
)
def test_no_cell_of_text_begins_as_a_formula(cell: str) -> None:
    assert harmless(cell).startswith("'")
    assert harmless(-1) == "-1"


def test_an_awkward_id_stays_one_harmless_cell(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {1: [BEGAN, began(AWKWARD), paced(AWKWARD), DONE]})
    (row,) = [row for row in rows(lived) if row["what"] == "exercise"]
    assert row["exercise"] == "'=cmd|' /C calc'!A0 <script>\""


# ------------------------------------------------------------ FHIR


def bundle(lived: Home, **how: Any) -> Bundle:  # noqa: ANN401
    return Bundle.model_validate_json(exported(lived, Format.FHIR, **how))


def kinds_of(made: Bundle) -> list[str]:
    return [type(entry.resource).__name__ for entry in made.entry or ()]


def resources(lived: Home, kind: str, **how: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    made = json.loads(exported(lived, Format.FHIR, **how))
    found = [entry["resource"] for entry in made["entry"]]
    return [each for each in found if each["resourceType"] == kind]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_bundle_is_valid_fhir(tmp_path: Path, project: Path, language: str) -> None:
    made = bundle(home(tmp_path, project, DAYS, language=language))
    assert kinds_of(made) == [
        *("Patient", "CarePlan", "Procedure", "Procedure", "Observation"),
        *("Procedure", "Observation", "Procedure"),
    ]


def test_the_validation_would_find_a_mistake(lived: Home) -> None:
    made = json.loads(exported(lived, Format.FHIR))
    made["entry"][2]["resource"]["status"] = ["completed"]
    with pytest.raises(ValueError, match="status"):
        Bundle.model_validate(made)


def test_every_reference_leads_to_something_in_the_bundle(lived: Home) -> None:
    text = exported(lived, Format.FHIR)
    made = json.loads(text)
    there = {entry["fullUrl"] for entry in made["entry"]}
    assert len(there) == len(made["entry"])

    def references(value: object) -> set[str]:
        match value:
            case {"reference": str(one)}:
                return {one}
            case dict():
                return {ref for each in value.values() for ref in references(each)}
            case list():
                return {ref for each in value for ref in references(each)}
        return set()

    assert references(made) <= there
    assert references(made)


def test_pain_is_an_answer_from_zero_to_ten_and_silence_is_no_number(lived: Home) -> None:
    first, second = resources(lived, "Observation")
    assert first["code"]["coding"][0]["code"] == "72514-3"
    assert first["code"]["coding"][0]["system"] == "http://loinc.org"
    assert first["valueQuantity"]["value"] == 7
    assert "valueQuantity" not in second
    assert second["dataAbsentReason"]["coding"][0]["code"] == "asked-unknown"


@pytest.mark.hazard("H11")
def test_a_session_is_completed_only_when_it_was_and_is_never_called_observed(lived: Home) -> None:
    sessions = resources(lived, "Procedure")
    assert [each["status"] for each in sessions] == ["completed", "stopped", "stopped", "unknown"]
    assert {each["note"][0]["text"] for each in sessions} == {lived.texts.paced}


def test_the_patient_has_a_pseudonym_and_nothing_else(lived: Home) -> None:
    (patient,) = resources(lived, "Patient")
    assert set(patient) == {"resourceType", "id", "identifier"}
    assert patient["identifier"][0]["value"].startswith("box-")
    (named,) = resources(lived, "Patient", pseudonym="P-017\n")
    assert named["identifier"][0]["value"] == "P-017"
    assert named["id"] != patient["id"]


def test_the_family_and_its_telephone_are_in_no_export(lived: Home) -> None:
    for kind in Format:
        text = exported(lived, kind)
        assert "Anna" not in text
        assert "0123" not in text


def test_a_later_export_has_the_same_ids_and_new_ones_beside_them(lived: Home) -> None:
    def ids() -> list[str]:
        made = json.loads(exported(lived, Format.FHIR, days=30))
        return [entry["request"]["url"] for entry in made["entry"]]

    before = ids()
    later = past({**DAYS, 0: [BEGAN, *GOOD, DONE]})
    insert(lived.state / "journal.sqlite", later[sum(map(len, DAYS.values())) :])
    after = ids()
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


def test_an_empty_journal_is_a_bundle_of_patient_and_plan(tmp_path: Path, project: Path) -> None:
    made = bundle(home(tmp_path, project))
    assert kinds_of(made) == ["Patient", "CarePlan"]


# ------------------------------------------------------------ calendar


def events(text: str) -> list[icalendar.Component]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_the_calendar_reminds_of_every_session_until_the_plan_ends(
    tmp_path: Path, project: Path
) -> None:
    plan = PLAN + "  - exercise: ankle_pumps\n    times_per_day: 2\n"
    lived = home(tmp_path, project, DAYS, plan=plan)
    text = exported(lived, Format.ICS)
    found = events(text)
    assert [str(each["summary"]) for each in found[:2]] == ["Spine exercises"] * 2
    assert [each.decoded("dtstart").hour for each in found[:2]] == [10, 16]
    assert found[0].decoded("dtstart").date().isoformat() == "2026-11-23"
    assert "UNTIL=20270131T235959" in text
    assert "a new one" in str(found[2]["summary"])
    assert found[2].decoded("dtstart").isoformat() == "2027-01-24"
    assert all(each.walk("VALARM") for each in found)
    assert len({str(each["uid"]) for each in found}) == len(found)


def test_a_second_calendar_takes_the_place_of_the_first(lived: Home) -> None:
    once, again = (events(exported(lived, Format.ICS)) for _ in range(2))
    assert [str(each["uid"]) for each in once] == [str(each["uid"]) for each in again]


def test_an_awkward_signature_makes_no_new_line_in_the_calendar(
    tmp_path: Path, project: Path
) -> None:
    by = ("X\r\nBEGIN:VEVENT\nSUMMARY:gone\u202e", "surgeon")
    text = exported(home(tmp_path, project, DAYS, by=by), Format.ICS)
    assert len(events(text)) == text.count("BEGIN:VEVENT\r\n") == 2
    assert "\u202e" not in text


@pytest.mark.parametrize("change", ["unsigned", "missing"])
def test_without_a_plan_that_runs_there_is_nothing_to_remind_of(lived: Home, change: str) -> None:
    file = lived.project / "config" / "plan.yaml"
    if change == "missing":
        file.unlink()
    else:
        file.write_text(file.read_text("utf-8").replace("Anna", "Eve"), encoding="utf-8")
    with pytest.raises(NothingToExport, match="plan"):
        exported(lived, Format.ICS)
    assert not (lived.state / "out").exists()


def test_however_many_sessions_a_day_has_they_lie_in_it() -> None:
    for sessions in range(1, 12):
        hours = hours_of(sessions)
        assert len(hours) == sessions
        assert list(hours) == sorted(hours)
        assert 8 <= hours[0] <= hours[-1] <= 22


def test_without_a_name_an_export_goes_into_this_folder(
    lived: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind in Format:
        wish = Wish(kind, 42)
        file = export(lived.configuration, lived.voices, lived.state, lived.clock, wish)
        assert file == FILES[kind]
        assert (tmp_path / file).exists()
