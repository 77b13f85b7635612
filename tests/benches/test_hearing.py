"""The bench of the hearing finds what is wrong, and its page tells what it found."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from device.rehearsal.figures import Figure
from device.rehearsal.hearing_page import TRIED, Facts, bar, markdown, picture
from device.rehearsal.overheard import Talk
from device.rehearsal.persons import Heard
from device.rehearsal.silent_day import Silent
from device.rehearsal.trials import Clip, Trial
from device.session.events import ANYTIME, Word
from tests.benches.loading import bench_named

PAIN = Clip(Word.PAIN, "pain", ANYTIME)
NAMES = ("2m_quiet", "noise_12db", "noise_6db", "box_counts", "box_speaks")
FACTS = Facts("2026-11-23", "ko", "quick", "a machine", 300.0, ("what was left out",))


@pytest.fixture(scope="module")
def bench(project: Path) -> ModuleType:
    return bench_named("hearing", project)


def somebody(heard: Word | None, ducked_ms: float, silent_ms: float) -> Heard:
    clean = [Trial(PAIN, Word.PAIN, suspected=False)] * 20
    trials = [Trial(PAIN, heard, False, ducked_ms, silent_ms)] * 20
    missed = 0 if heard else 20
    return Heard("p", [clean] * 3, dict.fromkeys(NAMES, trials), missed, 20, 0, [0.05])


def figures(
    bench: ModuleType,
    person: Heard,
    silent: Silent | None = None,
    talk: tuple[float, tuple[str, ...], int] = (36_000.0, (), 0),
) -> dict[str, Figure]:
    sessions = [silent or Silent(length_s=36_000.0)]
    told = bench.figures_of([person], sessions, Talk(*talk))
    return {figure.name: figure for figure in told}


def unmet(found: dict[str, Figure]) -> set[str]:
    return {name for name, figure in found.items() if figure.met is False}


def test_a_box_that_hears_all_in_time_meets_every_goal(bench: ModuleType) -> None:
    assert unmet(figures(bench, somebody(Word.PAIN, 100.0, 200.0))) == set()


def test_a_deaf_box_retains_nothing_and_never_ducks(bench: ModuleType) -> None:
    found = figures(bench, somebody(None, math.inf, math.inf))
    assert {found[f"retention_{name}"].value for name in NAMES} == {0.0}
    deaf = {f"retention_{name}" for name in NAMES} | {"onset_to_ducked_p95"}
    assert unmet(found) >= deaf | {"pain_or_stop_missed_twice", "pain_to_silence_p95"}


def test_a_slow_box_is_found_out(bench: ModuleType) -> None:
    slow = unmet(figures(bench, somebody(Word.PAIN, 151.0, 401.0)))
    assert slow == {"onset_to_ducked_p95", "pain_to_silence_p50", "pain_to_silence_p95"}


def test_one_false_action_of_its_own_voice_in_ten_hours_is_too_many(bench: ModuleType) -> None:
    for silent in (Silent(36_000.0, heard=[(3.0, "next")]), Silent(36_000.0, suspected=[3.0])):
        found = unmet(figures(bench, somebody(Word.PAIN, 100.0, 200.0), silent))
        assert found == {"false_actions_of_own_voice"}


def test_a_trigger_happy_box_fails_in_talk(bench: ModuleType) -> None:
    happy = somebody(Word.PAIN, 100.0, 200.0)
    assert unmet(figures(bench, happy, talk=(36_000.0, ("pause", "help"), 0))) == {
        "false_actions_of_talk"
    }
    assert "false_actions_of_talk" in unmet(figures(bench, happy, talk=(36_000.0, (), 2)))
    assert "false_next_of_talk" in unmet(figures(bench, happy, talk=(360_000.0, ("next",), 0)))


def test_recall_itself_counts_what_was_not_known_as_missed(bench: ModuleType) -> None:
    person = somebody(Word.PAIN, 100.0, 200.0)
    person.clean[-1] = person.clean[-1] * 2
    told = bench.figures_of([person], [], None, absolute=True)
    found = {figure.name: figure for figure in told}
    assert found["recall_noise_12db"].value == 0.5
    assert {"recall_noise_12db", "recall_noise_6db"} <= unmet(found)


def test_the_bench_has_a_noise_wherever_it_runs(
    bench: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "RECORDINGS", tmp_path)
    bench.kitchen.cache_clear()
    noise, what = bench.kitchen()
    bench.kitchen.cache_clear()
    assert "1/f" in what
    assert np.abs(noise).max() > 1000


def test_the_page_keeps_what_people_wrote_and_renews_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "hearing.md"
    markdown(page, FACTS, [Figure("old_figure", 0.5, 9, 0.4, 0.6)])
    page.write_text(page.read_text("utf-8").replace("Nothing yet.", "Less noise."), "utf-8")
    markdown(page, FACTS, [Figure("new_figure", 0.5, 9, 0.4, 0.6, 0.9)])
    text = page.read_text("utf-8")
    assert "new_figure" in text
    assert "old_figure" not in text
    assert text.endswith(f"{TRIED}\n\nLess noise.\n")


@pytest.mark.parametrize(
    ("low", "goal", "told"), [(0.9, 0.85, "yes"), (0.9, 0.93, "yes, not proven"), (0.9, 0.99, "NO")]
)
def test_a_row_tells_whether_the_goal_is_met_and_proven(low: float, goal: float, told: str) -> None:
    assert bar(Figure("f", 0.95, 50, low, 0.98, goal))[-1] == told


def test_the_picture_is_svg_and_shows_every_condition_and_late_times() -> None:
    shown = [Figure(f"retention_{name}", 0.9, 50, 0.8, 0.95, 0.94) for name in NAMES]
    drawn = picture(shown, {"a < b": [10.0, 9000.0, math.inf], "none": []})
    texts = {text.text for text in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")}  # noqa: S314
    assert texts >= {name.replace("_", " ") for name in NAMES}
    assert "a < b, ms (3 times)" in texts
