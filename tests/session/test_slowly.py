"""After "slower" sentences are said slowly from then on; counts keep their beat."""

from __future__ import annotations

import itertools

from device.session.events import DayKnown, Word
from device.session.repertoire import repertoire
from device.session.slowly import slow_of, slowly
from device.sound.block import RATE_HZ
from device.speaking.phrase import number, phrase
from tests.days import ALL, GLUTE_SQUEEZES, HEEL_SLIDES, day_state
from tests.session.box import Box


def test_every_sentence_after_slower_is_a_slow_one_and_no_beat_is() -> None:
    box = Box(day_state(*ALL))
    box.start()
    box.ready()
    assert not any(play.phrase.slow for _, play in box.plays())
    box.says(Word.SLOWER)
    since = box.now
    box.counting("glute_squeezes", 5)
    after = [play for _, play in box.plays(since)]
    assert [play.phrase for play in after if slowly(play.phrase) != play.phrase] == []
    assert {play.phrase.slow for play in after} == {True, False}
    assert not any(play.phrase.slow for play in after if play.counted is not None)


def test_a_slow_sentence_is_waited_for_to_its_end() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.session = type(box.session)(lambda said: RATE_HZ * (4 if said.slow else 1), day_state(*ALL))
    box.start()
    box.wait_until(lambda: "deep_breathing.position" in box.said())
    box.says(Word.SLOWER)
    box.wait_until(lambda: "say_ready" in box.said())
    at = [play.at for _, play in box.plays() if ".steps." in play.phrase.key and play.phrase.slow]
    assert at
    assert all(b - a > 4 * RATE_HZ for a, b in itertools.pairwise(at))


def test_the_next_session_is_as_slow_as_the_last() -> None:
    box = Box(day_state(HEEL_SLIDES))
    box.start()
    box.ready()
    box.says(Word.SLOWER)
    box.wait_until(lambda: not box.session.runs, 1800)
    since = box.now
    box.happens(DayKnown(day_state(HEEL_SLIDES)))
    box.start()
    box.wait(5)
    assert "greeting" in box.said(since)
    assert {play.phrase.slow for _, play in box.plays(since) if play.counted is None} == {True}


def test_every_sentence_of_a_day_has_a_slow_one_and_no_count_has() -> None:
    all_ = repertoire(day_state(*ALL))
    slow = set(slow_of(all_))
    assert {slowly(said) for said in all_} <= slow | set(all_)
    assert slowly(phrase("greeting")) in slow
    for beat in (number(3), phrase("rep_of", n=1, total=3), phrase("glute_squeezes.release")):
        assert slowly(beat) == beat
