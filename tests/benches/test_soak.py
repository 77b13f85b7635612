"""The bench of days must see what grows, and not judge what it did not measure."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from device.plan.script import Question
from device.session.events import Word
from device.session.questions import words_for
from script.benches.trouble.sessions import ANSWERS, Look, Soak
from tests.benches.loading import bench_named


@pytest.fixture(scope="module")
def soak(project: Path) -> ModuleType:
    return bench_named("soak", project)


def looks(growth_mb_per_h: float) -> list[Look]:
    wobble = (0.0, 0.6, -0.4)
    return [
        Look(n / 4, 100 + growth_mb_per_h * n / 4 + wobble[n % 3], fds=9, threads=3)
        for n in range(96)
    ]


@pytest.mark.parametrize("growth", [0.0, 1.5, -0.5])
def test_memory_that_grows_is_seen_through_what_it_wobbles(soak: ModuleType, growth: float) -> None:
    assert soak.slope_per_h(looks(growth)) == pytest.approx(growth, abs=0.05)


def test_a_run_that_was_too_short_has_met_nothing(soak: ModuleType) -> None:
    arbitrated = {
        name: met for name, _, _, met in soak.arbitrated({"journal_kb_per_session": 20.0})
    }
    assert arbitrated.pop("journal_kb_per_session")
    assert arbitrated
    assert not any(arbitrated.values())


@pytest.mark.parametrize(
    ("name", "value"), [("rss_slope_mb_per_h", 1.01), ("fds_grown", 1), ("threads_grown", 1)]
)
def test_one_more_than_the_goal_is_not_met(soak: ModuleType, name: str, value: float) -> None:
    good = dict.fromkeys(soak.GOALS, 0.0)
    assert all(met for *_, met in soak.arbitrated(good))
    assert {each for each, _, _, met in soak.arbitrated(good | {name: value}) if not met} == {name}


def test_a_file_that_stays_open_and_a_thread_that_stays_are_seen(tmp_path: Path) -> None:
    before = Soak.held()
    with (tmp_path / "left open").open("w"):
        assert Soak.held() == (before[0] + 1, before[1])


def test_the_patient_of_a_soak_has_an_answer_to_every_question() -> None:
    """Found: a run of seven hours ended at a question that was asked for the first time."""
    without = {Question.TEMPLATE}  # an enrollment is declined
    assert set(Question) - set(ANSWERS) == without
    assert ANSWERS[Question.ENROLLMENT] is Word.NO
    for question, word in ANSWERS.items():
        assert word in words_for(question)
