"""What the family sees: one light for every state, and it says the same however long one looks."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.panel.light import MAX_BLINKS, Light, Pattern, brightness, light_of
from device.session.view import View

STEP_S = 0.01
LONG_DARK_S = 1.5

FAULT = frozenset({"microphone"})
LIGHTS = [Light(each) for each in Pattern if each is not Pattern.BLINKS]
LIGHTS += [Light(Pattern.BLINKS, n) for n in range(1, MAX_BLINKS + 1)]


def flashes(light: Light, seconds: float = 60) -> list[list[float]]:
    """How long each flash was, in groups with a long dark before and after each."""
    levels = [brightness(light, n * STEP_S) for n in range(round(seconds / STEP_S))]
    groups: list[list[float]] = [[]]
    for lit, run in itertools.groupby(levels):
        length_s = len(list(run)) * STEP_S
        if lit:
            groups[-1].append(length_s)
        elif length_s > LONG_DARK_S:
            groups.append([])
    return groups[:-1]


# ------------------------------------------------------------ which light


@pytest.mark.parametrize(
    ("view", "light"),
    [
        (View(), Light(Pattern.OFF)),
        (View(session_runs=True), Light(Pattern.BREATHING)),
        (View(session_runs=True, sessions_left=2), Light(Pattern.BREATHING)),
        (View(sessions_left=1), Light(Pattern.BLINKS, 1)),
        (View(sessions_left=3), Light(Pattern.BLINKS, 3)),
        (View(sessions_left=9), Light(Pattern.BLINKS, MAX_BLINKS)),
        (View(day_done=True), Light(Pattern.SOLID)),
        (View(day_done=True, session_runs=True), Light(Pattern.BREATHING)),
        (View(pain_shown=True), Light(Pattern.PAIN)),
        (View(pain_shown=True, day_done=True, sessions_left=1), Light(Pattern.PAIN)),
        (View(pain_shown=True, faults=FAULT), Light(Pattern.PAIN)),
        (View(unsettled=True, day_done=True, faults=FAULT), Light(Pattern.PAIN)),
        (View(unsettled=True, session_runs=True), Light(Pattern.BREATHING)),
        (View(faults=FAULT), Light(Pattern.FAULT)),
        (View(faults=FAULT, session_runs=True), Light(Pattern.FAULT)),
        (View(faults=FAULT, day_done=True), Light(Pattern.FAULT)),
        (View(faults=FAULT, sessions_left=2), Light(Pattern.FAULT)),
    ],
)
def test_every_state_has_its_light(view: View, light: Light) -> None:
    assert light_of(view) == light


VIEWS = st.builds(
    View,
    session_runs=st.booleans(),
    pain_shown=st.booleans(),
    unsettled=st.booleans(),
    day_done=st.booleans(),
    sessions_left=st.integers(0, 20),
    faults=st.frozensets(st.sampled_from(["microphone", "speaker", "disk"])),
)
EVERY_VIEW = [
    View(runs, pain_shown=pain, unsettled=open_, day_done=done, sessions_left=left, faults=faults)
    for runs, pain, open_, done in itertools.product((False, True), repeat=4)
    for left in (0, 1, 20)
    for faults in (frozenset[str](), frozenset({"disk"}))
]


@pytest.mark.hazard("H11")
def test_nothing_but_pain_and_faults_hides_the_rest_and_solid_is_only_a_day_that_is_done() -> None:
    shown = {view: light_of(view).pattern for view in EVERY_VIEW}
    hurts = {v for v in shown if (v.pain_shown or v.unsettled) and not v.session_runs}
    broken = {v for v in shown if v.faults} - hurts
    done = {v for v in shown if v.day_done and not v.session_runs} - hurts - broken
    assert {v for v in shown if shown[v] is Pattern.PAIN} == hurts
    assert {v for v in shown if shown[v] is Pattern.FAULT} == broken
    assert {v for v in shown if shown[v] is Pattern.SOLID} == done


# ------------------------------------------------------------ what it looks like


@given(VIEWS, st.floats(-1e9, 1e9))
def test_brightness_is_never_more_than_all_nor_less_than_nothing(view: View, at_s: float) -> None:
    assert 0.0 <= brightness(light_of(view), at_s) <= 1.0


@pytest.mark.parametrize("n", range(1, MAX_BLINKS + 1))
def test_n_sessions_due_are_n_flashes_and_then_a_long_dark(n: int) -> None:
    groups = flashes(Light(Pattern.BLINKS, n))
    assert len(groups) >= 8
    assert {len(group) for group in groups} == {n}


@pytest.mark.hazard("H3")
def test_pain_is_long_long_short() -> None:
    for group in flashes(Light(Pattern.PAIN)):
        first, second, third = group
        assert first == pytest.approx(second, abs=2 * STEP_S)
        assert first > 2 * third


def test_a_fault_is_three_flashes_quicker_than_those_of_three_sessions() -> None:
    faults, sessions = flashes(Light(Pattern.FAULT)), flashes(Light(Pattern.BLINKS, 3))
    assert {len(group) for group in faults} == {3}
    assert max(max(group) for group in faults) < 0.5 * min(min(group) for group in sessions)


def test_solid_is_never_dark_and_off_is_never_lit() -> None:
    times_s = [n * STEP_S for n in range(2000)]
    assert {brightness(Light(Pattern.SOLID), at_s) for at_s in times_s} == {1.0}
    assert {brightness(Light(Pattern.OFF), at_s) for at_s in times_s} == {0.0}


def test_breathing_is_slow_and_smooth_and_never_quite_dark() -> None:
    levels = [brightness(Light(Pattern.BREATHING), n * STEP_S) for n in range(3000)]
    assert 0 < min(levels) < 0.2
    assert 0.95 < max(levels) <= 1
    assert max(abs(b - a) for a, b in itertools.pairwise(levels)) < 0.02
    peaks = [n for n in range(1, 2999) if levels[n - 1] < levels[n] >= levels[n + 1]]
    assert 3 < (peaks[1] - peaks[0]) * STEP_S < 6


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(LIGHTS, 2)))
def test_no_two_lights_look_alike(one: Light, other: Light) -> None:
    times_s = [n * STEP_S for n in range(1000)]
    apart = [t for t in times_s if brightness(one, t) != brightness(other, t)]
    assert len(apart) > 20
