"""What the clinician signed is what is done: a plan that was changed afterwards is not signed."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.plan.signature import SIGNATURE_KEY, checksum, is_signed, sign
from device.reading.diagnostic import ConfigError
from device.reading.yaml_document import Path_, YamlDocument, parse_yaml, read_yaml

DAY = dt.date(2026, 11, 23)

PLAN = """\
# The plan of Mr. Kim.
operation:
  date: 2026-10-26
  region: lumbar              # nothing above L3
cleared_stage: 2
contacts:
  emergency: "112"
  family: {name: Anna, phone: "0123 456"}
exercises:
  - exercise: ankle_pumps
    repetitions: 10-15
  - exercise: glute_squeezes
    steps: ["Squeeze.", "Let go."]
    approved: {by: Dr. Lee, role: surgeon, date: 2026-11-09, valid_until: null}
  - exercise: walking_short
    clinician_override: no
"""
DOCUMENT = parse_yaml(Path("plan.yaml"), PLAN)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a plan that is signed."""
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN)
    sign(file, "Dr. Lee", "surgeon", DAY)
    return file


def leaves(value: object, path: Path_ = ()) -> Iterator[Path_]:
    """Return the way to every value that holds no others."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from leaves(inner, (*path, key))
        case list():
            for i, inner in enumerate(value):
                yield from leaves(inner, (*path, i))
        case _:
            yield path


def at(data: Any, path: Path_) -> Any:  # noqa: ANN401 - what a file holds
    for part in path:
        data = data[part]
    return data


LEAVES = list(leaves(DOCUMENT.data))


def holding(data: dict[str, Any]) -> YamlDocument:
    return dataclasses.replace(DOCUMENT, data=data)


def test_a_plan_is_signed_once_it_was_signed(file: Path) -> None:
    assert is_signed(read_yaml(file))
    assert read_yaml(file).data[SIGNATURE_KEY] == {
        "name": "Dr. Lee",
        "role": "surgeon",
        "date": DAY,
        "checksum": checksum(DOCUMENT),
    }


def test_the_plan_that_comes_with_the_project_is_signed(project: Path) -> None:
    assert is_signed(read_yaml(project / "config" / "plan.yaml"))


@pytest.mark.parametrize(
    "block",
    ["", "signature:\n", "signature: Dr. Lee\n", "signature: []\n", "signature: {name: Dr. Lee}\n"],
)
def test_a_plan_without_a_checksum_is_not_signed(block: str) -> None:
    assert not is_signed(parse_yaml(Path("plan.yaml"), PLAN + block))


@pytest.mark.hazard("H8")
@settings(deadline=None)
@given(
    st.sampled_from(LEAVES),
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.lists(st.integers()),
)
def test_no_value_can_be_changed_without_the_signature_breaking(path: Path_, value: object) -> None:
    data = copy.deepcopy(DOCUMENT.data)
    before = at(data, path)
    at(data, path[:-1])[path[-1]] = value
    # A day means the same with and without quotes.
    same = (type(before), before) == (type(value), value) or str(before) == value
    assert (checksum(holding(data)) == checksum(DOCUMENT)) == same


@pytest.mark.hazard("H8")
@pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_no_value_can_be_left_out_without_the_signature_breaking(path: Path_) -> None:
    data = copy.deepcopy(DOCUMENT.data)
    del at(data, path[:-1])[path[-1]]
    assert checksum(holding(data)) != checksum(DOCUMENT)


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("10-15", "10-16"),
        ("stage: 2", "stage: 3"),
        ("2026-10-26", "2026-10-25"),
        ('"112"', "112"),
        ('"112"', '"112 "'),
        ("ankle_pumps", "ankle_pump"),
        ("repetitions:", "repetition:"),
        ("cleared_stage: 2\n", ""),
        ("cleared_stage: 2\n", "cleared_stage: 2\nexample: true\n"),
        ("  - exercise: walking_short\n", "  - exercise: walking_short\n  - exercise: bridging\n"),
        ('["Squeeze.", "Let go."]', '["Let go.", "Squeeze."]'),
        ("clinician_override: no", 'clinician_override: "no"'),
        ("valid_until: null", "valid_until: 2027-01-01"),
    ],
)
def test_a_change_in_the_file_breaks_the_signature(file: Path, there: str, instead: str) -> None:
    text = file.read_text()
    assert there in text
    file.write_text(text.replace(there, instead, 1))
    assert not is_signed(read_yaml(file))


def test_a_checksum_that_somebody_changed_is_no_signature(file: Path) -> None:
    file.write_text(file.read_text().replace(checksum(DOCUMENT), checksum(DOCUMENT)[:-1] + "_"))
    assert not is_signed(read_yaml(file))


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("# The plan of Mr. Kim.\n", "# The plan of Mr. Kim, and\n\n# nobody else's.\n"),
        ("              # nothing above L3", ""),
        ("region: lumbar", 'region: "lumbar"'),
        ('{name: Anna, phone: "0123 456"}', '\n    phone: "0123 456"\n    name: Anna'),
        ("  date: 2026-10-26\n  region: lumbar", "  region: lumbar\n  date: 2026-10-26"),
        ("clinician_override: no", "clinician_override: false"),
        ("valid_until: null", "valid_until: "),
        ("\n", "\r\n"),
    ],
)
def test_remarks_order_and_the_way_it_is_written_are_free(
    file: Path, there: str, instead: str
) -> None:
    text = file.read_text()
    assert there in text
    file.write_bytes(text.replace(there, instead).encode())
    assert is_signed(read_yaml(file))


def test_signing_leaves_everything_else_as_it_is(file: Path) -> None:
    assert file.read_text().startswith(PLAN.rstrip() + "\n")
    assert file.read_text().count(f"{SIGNATURE_KEY}:") == 1


def test_signing_again_takes_the_place_of_the_first_signature(file: Path) -> None:
    once = file.read_text()
    sign(file, "Dr. Lee", "surgeon", DAY)
    assert file.read_text() == once
    file.write_text(once.replace("10-15", "12"))
    sign(file, "Ms. Cho", "physiotherapist", DAY + dt.timedelta(1))
    assert is_signed(read_yaml(file))
    assert read_yaml(file).data[SIGNATURE_KEY]["name"] == "Ms. Cho"
    assert "Dr. Lee" not in file.read_text().split(f"{SIGNATURE_KEY}:")[1]
    assert file.read_text().count(f"{SIGNATURE_KEY}:") == 1


def test_what_stands_behind_an_old_signature_is_kept(file: Path) -> None:
    file.write_text(file.read_text() + "\n# the last word\nhold_lifted: 2026-11-30\n")
    sign(file, "Dr. Lee", "surgeon", DAY)
    text = file.read_text()
    assert is_signed(read_yaml(file))
    assert text.index("# the last word\nhold_lifted: 2026-11-30") < text.index(f"{SIGNATURE_KEY}:")


@pytest.mark.parametrize(
    "name",
    ['Dr. "Bones" Lee', "Lee: the surgeon", "# Lee", "이 선생님", "Müller\\", "yes", " ", "1"],
)
def test_a_name_is_written_as_it_is(file: Path, name: str) -> None:
    sign(file, name, name, DAY)
    assert read_yaml(file).data[SIGNATURE_KEY]["name"] == name
    assert read_yaml(file).data[SIGNATURE_KEY]["role"] == name
    assert is_signed(read_yaml(file))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o600])
def test_who_may_read_the_file_stays_the_same(file: Path, mode: int) -> None:
    file.chmod(mode)
    sign(file, "Dr. Lee", "surgeon", DAY)
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_plan_that_cannot_be_read_is_not_signed_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("cleared_stage: 2\ncleared_stage: 3\n")
    with pytest.raises(ConfigError):
        sign(file, "Dr. Lee", "surgeon", DAY)
    assert file.read_text() == "cleared_stage: 2\ncleared_stage: 3\n"
    assert list(tmp_path.iterdir()) == [file]


def test_nothing_is_left_lying_about_after_signing(file: Path) -> None:
    assert list(file.parent.iterdir()) == [file]


REMARK_IN_THE_BLOCK = """\
exercises: []
pain:
  slight_max: 2
signature:
# the surgeon
  name: Dr. Lee
"""
ON_ONE_LINE = "{cleared_stage: 2, signature: {name: Dr. Lee}}\n"


@pytest.mark.parametrize("text", [REMARK_IN_THE_BLOCK, ON_ONE_LINE], ids=["remark", "one line"])
def test_signing_changes_nothing_of_the_plan_however_it_is_written(
    tmp_path: Path, text: str
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(text)
    before = checksum(read_yaml(file))
    try:
        sign(file, "Dr. Lee", "surgeon", DAY)
    except ConfigError:
        assert file.read_text() == text
    else:
        assert checksum(read_yaml(file)) == before
        assert is_signed(read_yaml(file))
