"""The bench of troubles must see a journal that loses something, and a program that dies."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from device.journal.entry import Kind
from script.benches.faults import Sum
from script.benches.trouble.kills import DURABLE_WITHIN_S, Series, Told, lost_of, told_by
from script.benches.trouble.report import Broken, Report, expect
from tests.journal.past import BEGAN, began, paced, past

ROWS = past({0: [BEGAN, began("slides"), paced("slides")]})
ACCOUNT = """\
started 0 -
written 1 session_began 10.0
written 2 exercise_began 10.5
confirmed 2 -
written 3 exercise_paced 11.0
written 4 word_heard 11.9
writ"""


def test_what_was_confirmed_or_is_older_than_a_second_must_be_there() -> None:
    assert told_by(ACCOUNT, killed_s=11.95).must == 2
    assert told_by(ACCOUNT, killed_s=12.2).must == 3
    assert told_by(ACCOUNT, killed_s=12.95).must == 4
    assert told_by("", killed_s=12.0) == Told({}, 0)


@pytest.mark.parametrize("missing", range(3))
def test_an_entry_that_was_confirmed_and_is_gone_is_counted(missing: int) -> None:
    told = told_by(ACCOUNT, killed_s=12.2)
    assert lost_of(told, ROWS) == 0
    assert lost_of(told, ROWS[:missing] + ROWS[missing + 1 :]) == 1


def test_an_entry_that_has_become_another_is_counted() -> None:
    kinds = {1: Kind.SESSION_BEGAN.value, 2: Kind.EXERCISE_PACED.value}
    assert lost_of(Told(kinds, 2), ROWS) == 1


LONG_ENOUGH_S = DURABLE_WITHIN_S + 0.2
"""Its first entry must be on the disk by then, however busy the machine is."""


class Forgetful(Series):
    """After each kill somebody takes entries out of the journal."""

    def __init__(self, file: Path, seed: int, which: str) -> None:
        super().__init__(file, seed, shortest_life_s=LONG_ENOUGH_S)
        self._which = which

    def _killed(self) -> Told:
        told = super()._killed()
        with closing(sqlite3.connect(self._file)) as journal, journal:
            last = "SELECT id FROM entries WHERE id <= ? ORDER BY id"
            ids = [row[0] for row in journal.execute(last, (told.must,))]
            gone = {"the last": ids[-1:], "one of the middle": ids[len(ids) // 2 :][:1]}
            for id_ in gone[self._which]:
                journal.execute("DELETE FROM entries WHERE id = ?", (id_,))
        return told


@pytest.mark.parametrize("which", ["the last", "one of the middle"])
def test_a_journal_that_drops_entries_does_not_survive_being_killed(
    tmp_path: Path, which: str
) -> None:
    series = Forgetful(tmp_path / "journal.sqlite", 3, which)
    report = series.run(2).report
    assert report.tried == 2
    assert report.lost >= 1
    assert report.survived < report.tried
    assert report.failures


def test_a_journal_that_drops_nothing_survives(tmp_path: Path) -> None:
    series = Series(tmp_path / "journal.sqlite", 3, shortest_life_s=LONG_ENOUGH_S)
    report = series.run(2).report
    assert (report.tried, report.survived, report.lost, report.failures) == (2, 2, 0, [])
    assert series.confirmed > 0


def test_what_raises_was_tried_and_not_survived() -> None:
    report = Report()
    with report.trying("good"):
        expect(holds=True, what="never said")
    with report.trying("bad"):
        expect(holds=False, what="it forgets")
    assert (report.tried, report.survived) == (2, 1)
    assert report.failures[0].startswith("bad: it forgets (")
    with pytest.raises(Broken):
        expect(holds=False, what="it forgets")


def ended(code: int, told: str) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, stdout=told)


def test_a_trouble_whose_program_dies_is_not_survived() -> None:
    for how in (None, ended(-11, ""), ended(1, "Traceback\n")):
        whole = Sum()
        whole.add("kills", how)
        assert (whole.tried, whole.survived, whole.met) == (1, 0, False)


@pytest.mark.parametrize(
    ("lost", "met", "good"), [(0, True, True), (1, True, False), (0, False, False)]
)
def test_all_is_well_only_when_nothing_is_lost_and_every_goal_is_met(
    lost: int, met: bool, good: bool
) -> None:
    figure = {"name": "n", "value": 1, "goal": 1, "met": met, "way": "at least"}
    told = {"tried": 2, "survived": 2, "lost": lost, "figures": [figure]}
    whole = Sum()
    whole.add("disk", ended(0, json.dumps(told | {"failures": [], "notes": []})))
    assert whole.met is good
    assert set(whole.as_dict()) >= {"faults_tried", "survived", "events_lost", "figures"}
    assert whole.as_dict()["figures"] == [{"name": "n", "value": 1, "goal": 1, "met": met}]
