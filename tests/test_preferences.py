"""How the patient wants to be spoken to outlives the night and a pulled plug."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from device.cli import main
from device.preferences import PREFERENCES_FILE, USUAL, Keeping, load_preferences, save
from device.session.actions import Action, Prefer, SetVolume
from device.session.command_execution import SLOWEST
from device.session.events import Preferred, Word
from tests.days import GLUTE_SQUEEZES, day_state
from tests.journal.desk import full
from tests.session.box import Box, into


def volumes(box: Box) -> list[int]:
    return [action.gain_db for _, action in box.actions if isinstance(action, SetVolume)]


def preferred(box: Box) -> list[Prefer]:
    return [action for _, action in box.actions if isinstance(action, Prefer)]


def kept(box: Box, state: Path) -> None:
    """Let a `Keeping` see all that was done."""
    keeping = Keeping(state, lambda job: job())
    for at, action in box.actions:
        keeping.done(action, at)


def repetitions_s(box: Box) -> float:
    since = box.now
    box.wait_until(lambda: not box.session.runs, 1800)
    return (box.now - since) / 16_000


def test_louder_and_slower_are_kept_over_a_restart(tmp_path: Path) -> None:
    box = into(GLUTE_SQUEEZES)
    for word in (Word.LOUDER, Word.LOUDER, Word.SLOWER):
        box.says(word)
    kept(box, tmp_path)
    assert load_preferences(tmp_path) == Preferred(6, 1.25)

    after = Box(day_state(GLUTE_SQUEEZES))
    after.happens(load_preferences(tmp_path))
    assert volumes(after) == [6]
    after.start()
    after.ready()
    usual = into(GLUTE_SQUEEZES)
    assert repetitions_s(after) > repetitions_s(usual)
    after.says(Word.LOUDER)
    assert volumes(after)[-1] == 6


def test_quieter_takes_back_what_louder_has_kept(tmp_path: Path) -> None:
    box = into(GLUTE_SQUEEZES)
    for word in (Word.LOUDER, Word.QUIETER, Word.QUIETER):
        box.says(word)
    kept(box, tmp_path)
    assert load_preferences(tmp_path).gain_db == -3


def test_only_what_the_patient_asked_for_is_kept(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path, lambda job: job())
    others: tuple[Action, ...] = (SetVolume(6),)
    for action in others:
        keeping.done(action, 0)
    assert load_preferences(tmp_path) == USUAL


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'{"gain_db": "x", "slower": 1}', b'{"gain_db": 1e999, "slower": 1}'],
)
def test_what_a_cut_leaves_is_the_usual(tmp_path: Path, content: bytes) -> None:
    (tmp_path / PREFERENCES_FILE).write_bytes(content)
    assert load_preferences(tmp_path) == USUAL


@pytest.mark.parametrize(("gain_db", "slower", "is_db"), [(99, 50.0, 6), (-99, 0.1, -12)])
def test_what_makes_no_sense_is_brought_into_its_range(
    gain_db: int, slower: float, is_db: int
) -> None:
    box = into(GLUTE_SQUEEZES)
    box.happens(Preferred(gain_db, slower))
    assert volumes(box) == [is_db]
    box.says(Word.QUIETER)
    assert preferred(box)[-1].slower == min(SLOWEST, max(1.0, slower))
    box.wait_until(lambda: not box.session.runs, 3600)


def test_slower_comes_to_an_end() -> None:
    box = into(GLUTE_SQUEEZES)
    for _ in range(20):
        box.says(Word.SLOWER)
    assert preferred(box)[-1].slower == SLOWEST


def test_a_full_disk_costs_what_is_kept_and_nothing_else(tmp_path: Path) -> None:
    save(tmp_path, 3, 1.0)
    keeping = Keeping(tmp_path, lambda job: job())
    with full(tmp_path / PREFERENCES_FILE):
        keeping.done(Prefer(6, 2.0), 0)
    assert load_preferences(tmp_path) == Preferred(3, 1.0)


def test_a_person_can_look_at_it_and_go_back_to_the_usual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    save(tmp_path, 6, 1.25)
    told = CliRunner().invoke(main, ["preferences"])
    assert "+6 dB" in told.output
    assert "1.25 times as slow" in told.output
    assert CliRunner().invoke(main, ["preferences", "--forget"]).exit_code == 0
    assert load_preferences(tmp_path) == USUAL
    assert "as usual" in CliRunner().invoke(main, ["preferences"]).output
