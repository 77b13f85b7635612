"""No block of sound waits for hearing, and what is heard is the same as without a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.hearing import hearing_thread
from device.hearing.hearing_thread import BlockListener, HearingFailed, HearingThread
from device.session.events import ANYTIME, Heard, PainSuspected, Word
from device.sound.block import BLOCK_SAMPLES
from device.sound.echo_canceller import Cleaned

SOON_S = 10.0

Given = Callable[[BlockListener, int], object]


def block(value: int = 0) -> Cleaned:
    sound = np.full(BLOCK_SAMPLES, value, np.int16)
    return Cleaned(sound, sound, -90.0)


class Listens:
    """Notes what it is given, in order; understands "next" in each block that is not silent.

    While `may` is not set it takes its time.
    """

    def __init__(self) -> None:
        self.may = threading.Event()
        self.may.set()
        self.given: list[object] = []
        self.began = threading.Semaphore(0)
        self.threads: set[str] = set()

    @property
    def gives_way(self) -> bool:
        return bool(self.given) and self.given[-1] == ("hear", 0)

    def listen_for(self, words: frozenset[Word]) -> None:
        self.given.append(words)

    def box_says(self, words: frozenset[Word], start: int, end: int) -> None:
        self.given.append((words, start, end))

    def hear(self, cleaned: Cleaned, at: int) -> tuple[Heard | PainSuspected, ...]:
        self.threads.add(threading.current_thread().name)
        self.began.release()
        assert self.may.wait(SOON_S)
        self.given.append(("hear", at))
        return (Heard(Word.NEXT, at),) if cleaned.sound.any() else ()


@pytest.fixture
def listens() -> Listens:
    return Listens()


@pytest.fixture
def hearing(listens: Listens) -> Iterator[HearingThread]:
    thread = HearingThread(listens)
    yield thread
    listens.may.set()
    thread.close(SOON_S)


def has_heard(hearing: HearingThread) -> None:
    """Return when all that was given has been heard."""
    hearing._jobs.join()  # noqa: SLF001 - the sound's thread itself never waits


def test_a_block_does_not_wait_for_the_one_before(listens: Listens, hearing: HearingThread) -> None:
    listens.may.clear()
    for n in range(100):
        assert hearing.hear(block(1), n * BLOCK_SAMPLES) == ()
    assert hearing.behind >= 99 * BLOCK_SAMPLES
    listens.may.set()
    has_heard(hearing)
    assert hearing.behind == 0
    told = hearing.hear(block(), 100 * BLOCK_SAMPLES)
    assert [event.ended_at for event in told] == [n * BLOCK_SAMPLES for n in range(100)]
    assert listens.threads == {"hearing"}


def test_the_own_voice_gives_way_after_the_block_that_asks_for_it(
    listens: Listens, hearing: HearingThread
) -> None:
    gives_way = [hearing.gives_way]
    for at in (0, BLOCK_SAMPLES):
        hearing.hear(block(), at)
        has_heard(hearing)
        gives_way.append(hearing.gives_way)
    assert gives_way == [False, True, False]
    assert listens.given == [("hear", 0), ("hear", BLOCK_SAMPLES)]


def test_what_was_said_before_a_gap_is_for_nobody(listens: Listens, hearing: HearingThread) -> None:
    """The session that it was said to is over."""
    hearing.hear(block(1), 0)
    has_heard(hearing)
    assert hearing.hear(block(), 50 * BLOCK_SAMPLES) == ()
    listens.may.clear()
    hearing.hear(block(1), 51 * BLOCK_SAMPLES)
    assert hearing.hear(block(), 90 * BLOCK_SAMPLES) == ()
    listens.may.set()
    has_heard(hearing)
    assert hearing.hear(block(1), 91 * BLOCK_SAMPLES) == ()
    has_heard(hearing)
    assert hearing.hear(block(), 92 * BLOCK_SAMPLES) == (Heard(Word.NEXT, 91 * BLOCK_SAMPLES),)


def listens_for(words: frozenset[Word]) -> Given:
    return lambda to, _now: to.listen_for(words)


def box_says(start: int, end: int) -> Given:
    return lambda to, _now: to.box_says(frozenset({Word.NEXT}), start, end)


def hears(value: int) -> Given:
    return lambda to, now: [event.ended_at for event in to.hear(block(value), now)]


GIVEN = st.one_of(
    st.builds(listens_for, st.sampled_from([ANYTIME, frozenset({Word.YES, Word.NO})])),
    st.builds(box_says, st.integers(0, 9), st.integers(10, 99)),
    st.builds(hears, st.integers(0, 1)),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(GIVEN, max_size=40))
def test_all_reaches_it_in_the_order_in_which_it_was_given(in_order: list[Given]) -> None:
    alone, listens = Listens(), Listens()
    thread = HearingThread(listens, waits=True)
    for n, give in enumerate(in_order):
        assert give(thread, n * BLOCK_SAMPLES) == give(alone, n * BLOCK_SAMPLES)
    has_heard(thread)
    thread.close(SOON_S)
    assert listens.given == alone.given


def test_an_error_of_the_listener_is_raised_where_the_sound_is(
    hearing: HearingThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daemon ends with it, and systemd starts it anew, as with any error of the chain."""
    monkeypatch.setattr(Listens, "hear", lambda *_given: 1 / 0)
    hearing.hear(block(), 0)
    has_heard(hearing)
    with pytest.raises(HearingFailed, match="division by zero"):
        hearing.hear(block(), BLOCK_SAMPLES)


def test_a_listener_that_does_not_come_back_is_an_error(
    listens: Listens, hearing: HearingThread
) -> None:
    listens.may.clear()
    blocks = hearing_thread.HANGS_BEHIND // BLOCK_SAMPLES
    for n in range(blocks - 1):
        hearing.hear(block(), n * BLOCK_SAMPLES)
    with pytest.raises(HearingFailed, match="10 s of sound wait"):
        hearing.hear(block(), blocks * BLOCK_SAMPLES)


def test_that_it_is_late_is_logged_once(
    listens: Listens, hearing: HearingThread, caplog: pytest.LogCaptureFixture
) -> None:
    listens.may.clear()
    for n in range(2 * hearing_thread.LATE_BEHIND // BLOCK_SAMPLES):
        hearing.hear(block(), n * BLOCK_SAMPLES)
    assert [record.getMessage() for record in caplog.records] == [
        "hearing is 2.0 s behind the sound"
    ]


def test_closing_leaves_what_still_waits(listens: Listens, hearing: HearingThread) -> None:
    listens.may.clear()
    for n in range(50):
        hearing.hear(block(), n * BLOCK_SAMPLES)
    assert listens.began.acquire(timeout=SOON_S)
    hearing.close(0)
    listens.may.set()
    has_heard(hearing)
    assert listens.given == [("hear", 0)]
