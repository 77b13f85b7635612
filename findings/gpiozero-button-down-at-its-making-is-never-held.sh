#!/bin/sh
# gpiozero 2.0.1.post3: a Button that is down when its object is made never calls when_held, however long
# it stays down; one that is pressed afterwards does, after hold_time.
# Seen 2026-11-30 with gpiozero's own mock pins: "down from the start: 0 holds", "pressed later: 1 hold".
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet gpiozero==2.0.1.post3
"$work/venv/bin/python" - <<'PY'
import time
from gpiozero import Button
from gpiozero.pins.mock import MockFactory, MockPin

class Shorted(MockPin):
    """Its button is down, however strong it is pulled up."""
    def drive_high(self):
        pass

def holds(pin_class, down_before):
    factory = MockFactory()
    pin = factory.pin("GPIO17", pin_class=pin_class)
    if down_before:
        pin.drive_low()
    told = []
    button = Button(17, hold_time=0.2, pin_factory=factory)
    button.when_held = lambda: told.append(1)
    pin.drive_low()
    assert button.is_pressed
    time.sleep(0.6)
    return len(told)

down, later = holds(Shorted, True), holds(MockPin, False)
print(f"down from the start: {down} holds; pressed later: {later} hold")
raise SystemExit(0 if (down, later) == (0, 1) else 1)
PY
