"""The button and the lamp on their pins (gpiozero)."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from gpiozero import PWMLED, Button

from device.panel.gesture import Edge, Gesture, Gestures
from device.panel.light import brightness, light_of
from device.session.view import View


class PinsMissing(Exception):
    """The pins cannot be used; the message says why and what to do."""


def pi_factory() -> Any:  # noqa: ANN401 - gpiozero has no types
    """Return the pin factory of a Raspberry Pi. Raises PinsMissing."""
    try:
        from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415 - only on a Pi

        return LGPIOFactory()
    except Exception as problem:
        raise PinsMissing(
            f"The pins cannot be used ({problem}). On a Raspberry Pi: pip install lgpio in the "
            "box's environment, and add its user to the group gpio. Elsewhere there are no pins: "
            "spinecoach rehearse needs none."
        ) from problem


class Panel:
    """Button and lamp. gpiozero's own threads only put edges into a queue; `step` does the rest.

    `factory` is gpiozero's pin factory, `clock_s` the clock of the edges, which `step` is given
    too. Raises PinsMissing.
    """

    def __init__(
        self,
        factory: Any,  # noqa: ANN401 - gpiozero has no types
        button_pin: int,
        led_pin: int,
        clock_s: Callable[[], float],
    ) -> None:
        self._edges: SimpleQueue[Edge] = SimpleQueue()
        self._gestures = Gestures()
        try:
            self._button = Button(button_pin, pull_up=True, bounce_time=None, pin_factory=factory)
            self._lamp = PWMLED(led_pin, pin_factory=factory)
        except Exception as problem:  # lgpio's own errors are no GPIOZeroError
            raise PinsMissing(
                f"GPIO {button_pin} or {led_pin} cannot be used ({problem}). "
                "Change `panel` in config/device.yaml, or end the program that uses it."
            ) from problem
        self._button.when_pressed = lambda: self._edges.put(Edge(down=True, at_s=clock_s()))
        self._button.when_released = lambda: self._edges.put(Edge(down=False, at_s=clock_s()))
        if self._button.is_pressed:
            self._edges.put(Edge(down=True, at_s=clock_s()))

    def step(self, view: View, now_s: float) -> tuple[Gesture, ...]:
        """Show `view` on the lamp; return what the hand did since the last step."""
        self.show(view, now_s)
        edges = []
        try:
            while True:
                edges.append(self._edges.get_nowait())
        except Empty:
            return self._gestures.step(tuple(edges), now_s)

    def show(self, view: View, now_s: float) -> None:
        """Show `view` on the lamp, and leave what the hand did for the next step."""
        self._lamp.value = round(brightness(light_of(view), now_s), 2)

    @property
    def lamp_value(self) -> float:
        """How bright the lamp is, 0 to 1."""
        return float(self._lamp.value)

    def close(self) -> None:
        """Lamp off, pins free."""
        self._button.close()
        self._lamp.close()
