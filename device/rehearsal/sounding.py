"""A scenario with sound: the patient speaks in the simulated bedroom, and is heard or misheard."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gpiozero.pins.mock import MockFactory, MockPWMPin
from rich.console import Console

from device.configuration import Configuration, own_words
from device.hearing.assembly import listener_of, load_model, recognizer_of
from device.hearing.commands import Commands
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer
from device.hearing.likelihood.likelihood_recognizer import LikelihoodRecognizer, load_likelihood
from device.hearing.listener import Listener
from device.panel.pins import Panel
from device.paths import state_folder
from device.pipeline import Pipeline
from device.rehearsal.enrolled_patient import taught_voice
from device.rehearsal.mouth import Mouth, clip_caches
from device.rehearsal.rehearse import NEAR, PRESS
from device.rehearsal.room import Room
from device.rehearsal.show import choose_recognizers
from device.scenarios.due import next_due
from device.scenarios.home import Home
from device.scenarios.reading import ScenarioFile, language_of, word_of
from device.scenarios.record import Record
from device.scenarios.running import ScenarioRun
from device.scenarios.text import Result
from device.session.actions import Action, Listen, Play
from device.session.events import DayKnown, Event, Heard, PainSuspected, Word
from device.session.repertoire import repertoire
from device.session.session import Session
from device.session.slowly import slow_of
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, RATE_HZ, samples, silence
from device.speaking.clip_cache import ClipCache
from device.speaking.phrases import PhraseBook
from device.speaking.voices import clip_cache_of

PRESS_HELD_S = 1.8
PRESS_SETTLES = samples(0.2)
"""From the release of the button to the end of its bouncing."""

TRIES = 3
"""Maximum number of times that the patient says a word without an effect."""

ANSWERED_WITHIN_S = 2.0


class Hearing:
    """The recognizers of the box.

    The patient's mouth, which has found out what they understand.
    """

    def __init__(self, book: PhraseBook, commands: Commands, told: Console) -> None:
        """Raises ModelMissing, WeightsMissing."""
        recognizers = choose_recognizers(book.voice.language, None, told)
        self._commands = commands
        self._model = (
            load_model(recognizers.model.folder) if recognizers.model is not None else None
        )
        self._taught = (
            taught_voice(state_folder() / "enrollments", book.voice, commands, NEAR)
            if recognizers.taught
            else None
        )
        self._likely = (
            LikelihoodRecognizer(load_likelihood(recognizers.weights), commands)
            if recognizers.weights is not None
            else None
        )
        self.mouth = Mouth(clip_caches(book.voice), commands, NEAR, self.listener())

    def listener(self) -> Listener:
        """Return recognizers for a box that has just been switched on."""
        known = EnrolledRecognizer(self._taught) if self._taught is not None else None
        written = recognizer_of(self._model, self._commands) if self._model is not None else None
        return listener_of(self._model, self._commands, known, written, likely=self._likely)


class SoundBox:
    """The box of a scenario in its room. It is a `PipelineObserver` of its own chain.

    Sound passes only while the box runs a session or says something; idle hours are left out.
    """

    def __init__(
        self, home: Home, book: PhraseBook, commands: Commands, hearing: Hearing, clips: Path
    ) -> None:
        self._home = home
        self._hearing = hearing
        self._own_words = own_words(book, commands)
        self._clip_cache: ClipCache = clip_cache_of(book, clips)
        self.record = Record(self._clip_cache.length, home.clock.utc)
        self._before = 0
        self._allowed: frozenset[Word] = frozenset()
        self._understood = False
        self._switch_on()

    @property
    def now(self) -> int:
        """The sample at which the next block begins, idle hours included."""
        return self._before + self._chain.now

    # ------------------------------------------------------------------ the plug

    def _switch_on(self) -> None:
        day = self._look()
        self.session = Session(self._clip_cache.length, day.day_state)
        self._room = Room(NEAR, record=False)
        self._played = silence()
        factory = MockFactory(pin_class=MockPWMPin)
        self._pin = factory.pin("GPIO17")
        self._panel = Panel(factory, 17, 27, lambda: self._room.now / RATE_HZ)
        self._chain = Pipeline(
            self.session,
            self._clip_cache,
            self._home,
            listener=self._hearing.listener(),
            own_words=self._own_words,
            session_over=self._tell_day,
            watches=(self,),
        )
        self.record.look(self.session.view, self.now)

    def power_off_and_on(self, seconds: float) -> None:
        """Pull the plug and put it back after so many seconds."""
        now = self.now
        self.record.silence(now)
        self._panel.close()
        self._home.power_off_and_on(seconds)
        self._before = now
        self._chain_off()
        self._switch_on()

    def _chain_off(self) -> None:
        self._allowed = frozenset()

    def close(self) -> None:
        """Put the pins away."""
        self._panel.close()

    # ------------------------------------------------------------------ what happens

    def say(self, word: Word) -> None:
        """Say a word aloud, again in another way if nothing comes of it; it takes as long."""
        for attempt in range(TRIES):
            ways = self._hearing.mouth.ways(word, self._allowed or frozenset({word}))
            if not ways:
                return
            self._understood = False
            end = self._room.say(ways[attempt % len(ways)].sound, self._room.now)
            until = end + samples(ANSWERED_WITHIN_S)
            self._steps(lambda: self._understood or self._room.now >= until)  # noqa: B023 - at once
            if self._understood:
                return

    def press(self) -> None:
        """Press the button for a moment."""
        self._down(PRESS)

    def hold(self) -> None:
        """Hold the button."""
        self._down(samples(PRESS_HELD_S))

    def _down(self, length: int) -> None:
        self._pin.drive_low()
        released = self._room.now + length
        self._steps(lambda: self._room.now >= released)
        self._pin.drive_high()
        noticed = self._room.now + PRESS_SETTLES
        self._steps(lambda: self._room.now >= noticed)

    def happens(self, event: Event) -> None:
        """Something else happens."""
        self._chain.inbox.put(event)
        self._step()

    def look_at_today(self) -> None:
        """Work out anew what today holds."""
        self.happens(self._look())

    def _look(self) -> DayKnown:
        today = self._home.look()
        phrases = repertoire(today)
        self._clip_cache.prepare((*phrases, *slow_of(phrases)))
        self._day = today.day
        return DayKnown(today)

    def _tell_day(self) -> None:
        self._chain.inbox.put(self._look())

    # ------------------------------------------------------------------ time

    def wait(self, seconds: float) -> None:
        """Let so many `seconds` pass."""
        end = self.now + samples(seconds)
        while self.now < end:
            self._step()
            left = end - self.now
            if self._is_idle and left > 0:
                self._home.clock.advance(left / RATE_HZ)
                self._before += left
                self._turn_the_day()

    def wait_until(self, holds: Callable[[], bool], within_s: float) -> bool:
        """Let time pass until `holds`; return whether it did `within_s` seconds."""
        end = self.now + samples(within_s)
        self._steps(lambda: holds() or self.now >= end)
        return holds()

    @property
    def _is_idle(self) -> bool:
        says_nothing = next_due(self.session) is None and self.record.quiet_from <= self.now
        return not self.session.runs and says_nothing

    def _turn_the_day(self) -> None:
        if self._home.today() != self._day:
            self.look_at_today()

    def _steps(self, until: Callable[[], bool]) -> None:
        while not until():
            self._step()

    def _step(self) -> None:
        for gesture in self._panel.step(self._chain.view, self._room.now / RATE_HZ):
            self._chain.inbox.put(gesture)
        self._played = self._chain.step(self._room.step(self._played))
        self._home.clock.advance(BLOCK_S)
        self.record.look(self.session.view, self.now - BLOCK_SAMPLES)

    # ------------------------------------------------------------------ watch

    def happened(self, event: Event, _now: int) -> None:
        """See `PipelineObserver`."""
        if isinstance(event, Heard | PainSuspected):
            self._understood = True

    def done(self, action: Action, now: int) -> None:
        """See `PipelineObserver`."""
        if isinstance(action, Listen):
            self._allowed = action.words
        if isinstance(action, Play):
            action = replace(action, at=action.at + self._before)
        self.record.done(action, now + self._before)


def run_with_sound(configuration: Configuration, written: ScenarioFile) -> Result:
    """Carry out a scenario aloud, in the simulated bedroom.

    Args:
        configuration: the home's; its language can be read.
        written: the scenario.

    Returns:
        What happened, and each expectation that was not met.

    Raises:
        ConfigError: the scenario or its plan has mistakes.
        ValueError: the configuration has no language.
        ModelMissing: there is no speech model.
        WeightsMissing: the likelihood recognizer has no weights.
    """
    book, commands = language_of(configuration, written)
    hearing = Hearing(book, commands, Console(stderr=True))
    with tempfile.TemporaryDirectory() as folder:
        home = Home(configuration, written, Path(folder))
        try:
            box = SoundBox(home, book, commands, hearing, state_folder() / "clips")
            run = ScenarioRun(written, home, box, box.record, lambda said: word_of(said, commands))
            failures = run.run()
            box.close()
            return Result(box.record.told, failures)
        finally:
            home.close()
