"""The days as FHIR: valid, never one thing in another's place, and searchable."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from device.journal.entry import Entry, Kind
from device.journal.schema import insert
from device.report.export import Format
from tests.journal.past import (
    BEGAN,
    DONE,
    began,
    ended,
    next_day,
    paced,
    pain,
    past,
)
from tests.report.home import Home, home
from tests.report.lived import DAYS, GOOD, coded, exported, resources

Resource = dict[str, Any]


@pytest.fixture
def lived(tmp_path: Path, project: Path) -> Home:
    return home(tmp_path, project, DAYS)


def entries(lived: Home, **how: Any) -> list[Resource]:  # noqa: ANN401
    found: list[Resource] = json.loads(exported(lived, Format.FHIR, **how))["entry"]
    return found


def ids(lived: Home, **how: Any) -> dict[str, str]:  # noqa: ANN401
    return {each["fullUrl"]: each["request"]["url"] for each in entries(lived, **how)}


def kinds_of(lived: Home) -> list[str]:
    return [each["resource"]["resourceType"] for each in entries(lived)]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_bundle_is_valid_fhir(tmp_path: Path, project: Path, language: str) -> None:
    lived = home(tmp_path, project, DAYS, language=language)
    Bundle.model_validate_json(exported(lived, Format.FHIR))
    kinds = kinds_of(lived)
    assert kinds[:6] == ["Patient", "Device", "CarePlan", "Goal", "Goal", "Goal"]
    assert kinds.count("Procedure") == 4


def test_the_validation_would_find_a_mistake(lived: Home) -> None:
    made = json.loads(exported(lived, Format.FHIR))
    made["entry"][2]["resource"]["status"] = ["completed"]
    with pytest.raises(ValueError, match="status"):
        Bundle.model_validate(made)


def test_every_reference_leads_to_something_in_the_bundle(lived: Home) -> None:
    made = json.loads(exported(lived, Format.FHIR))
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


# ------------------------------------------------------------ one thing never in another's place


def test_two_journals_of_one_pseudonym_keep_all_their_sessions(
    tmp_path: Path, project: Path
) -> None:
    """A new card begins to count its rows anew: their numbers are the same."""
    old = home(tmp_path / "old", project, {n + 10: DAYS[n] for n in DAYS})
    new = home(tmp_path / "new", project, DAYS)
    both = [
        {url for url in ids(each, pseudonym="P-017").values() if "/" in url} for each in (old, new)
    ]
    assert both[0] & both[1] == set()
    assert min(map(len, both)) > 10


def test_a_backup_that_lives_on_twice_overwrites_nothing(tmp_path: Path, project: Path) -> None:
    """From one backup two cards are made, and each lives a day of its own: same birth, same row."""
    one = home(tmp_path / "one", project, DAYS)
    other = home(tmp_path / "other", project, DAYS)
    later = past({**DAYS, 0: [BEGAN, *GOOD, DONE]})[sum(map(len, DAYS.values())) :]
    for lived, boot in ((one, "card-1"), (other, "card-2")):
        rows = [row._replace(boot_id=boot) for row in later]
        insert(lived.state / "journal.sqlite", rows)
    sessions = [{each["id"] for each in resources(lived, "Procedure")} for lived in (one, other)]
    assert [len(each) for each in sessions] == [5, 5]
    assert len(sessions[0] & sessions[1]) == 4


def test_the_patient_is_created_only_where_there_is_none(lived: Home) -> None:
    """A PUT would take away what the clinic has added: a name, a physician, an insurance."""
    (first, *others) = entries(lived, pseudonym="P-017|a,b")
    assert first["request"] == {
        "method": "POST",
        "url": "Patient",
        "ifNoneExist": "identifier=urn%3Aspinecoach%3Apseudonym%7CP-017%5C%7Ca%5C%2Cb",
    }
    assert {each["request"]["method"] for each in others} == {"PUT"}
    assert "Patient" not in {each["resource"]["resourceType"] for each in others}


def test_the_patient_has_a_pseudonym_and_nothing_else(lived: Home) -> None:
    (patient,) = resources(lived, "Patient")
    assert set(patient) == {"resourceType", "language", "text", "identifier"}
    assert patient["identifier"][0]["value"].startswith("box-")
    (named,) = resources(lived, "Patient", pseudonym="P-017\n")
    assert named["identifier"][0]["value"] == "P-017"
    assert not set(ids(lived)) & set(ids(lived, pseudonym="P-017"))


def test_a_later_export_has_the_same_ids_and_new_ones_beside_them(lived: Home) -> None:
    before = ids(lived, days=30)
    later = past({**DAYS, 0: [BEGAN, *GOOD, DONE]})
    insert(lived.state / "journal.sqlite", later[sum(map(len, DAYS.values())) :])
    after = ids(lived, days=30)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 3, "the session, its minutes and its exercise"


def test_an_empty_journal_is_a_bundle_of_patient_box_and_plan(
    tmp_path: Path, project: Path
) -> None:
    assert kinds_of(home(tmp_path, project)) == ["Patient", "Device", "CarePlan", *["Goal"] * 3]


# ------------------------------------------------------------ it can be searched and understood


def test_pain_is_an_answer_from_zero_to_ten_and_silence_is_no_number(lived: Home) -> None:
    first, second = coded(resources(lived, "Observation"), "72514-3")
    assert first["code"]["coding"][0]["system"] == "http://loinc.org"
    assert first["valueQuantity"]["value"] == 7
    assert "valueQuantity" not in second
    assert second["dataAbsentReason"]["coding"][0]["code"] == "asked-unknown"


@pytest.mark.hazard("H3")
def test_a_danger_sign_is_an_observation_of_its_own_and_silence_is_no_no(
    tmp_path: Path, project: Path
) -> None:
    danger = {3: "yes", 2: "no", 1: "silence"}
    days = {
        n: [BEGAN, pain(None), Entry(Kind.DANGER_ANSWERED, text=answer), ended("danger")]
        for n, answer in danger.items()
    }
    yes, no, silence = coded(
        resources(home(tmp_path, project, days), "Observation"), "danger-signs"
    )
    assert yes["valueCodeableConcept"]["coding"][0]["code"] == "Y"
    assert yes["interpretation"][0]["coding"][0]["code"] == "A"
    assert no["valueCodeableConcept"]["coding"][0]["code"] == "N"
    assert "interpretation" not in no
    assert "valueCodeableConcept" not in silence
    assert silence["dataAbsentReason"]["coding"][0]["code"] == "asked-unknown"


def test_the_next_morning_is_an_observation_of_its_own(tmp_path: Path, project: Path) -> None:
    days = {3: [BEGAN, next_day("worse"), DONE], 2: [BEGAN, next_day("silence"), DONE]}
    lived = home(tmp_path, project, days, language="ko")
    worse, silent = coded(resources(lived, "Observation"), "next-morning")
    assert worse["valueCodeableConcept"]["coding"][0]["code"] == "worse"
    assert worse["valueCodeableConcept"]["text"] == lived.texts.morning_worse
    assert "dataAbsentReason" in silent


def test_what_was_counted_has_units_and_what_is_prescribed_too(lived: Home) -> None:
    found = coded(resources(lived, "Observation"), "glute_squeezes")
    assert found[0]["valueQuantity"] == {
        "value": 3,
        "unit": "repetitions",
        "system": "http://unitsofmeasure.org",
        "code": "1",
    }
    minutes = coded(resources(lived, "Observation"), "55411-3")
    assert minutes[0]["valueQuantity"]["code"] == "min"
    assert minutes[0]["valueQuantity"]["value"] == 7
    goal = resources(lived, "Goal")[0]
    units = {
        each.get("detailQuantity", each.get("detailRange", {}).get("low"))["code"]
        for each in goal["target"]
    }
    assert units == {"1", "s", "/d"}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_resource_speaks_the_language_of_the_box(
    tmp_path: Path, project: Path, language: str
) -> None:
    lived = home(tmp_path, project, DAYS, language=language)
    for each in entries(lived):
        resource = each["resource"]
        assert resource["language"] == language
        told = resource["text"]["div"]
        assert f'lang="{language}"' in told
        assert re.search(r"<p>[^<]+</p>", told)
    (procedure, *_) = resources(lived, "Procedure")
    assert procedure["code"]["text"] == lived.texts.fhir_session
    assert {"performer", "category"} <= set(procedure)


def test_markup_in_a_name_stays_text_in_the_narrative(tmp_path: Path, project: Path) -> None:
    evil = "<script>&\u202e\n"
    days = {1: [BEGAN, began(evil), paced(evil), DONE]}
    lived = home(tmp_path, project, days, by=(evil, "surgeon"))
    text = exported(lived, Format.FHIR)
    assert "<script>" not in "".join(re.findall(r'"div": "(.*)"', text))
    assert "\\u202e" not in text
    assert "\u202e" not in text
    Bundle.model_validate_json(text)
