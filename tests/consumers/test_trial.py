"""The trial of the exports says what it could not run, and fails when one reader reads wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from script.consumers import trial
from script.consumers.outcome import TOLD, Outcome, Skipped, judged


def right(_: Path) -> Iterator[Outcome]:
    yield judged("reader", "1", "all", [], "0 wrong")


def wrong(_: Path) -> Iterator[Outcome]:
    yield judged("strict", "2", "all", [f"cell {n}" for n in range(5)], "0 wrong")


def absent(_: Path) -> Iterator[Outcome]:
    yield from ()
    raise Skipped("apt install absent")


def broken(_: Path) -> Iterator[Outcome]:
    yield from right(_)
    raise OSError("no port")


def told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *parts: trial.Part
) -> tuple[int, list[dict[str, object]]]:
    named = {each.__name__: (each.__name__, each) for each in parts}
    monkeypatch.setattr(trial, "PARTS", named)
    monkeypatch.setattr(sys, "argv", ["test-consumers", "--json"])
    code = trial.main()
    return code, json.loads(capsys.readouterr().out)


def test_what_cannot_be_had_is_a_line_that_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = told(monkeypatch, capsys, absent, right)
    assert [each["passed"] for each in lines] == [None, True]
    assert lines[0]["result"] == "skipped: apt install absent"
    assert code == 0


@pytest.mark.parametrize("part", [wrong, broken])
def test_one_reader_that_reads_wrong_or_breaks_fails_the_trial_and_the_others_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], part: trial.Part
) -> None:
    code, lines = told(monkeypatch, capsys, part, right)
    assert code == 1
    assert lines[-1]["passed"] is True
    assert False in [each["passed"] for each in lines]


def test_of_much_that_is_wrong_the_first_is_told_and_how_much_more() -> None:
    (line,) = wrong(Path())
    assert line.result == f"cell 0; cell 1; cell 2 and {5 - TOLD} more"
    assert "**FAILED:**" in line.as_row()
