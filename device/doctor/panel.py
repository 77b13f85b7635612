"""Button and light, with a person who looks and presses."""

from __future__ import annotations

from collections.abc import Iterator

from device.doctor.finding import DoctorParts, Finding, Person, broken, works
from device.panel.pins import Panel, PinsMissing
from device.panel.self_test import PRESS_WITHIN_S, Hand, blink, press
from device.paths import wiring_picture
from device.settings import Settings

WIRING = f"See {wiring_picture()}"


def panel_of(settings: Settings, parts: DoctorParts, person: Person) -> Iterator[Finding]:
    """Blink the light and wait for a press."""
    button, lamp = settings.panel.button_pin, settings.panel.led_pin
    try:
        panel = Panel(parts.pins(), button, lamp, parts.clock_s)
    except PinsMissing as missing:
        to_do = missing.to_do or WIRING
        yield broken("light", missing.what, to_do)
        yield broken("button", "its pin is missing for the same reason as the light's", to_do)
        return
    try:
        yield _light(panel, lamp, parts, person)
        yield _button(panel, button, parts, person)
    finally:
        panel.close()


def _light(panel: Panel, pin: int, parts: DoctorParts, person: Person) -> Finding:
    person.told("Look at the light: it blinks three times now.")
    blink(panel, parts.clock_s, parts.wait)
    if person.sure("Did it blink?") is False:
        to_do = (
            f"Turn the LED round, and look at its resistor and its wires to GPIO {pin}. {WIRING}"
        )
        return broken("light", f"GPIO {pin} was switched, and nobody saw it", to_do)
    return works("light", f"GPIO {pin} was switched on and off three times")


def _button(panel: Panel, pin: int, parts: DoctorParts, person: Person) -> Finding:
    person.told(f"Press the button shortly, within {PRESS_WITHIN_S:.0f} seconds.")
    match press(panel, parts.clock_s, parts.wait):
        case Hand.PRESSED:
            return works("button", f"it was pressed, on GPIO {pin}")
        case Hand.STUCK:
            to_do = f"Press it shortly; if nobody holds it, look at its wires. {WIRING}"
            return broken("button", f"GPIO {pin} is held down", to_do)
        case Hand.NOTHING:
            to_do = f"Its wires go to GPIO {pin} and to ground. {WIRING}"
            return broken("button", f"nothing came from GPIO {pin}", to_do)
