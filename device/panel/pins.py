"""The button and the lamp on their pins (gpiozero)."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Any, NoReturn

from gpiozero import PWMLED, Button, PinUnknownPi

from device.panel.gesture import Edge, Gesture, Gestures
from device.panel.light import brightness, light_of
from device.session.view import View


class PinsMissing(Exception):
    """The pins cannot be used; the message says why (`what`) and what to do (`to_do`)."""

    def __init__(self, what: str, to_do: str = "") -> None:
        super().__init__(f"{what} {to_do}".rstrip())
        self.what = what
        self.to_do = to_do


def pi_factory() -> Any:  # noqa: ANN401 - gpiozero has no types
    """Return the pin factory of a Raspberry Pi. Raises PinsMissing."""
    try:
        with lgpio_folder():
            from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415 - only on a Pi

            return LGPIOFactory()
    except Exception as problem:
        raise PinsMissing(f"The pins cannot be used ({problem}).", _way_to(problem)) from problem


def _way_to(problem: Exception) -> str:
    """Return what gives the pins back after `problem` with opening them. Pure."""
    if isinstance(problem, ImportError):
        return "The package lgpio is missing: sudo script/install brings it."
    if isinstance(problem, PinUnknownPi):
        return "Only a Raspberry Pi has them: spinecoach rehearse needs none."
    return (
        "Try it as the box's own user: sudo spinecoach doctor. If it is the same: sudo usermod -aG "
        "gpio USER, and start the Pi again."
    )


@contextlib.contextmanager
def lgpio_folder() -> Iterator[None]:
    """Let lgpio be imported inside this context without leaving a trace.

    lgpio 0.2.2.0 makes a FIFO when it is imported: in the current folder, which may not be
    writable, or in LG_WD, and then the whole process is moved there. It keeps the FIFO open, so
    that the file may go. Raises OSError when no temporary folder can be made.
    """
    before = os.environ.get("LG_WD")
    here = os.open(".", os.O_PATH)
    try:
        with tempfile.TemporaryDirectory(prefix="spinecoach-pins-") as folder:
            os.environ["LG_WD"] = folder
            try:
                yield
            finally:
                os.fchdir(here)
    finally:
        os.close(here)
        os.environ.pop("LG_WD")
        if before is not None:
            os.environ["LG_WD"] = before


class Panel:
    """Button and lamp. gpiozero's own threads only put edges into a queue; `step` does the rest.

    `factory` is gpiozero's pin factory, `clock_s` the clock of the edges, which `step` is given
    too. Raises PinsMissing; with `whatever_works` never, and `problem` says what is missing. A pin
    that fails later is let go, and becomes a `problem` as well.
    """

    def __init__(
        self,
        factory: Any,  # noqa: ANN401 - gpiozero has no types
        button_pin: int,
        led_pin: int,
        clock_s: Callable[[], float],
        *,
        whatever_works: bool = False,
    ) -> None:
        self._factory = factory
        self._clock_s = clock_s
        self._edges: SimpleQueue[Edge] = SimpleQueue()
        self._gestures = Gestures()
        self._pins = (button_pin, led_pin)
        self._button: Any = None
        self._lamp: Any = None
        self.problem: PinsMissing | None = None
        problem = self.open()
        if problem is not None and not whatever_works:
            self.close()
            raise problem

    def open(self) -> PinsMissing | None:
        """Take the pins that are not held yet; return, and keep as `problem`, why one is not."""
        self.problem = None
        button_pin, led_pin = self._pins
        if self._button is None:
            self._button = self._taken(button_pin, self._button_on)
        if self._lamp is None:
            self._lamp = self._taken(led_pin, self._lamp_on)
        return self.problem

    def _taken(self, pin: int, open_pin: Callable[[int], Any]) -> Any:  # noqa: ANN401
        try:
            return open_pin(pin)
        except PinsMissing as problem:
            self.problem = problem
        except Exception as problem:  # noqa: BLE001 - lgpio's own errors are no GPIOZeroError
            self.problem = self._unusable(problem)
        return None

    def _button_on(self, pin: int) -> Any:  # noqa: ANN401
        button = Button(pin, pull_up=True, bounce_time=None, pin_factory=self._factory)
        button.when_pressed = lambda: self._edges.put(Edge(down=True, at_s=self._clock_s()))
        button.when_released = lambda: self._edges.put(Edge(down=False, at_s=self._clock_s()))
        if button.is_pressed:
            self._edges.put(Edge(down=True, at_s=self._clock_s()))
        return button

    def _lamp_on(self, pin: int) -> Any:  # noqa: ANN401
        return PWMLED(pin, pin_factory=self._factory)

    def step(self, view: View, now_s: float) -> tuple[Gesture, ...]:
        """Show `view` on the lamp; return what the hand did since the last step.

        `now_s` is the time of the clock that the panel was made with.
        """
        self.show(view, now_s)
        edges = []
        with contextlib.suppress(Empty):
            while True:
                edges.append(self._edges.get_nowait())
        return self._gestures.step(tuple(edges), now_s, down=self._level())

    def show(self, view: View, now_s: float) -> None:
        """Show `view` as at `now_s` on the lamp, and leave what the hand did for the next step."""
        if self._lamp is None:
            return
        try:
            self._lamp.value = round(brightness(light_of(view), now_s), 2)
        except Exception as problem:  # noqa: BLE001 - lgpio's own errors are no GPIOZeroError
            self._let_go(self._lamp, problem)
            self._lamp = None

    def _level(self) -> bool | None:
        """Return whether the button is down; None where nobody can tell."""
        if self._button is None:
            return None
        try:
            return bool(self._button.is_pressed)
        except Exception as problem:  # noqa: BLE001 - lgpio's own errors are no GPIOZeroError
            self._let_go(self._button, problem)
            self._button = None
            return None

    def _let_go(self, part: Any, problem: Exception) -> None:  # noqa: ANN401
        self.problem = self._unusable(problem)
        with contextlib.suppress(Exception):  # it has failed already
            part.close()

    def _unusable(self, problem: Exception) -> PinsMissing:
        button_pin, led_pin = self._pins
        return PinsMissing(
            f"GPIO {button_pin} or {led_pin} cannot be used ({problem}).",
            "Change `panel` in config/device.yaml, or end the program that uses it.",
        )

    @property
    def lamp_value(self) -> float:
        """How bright the lamp is, 0 to 1."""
        return float(self._lamp.value) if self._lamp is not None else 0.0

    def close(self) -> None:
        """Lamp off, pins free."""
        for part in (self._lamp, self._button):
            if part is not None:
                part.close()


class NoPins:
    """Stands for a pin factory where there is none; `why` is what `pi_factory` said."""

    def __init__(self, why: PinsMissing) -> None:
        self._why = why

    def __getattr__(self, name: str) -> NoReturn:
        """Whatever gpiozero wants of it: there are no pins."""
        raise self._why
