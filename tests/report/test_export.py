"""The days in the formats of other programs: valid, the same at each export, and harmless."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import icalendar
import pytest

from device.report.export import FILES, Format, NothingToExport, Wish, export
from device.report.reminders import hours_of
from device.report.table import COLUMNS, harmless
from tests.journal.past import BEGAN, DONE, began, paced
from tests.report.home import PLAN, Home, home
from tests.report.lived import DAYS, exported

AWKWARD = "=cmd|' /C calc'!A0\r\n\u202e<script>\""


@pytest.fixture
def lived(tmp_path: Path, project: Path) -> Home:
    return home(tmp_path, project, DAYS)


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
