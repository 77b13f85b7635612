"""Trials: words said to a box that is silent, counts or speaks, in a simulated bedroom.

The chain is the product's own; only the session is a script. Times are in samples at the
microphone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import cycle
from typing import Protocol, cast

import numpy as np

from device.hearing.listener import Listener
from device.pipeline import Pipeline
from device.rehearsal.room import Hardware, Placement, Room
from device.session.actions import Action, Listen, Play, Silence
from device.session.events import Event, Heard, PainSuspected, SpokenOver, Ticked, Word
from device.session.questions import HURT
from device.session.session import Session
from device.session.view import View
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, RATE_HZ, Samples, samples, silence
from device.sound.echo_canceller import EchoCanceller
from device.sound.mixer import DUCK_FALL
from device.speaking.phrase import Phrase
from script.benches.bedside.air import Air, Recording

BETWEEN = samples(0.25)
"""The pause between two sentences of the box."""

COUNT = samples(1.0)
"""From one number of the box to the next."""

DECIDED = samples(0.8)
"""Maximum time from the end of a word to its event, in samples (0.8 s)."""

REST = samples(0.3)
BOX_HAS_BEGUN = samples(1.2)
ANY_MOMENT = samples(1.0)
LEARNING = samples(5.0)
"""Time that the box speaks alone before the first word, in samples (5 s): the echo path settles."""


class Box(Enum):
    """What the box does while the patient speaks."""

    SILENT = "silent"
    COUNTS = "counts"
    SPEAKS = "speaks"


@dataclass(frozen=True, slots=True)
class Condition:
    """Circumstances in which words are said. `snr_db` is None where the house is silent.

    `placement` is None for the recording alone: no room, no distance, no box; with an `snr_db` it
    has the noise of a house in it.
    """

    name: str
    placement: Placement | None = None
    box: Box = Box.SILENT
    snr_db: float | None = None
    drift_ppm: float = 0.0


BEDROOM = Placement(rt60_s=0.4)

CLEAN = Condition("clean")
CONDITIONS = (
    Condition("2m_quiet", BEDROOM),
    Condition("noise_12db", BEDROOM, snr_db=12.0),
    Condition("noise_6db", BEDROOM, snr_db=6.0),
    Condition("box_counts", BEDROOM, Box.COUNTS),
    Condition("box_speaks", BEDROOM, Box.SPEAKS),
    Condition("box_counts_50ppm", BEDROOM, Box.COUNTS, drift_ppm=50.0),
    Condition("box_counts_200ppm", BEDROOM, Box.COUNTS, drift_ppm=200.0),
)


@dataclass(frozen=True, slots=True)
class Clip:
    """A way to say a word; `among` are the words that make sense when it is said."""

    word: Word
    text: str
    among: frozenset[Word]


@dataclass(frozen=True, slots=True)
class Trial:
    """A word that was said and what came of it.

    `ducked_ms` and `silent_ms` run to what the microphone hears of it, the sound card included:
    from the word's onset until the own voice has stepped back, and from its end until it is
    silent. None where the box was silent anyway, infinite where it never came.
    """

    clip: Clip
    heard: Word | None
    suspected: bool
    ducked_ms: float | None = None
    silent_ms: float | None = None

    @property
    def right(self) -> bool:
        """Whether it was understood."""
        return self.heard is self.clip.word

    @property
    def helped(self) -> bool:
        """Whether the box at least held on, as it must for pain and stop."""
        return self.heard in HURT or self.suspected


class Script:
    """What stands in for the session: says its lines, is silent when it has heard a word."""

    def __init__(self, length: Callable[[Phrase], int], lines: Sequence[Phrase], box: Box) -> None:
        self.runs = True
        self.view = View(session_runs=True)
        self.words: frozenset[Word] = frozenset()
        self.told: list[Event] = []
        self.told_at: int | None = None
        self._length = length
        self._lines: Iterator[Phrase] = cycle(lines) if lines else iter(())
        self._box = box
        self._listens: frozenset[Word] = frozenset()
        self._next = 0
        self.talking = False

    def handle(self, event: Event, now: int) -> tuple[Action, ...]:
        """See `Session`."""
        if isinstance(event, SpokenOver):
            return ()
        if not isinstance(event, Ticked):
            self.told.append(event)
            self.told_at = now
            self.talking = False
            return (Silence(),)
        actions: list[Action] = []
        if self._listens != self.words:
            self._listens = self.words
            actions.append(Listen(self.words))
        if self.talking and self._box is not Box.SILENT and self._next < event.until:
            at = max(self._next, now)
            line = next(self._lines)
            actions.append(Play(line, at))
            over = at + self._length(line)
            self._next = at + COUNT if self._box is Box.COUNTS else over + BETWEEN
        return tuple(actions)


class Lines(Protocol):
    """The box's clips; a `ClipCache` is one."""

    def clip(self, phrase: Phrase) -> Samples:
        """The sound of `phrase`."""

    def length(self, phrase: Phrase) -> int:
        """How long it is."""


class _Forgets:
    def write(self, entry: object) -> None:
        """Nothing of a trial is kept."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the chain of a trial is made of: the clips of the box, and one of each for a person."""

    clips: Lines
    lines: Mapping[Box, tuple[Phrase, ...]]
    own_words: Callable[[Phrase], frozenset[Word]]
    listener: Callable[[], Listener]
    echo: Callable[[], EchoCanceller] = EchoCanceller


class Bedside:
    """One person, one box, one condition: the box gets used to the voice and the room."""

    def __init__(
        self, parts: Parts, condition: Condition, kitchen: Samples | None = None, seed: int = 0
    ) -> None:
        """`kitchen` is the noise of the house, needed where the condition has an `snr_db`.

        `last_said` are the samples at which what was said last began and ended at the microphone.
        """
        self.processing_s = 0.0
        self.false_events = 0
        self.last_said = (0, 0)
        self._condition = condition
        self._dice = np.random.default_rng(seed)
        self._delay = 0
        snr_db = condition.snr_db
        if snr_db is not None and kitchen is None:
            raise ValueError(f"{condition.name} needs the noise of a house")
        house = kitchen if snr_db is not None else None
        self._air: Air
        if condition.placement is None:
            self._air = Recording(seed, house, snr_db)
        else:
            hardware = Hardware(drift_ppm=condition.drift_ppm)
            room = Room(condition.placement, hardware, seed=seed, record=False)
            if house is not None and snr_db is not None:
                room.noise(house, snr_db)
            self._air = room
            self._delay = (1 + hardware.delay_blocks) * BLOCK_SAMPLES
        self._listener = parts.listener()
        self._script = Script(parts.clips.length, parts.lines.get(condition.box, ()), condition.box)
        self._chain = Pipeline(
            cast("Session", self._script),
            parts.clips,
            _Forgets(),
            listener=self._listener,
            own_words=parts.own_words,
            session_over=lambda: None,
            echo=parts.echo(),
        )
        self._played = silence()
        self._spoken: list[tuple[int, bool, bool]] = []
        self._script.talking = True
        self._run(LEARNING if condition.box is not Box.SILENT else REST)

    @property
    def told_at(self) -> int | None:
        """The sample at which the session was told of what was said last; None if it was not."""
        return self._script.told_at

    @property
    def length_s(self) -> float:
        """How long it has lasted."""
        return self._air.now / RATE_HZ

    def listen_for(self, words: frozenset[Word]) -> None:
        """From the next block on these words make sense."""
        self._script.words = words

    def say(self, clip: Clip, sound: Samples) -> Trial:
        """Say a word at any moment of what the box says, and wait for what comes of it."""
        self._script.words = clip.among
        self._script.talking = True
        self._run(BOX_HAS_BEGUN if self._condition.box is not Box.SILENT else REST)
        self._run(int(self._dice.integers(ANY_MOMENT)))
        self.false_events += len(self._script.told)
        self._script.told.clear()
        self._script.told_at = None
        self._script.talking = True
        self._spoken.clear()
        start = self._air.now + int(self._dice.integers(BLOCK_SAMPLES))
        end = self._air.say(sound, start)
        onset = end - len(sound)
        self.last_said = (onset, end)
        while self._air.now < end + DECIDED:
            self._step()
        told = [e for e in self._script.told if isinstance(e, Heard | PainSuspected)]
        heard = next((e.word for e in told if isinstance(e, Heard)), None)
        suspected = any(isinstance(e, PainSuspected) for e in told)
        ducked, silent = self._times(onset, end)
        self._script.told.clear()
        self._run(REST)
        return Trial(clip, heard, suspected, ducked, silent)

    def hears(self, sound: Samples) -> tuple[Event, ...]:
        """Somebody says `sound`, which is meant for nobody; return what the box made of it."""
        self._run(REST)
        self._script.told.clear()
        end = self._air.say(sound, self._air.now)
        self.last_said = (end - len(sound), end)
        while self._air.now < end + DECIDED:
            self._step()
        return tuple(self._script.told)

    def _times(self, onset: int, end: int) -> tuple[float | None, float | None]:
        if self._condition.box is Box.SILENT:
            return None, None
        down = next((at for at, ducked, _ in self._spoken if ducked), None)
        late = math.inf if down is None else down + DUCK_FALL + self._delay - onset
        ducked_ms = max(0.0, late * 1000 / RATE_HZ)
        answered = any(isinstance(e, Heard | PainSuspected) for e in self._script.told)
        if not answered:
            return ducked_ms, math.inf
        sounding = [at + BLOCK_SAMPLES for at, _, sounds in self._spoken if sounds]
        last = max(sounding, default=0) + self._delay - end
        return ducked_ms, max(0.0, last * 1000 / RATE_HZ)

    def _run(self, length: int) -> None:
        for _ in range(length // BLOCK_SAMPLES):
            self._step()

    def _step(self) -> None:
        microphone = self._air.step(self._played)
        now = self._chain.now
        before_s = time.thread_time()
        self._played = self._chain.step(microphone)
        self.processing_s += time.thread_time() - before_s
        self._spoken.append((now, self._listener.gives_way, bool(self._played.any())))


def block_share(processing_s: float, length_s: float) -> float:
    """How much of one core a chain took that lasted so long."""
    return processing_s / max(length_s, BLOCK_S)
