"""Rows as they stand in the file, whatever became of the file."""

from __future__ import annotations

import datetime as dt

import pytest

from device.journal.schema import as_rows, as_values
from tests.journal.past import BEGAN, DONE, past

ROW, LAST = past({0: [BEGAN, DONE]})


def test_a_row_is_read_as_it_was_written() -> None:
    assert list(as_rows(map(as_values, (ROW, LAST)))) == [ROW, LAST]


@pytest.mark.parametrize(
    ("place", "value"),
    [(1, "no_kind"), (1, 7), (2, "monday"), (2, 7), (3, "noon"), (3, 7), (3, None), (3, b"noon")],
)
def test_a_row_that_makes_no_sense_is_told_and_left_out(
    place: int, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    values = list(as_values(ROW))
    values[place] = value
    assert list(as_rows([tuple(values), as_values(LAST)])) == [LAST]
    assert f"entry {ROW.id} makes no sense" in caplog.text


def test_a_row_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        ROW.at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # type: ignore[misc]
