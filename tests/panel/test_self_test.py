"""Button and lamp tried with a person, on mock pins and a clock that runs when it is waited for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.panel.pins import Panel
from device.panel.self_test import BLINKS_FOR_S, PRESS_WITHIN_S, Hand, blink, press

BUTTON, LED = 17, 27


class Bedside:
    """Things happen at their time, while somebody waits."""

    def __init__(self) -> None:
        self.now_s = 50.0
        self.lamp: list[float] = []
        factory = MockFactory(pin_class=MockPWMPin)
        self.button = factory.pin(f"GPIO{BUTTON}")
        self.panel = Panel(factory, BUTTON, LED, lambda: self.now_s)
        self._coming: list[tuple[float, Callable[[], None]]] = []

    def at(self, seconds: float, happens: Callable[[], None]) -> None:
        self._coming.append((self.now_s + seconds, happens))

    def wait(self, seconds: float) -> None:
        self.now_s += seconds
        self.lamp.append(self.panel.lamp_value)
        due = [one for one in self._coming if one[0] <= self.now_s]
        self._coming = [one for one in self._coming if one[0] > self.now_s]
        for _, happens in due:
            happens()


@pytest.fixture
def bedside() -> Bedside:
    return Bedside()


def pressed(bedside: Bedside) -> Hand:
    return press(bedside.panel, lambda: bedside.now_s, bedside.wait)


def test_the_lamp_blinks_three_times_and_is_off_after_it(bedside: Bedside) -> None:
    blink(bedside.panel, lambda: bedside.now_s, bedside.wait)
    on = [value > 0.5 for value in bedside.lamp]
    flashes = sum(now and not before for before, now in zip([False, *on], on, strict=False))
    assert flashes == 3
    assert len(bedside.lamp) == pytest.approx(BLINKS_FOR_S / 0.02, abs=2)
    assert bedside.panel.lamp_value == 0


def test_a_press_is_seen_as_soon_as_it_comes(bedside: Bedside) -> None:
    bedside.at(2.0, bedside.button.drive_low)
    bedside.at(2.2, bedside.button.drive_high)
    began_s = bedside.now_s
    assert pressed(bedside) is Hand.PRESSED
    assert bedside.now_s - began_s < 2.4
    assert max(bedside.lamp) > 0.5, "it breathes while it waits"


def test_nobody_presses(bedside: Bedside) -> None:
    began_s = bedside.now_s
    assert pressed(bedside) is Hand.NOTHING
    assert bedside.now_s - began_s == pytest.approx(PRESS_WITHIN_S, abs=0.05)


def test_a_button_that_is_down_all_the_time_is_stuck_and_not_pressed(bedside: Bedside) -> None:
    bedside.button.drive_low()
    assert pressed(bedside) is Hand.STUCK


def test_who_holds_it_first_and_presses_it_then_has_pressed_it(bedside: Bedside) -> None:
    bedside.at(1.0, bedside.button.drive_low)
    bedside.at(4.0, bedside.button.drive_high)
    bedside.at(5.0, bedside.button.drive_low)
    bedside.at(5.2, bedside.button.drive_high)
    assert pressed(bedside) is Hand.PRESSED
