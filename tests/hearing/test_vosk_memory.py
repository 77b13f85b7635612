"""A box that runs for weeks: what its recogniser keeps of all it has heard has an end."""

from __future__ import annotations

from pathlib import Path

import pytest
import vosk

from device.hearing.commands import Commands, load
from device.hearing.vosk_ear import KEPT_SETS, MOST_HEARD, VoskEar
from device.session.events import ANYTIME, Word
from device.sound.block import RATE_HZ
from tests.hearing.test_vosk_ear import rendered, says

GROWTH_MB = 8.0
"""With one recogniser for ever 200 s are 13 MB."""


@pytest.fixture
def commands(project: Path) -> Commands:
    return load(project / "voices" / "ko" / "commands.yaml")


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def test_what_it_has_heard_does_not_add_up(korean_model: vosk.Model, commands: Commands) -> None:
    ear = VoskEar(korean_model, commands)
    ear.listen_for(ANYTIME)
    spoken_s = len(rendered("일시정지")) / RATE_HZ + 0.4
    enough = round(MOST_HEARD / RATE_HZ / spoken_s)
    for _ in range(enough):
        says(ear, "일시정지")
    before = resident_mb()
    for _ in range(round(200 / spoken_s)):
        assert says(ear, "일시정지").word is not None
    assert resident_mb() - before < GROWTH_MB


def test_a_question_of_long_ago_is_understood_again(
    korean_model: vosk.Model, commands: Commands
) -> None:
    ear = VoskEar(korean_model, commands)
    ear.listen_for(ANYTIME)
    assert says(ear, "일시정지").word is Word.PAUSE
    for word in list(Word)[: KEPT_SETS + 2]:
        ear.listen_for(frozenset({word, Word.STOP}))
    ear.listen_for(ANYTIME)
    assert says(ear, "일시정지").word is Word.PAUSE
