"""A device that comes and goes, without waiting for it on the sound path."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from device.sound.devices import DeviceLost, DeviceMissing
from device.sound.reconnecting import RECONNECT_RETRY_S, ReconnectingDevice

END_WITHIN_S = 10.0
"""Much longer than the end may wait for a card, and shorter than for ever."""

LOST = DeviceLost("microphone", "usb", "It has gone.")


class Card:
    """Opens and closes as told: at once, never, or not at all."""

    def __init__(self) -> None:
        self.opened: list[Plug] = []
        self.there = True
        self.opens, self.closes = threading.Event(), threading.Event()
        self.opens.set()
        self.closes.set()

    def open(self) -> Plug:
        self.opens.wait()
        if not self.there:
            raise DeviceMissing("microphone", "usb", "It is not there.", ())
        self.opened.append(Plug(self))
        return self.opened[-1]


class Plug:
    def __init__(self, card: Card) -> None:
        self.closed = False
        self._card = card

    def close(self) -> None:
        self._card.closes.wait()
        self.closed = True


@pytest.fixture
def card() -> Iterator[Card]:
    card = Card()
    yield card
    card.opens.set()
    card.closes.set()


@pytest.fixture
def now() -> list[float]:
    return [100.0]


@pytest.fixture
def device(card: Card, now: list[float]) -> ReconnectingDevice[Plug]:
    return ReconnectingDevice(card.open, lambda: now[0])


def soon(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.002)


def test_it_is_opened_once_it_is_wanted_and_stays_open(
    card: Card, device: ReconnectingDevice[Plug]
) -> None:
    assert not card.opened
    soon(device.get)
    assert device.get() is device.get() is card.opened[0]
    assert device.problem is None


def test_one_that_is_not_there_is_tried_again_and_not_all_the_time(
    card: Card, device: ReconnectingDevice[Plug], now: list[float]
) -> None:
    card.there = False
    device.get()
    soon(lambda: device.problem)
    card.there = True
    for _ in range(50):
        assert device.get() is None
    assert not card.opened
    now[0] += RECONNECT_RETRY_S
    soon(device.get)
    assert device.problem is None


def test_losing_one_that_hangs_does_not_hold_the_sound_up_and_it_is_not_opened_twice(
    card: Card, device: ReconnectingDevice[Plug], now: list[float]
) -> None:
    soon(device.get)
    card.closes.clear()
    device.lost(LOST)  # returns, though the card never does
    assert device.problem is LOST
    now[0] += RECONNECT_RETRY_S
    for _ in range(50):
        assert device.get() is None
    assert len(card.opened) == 1, "it was opened while it was still held"
    card.closes.set()
    soon(device.get)
    assert [plug.closed for plug in card.opened] == [True, False]


def test_what_was_being_opened_when_it_was_released_is_closed_again(
    card: Card, device: ReconnectingDevice[Plug]
) -> None:
    card.opens.clear()
    device.get()
    device.release()
    card.opens.set()
    soon(lambda: card.opened and card.opened[0].closed)


@pytest.mark.parametrize("hangs", ["opening", "closing"])
def test_the_end_does_not_wait_for_one_that_hangs(
    card: Card, device: ReconnectingDevice[Plug], hangs: str
) -> None:
    if hangs == "opening":
        card.opens.clear()
        device.get()
    else:
        soon(device.get)
        card.closes.clear()
        device.lost(LOST)
    ending = threading.Thread(target=device.close, daemon=True)
    ending.start()
    ending.join(END_WITHIN_S)
    assert not ending.is_alive(), "the end waits for a card that never comes back"


def test_a_loose_plug_leaves_no_thread_behind(
    card: Card, device: ReconnectingDevice[Plug], now: list[float]
) -> None:
    before = threading.active_count()
    for _ in range(20):
        soon(device.get)
        device.lost(LOST)
        now[0] += RECONNECT_RETRY_S
    device.close()
    soon(lambda: threading.active_count() <= before)
    assert all(plug.closed for plug in card.opened)
