"""A recognizer that takes its time.

No sound waits for it, and where it is sure nobody waits for long.
"""

from __future__ import annotations

from concurrent.futures import Future

import numpy as np
import pytest

from device.hearing.arbiter import CERTAIN, DOUBTED, arbitrate, doubted, sure
from device.hearing.endpointer import Endpointer
from device.hearing.listener import AGAIN, ALONE, ALONE_SURE, PATIENCE, Listener
from device.hearing.recognizer import LIKELIHOOD, Hypothesis, SoundPair
from device.session.events import ANYTIME, Heard, PainSuspected, Word
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from device.sound.echo_canceller import Cleaned
from tests.hearing.bedside import LOUD
from tests.hearing.test_arbiter import ALONE as CONTEXT
from tests.hearing.test_arbiter import ENDED, heard, understands


def likely(word: Word, score: float, *, accepted: bool | None = None) -> Hypothesis:
    """Return what the recognizer tells that gives `word` this score; it accepts from -2 on."""
    taken = word if (score >= -2.0 if accepted is None else accepted) else None
    mentions = frozenset({word} if score >= DOUBTED else ())
    return Hypothesis(word.value, taken, 1.0, LIKELIHOOD, mentions, scores=((word, score),))


class LateRecognizer:
    """Answers what it is told to, when it is told to."""

    def __init__(self) -> None:
        self.asked: list[Future[Hypothesis]] = []
        self.sounds: list[Samples] = []

    def listen_for(self, words: frozenset[Word]) -> None:
        """Any words."""

    def ask(self, sounds: SoundPair) -> Future[Hypothesis]:
        self.asked.append(Future())
        self.sounds.append(sounds.raw)
        return self.asked[-1]


class Room:
    """A listener with nothing but a slow recognizer, block by block."""

    def __init__(self) -> None:
        self.recognizer = LateRecognizer()
        self.listener = Listener([], slow=[self.recognizer], segmenter=Endpointer())
        self.listener.listen_for(ANYTIME)
        self.now = 0
        self.events: list[tuple[int, Heard | PainSuspected]] = []
        self.passes(silence(samples(2.0)))

    def passes(self, sound: Samples) -> None:
        for at in range(0, len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES, BLOCK_SAMPLES):
            block = sound[at : at + BLOCK_SAMPLES]
            for event in self.listener.hear(Cleaned(block, block, -120.0), self.now):
                self.events.append((self.now + BLOCK_SAMPLES, event))
            self.now += BLOCK_SAMPLES

    def says(self) -> int:
        """Say one word, and be silent until the recognizer is asked.

        Return where the word ended.
        """
        self.passes(LOUD)
        ended = self.now
        asked = len(self.recognizer.asked)
        while len(self.recognizer.asked) == asked:
            self.passes(silence())
        return ended

    def late(self) -> float:
        """Return how long after its end a word was acted upon, in samples."""
        at, event = self.events[-1]
        return at - event.ended_at


def test_nothing_is_decided_before_the_answer_has_come() -> None:
    room = Room()
    room.says()
    room.passes(silence(ALONE + PATIENCE // 2))
    assert room.events == []
    room.recognizer.asked[0].set_result(likely(Word.HELP, -1.0))
    room.passes(silence())
    assert [event for _, event in room.events] == [Heard(Word.HELP, room.events[0][1].ended_at)]


def test_an_answer_that_never_comes_is_done_without() -> None:
    room = Room()
    room.says()
    room.passes(silence(2 * (ALONE + PATIENCE)))
    room.recognizer.asked[0].set_result(likely(Word.HELP, -1.0))
    room.passes(silence(samples(1.0)))
    assert room.events == []


def test_a_sure_word_is_acted_upon_sooner_than_a_doubtful_one() -> None:
    times = {}
    for score in (CERTAIN + 0.1, -1.5):
        room = Room()
        room.says()
        room.recognizer.asked[0].set_result(likely(Word.HELP, score))
        room.passes(silence(samples(1.0)))
        times[score] = room.late()
    assert times[CERTAIN + 0.1] <= ALONE_SURE + BLOCK_SAMPLES < ALONE <= times[-1.5]


def test_what_follows_a_sure_word_at_once_makes_it_talk() -> None:
    room = Room()
    room.passes(LOUD)
    room.passes(silence(samples(0.14)))
    for asked in room.recognizer.asked:
        asked.set_result(likely(Word.HELP, CERTAIN))
    room.passes(np.concatenate([LOUD, silence(samples(0.15))]))
    for asked in room.recognizer.asked:
        if not asked.done():
            asked.set_result(Hypothesis("what ever", None, 0.0, LIKELIHOOD))
    room.passes(silence(samples(1.0)))
    assert room.events == []


def test_a_half_heard_word_is_believed_when_it_is_said_again() -> None:
    room = Room()
    for times in (1, 2):
        room.says()
        room.recognizer.asked[-1].set_result(likely(Word.NEXT, DOUBTED + 0.5))
        room.passes(silence(samples(1.0)))
        assert len(room.events) == times - 1
    assert room.events[0][1] == Heard(Word.NEXT, room.events[0][1].ended_at)


def test_a_half_heard_word_is_forgotten_after_a_while() -> None:
    room = Room()
    for _ in range(2):
        room.says()
        room.recognizer.asked[-1].set_result(likely(Word.NEXT, DOUBTED + 0.5))
        room.passes(silence(AGAIN + samples(1.0)))
    assert room.events == []


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("word", [Word.PAIN, Word.STOP])
def test_half_heard_pain_is_asked_about_at_once(word: Word) -> None:
    assert arbitrate([likely(word, DOUBTED)], CONTEXT) == PainSuspected(ENDED)


def test_next_needs_certainty_or_another_recognizer() -> None:
    assert understands(likely(Word.NEXT, CERTAIN)) is Word.NEXT
    assert understands(likely(Word.NEXT, CERTAIN - 0.1)) is None
    assert understands(likely(Word.NEXT, CERTAIN - 0.1), heard("next", "vosk")) is Word.NEXT


def test_what_another_recognizer_wrote_is_nothing_where_it_is_unlikely() -> None:
    nothing = Hypothesis("what ever", None, 0.0, LIKELIHOOD, scores=((Word.HELP, -9.0),))
    assert understands(heard("help")) is Word.HELP
    assert understands(heard("help"), nothing) is None


def test_a_word_that_two_kinds_of_recognizers_heard_has_two_witnesses() -> None:
    alone = arbitrate([likely(Word.NO, -0.1)], CONTEXT)
    both = arbitrate([likely(Word.NO, -0.1), heard("no", "vosk"), heard("no", "witness")], CONTEXT)
    assert isinstance(alone, Heard)
    assert isinstance(both, Heard)
    assert (alone.witnesses, both.witnesses) == (1, 2)


def test_nobody_is_sure_where_recognizers_contradict_each_other() -> None:
    assert sure([likely(Word.YES, CERTAIN)])
    assert not sure([likely(Word.YES, CERTAIN), heard("no", "vosk")])
    assert not sure([likely(Word.YES, CERTAIN - 0.1)])


def test_a_half_heard_word_beside_another_one_is_not_remembered() -> None:
    half = likely(Word.HELP, DOUBTED)
    assert doubted([half], CONTEXT) == Heard(Word.HELP, ENDED)
    assert doubted([half, heard("repeat", "vosk")], CONTEXT) != Heard(Word.HELP, ENDED)


def test_a_half_heard_word_is_none_where_others_were_heard_that_contradict_each_other() -> None:
    half = likely(Word.HELP, DOUBTED)
    assert doubted([half, heard("pause", "vosk"), heard("no", "vosk")], CONTEXT) is None
