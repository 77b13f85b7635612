"""A session without sound: time is wound by hand, every phrase lasts half a second."""

from __future__ import annotations

from collections.abc import Callable

from device.journal.entry import Entry, Kind
from device.plan.day_state import DayState
from device.plan.model import Task
from device.plan.script import Question
from device.session.actions import Action, Listen, Play, Silence, Write
from device.session.events import NUMBERS, ButtonPressed, Event, Heard, Ticked, Word
from device.session.session import Session
from device.sound.block import BLOCK_SAMPLES, RATE_HZ
from tests.days import day_state

PHRASE = RATE_HZ // 2


class Box:
    def __init__(self, day: DayState) -> None:
        self.session = Session(lambda _phrase: PHRASE, day)
        self.now = 0
        self.actions: list[tuple[int, Action]] = []

    def happens(self, event: Event) -> tuple[Action, ...]:
        done = self.session.handle(event, self.now)
        self.actions += [(self.now, action) for action in done]
        return done

    def says(self, word: Word) -> tuple[Action, ...]:
        return self.happens(Heard(word, self.now))

    def tick(self) -> None:
        self.happens(Ticked(self.now + BLOCK_SAMPLES))
        self.now += BLOCK_SAMPLES

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * RATE_HZ / BLOCK_SAMPLES)):
            self.tick()

    def wait_until(self, holds: Callable[[], bool], within_s: float = 300) -> None:
        end = self.now + within_s * RATE_HZ
        while not holds():
            assert self.now < end, "it never came"
            self.tick()

    def asked(self, question: Question) -> None:
        """Until `question` has been said to its end."""
        self.wait_until(lambda: self.session.question is question)
        self.heard_out()

    def heard_out(self) -> None:
        """Until what is being said has been said."""
        last = max(play.at for _, play in self.plays())
        self.wait_until(lambda: self.now >= last + PHRASE)

    def start(self) -> None:
        self.happens(ButtonPressed())

    def counted(self, n: int, since: int = 0) -> Callable[[], bool]:
        return lambda: any(p.counted == n for at, p in self.plays(since))

    def ready(self, times: int = 1) -> None:
        """Answer the question before a movement, and that at the edge of the bed on the way."""
        for _ in range(times):
            self.asked(Question.READY)
            while self._at_the_edge():
                self.says(Word.READY)
                self.asked(Question.READY)
            self.says(Word.READY)

    def counting(self, exercise: str, n: int) -> None:
        """Until number `n` of `exercise` has been said; answers ready on the way."""
        self.wait_until(lambda: self._waits() or self.session.exercise == exercise, 900)
        while self.session.exercise != exercise:
            self.heard_out()
            self.says(Word.NO if self.session.question is Question.MORE_PAIN else Word.READY)
            self.wait_until(lambda: self._waits() or self.session.exercise == exercise, 900)
        self.ready()
        since = self.now
        self.wait_until(self.counted(n, since))

    def _at_the_edge(self) -> bool:
        asked = [key for key in self.said() if key in ("at_the_edge", "say_ready", "ready_briefly")]
        return asked[-1:] == ["at_the_edge"]

    def _waits(self) -> bool:
        waiting = (Question.READY, Question.MORE_PAIN, Question.LEFT_OUT)
        return self.session.question in waiting

    def plays(self, since: int = 0) -> list[tuple[int, Play]]:
        return [(at, a) for at, a in self.actions if isinstance(a, Play) and at >= since]

    def said(self, since: int = 0) -> list[str]:
        return [play.phrase.key for _, play in self.plays(since)]

    def numbers(self, since: int = 0) -> list[int]:
        return [p.counted for _, p in self.plays(since) if p.counted is not None]

    def written(self, kind: Kind | None = None) -> list[Entry]:
        entries = [a.entry for _, a in self.actions if isinstance(a, Write)]
        return [e for e in entries if kind is None or e.kind is kind]

    def listening(self) -> frozenset[Word]:
        heard = [a.words for _, a in self.actions if isinstance(a, Listen)]
        return heard[-1] if heard else frozenset()

    def silent_at(self, now: int) -> bool:
        return any(isinstance(a, Silence) and at == now for at, a in self.actions)

    def runs(self) -> bool:
        return self.session.runs

    def shows_pain(self) -> bool:
        return self.session.view.pain_shown

    def finish(self) -> None:
        """Answer ready, or no to pain, until the session is over."""
        while self.session.runs:
            self.wait_until(lambda: self._waits() or not self.session.runs, 900)
            self.heard_out()
            if self.session.question in (Question.MORE_PAIN, Question.LEFT_OUT):
                self.says(Word.NO)
            elif self.session.question is Question.READY:
                self.says(Word.READY)


def into(task: Task, *after: Task) -> Box:
    """A box in the middle of counting `task`."""
    box = Box(day_state(task, *after))
    box.start()
    box.ready()
    box.wait_until(lambda: bool(box.numbers()))
    return box


def hurts(box: Box, how_bad: int, danger: Word | None = None) -> None:
    """Say pain and how bad it is, and answer the danger question if there is an answer."""
    box.says(Word.PAIN)
    asked_about_pain(box, how_bad, danger)


def asked_about_pain(box: Box, how_bad: int, danger: Word | None = None) -> None:
    """Wait to be asked how bad it is, answer, and answer the danger question if there is one."""
    box.asked(Question.HOW_BAD)
    box.says(NUMBERS[how_bad])
    if danger is not None:
        box.asked(Question.DANGER)
        box.says(danger)
    if danger is Word.NO:
        surely(box)


def surely(box: Box) -> None:
    """A lone "no" to the danger question is asked back: confirm it."""
    box.asked(Question.DANGER_SURE)
    box.says(Word.YES)


def called(box: Box) -> None:
    """Until whom to call has been said to its end."""
    box.wait_until(lambda: bool(box.written(Kind.CALLS_SAID)))
