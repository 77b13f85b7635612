"""One running `arecord` or `aplay`: its pipe of samples, its complaints and its end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import shutil
import struct
import subprocess
import termios
from dataclasses import dataclass
from typing import IO, Literal

from device.sound.devices import DeviceLost, DeviceMissing

Direction = Literal["microphone", "speaker"]

PROGRAMS: dict[Direction, str] = {"microphone": "arecord", "speaker": "aplay"}

CONVERTED = ("-f", "S16_LE", "-r", "16000", "-c", "1", "--samples", "16")

_LISTING_S = 5.0
_ENDING_S = 0.2
_KEPT_CHARACTERS = 2000

# Whole pages are filled and emptied, so that a pipe of a single one is full with a block in it.
_PIPE_BYTES = 4 * 4096

_CONVERTERS = frozenset(
    ("jack", "lavrate", "null", "oss", "samplerate", "speex", "speexrate", "upmix", "vdownmix")
)


@dataclass(frozen=True, slots=True)
class DeviceName:
    """A name that ALSA knows, as `config/device.yaml` may have it, and what it stands for."""

    name: str
    what: str


def converter_of(name: str) -> str:
    """Return how ALSA converts the rate of the microphone `name`, in its own words.

    Empty where it need not, or where nobody can tell. Records a thousandth of a second.
    """
    try:
        told = subprocess.run(  # noqa: S603 - a name that the settings allow
            ["arecord", "-v", "-D", name, *CONVERTED, "/dev/null"],  # noqa: S607 - found by PATH
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(),
            timeout=_LISTING_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"^Converter: (.*)$", told.stderr.decode(errors="replace"), re.MULTILINE)
    return found[1].strip() if found is not None else ""


def list_devices(direction: Direction) -> tuple[DeviceName, ...]:
    """Return the names that a microphone or a speaker can have here; none without alsa-utils.

    Whole cards whose rate and channels ALSA converts (`plughw:`) come first: take one of those.
    The names hold the card's name, not its number, which changes with the socket it is in.
    """
    program = shutil.which(PROGRAMS[direction])
    if program is None:
        return ()
    try:
        listing = subprocess.run(  # noqa: S603 - a fixed command
            [program, "-L"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(),
            timeout=_LISTING_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ()
    return parsed(listing.stdout.decode(errors="replace"))


def parsed(listing: str) -> tuple[DeviceName, ...]:
    """Read what `aplay -L` prints: names at the margin, what they stand for indented below."""
    found: list[tuple[str, list[str]]] = []
    for line in listing.splitlines():
        if not line[:1].isspace():
            found.append((line, []))
        elif found:
            found[-1][1].append(line.strip())
    names = (DeviceName(name, ", ".join(what)) for name, what in found if name)
    usable = [one for one in names if one.name not in _CONVERTERS]
    return tuple(sorted(usable, key=lambda one: not one.name.startswith("plughw:")))


class AlsaProgram:
    """`arecord` or `aplay` on the device `name`; samples go through `pipe`, which never blocks.

    Raises `DeviceMissing` when alsa-utils is not installed; whether the device itself can be
    opened shows in the pipe. One thread.
    """

    def __init__(self, direction: Direction, name: str, options: tuple[str, ...]) -> None:
        self.xruns = 0
        """How often the card ran dry or over, as far as `listen` has read."""
        self._direction: Direction = direction
        self._name = name
        self._said = ""
        program = shutil.which(PROGRAMS[direction])
        if program is None:
            raise DeviceMissing(
                direction,
                name,
                f"The {direction} cannot be used: the program {PROGRAMS[direction]} is not"
                " installed.",
                (),
                "Install it with: sudo apt install alsa-utils",
            )
        records = direction == "microphone"
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command, the name is one argument
            [program, "-q", "-t", "raw", "-D", name, *options],
            stdin=subprocess.DEVNULL if records else subprocess.PIPE,
            stdout=subprocess.PIPE if records else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_environment(),
        )
        self._sound = _opened(self._process.stdout if records else self._process.stdin)
        self._complaints = _opened(self._process.stderr)
        if not records:
            fcntl.fcntl(self.pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

    @property
    def pipe(self) -> int:
        """The descriptor of the pipe; ValueError after `close`."""
        return self._sound.fileno()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def wait_for_sound(self, seconds: float) -> bool:
        """Whether `pipe` has something to read, or its end, before `seconds` have passed."""
        return _readable(self.pipe, seconds)

    def wait_for_complaint(self, seconds: float) -> bool:
        """Whether the child says something, or ends, before `seconds` have passed."""
        return _readable(self._complaints.fileno(), seconds)

    def waiting_bytes(self) -> int:
        """How much is in `pipe` that the other side has not taken."""
        return int(struct.unpack("i", fcntl.ioctl(self.pipe, termios.FIONREAD, b"\0" * 4))[0])

    def listen(self) -> bool:
        """Take in what the child says; False when it says nothing more because it has ended."""
        with contextlib.suppress(BlockingIOError):
            while said := os.read(self._complaints.fileno(), 4096):
                text = said.decode(errors="replace")
                self.xruns += text.count("run!!!")
                self._said = (self._said + text)[-_KEPT_CHARACTERS:]
            return False
        return True

    def lost(self, what: str) -> DeviceLost:
        """Return the error that says that the device `what` (a predicate)."""
        self.listen()
        return DeviceLost(
            self._direction,
            self._name,
            f'The {self._direction} "{self._name}" {what}{self._reason()}.',
            "Look whether its plug is in, pull it and plug it in again; the box tries to open it"
            " anew.",
        )

    def missing(self, what: str) -> DeviceMissing:
        """Return the error that says that the device could not be opened because it `what`."""
        self.listen()
        names = tuple(one.name for one in list_devices(self._direction))
        return DeviceMissing(
            self._direction,
            self._name,
            f'The {self._direction} "{self._name}" cannot be opened: it {what}{self._reason()}.',
            names,
            advice(self._direction, self._said, names),
        )

    def close(self) -> None:
        """End the child and reap it; a second time does nothing."""
        self._sound.close()
        self._complaints.close()
        self._process.terminate()
        try:
            self._process.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            # A child that hangs inside a driver cannot even be killed; it is not worth waiting for.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_ENDING_S)

    def _reason(self) -> str:
        """Return the last thing that the child itself complained of, in brackets."""
        own = f"{PROGRAMS[self._direction]}: "
        complaints = [line for line in self._said.splitlines() if line.startswith(own)]
        if not complaints:
            return ""
        return f" ({complaints[-1].rstrip(' :').rpartition(': ')[2]})"


def advice(direction: Direction, said: str, names: tuple[str, ...]) -> str:
    """Return what to do about a device that cannot be opened. Pure.

    `said`: what `arecord` or `aplay` complained of, in English. `names`: as `list_devices` has
    them. A name is only told to who needs another one.
    """
    if "busy" in said:
        return (
            "Another program uses it. If that is the box itself: sudo systemctl stop spinecoach."
            " Otherwise find it with: sudo fuser -v /dev/snd/*"
        )
    if "ermission" in said:
        return "This user may not use sound; allow it with: sudo usermod -aG audio USER"
    where = f"for sound.{direction} in config/device.yaml"
    if any(name.startswith("plughw:") for name in names):
        return (
            "Look whether its plug is in, or choose another one."
            f" These names there are {where}: {', '.join(names)}."
        )
    others = f" Names without a card, {where}: {', '.join(names)}." if names else ""
    return f"There is no sound card here: plug the USB speakerphone in.{others}"


def _readable(descriptor: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(max(0.0, seconds) * 1000))


def _opened(pipe: IO[bytes] | None) -> IO[bytes]:
    """Return the pipe that `Popen` was told to make, set so that it never blocks."""
    if pipe is None:
        raise AssertionError("Popen was told to make this pipe")
    os.set_blocking(pipe.fileno(), False)
    return pipe


def _environment() -> dict[str, str]:
    """Return this process's environment, with complaints in the language that `_advice` reads."""
    return {**os.environ, "LC_ALL": "C"}
