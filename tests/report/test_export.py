"""The days in the formats of other programs: valid, the same at each export, and harmless."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from device.report.export import FILES, ExportOptions, Format, NothingToExport, write_export
from device.report.table import DESCRIBED, TABLE_COLUMNS, documentation, harmless
from tests.journal.past import BEGAN, DONE, began, next_day, paced
from tests.report.home import Home, home
from tests.report.lived import DAYS, GOOD, exported

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
    assert tuple(found[0]) == TABLE_COLUMNS
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
    silent = next(row for row in found if row["pain_answered"] == "no")
    assert (silent["pain_0_10"], silent["danger"]) == ("", "silence")
    assert found[1]["repetitions_paced"] == "3"
    assert found[1]["exercise_name"] == "Glute squeezes"
    assert found[0]["seconds"] == "420"


def test_prescribed_doses_and_next_mornings_are_in_it(tmp_path: Path, project: Path) -> None:
    found = rows(home(tmp_path, project, {1: [BEGAN, next_day("worse"), *GOOD, DONE]}))
    assert [row["next_morning"] for row in found if row["what"] == "morning"] == ["worse"]
    (exercise,) = [row for row in found if row["what"] == "exercise"]
    assert (exercise["repetitions_from"], exercise["repetitions_to"]) == ("10", "15")
    assert (exercise["hold_s_from"], exercise["times_per_day"]) == ("5", "1")


OF_A_TYPE = {
    "number": r"(0|[1-9]\d*)?",
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "word": r"[a-z_]*",
    "text": r".*",
}


def test_every_column_holds_one_type_that_no_country_reads_otherwise(lived: Home) -> None:
    found = rows(lived)
    for column in DESCRIBED:
        cells = {row[column.name] for row in found}
        assert [c for c in cells if not re.fullmatch(OF_A_TYPE[column.type], c)] == []
    assert all(row["seconds"] for row in found if row["what"] == "session")


def test_the_columns_are_documented_by_what_writes_them(project: Path) -> None:
    text = (project / "docs" / "report-csv.md").read_text("utf-8")
    assert text == documentation(), "python -m device.report.table > docs/report-csv.md"


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\u202e=1", " =1", "\uff1d1", "\uff0b1"],
)
def test_no_cell_of_text_begins_as_a_formula(cell: str) -> None:
    assert harmless(cell).startswith("'")
    assert harmless(-1) == "-1"


def test_an_awkward_id_stays_one_harmless_cell(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {1: [BEGAN, began(AWKWARD), paced(AWKWARD), DONE]})
    (row,) = [row for row in rows(lived) if row["what"] == "exercise"]
    assert row["exercise"] == "'=cmd|' /C calc'!A0 <script>\""


# ------------------------------------------------------------ where they go


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


def test_without_a_name_an_export_goes_into_this_folder(
    lived: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind in Format:
        wish = ExportOptions(kind, 42)
        file = write_export(lived.configuration, lived.voices, lived.state, lived.clock, wish)
        assert file == FILES[kind]
        assert (tmp_path / file).exists()


def test_the_family_and_its_telephone_are_in_no_export(lived: Home) -> None:
    for kind in Format:
        text = exported(lived, kind)
        assert "Anna" not in text
        assert "0123" not in text
