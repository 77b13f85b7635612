"""A day becomes a list of cues in which every count has its second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.plan.compiling import BREATHE_FROM_S, TakenUp, compile_script
from device.plan.model import Dose, LeftOut, Mode, Position
from device.plan.script import Ask, Begin, Done, Finish, Pace, Question, Say, Timed
from device.speaking.phrase import phrase
from tests.days import ALL, EVERY_MODE, GLUTE_SQUEEZES, HEEL_SLIDES, MARCHING, WALK, task


def timed(cues: object) -> list[Timed]:
    return [cue for cue in cues if isinstance(cue, Timed)]  # type: ignore[attr-defined]


def test_the_days_of_these_tests_hold_every_counting_mode() -> None:
    assert set(Mode) == EVERY_MODE


def test_every_exercise_begins_waits_for_ready_and_is_done_and_the_end_is_the_end() -> None:
    cues = compile_script(ALL).cues
    begins = [cue.exercise for cue in cues if isinstance(cue, Begin)]
    assert begins == [each.exercise.id for each in ALL]
    assert [cue.exercise for cue in cues if isinstance(cue, Done)] == begins
    assert cues[-1] == Finish()
    for i, cue in enumerate(cues):
        if isinstance(cue, Timed) and cue.closes:
            kinds = [type(before) for before in cues[:i]]
            assert Ask in kinds, "nothing is counted before somebody said ready"


def test_a_hold_counts_its_seconds_from_one_and_releases_after_the_last() -> None:
    hold = next(c for c in timed(compile_script([GLUTE_SQUEEZES]).cues) if c.pace is Pace.HOLD)
    assert [(b.at_s, b.counts) for b in hold.beats] == [
        (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, None),
    ]  # fmt: skip
    assert hold.beats[-1].phrase == phrase("glute_squeezes.release")


def held(hold_s: int) -> tuple[list[int | None], list[float]]:
    """What a hold counts, and when in it the patient is reminded to breathe."""
    one = task("glute_squeezes", Mode.HOLD, Position.LYING, Dose(1, hold_s=hold_s))
    hold = next(c for c in timed(compile_script([one]).cues) if c.pace is Pace.HOLD)
    reminders = [b.at_s for b in hold.beats if b.phrase.key == "number_breathe"]
    return [b.counts for b in hold.beats[:-1]], reminders


@pytest.mark.hazard("H12")
@given(st.integers(BREATHE_FROM_S, 30))
def test_every_hold_of_five_seconds_or_more_reminds_of_breathing_in_its_middle(hold_s: int) -> None:
    counted, reminders = held(hold_s)
    assert counted == list(range(1, hold_s + 1))
    assert len(reminders) == 1
    assert abs(reminders[0] + 0.5 - hold_s / 2) <= 1


@pytest.mark.parametrize("hold_s", range(1, BREATHE_FROM_S))
def test_a_shorter_hold_is_counted_and_reminds_of_nothing(hold_s: int) -> None:
    assert held(hold_s) == (list(range(1, hold_s + 1)), [])


def test_each_side_is_done_whole_before_the_other_and_asks_before_it() -> None:
    cues = compile_script([HEEL_SLIDES]).cues
    counts = [b.counts for c in timed(cues) for b in c.beats if b.counts]
    assert counts == [1, 2, 1, 2]
    asks = [cue for cue in cues if isinstance(cue, Ask)]
    assert [ask.question for ask in asks] == [Question.READY, Question.READY]


def test_alternating_counts_one_number_for_a_pair() -> None:
    pairs = timed(compile_script([MARCHING]).cues)
    assert [[b.phrase.key for b in pair.beats] for pair in pairs] == [
        ["left", "right", "number"]
    ] * 2


def test_a_walk_tells_the_minutes_half_way_and_the_last_minute_and_asks_for_pain() -> None:
    walk = task("walking_short", Mode.WALK, Position.STANDING, Dose(minutes=5))
    cues = compile_script([walk]).cues
    beats = [(b.at_s, b.phrase.key) for b in timed(cues)[0].beats]
    assert beats == [
        (0, "walk_start"), (60, "walk_minutes"), (120, "walk_minutes"), (150, "walk_half"),
        (180, "walk_minutes"), (240, "walk_last_minute"),
    ]  # fmt: skip
    assert timed(cues)[0].length_s == 300
    assert any(isinstance(c, Ask) and c.question is Question.MORE_PAIN for c in cues)
    assert timed(compile_script([WALK]).cues)[0].length_s == 120


def test_what_is_left_out_is_told_with_the_reason() -> None:
    cues = compile_script([WALK], [LeftOut("bridging", "reason_gate")]).cues
    told = phrase("today_left_out", name=phrase("bridging.name"), reason=phrase("reason_gate"))
    assert Say(told) in cues


@given(st.data())
def test_an_interrupted_session_leaves_out_exactly_what_was_done(data: st.DataObject) -> None:
    stood = data.draw(st.integers(0, len(ALL) - 1))
    exercise = ALL[stood]
    total = exercise.dose.repetitions
    each_side = exercise.exercise.mode is Mode.EACH_SIDE
    side = data.draw(st.sampled_from(["right", "left"])) if each_side else ""
    paced = data.draw(st.integers(0, total))
    settled = frozenset(each.exercise.id for each in ALL[:stood])
    cues = compile_script(ALL, taken_up=TakenUp(exercise.exercise.id, side, paced, settled)).cues
    begins = [cue.exercise for cue in cues if isinstance(cue, Begin)]
    assert begins == [each.exercise.id for each in ALL[stood:]]
    mine = cues[: cues.index(Done(exercise.exercise.id))]
    left = sum(isinstance(cue, Timed) and cue.closes for cue in mine)
    assert left == (total - paced) + (total if side == "right" else 0)
