"""Leaping from one thing that is due to the next does what a tick for every block does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import event, given, settings
from hypothesis import strategies as st

from device.journal.clock import VirtualClock
from device.plan.day_state import DayState
from device.scenarios.box import SimulatedBox
from device.session.actions import Action, Play
from device.session.events import ButtonPressed, EnrollmentPossible, Event, SpokenOver, Ticked
from device.sound.block import BLOCK_SAMPLES, RATE_HZ
from script.benches.lives.memory import MemoryJournal
from tests.days import ALL, day_state
from tests.session.test_any_state import WAYS

DAY = day_state(*ALL)
UNTAUGHT = day_state(*ALL, enrollment_due=True)
WORSE = day_state(*ALL, ask_next_day=True)
STEPS = st.lists(
    st.one_of(WAYS, st.just(SpokenOver(0)), st.just(EnrollmentPossible())), max_size=20
)


class Ticking(SimulatedBox):
    """The same box with a tick for every block, as the sound card gives them."""

    def _leap(self, end: int) -> None:
        self.happens(Ticked(self.now + BLOCK_SAMPLES))
        self.now += BLOCK_SAMPLES
        self._wind()


def lived(
    kind: type[SimulatedBox], day: DayState, steps: Sequence[Event | float]
) -> list[tuple[Action, int]]:
    done: list[tuple[Action, int]] = []
    clock = VirtualClock(dt.datetime.combine(day.day, dt.time(9), dt.UTC))
    box = kind(
        MemoryJournal(clock),
        lambda: day,
        lambda phrase: RATE_HZ // 3 + 100 * len(phrase.key),
        pass_time=clock.advance,
        done=lambda action, now: done.append((action, now)),
    )
    for step in (*steps, 60.0):
        if isinstance(step, float):
            box.wait(step)
        else:
            box.happens(step)
    return done


@settings(max_examples=60, deadline=None)
@given(STEPS, st.sampled_from([DAY, UNTAUGHT, WORSE]))
def test_a_leap_does_what_a_tick_for_every_block_does(
    steps: list[Event | float], day: DayState
) -> None:
    steps = [ButtonPressed(), *steps]
    ticked = lived(Ticking, day, steps)
    numbers = sum(isinstance(a, Play) and a.counted is not None for a, _ in ticked)
    event(f"numbers: {min(numbers, 5)}")
    assert lived(SimulatedBox, day, steps) == ticked


def test_calls_that_a_power_cut_ended_are_said_though_nobody_does_anything() -> None:
    cut = day_state(*ALL, pain_shown=True, danger_shown=True, calls_due=True)
    leapt = lived(SimulatedBox, cut, ())
    assert leapt == lived(Ticking, cut, ())
    said = [action.phrase.key for action, _ in leapt if isinstance(action, Play)]
    assert said.count("call_now_emergency") == 3


def test_a_whole_session_takes_few_steps() -> None:
    steps = 0

    class Counting(SimulatedBox):
        def _leap(self, end: int) -> None:
            nonlocal steps
            steps += 1
            super()._leap(end)

    done = lived(Counting, DAY, [ButtonPressed(), 120.0, ButtonPressed(), 600.0])
    assert sum(isinstance(action, Play) for action, _ in done) > 20
    assert steps < 150, "a tick for every block would be 39,000"
