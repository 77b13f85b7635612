"""The button and the lamp on pins that are gpiozero's own mock."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero import PWMLED
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.panel.gesture import HELD_S, Gesture
from device.panel.light import Light, Pattern, brightness
from device.panel.pins import Panel, PinsMissing, pi_factory
from device.session.events import ButtonHeld, ButtonPressed, FaultBegan, FaultEnded
from device.session.view import View

BUTTON, LED = 17, 27
NOTHING = View()
DONE = View(day_done=True)


class Bedside:
    """A panel whose button is a pin that tests drive, at a time that tests wind."""

    def __init__(self, factory: MockFactory) -> None:
        self.now_s = 100.0
        self.button = factory.pin(f"GPIO{BUTTON}")
        self.lamp = factory.pin(f"GPIO{LED}")
        self.panel = Panel(factory, BUTTON, LED, lambda: self.now_s)

    def wait(self, seconds: float, view: View = NOTHING) -> list[Gesture]:
        told: list[Gesture] = []
        for _ in range(round(seconds / 0.02)):
            self.now_s += 0.02
            told += self.panel.step(view, self.now_s)
        return told


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.close()


@pytest.fixture
def bedside(factory: MockFactory) -> Iterator[Bedside]:
    bedside = Bedside(factory)
    yield bedside
    bedside.panel.close()


# ------------------------------------------------------------ the button


def test_nobody_at_the_button_is_no_gesture(bedside: Bedside) -> None:
    assert bedside.button.pull == "up"
    assert bedside.wait(60) == []


def test_a_press_and_its_release_are_one_press(bedside: Bedside) -> None:
    bedside.button.drive_low()
    assert bedside.wait(0.4) == []
    bedside.button.drive_high()
    assert bedside.wait(0.1) == [ButtonPressed()]


@pytest.mark.hazard("H10")
def test_a_hold_is_told_while_the_button_is_down_and_never_again(bedside: Bedside) -> None:
    bedside.button.drive_low()
    assert bedside.wait(1.6) == [ButtonHeld()]
    bedside.button.drive_high()
    assert bedside.wait(1) == []


def test_edges_have_the_time_at_which_they_happened_not_that_of_the_next_look(
    bedside: Bedside,
) -> None:
    bedside.button.drive_low()
    bedside.now_s += 0.3
    bedside.button.drive_high()
    bedside.now_s += 5
    assert bedside.wait(0.1) == [ButtonPressed()]


def test_showing_leaves_what_the_hand_did_for_the_next_step(bedside: Bedside) -> None:
    bedside.button.drive_low()
    bedside.now_s += 0.3
    bedside.button.drive_high()
    bedside.panel.show(DONE, bedside.now_s)
    assert bedside.lamp.state == 1.0
    assert bedside.wait(0.1) == [ButtonPressed()]


class ShortedPin(MockPWMPin):  # type: ignore[misc] # gpiozero has no types
    """Its button is down, however strong it is pulled up, until somebody lets it go."""

    shorted = True

    def drive_high(self) -> None:
        if not self.shorted:
            super().drive_high()


def test_a_button_that_is_down_from_the_start_is_stuck_until_it_is_released(
    factory: MockFactory,
) -> None:
    shorted = factory.pin(f"GPIO{BUTTON}", pin_class=ShortedPin)
    shorted.drive_low()
    bedside = Bedside(factory)
    assert bedside.wait(25) == [ButtonHeld(), FaultBegan("button")]
    shorted.shorted = False
    shorted.drive_high()
    assert bedside.wait(0.1) == [FaultEnded("button")]
    bedside.panel.close()


# ------------------------------------------------------------ edges that get lost


def lose_an_edge(bedside: Bedside, *, down: bool) -> None:
    """Let the level change and nobody be told: as gpiozero's mock pin keeps it, low is down."""
    bedside.button._state = not down  # noqa: SLF001 - every way of its own tells of the edge


@pytest.mark.hazard("H10")
def test_a_press_whose_release_got_lost_is_one_press_and_no_pain(bedside: Bedside) -> None:
    bedside.button.drive_low()
    bedside.wait(0.2)
    lose_an_edge(bedside, down=False)
    assert bedside.wait(60) == [ButtonPressed()]


@pytest.mark.hazard("H10")
def test_the_press_after_a_lost_release_is_told_as_well(bedside: Bedside) -> None:
    bedside.button.drive_low()
    bedside.wait(0.2)
    lose_an_edge(bedside, down=False)
    bedside.wait(60)
    bedside.button.drive_low()
    bedside.wait(0.2)
    bedside.button.drive_high()
    assert bedside.wait(1) == [ButtonPressed()]


@pytest.mark.hazard("H10")
def test_a_hold_whose_last_edge_down_got_lost_acts_after_as_long_as_any(bedside: Bedside) -> None:
    bedside.button.drive_low()
    bedside.now_s += 0.004
    bedside.button.drive_high()
    lose_an_edge(bedside, down=True)
    assert bedside.wait(HELD_S - 0.04) == []
    assert bedside.wait(0.08) == [ButtonHeld()]
    bedside.button.drive_high()
    assert bedside.wait(60) == []


def test_a_press_of_which_no_edge_arrived_is_one_press(bedside: Bedside) -> None:
    lose_an_edge(bedside, down=True)
    bedside.wait(0.2)
    lose_an_edge(bedside, down=False)
    assert bedside.wait(60) == [ButtonPressed()]


class BusyError(Exception):
    """As lgpio's: it is no GPIOZeroError."""


class Failing(MockPWMPin):  # type: ignore[misc] # gpiozero has no types
    """Its level cannot be read once the kernel has taken the line away."""

    gone = False

    def _get_state(self) -> bool:
        if self.gone:
            raise BusyError("unknown handle")
        return bool(super()._get_state())


def test_a_pin_that_fails_while_it_is_used_is_let_go_and_can_be_taken_again(
    factory: MockFactory,
) -> None:
    pin = factory.pin(f"GPIO{BUTTON}", pin_class=Failing)
    bedside = Bedside(factory)
    pin.gone = True
    assert bedside.wait(1) == []
    assert "unknown handle" in str(bedside.panel.problem)
    pin.gone = False
    assert bedside.panel.open() is None
    bedside.button.drive_low()
    assert bedside.wait(1.6) == [ButtonHeld()]
    bedside.panel.close()


# ------------------------------------------------------------ the lamp


@pytest.mark.hazard("H11")
def test_the_lamp_follows_the_state(bedside: Bedside) -> None:
    for view, value in ((NOTHING, 0.0), (DONE, 1.0), (NOTHING, 0.0)):
        bedside.wait(0.1, view)
        assert bedside.lamp.state == bedside.panel.lamp_value == value


def test_the_lamp_breathes_as_the_light_says_while_a_session_runs(bedside: Bedside) -> None:
    seen = set()
    for _ in range(200):
        bedside.wait(0.02, View(session_runs=True))
        meant = brightness(Light(Pattern.BREATHING), bedside.now_s)
        assert bedside.lamp.state == pytest.approx(meant, abs=0.01)
        seen.add(bedside.lamp.state)
    assert min(seen) == pytest.approx(0.1, abs=0.01)
    assert max(seen) == pytest.approx(1.0, abs=0.01)


def test_closing_turns_the_lamp_off_and_frees_both_pins(
    factory: MockFactory, bedside: Bedside
) -> None:
    bedside.wait(0.1, DONE)
    bedside.panel.close()
    assert bedside.lamp.state == 0.0
    assert bedside.lamp.function == "input"
    again = Bedside(factory)
    again.button.drive_low()
    assert again.wait(1.6) == [ButtonHeld()]
    again.panel.close()


# ------------------------------------------------------------ pins that cannot be used


@pytest.mark.parametrize(
    ("button", "led"),
    [(BUTTON, BUTTON), (5, LED), (BUTTON, 5), (99, LED), (BUTTON, 99)],
)
def test_pins_that_cannot_be_used_are_named_with_the_file_to_change(
    factory: MockFactory, button: int, led: int
) -> None:
    other = PWMLED(5, pin_factory=factory)
    with pytest.raises(PinsMissing, match=r"config/device\.yaml") as refused:
        Panel(factory, button, led, lambda: 0.0)
    assert f"GPIO {button} or {led} " in str(refused.value)
    other.close()


def busy(*_: object) -> None:
    """A line that another process holds: lgpio claims it as soon as the pin is made."""
    raise BusyError("GPIO busy")


def test_a_pin_that_another_program_holds_is_told_in_the_same_words(factory: MockFactory) -> None:
    factory.pin_class = busy
    with pytest.raises(PinsMissing, match=r"end the program that uses it"):
        Panel(factory, BUTTON, LED, lambda: 0.0)


def test_elsewhere_than_on_a_pi_the_way_to_go_on_is_told() -> None:
    with pytest.raises(PinsMissing, match="spinecoach rehearse needs none"):
        pi_factory()


LGPIO_IS_ASKED_FOR = """
import os
from device.panel.pins import PinsMissing, pi_factory
try:
    pi_factory()
except PinsMissing as missing:
    assert "nfy" not in str(missing), missing
import lgpio
print(os.getcwd())
"""


@pytest.mark.parametrize("told", [False, True], ids=["by itself", "with LG_WD set"])
def test_lgpio_leaves_no_file_where_it_is_imported_and_the_process_where_it_was(
    tmp_path: Path, project: Path, told: bool
) -> None:
    """Found with lgpio 0.2.2.0: its FIFO took button and light from who came after another user."""
    pytest.importorskip("lgpio", reason="lgpio is not published for this machine")
    here, other, temporary = (tmp_path / name for name in ("here", "other", "temporary"))
    for folder in (here, other, temporary):
        folder.mkdir()
    environ = {"PYTHONPATH": str(project), "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", LGPIO_IS_ASKED_FOR],
        capture_output=True,
        text=True,
        check=False,
        cwd=here,
        env=environ | ({"LG_WD": str(other)} if told else {}),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(here)
    assert [file for folder in (here, other, temporary) for file in folder.iterdir()] == []
