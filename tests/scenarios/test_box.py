"""Leaping from one thing that is due to the next does what a tick for every block does."""

from __future__ import annotations

import datetime as dt

from hypothesis import event, given, settings
from hypothesis import strategies as st

from device.journal.clock import VirtualClock
from device.plan.outlook import Outlook
from device.scenarios.box import Box
from device.session.actions import Action, Play
from device.session.events import ButtonPressed, Event, LessonPossible, SpokenOver, Ticked
from device.sound.block import BLOCK, RATE_HZ
from script.benches.lives.memory import MemoryJournal
from tests.days import ALL, outlook
from tests.session.test_any_state import WAYS

DAY = outlook(*ALL)
UNTAUGHT = outlook(*ALL, lesson_due=True)
WORSE = outlook(*ALL, ask_next_day=True)
STEPS = st.lists(st.one_of(WAYS, st.just(SpokenOver(0)), st.just(LessonPossible())), max_size=20)


class Ticking(Box):
    """The same box with a tick for every block, as the sound card gives them."""

    def _leap(self, end: int) -> None:
        self.happens(Ticked(self.now + BLOCK))
        self.now += BLOCK
        self._wind()


def lived(kind: type[Box], day: Outlook, steps: list[Event | float]) -> list[tuple[Action, int]]:
    done: list[tuple[Action, int]] = []
    clock = VirtualClock(dt.datetime.combine(day.day, dt.time(9), dt.UTC))
    box = kind(
        MemoryJournal(clock),
        lambda: day,
        lambda phrase: RATE_HZ // 3 + 100 * len(phrase.key),
        pass_time=clock.advance,
        done=lambda action, now: done.append((action, now)),
    )
    for step in (ButtonPressed(), *steps, 60.0):
        if isinstance(step, float):
            box.wait(step)
        else:
            box.happens(step)
    return done


@settings(max_examples=60, deadline=None)
@given(STEPS, st.sampled_from([DAY, UNTAUGHT, WORSE]))
def test_a_leap_does_what_a_tick_for_every_block_does(
    steps: list[Event | float], day: Outlook
) -> None:
    ticked = lived(Ticking, day, steps)
    numbers = sum(isinstance(a, Play) and a.counted is not None for a, _ in ticked)
    event(f"numbers: {min(numbers, 5)}")
    assert lived(Box, day, steps) == ticked


def test_a_whole_session_takes_few_steps() -> None:
    steps = 0

    class Counting(Box):
        def _leap(self, end: int) -> None:
            nonlocal steps
            steps += 1
            super()._leap(end)

    done = lived(Counting, DAY, [120.0, ButtonPressed(), 600.0])
    assert sum(isinstance(action, Play) for action, _ in done) > 20
    assert steps < 150, "a tick for every block would be 39,000"
