"""The daemon's own threads in an enrollment.

What is learned is known at once, with no new start.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
import pytest

from device.hearing.enrolled.profile_store import ProfileStore
from device.journal.clock import VirtualClock
from device.journal.entry import Kind
from device.journal.reading import read_rows
from device.panel.light import Pattern, light_of
from device.plan.script import Question
from device.plan.signature import sign
from device.session.actions import EnrollWord, Play, RequestTemplate
from device.session.enrollment import ENROLLMENT_WORDS, TEMPLATES_PER_WORD
from device.session.events import Heard, Word
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, Samples, samples
from tests.hearing.enrolled.people import MANNERS
from tests.household import SHORT_PLAN, Household, Quick, living, project_with, wait_for
from tests.rendering import rendered

pytestmark = pytest.mark.usefixtures("without_likelihood")

MORNING = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
WITHIN_S = 30.0
FASTER = 6
QUIET = 4
"""Noise of a quiet room, as the spread of its samples."""


class Mouth(Quick):
    """A microphone in a quiet room in which somebody says what is put into `says`.

    Six times real time: learning takes the processor as long as it takes, and who is asked
    for a word is asked again after eight seconds.
    """

    BLOCK_S = BLOCK_S / FASTER

    def __init__(self) -> None:
        super().__init__()
        self.says: SimpleQueue[Samples] = SimpleQueue()
        self._dice = np.random.default_rng(7)
        self._left: list[Samples] = []
        self.read_so_far = 0

    def read(self) -> Samples:
        super().read()
        self.read_so_far += BLOCK_SAMPLES
        if not self._left:
            try:
                sound = np.pad(self.says.get_nowait() // 4, samples(0.7))
                self._left = [
                    sound[i : i + BLOCK_SAMPLES]
                    for i in range(0, len(sound) - BLOCK_SAMPLES, BLOCK_SAMPLES)
                ]
            except Empty:
                pass
        room: Samples = self._dice.normal(0, QUIET, BLOCK_SAMPLES).astype(np.int16)
        return room + self._left.pop(0) if self._left else room


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def home(
    tmp_path: Path, project: Path, mouth: Mouth, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Household]:
    """An English box without a model, that nobody has taught."""
    monkeypatch.setenv("SPINECOACH_MODEL_EN", str(tmp_path / "nothing"))
    folder = project_with(tmp_path / "box", project, SHORT_PLAN, "en", enrollment=True)
    sign(folder / "config" / "plan.yaml", "Dr. Test", "surgeon", MORNING.date())
    state, clock = tmp_path / "state", VirtualClock(MORNING)
    with living(folder, state, clock, lambda: mouth, Quick) as household:
        yield household


def ended(home: Household) -> list[tuple[str | None, int | None]]:
    rows = read_rows(home.state / "journal.sqlite")
    return [(row.text, row.value) for row in rows if row.kind is Kind.ENROLLMENT_ENDED]


def render(word: Word, template: int) -> Samples:
    return rendered(word.value, "en-us+f4", *MANNERS[template])


def teaches(home: Household, mouth: Mouth, word: Word) -> None:
    """Say `word` whenever it is waited for, until it is learned."""
    said: set[int] = set()
    asked: dict[int, int] = {}

    def is_learned() -> bool:
        actions = list(home.seen.actions)
        wants = ((at, a.wanted) for at, a in reversed(actions) if isinstance(a, RequestTemplate))
        at, wanted = next(wants, (0, None))
        if wanted is not None and wanted.word is word and wanted.number not in said:
            since = asked.setdefault(wanted.number, mouth.read_so_far) + wanted.since - at
            if mouth.read_so_far > since + samples(0.3):  # nobody speaks into the question
                mouth.says.put(render(word, len(said) % TEMPLATES_PER_WORD))
                said.add(wanted.number)
        return any(isinstance(a, EnrollWord) and a.word is word for _, a in actions)

    wait_for(is_learned, WITHIN_S, f"{word} is learned")


@pytest.mark.hazard("H1")
def test_pain_that_was_taught_a_moment_ago_ends_the_enrollment_in_which_it_was_taught(
    home: Household, mouth: Mouth
) -> None:
    assert ENROLLMENT_WORDS[:2] == (Word.NO, Word.PAIN)
    wait_for(lambda: "model" in home.daemon.view.faults, WITHIN_S, "it knows that it is deaf")
    home.press()
    wait_for(
        lambda: home.daemon.question is Question.ENROLLMENT, WITHIN_S, "it offers an enrollment"
    )
    assert [a.phrase.key for _, a in home.seen.actions if isinstance(a, Play)] == ["enrollment"]
    home.press()
    teaches(home, mouth, Word.NO)
    teaches(home, mouth, Word.PAIN)
    store = ProfileStore(home.state)
    wait_for(lambda: store.load().taught == {Word.NO, Word.PAIN}, WITHIN_S, "both are kept")
    wait_for(lambda: not home.daemon.view.faults, WITHIN_S, "it is not deaf any more")
    assert light_of(home.daemon.view).pattern is Pattern.BREATHING
    wait_for(
        lambda: home.daemon.question is Question.TEMPLATE, WITHIN_S, "it asks for another word"
    )
    mouth.says.put(render(Word.PAIN, 1))
    assert home.seen.event(lambda e: isinstance(e, Heard) and e.word is Word.PAIN, WITHIN_S)
    wait_for(lambda: home.daemon.question is Question.HOW_BAD, WITHIN_S, "it asks how bad")
    wait_for(lambda: bool(ended(home)), WITHIN_S, "the end of the enrollment is written down")
    assert ended(home) == [("broken_off", 2)]
    assert "hearing" in {thread.name for thread in threading.enumerate()}, "no sound waits for it"
