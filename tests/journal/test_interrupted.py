"""Where a session stood that was broken off, so that it can be offered again from there."""

from __future__ import annotations

import pytest

from device.journal.entry import Entry, Kind
from device.journal.history import Interrupted, history_of
from tests.journal.past import (
    BEGAN,
    DONE,
    RESUMED,
    TODAY,
    WENT_ON,
    began,
    ended,
    paced,
    pain,
    past,
    repetition,
    skipped,
    stopped,
)

SLIDES_DONE = [began("slides"), repetition("slides", 1), paced("slides")]
SLIDES = frozenset({"slides"})


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    ("entries", "stood"),
    [
        ([BEGAN], Interrupted(1)),
        ([BEGAN, DONE], None),
        ([BEGAN, ended("pain")], None),
        ([BEGAN, RESUMED, ended("unfinished")], None),
        ([BEGAN, began("slides")], Interrupted(1, "slides")),
        ([BEGAN, *SLIDES_DONE], Interrupted(1, settled=SLIDES)),
        ([BEGAN, began("slides"), skipped("slides")], Interrupted(1, settled=SLIDES)),
        (
            [BEGAN, *SLIDES_DONE, began("tilts"), repetition("tilts", 2, "left")],
            Interrupted(1, "tilts", "left", 2, SLIDES),
        ),
        (
            [BEGAN, began("tilts"), repetition("tilts", 3, "left"), RESUMED, began("tilts")],
            Interrupted(1, "tilts", "left", 3),
        ),
        ([BEGAN, *SLIDES_DONE, began("slides")], Interrupted(1, "slides")),
        ([BEGAN, DONE, BEGAN, began("slides")], Interrupted(3, "slides")),
        (
            [BEGAN, began("slides"), pain("slides"), stopped("slides")],
            Interrupted(1, settled=SLIDES, had_pain=True, pain_open=True, cries=1),
        ),
        (
            [BEGAN, pain("slides"), stopped("slides"), pain("slides", "suspected"), pain("slides")],
            Interrupted(1, settled=SLIDES, had_pain=True, pain_open=True, cries=2),
        ),
        (
            [BEGAN, pain("slides"), stopped("slides"), WENT_ON, began("tilts"), pain("tilts")],
            Interrupted(1, "tilts", settled=SLIDES, had_pain=True, pain_open=True, cries=1),
        ),
        (
            [BEGAN, began("slides"), pain("slides"), stopped("slides"), began("tilts")],
            Interrupted(1, "tilts", settled=SLIDES, had_pain=True),
        ),
        (
            [BEGAN, began("slides"), pain("slides", "suspected")],
            Interrupted(1, "slides", pain_open=True),
        ),
        ([BEGAN, began("slides"), pain("slides", "suspected"), WENT_ON], Interrupted(1, "slides")),
        (
            [BEGAN, began("slides"), pain("slides"), Entry(Kind.PAIN_ANSWERED, "slides", 2)],
            Interrupted(1, "slides", had_pain=True, pain_open=True, cries=1),
        ),
    ],
)
def test_a_session_of_today_without_an_end_is_kept_where_it_stood(
    entries: list[Entry], stood: Interrupted | None
) -> None:
    assert history_of(past({0: entries}), TODAY).interrupted == stood


def test_a_session_broken_off_yesterday_is_not_offered_any_more() -> None:
    yesterday = past({1: [BEGAN, began("slides")]})
    assert history_of(yesterday, TODAY).interrupted is None
