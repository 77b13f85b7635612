"""From a trembling contact to what a hand meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.panel.gesture import BURST, HELD_S, STUCK_S, Edge, Gesture, Gestures
from device.session.events import ButtonHeld, ButtonPressed, FaultBegan, FaultEnded
from tests.reaching import reached, reaches

STUCK, FREE = FaultBegan("button"), FaultEnded("button")
BLOCK_S = 0.02

Told = list[tuple[float, Gesture]]


class Finger:
    """Presses a button; the gestures are asked for every 20 ms, as the daemon does."""

    def __init__(self) -> None:
        self._gestures = Gestures()
        self.now_s = 0.0
        self.told: Told = []

    def step(self, *edges: Edge, down: bool | None = None) -> None:
        gestures = self._gestures.step(edges, self.now_s, down=down)
        self.told += [(self.now_s, each) for each in gestures]

    def wait(self, seconds: float) -> None:
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            self.now_s = min(end_s, self.now_s + BLOCK_S)
            self.step()

    def goes(self, *, down: bool) -> None:
        self.step(Edge(down, self.now_s))

    def press(self, seconds: float) -> None:
        self.goes(down=True)
        self.wait(seconds)
        self.goes(down=False)
        self.wait(0.1)

    @property
    def meant(self) -> list[Gesture]:
        return [gesture for _, gesture in self.told]


@pytest.fixture
def finger() -> Finger:
    finger = Finger()
    finger.wait(1)
    return finger


# ------------------------------------------------------------ pressed, held


def test_a_short_press_is_told_on_its_release_and_not_before(finger: Finger) -> None:
    finger.goes(down=True)
    finger.wait(1.4)
    assert finger.told == []
    finger.goes(down=False)
    finger.wait(0.1)
    assert finger.meant == [ButtonPressed()]


@pytest.mark.hazard("H1")
def test_holding_acts_at_one_and_a_half_seconds_while_the_button_is_still_down(
    finger: Finger,
) -> None:
    down_s = finger.now_s
    finger.goes(down=True)
    finger.wait(3)
    ((told_s, gesture),) = finger.told
    assert gesture == ButtonHeld()
    assert told_s - down_s == pytest.approx(1.5, abs=BLOCK_S)
    finger.goes(down=False)
    finger.wait(1)
    assert finger.meant == [ButtonHeld()]


@pytest.mark.parametrize(
    ("seconds", "meant"),
    [
        (0.01, []),
        (0.02, []),
        (0.05, [ButtonPressed()]),
        (1.49, [ButtonPressed()]),
        (1.51, [ButtonHeld()]),
        (19.9, [ButtonHeld()]),
    ],
)
def test_how_long_it_was_down_decides(finger: Finger, seconds: float, meant: list[Gesture]) -> None:
    finger.press(seconds)
    assert finger.meant == meant


@pytest.mark.hazard("H1")
def test_a_hold_that_nobody_looked_at_in_time_is_told_on_its_release(finger: Finger) -> None:
    finger.step(Edge(down=True, at_s=1.0), Edge(down=False, at_s=2.6))
    finger.now_s = 2.7
    finger.step()
    assert finger.meant == [ButtonHeld()]


def test_after_a_hold_the_next_short_press_is_a_press(finger: Finger) -> None:
    finger.press(2)
    finger.press(0.2)
    assert finger.meant == [ButtonHeld(), ButtonPressed()]


# ------------------------------------------------------------ bounce


def test_a_bouncing_contact_is_one_press(finger: Finger) -> None:
    start_s = finger.now_s
    bounces_ms = (0, 2, 3, 7, 8, 11, 12, 200, 203, 204, 209, 211, 215)
    for n, ms in enumerate(bounces_ms):
        finger.step(Edge(down=n % 2 == 0, at_s=start_s + ms / 1000))
    finger.step(Edge(down=False, at_s=start_s + 0.216))
    finger.now_s = start_s + 0.216
    finger.wait(1)
    assert finger.meant == [ButtonPressed()]


@pytest.mark.hazard("H1")
def test_a_contact_that_opens_for_a_moment_does_not_end_the_hold(finger: Finger) -> None:
    finger.goes(down=True)
    for _ in range(4):
        finger.wait(0.3)
        finger.goes(down=False)
        finger.now_s += 0.01
        finger.goes(down=True)
    finger.wait(0.4)
    assert finger.meant == [ButtonHeld()]


def test_the_same_level_told_again_and_again_changes_nothing(finger: Finger) -> None:
    for _ in range(90):
        finger.goes(down=True)
        finger.wait(BLOCK_S)
    assert finger.meant == [ButtonHeld()]


# ------------------------------------------------------------ edges that get lost

MEANT_S = st.one_of(st.floats(0.06, 1.4), st.floats(1.55, 5.0))
PRESSES = st.lists(st.tuples(MEANT_S, st.floats(0.4, 3.0), st.booleans(), st.booleans()))


def looks(edges: list[Edge], lost: list[bool], until_s: float) -> Iterator[Gesture]:
    """Ask every 20 ms with the level that the edges lead to; edges that are lost are not told."""
    gestures, ahead, down = Gestures(), list(zip(edges, lost, strict=True)), False
    for n in range(round(until_s / BLOCK_S)):
        now_s = n * BLOCK_S
        told = []
        while ahead and ahead[0][0].at_s <= now_s:
            edge, is_lost = ahead.pop(0)
            down = edge.down
            told += [] if is_lost else [edge]
        yield from gestures.step(tuple(told), now_s, down=down)


@pytest.mark.hazard("H1")
@pytest.mark.hazard("H10")
@given(PRESSES)
def test_whichever_edges_are_lost_every_press_and_every_hold_is_told_as_what_it_was(
    presses: list[tuple[float, float, bool, bool]],
) -> None:
    edges, lost, meant, at_s = [], [], [], 1.0
    for down_s, up_s, *drops in presses:
        edges += [Edge(down=True, at_s=at_s), Edge(down=False, at_s=at_s + down_s)]
        lost += drops
        meant.append(ButtonHeld() if down_s >= HELD_S else ButtonPressed())
        at_s += down_s + up_s
    assert list(looks(edges, lost, at_s + 1)) == meant


@pytest.mark.hazard("H1")
def test_a_hold_of_unknown_end_counts_until_it_was_seen_to_be_over(finger: Finger) -> None:
    finger.goes(down=True)
    finger.now_s += HELD_S
    finger.step(down=False)
    finger.wait(0.1)
    assert finger.meant == [ButtonHeld()]


# ------------------------------------------------------------ stuck, and faster than a person


@pytest.mark.hazard("H10")
def test_a_stuck_button_is_a_fault_once_and_its_release_ends_it_and_does_nothing_else(
    finger: Finger,
) -> None:
    finger.goes(down=True)
    finger.wait(STUCK_S - 0.1)
    assert finger.meant == [ButtonHeld()]
    finger.wait(3 * STUCK_S)
    assert finger.meant == [ButtonHeld(), STUCK]
    finger.goes(down=False)
    finger.wait(1)
    assert finger.meant == [ButtonHeld(), STUCK, FREE]
    finger.press(0.2)
    assert finger.meant[3:] == [ButtonPressed()]


def test_it_can_be_stuck_again(finger: Finger) -> None:
    finger.press(STUCK_S + 1)
    finger.press(STUCK_S + 1)
    assert finger.meant == [ButtonHeld(), STUCK, FREE] * 2


def test_presses_faster_than_a_persons_are_not_told(finger: Finger) -> None:
    for _ in range(40):
        finger.press(0.05)
    assert finger.meant == [ButtonPressed()] * BURST[0]
    finger.wait(BURST[1])
    finger.press(0.2)
    assert len(finger.meant) == BURST[0] + 1


@pytest.mark.hazard("H10")
def test_a_person_in_a_hurry_is_told_every_time(finger: Finger) -> None:
    for _ in range(20):
        finger.press(0.15)
        finger.wait(0.15)
    assert finger.meant == [ButtonPressed()] * 20


# ------------------------------------------------------------ any edges at all

LENGTHS_MS = st.one_of(st.integers(1, 60), st.integers(1, 2500), st.integers(19_000, 30_000))
EDGES = st.lists(st.tuples(LENGTHS_MS, st.booleans()), max_size=40)


def edges_of(lengths: Iterable[tuple[int, bool]]) -> Iterator[Edge]:
    """Each level lasts its milliseconds; the same one may come twice. At the end it is up."""
    at_ms = 1000
    for length_ms, down in lengths:
        yield Edge(down, at_ms / 1000)
        at_ms += length_ms
    yield Edge(down=False, at_s=at_ms / 1000)


def lived(edges: list[Edge], every_s: float) -> Iterator[Edge | Gesture]:
    """Edges, and the gestures as they came when steps were `every_s` apart."""
    gestures = Gestures()
    now_s = 0.0
    for edge in edges:
        while now_s + every_s < edge.at_s:
            now_s += every_s
            yield from gestures.step((), now_s)
        now_s = edge.at_s
        yield from gestures.step((edge,), now_s)
        yield edge
    yield from gestures.step((), now_s + 1)


@reaches("gesture", "stuck")
@given(EDGES, st.sampled_from([0.02, 0.5, 60.0]))
def test_every_gesture_has_gone_down_before_it_and_no_press_is_both_pressed_and_held(
    lengths: list[tuple[int, bool]], every_s: float
) -> None:
    went_down = stuck = False
    for each in lived(list(edges_of(lengths)), every_s):
        match each:
            case Edge():
                went_down |= each.down
            case FaultBegan():
                reached("stuck")
                assert not stuck
                stuck = True
            case FaultEnded():
                assert stuck
                stuck = False
            case _:
                reached("gesture")
                assert went_down, f"{each} of a press that was told before"
                went_down = False
    assert not stuck


@given(EDGES)
def test_a_box_that_looks_seldom_loses_no_gesture(lengths: list[tuple[int, bool]]) -> None:
    edges = list(edges_of(lengths))
    seldom = Gestures().step(tuple(edges), edges[-1].at_s + 1)
    often = [each for each in lived(edges, BLOCK_S) if isinstance(each, ButtonPressed | ButtonHeld)]
    assert list(seldom) == often


@given(
    st.lists(st.integers(40, 1200) | st.integers(1550, 15_000), max_size=12),
    st.lists(st.integers(1, 29), max_size=3),
)
def test_a_press_is_one_gesture_however_its_contacts_bounce(
    lengths_ms: list[int], bounces_ms: list[int]
) -> None:
    at_ms, edges = 1000, []
    for length_ms in lengths_ms:
        for down, lasts_ms in ((True, length_ms), (False, 3000)):
            edges.append(Edge(down, at_ms / 1000))
            for n, ms in enumerate((*bounces_ms, *bounces_ms)):
                at_ms += ms
                edges.append(Edge(down is (n % 2 == 1), at_ms / 1000))
            at_ms += lasts_ms
    told = [each for each in lived(edges, BLOCK_S) if not isinstance(each, Edge)]
    assert told == [ButtonPressed() if ms < 1300 else ButtonHeld() for ms in lengths_ms]
