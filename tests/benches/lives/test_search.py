"""A life by chance is found to break a promise, made short, and written as a scenario that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.configuration import Configuration, load_configuration
from device.plan.script import Question
from device.scenarios.lengths import estimated_length
from device.scenarios.reading import read_scenario
from device.scenarios.record import SaidPhrase
from device.scenarios.text import run_text
from device.session import pain_dialogue
from device.session.actions import Action, Play
from device.session.pain import PainEpisode, Verdict
from script.benches.lives.invariants import Invariants
from script.benches.lives.promises import NAMES
from script.benches.lives.search import Search, Violation


@pytest.fixture(scope="module")
def english(project: Path) -> Configuration:
    return load_configuration(project, "en")


def search(english: Configuration) -> Search:
    assert english.catalogue is not None
    assert english.book is not None
    return Search(english.catalogue, estimated_length(english.book), seed=3, plans=2)


def test_a_box_that_asks_nothing_about_danger_is_found_and_the_way_to_it_made_short(
    english: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(pain: PainEpisode, _rules: object) -> Verdict:
        return Verdict.ASK_HOW_BAD if pain.value is None else Verdict.GO_ON

    monkeypatch.setattr(pain_dialogue, "verdict", careless)
    lives = search(english)
    broken = (lives.live(seed) for seed in range(150))
    found = next((v for v in broken if v is not None and v.name == "danger asked"), None)
    assert found is not None
    short = lives.shortest(found)
    assert len(short.life.steps) <= 8
    assert Question.DANGER.value in NAMES[short.name]


def test_a_life_written_as_a_scenario_says_the_same_again(
    english: Configuration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives = search(english)
    said: list[tuple[int, str]] = []
    plain = Invariants.done

    def noted(self: Invariants, action: Action, now: int) -> None:
        if isinstance(action, Play):
            said.append((action.at, action.phrase.key))
        plain(self, action, now)

    monkeypatch.setattr(Invariants, "done", noted)
    long = 0
    for seed in range(8):
        said.clear()
        lived = lives.lived(seed)
        file = tmp_path / f"{seed}.yaml"
        file.write_text(Violation(lived, "dose", "none").as_yaml(), encoding="utf-8")
        result = run_text(english, read_scenario(file))
        assert result.failures == ()
        heard = [(t.at, t.phrase.key) for t in result.told if isinstance(t, SaidPhrase)]
        assert heard[: len(said)] == said  # a broken promise ends the life in the middle
        long += len(said) > 30
    assert long >= 2
