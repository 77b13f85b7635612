"""The doctor does not call a box healthy that would exercise nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from unittest.mock import Mock

import pytest

from device.doctor import examination
from device.hearing.likelihood.weights import WeightsMissing
from device.hearing.models import ModelMissing
from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from device.plan.signature import sign
from tests.doctor.patient import MORNING, Box, box, no_model

__all__ = ["box", "no_model"]


def test_an_example_plan_is_told_with_how_a_real_one_is_made(box: Box) -> None:
    file = box.home / "config" / "plan.yaml"
    file.write_text("example: true\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    sign(file, "Dr. Test", "surgeon", MORNING.date())
    found = box.only_broken("configuration")
    assert "only an example" in found.seen
    assert "spinecoach plan new" in found.to_do


@pytest.mark.parametrize(("days", "seen"), [(100, "has run out"), (-20, "begins on a later day")])
def test_a_plan_that_is_not_of_today_is_told(box: Box, days: int, seen: str) -> None:
    box.parts = replace(box.parts, clock=VirtualClock(MORNING + dt.timedelta(days=days)))
    assert seen in box.only_broken("configuration").seen


def test_a_plan_on_hold_is_told_with_whom_to_ask(box: Box) -> None:
    clock = VirtualClock(MORNING - dt.timedelta(days=2))
    journal = SqliteJournal(box.state / "journal.sqlite", clock)
    for _ in range(2):
        journal.write(Entry(Kind.NEXT_DAY_ANSWERED, text="worse"))
        clock.advance(86400)
    journal.close()
    found = box.only_broken("configuration")
    assert "on hold" in found.seen
    assert "clinic" in found.to_do


def test_the_first_mistake_is_told_with_its_line(box: Box) -> None:
    file = box.home / "config" / "device.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  microphone:", "  micropone:"), encoding="utf-8")
    found = box.only_broken("configuration")
    assert found.seen.startswith("1 mistake: device.yaml, line ")
    assert "micropone" in found.seen


def english(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = Mock(side_effect=ModelMissing("No speech model. What to do: fetch."))
    monkeypatch.setattr(examination, "find_model", missing)
    file = box.home / "config" / "device.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("language: ko", "language: en"), encoding="utf-8")


def test_english_without_a_model_is_heard_with_the_weights(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    english(box, monkeypatch)
    monkeypatch.setattr(examination, "find_weights", Mock())
    found = box.findings()["recognizer"]
    assert found.ok
    assert "without a speech model" in found.seen


def test_english_without_model_and_weights_is_told_the_command_that_brings_one(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    english(box, monkeypatch)
    monkeypatch.setattr(
        examination, "find_weights", Mock(side_effect=WeightsMissing("They are not here."))
    )
    found = box.findings()["recognizer"]
    assert not found.ok
    assert found.to_do.startswith("spinecoach model fetch en")
    assert "What to do" not in found.seen


def test_a_voice_that_is_refused_is_told_with_its_file_and_line(box: Box) -> None:
    voice = box.home / "voices" / "ko" / "voice.yaml"
    lines = voice.read_text(encoding="utf-8").splitlines()
    n = next(n for n, line in enumerate(lines) if line.startswith("espeak_voice"))
    lines[n] = "espeak_voice: nonsense"
    voice.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = box.findings()["voice"]
    assert f"{voice}, line {n + 1}" in found.to_do
