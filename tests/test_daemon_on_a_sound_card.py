"""The daemon on real ALSA devices and the real recognizer; it runs in real time."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import fftconvolve

from device.configuration import load_configuration
from device.hearing.commands import spoken
from device.journal.clock import VirtualClock
from device.journal.entry import Kind
from device.journal.reading import read_rows
from device.panel.light import Pattern, light_of
from device.plan.script import Question
from device.plan.signature import sign
from device.session.actions import Play, Silence
from device.session.events import Heard, Word
from device.sound.alsa import AlsaMicrophone, AlsaSpeaker
from device.sound.block import RATE_HZ, Samples, samples
from device.speaking.phrase import number
from device.speaking.voices import clip_cache_of
from tests.household import SHORT_PLAN, Household, living, project_with, wait_for
from tests.rendering import rendered
from tests.rig import MICROPHONE, SPEAKER, Recording, Rig, rig

__all__ = ["rig"]

MORNING = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
TRIES = 4
QUIET = 60


class InTheRoom:
    """Keeps what the speaker plays, from the beginning."""

    def __init__(self, recording: Recording) -> None:
        self.blocks: list[Samples] = []
        self._recording = recording
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        while not self._over.is_set():
            self.blocks.append(self._recording.heard(RATE_HZ // 50))

    def heard(self) -> Samples:
        return np.concatenate(self.blocks)

    def quiet(self) -> bool:
        """Whether nothing was played for longer than a pause between two sentences."""
        last = self.blocks[-75:]
        return len(last) == 75 and int(np.abs(np.concatenate(last)).max()) < QUIET

    def spoke_since(self, block: int) -> bool:
        """Whether anything was played from this block on."""
        heard = self.blocks[block:]
        return bool(heard) and int(np.abs(np.concatenate(heard)).max()) >= QUIET

    def close(self) -> None:
        self._over.set()
        self._thread.join(5)


@contextmanager
def listening(rig: Rig) -> Iterator[InTheRoom]:
    with rig.recording_of_speaker() as recording:
        room = InTheRoom(recording)
        try:
            yield room
        finally:
            room.close()


@dataclass(frozen=True)
class Saying:
    text: str
    words_per_minute: int


SAID = {
    Word.READY: Saying("계속", 140),
    Word.PAIN: Saying("아이고", 140),
    Word.FOUR: Saying("숫자 사", 140),
    Word.NO: Saying("없어요", 165),
    Word.YES: Saying("네네", 140),
}
"""What the recognizer understands of this synthetic voice; a person finds that out, too."""


class Patient:
    def __init__(self, rig: Rig, room: InTheRoom, home: Household, project: Path) -> None:
        self._rig, self._room, self._home = rig, room, home
        commands = load_configuration(project, "ko").commands
        assert commands is not None
        assert all(each.text in map(spoken, commands.phrases[word]) for word, each in SAID.items())

    def asked(self, question: Question) -> None:
        wait_for(lambda: self._home.daemon.question is question, 60, f"it asks {question}")
        begun = len(self._room.blocks)
        wait_for(lambda: self._room.spoke_since(begun), 10, "it begins to ask")
        wait_for(self._room.quiet, 40, "it has asked")

    def says(self, word: Word) -> None:
        """Say it until the box has understood."""
        said = SAID[word]
        sound = rendered(said.text, "ko+f4", said.words_per_minute)
        for _ in range(TRIES):
            self._rig.play_to_microphone((sound // 3).astype(np.int16)).wait(10)
            event = self._home.seen.event(lambda e: isinstance(e, Heard), within_s=1.5)
            if isinstance(event, Heard) and event.word is word:
                return
        pytest.fail(f"{word} was not understood in {TRIES} tries")

    def answers(self, question: Question, word: Word) -> None:
        """Say it until it counts: not before the whole question has been said."""
        self.asked(question)
        for _ in range(3 * TRIES):
            self.says(word)
            try:
                wait_for(lambda: self._home.daemon.question is not question, 2, "it counts")
            except pytest.fail.Exception:
                continue
            return
        pytest.fail(f"{word} never counted as the answer to {question}")


def where(clip: Samples, heard: Samples) -> int:
    """The sample of `heard` at which what sounds is most like `clip`, however loud it is."""
    one, all_ = clip.astype(np.float64), heard.astype(np.float64)
    alike = fftconvolve(all_, one[::-1], mode="valid")
    energy = np.cumsum(np.concatenate([[0.0], np.square(all_)]))
    loud = np.maximum(energy[len(one) :] - energy[: -len(one)], np.sum(np.square(one)) / 100)
    return int(np.argmax(alike / np.sqrt(loud)))


@pytest.mark.slow
@pytest.mark.usefixtures("korean_model")
def test_a_session_with_pain_in_a_hold_ends_with_a_solid_light(
    rig: Rig, tmp_path: Path, project: Path
) -> None:
    folder = project_with(tmp_path / "box", project, SHORT_PLAN)
    sign(folder / "config" / "plan.yaml", "Dr. Test", "surgeon", MORNING.date())
    with (
        rig.room_noise(300),
        listening(rig) as room,
        living(
            folder,
            tmp_path / "state",
            VirtualClock(MORNING),
            lambda: AlsaMicrophone(MICROPHONE),
            lambda: AlsaSpeaker(SPEAKER),
        ) as home,
    ):
        patient = Patient(rig, room, home, project)
        home.press()
        patient.asked(Question.READY)
        patient.says(Word.READY)
        wait_for(lambda: counted(home) >= 4, 20, "it counts to four")
        patient.says(Word.PAIN)
        numbers_before = counted(home)
        patient.asked(Question.HOW_BAD)
        patient.says(Word.FOUR)
        patient.answers(Question.DANGER, Word.NO)
        patient.answers(Question.DANGER_SURE, Word.YES)
        patient.asked(Question.GO_ON)
        patient.says(Word.READY)
        wait_for(lambda: light_of(home.daemon.view).pattern is Pattern.SOLID, 20, "solid")
        wait_for(room.quiet, 20, "it has said good bye")
        heard = room.heard()
        assert counted(home) == numbers_before, "a number was counted after pain"
        assert any(isinstance(action, Silence) for _, action in home.seen.actions)
    rows = read_rows(tmp_path / "state" / "journal.sqlite")
    assert [row.value for row in rows if row.kind is Kind.PAIN_ANSWERED] == [4]
    assert [row.exercise for row in rows if row.kind is Kind.EXERCISE_STOPPED] == ["glute_squeezes"]
    one, two = clips(folder, tmp_path / "state" / "clips")
    apart = where(two, heard) - where(one, heard)
    assert apart == pytest.approx(RATE_HZ, abs=samples(0.02)), "a second is a second"


def counted(home: Household) -> int:
    return sum(a.counted is not None for _, a in home.seen.actions if isinstance(a, Play))


def clips(folder: Path, kept: Path) -> list[Samples]:
    """The very clips of one and two that the daemon has played."""
    book = load_configuration(folder).book
    assert book is not None
    clip_cache = clip_cache_of(book, kept)
    assert not clip_cache.prepare([number(1), number(2)])
    return [clip_cache.clip(number(1)), clip_cache.clip(number(2))]
