"""A box that runs for weeks: what its recognizer keeps of all it has heard has an end."""

from __future__ import annotations

from pathlib import Path

import pytest
import vosk

from device.hearing.commands import Commands, load_commands
from device.hearing.vosk_recognizer import MAX_UTTERANCE, VoskRecognizer
from device.session.events import ANYTIME, Word
from device.sound.block import RATE_HZ
from tests.hearing.test_vosk_recognizer import said, says

GROWTH_MB = 8.0
"""With recognizers that go on for ever 200 s are 13 MB."""

HEARD = 0.98
"""Vosk dithers: of some hundred times the same bytes it may hear one as another word."""


@pytest.fixture
def commands(project: Path) -> Commands:
    return load_commands(project / "voices" / "ko" / "commands.yaml")


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


@pytest.mark.parametrize("questions", [1, 5])
def test_what_it_has_heard_does_not_add_up(
    korean_model: vosk.Model, commands: Commands, questions: int
) -> None:
    recognizer = VoskRecognizer(korean_model, commands)
    sets = [ANYTIME, *(ANYTIME | {word} for word in Word if word not in ANYTIME)][:questions]
    spoken_s = len(said("일시정지")) / RATE_HZ + 0.4
    recognizer.listen_for(sets[0])

    def hears_for(seconds: float) -> list[Word | None]:
        heard = []
        for i in range(round(seconds / spoken_s)):
            if len(sets) > 1:
                recognizer.listen_for(sets[i % len(sets)])
            heard.append(says(recognizer, "일시정지").word)
        return heard

    heard = hears_for(MAX_UTTERANCE / RATE_HZ)
    before = resident_mb()
    heard += hears_for(200)
    assert resident_mb() - before < GROWTH_MB
    assert heard.count(Word.PAUSE) >= HEARD * len(heard)


def test_after_it_began_anew_every_question_is_understood(
    korean_model: vosk.Model, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("device.hearing.vosk_recognizer.MAX_UTTERANCE", 0)
    recognizer = VoskRecognizer(korean_model, commands)
    for words in (ANYTIME, ANYTIME | {Word.YES}, ANYTIME):
        recognizer.listen_for(words)
        assert [says(recognizer, "일시정지").word for _ in range(2)] == [Word.PAUSE] * 2
