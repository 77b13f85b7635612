"""A whole day on real parts, in a simulated room, as fast as the processor can."""

from __future__ import annotations

import datetime as dt
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import vosk
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.configuration import Configuration, own_words
from device.day_service import DayService
from device.hearing.assembly import listener_of, recognizer_of
from device.hearing.commands import Commands
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer
from device.hearing.enrolled.profile_store import ProfileStore, VoiceProfile
from device.hearing.hearing_thread import BlockListener
from device.hearing.listener import Listener
from device.hearing.recognizer import SlowRecognizer
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from device.panel.light import light_of
from device.panel.pins import Panel
from device.pipeline import Pipeline, PipelineObserver
from device.recognition import start_recognition
from device.rehearsal.mouth import Mouth, clip_caches
from device.rehearsal.outcome import RehearsalOutcome
from device.rehearsal.patient import SimulatedPatient
from device.rehearsal.patient_enrollment import SlowTally, Tally
from device.rehearsal.prompted_words import LearnsAlong, PromptedWords
from device.rehearsal.room import Placement, Room
from device.rehearsal.story import Story, story
from device.rehearsal.transcript import Transcript
from device.session.session import Session
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, RATE_HZ, Samples, samples, silence
from device.speaking.clip_cache import RenderProgress
from device.speaking.voices import clip_cache_of

BREAK_S = 4 * 3600.0
"""Time from one session of the day to the next."""

MAX_REHEARSAL_S = 2.5 * 3600
PRESS = samples(0.2)

NEAR = Placement(rt60_s=0.25, patient_m=1.2)
"""The room of a rehearsal. Farther away is for the bench: the Korean model loses words there."""


class Rehearsal:
    """One simulated day. `story_of` makes the patient's story for a session's tasks.

    `enrollment`: the recognizers are those of a box that nobody has taught, and the patient teaches
    it in the first session; `state` must hold no voice then. Else they are `model`, `taught`, and
    `likely`. `hearing_of` returns what the chain hears with, on another thread, say.
    """

    def __init__(  # noqa: PLR0913 - what a day is made of
        self,
        configuration: Configuration,
        model: vosk.Model | None,
        state: Path,
        start: dt.datetime,
        *,
        taught: VoiceProfile | None = None,
        likely: SlowRecognizer | None = None,
        enrollment: bool = False,
        room: Room | None = None,
        watches: tuple[PipelineObserver, ...] = (),
        transcript: Transcript | None = None,
        story_of: Callable[..., Story] = story,
        clips: Path | None = None,
        progress: RenderProgress = lambda _done, _all: None,
        hearing_of: Callable[[Listener], BlockListener] = lambda listener: listener,
    ) -> None:
        if configuration.book is None or configuration.commands is None:
            raise ValueError("a language that cannot be read cannot be rehearsed")
        self._story_of = story_of
        self._transcript = transcript
        self._clock = VirtualClock(start)
        self._journal = SqliteJournal(state / "journal.sqlite", self._clock)
        book, commands = configuration.book, configuration.commands
        self._clip_cache = clip_cache_of(book, clips)
        self._days = DayService(
            configuration, self._journal.history, self._clip_cache, rehearsing=True
        )
        self._day = self._days.today()
        self._days.prepare(self._day, progress)
        self._days.prepare_slow(self._day)
        self._session = Session(self._clip_cache.length, self._day)
        self._room = room or Room(NEAR)
        factory = MockFactory(pin_class=MockPWMPin)
        self._pin = factory.pin("GPIO17")
        self._panel = Panel(factory, 17, 27, lambda: self._room.now / RATE_HZ)
        own_recognizer = EnrolledRecognizer(taught or VoiceProfile())
        mouth = Mouth(
            clip_caches(book.voice),
            commands,
            self._room.placement,
            listener_of(
                model, commands, own_recognizer if taught or enrollment else None, likely=likely
            ),
        )
        self._tallies: tuple[Tally | SlowTally, ...] = ()
        self.templates = PromptedWords(self._room, book.voice, commands)
        self._patient = SimulatedPatient(
            self._room,
            mouth,
            self._session,
            self._clip_cache.length,
            self._begin_press,
            self.templates,
        )
        self._mouth = mouth
        self._chain = Pipeline(
            self._session,
            self._clip_cache,
            self._journal,
            listener=None
            if enrollment
            else hearing_of(self._recognizers(model, commands, taught, likely)),
            own_words=own_words(book, commands),
            session_over=self._session_over,
            watches=(
                *((transcript,) if transcript else ()),
                self._patient,
                self.templates,
                *watches,
            ),
        )
        if enrollment:
            start_recognition(configuration, state, self._chain, lambda job: job(), None)
            self._chain.watch(LearnsAlong(ProfileStore(state), own_recognizer))
        if transcript is not None:
            transcript.follow(self._patient, lambda: self._session.view)
        self._release_at: int | None = None
        self._spoken: list[Samples] = []
        self._gave_way: list[bool] = []
        self._chain_s = 0.0
        self._is_over = False
        self._block_s: list[float] = []

    def _recognizers(
        self,
        model: vosk.Model | None,
        commands: Commands,
        taught: VoiceProfile | None,
        likely: SlowRecognizer | None,
    ) -> Listener:
        """Return the box's own listener; what each recognizer makes of the day is counted."""
        written = Tally("vosk", recognizer_of(model, commands)) if model is not None else None
        known = Tally("taught", EnrolledRecognizer(taught)) if taught is not None else None
        told = SlowTally("likelihood", likely) if likely is not None else None
        tallies = (written, known, told)
        self._tallies = tuple(tally for tally in tallies if tally is not None)
        return listener_of(model, commands, known, written, likely=told)

    def _session_over(self) -> None:
        self._is_over = True  # the next day is no work of the sound's thread: see `_step`

    def _tell_day(self) -> None:
        self._is_over = False
        self._days.tell(self._chain.inbox.put)
        self._days.prepare_slow(self._days.today())

    def _begin_press(self) -> None:
        self._pin.drive_low()
        self._release_at = self._room.now + PRESS

    def run(
        self, pace: Callable[[Samples, Samples], None] = lambda _mic, _speaker: None
    ) -> RehearsalOutcome:
        """Live the day to its end.

        `pace` is given every block of the microphone and of the speaker, and may take its time.
        """
        began = time.monotonic()
        scenario = self._story_of(self._day.tasks)
        played = silence()
        played = self._sessions(scenario, played, pace)
        took_s = time.monotonic() - began
        self._journal.flush()
        today = self._day.day
        outcome = RehearsalOutcome(
            self._day,
            scenario,
            self._journal.rows(today, today),
            tuple(self._patient.said),
            len(self._patient.false_actions),
            light_of(self._chain.view).pattern,
            self._room.now / RATE_HZ,
            took_s,
            self._chain_s,
            np.array(self._block_s),
            tuple(sorted(self._mouth.unknown)),
            np.concatenate(self._spoken),
            np.array(self._gave_way),
            {tally.name: len(tally.words) for tally in self._tallies},
            self.templates.said.total(),
            self.templates.good,
        )
        self._journal.close()
        self._panel.close()
        return outcome

    def room_now(self) -> Samples:
        """Return the last block as a listener in the room heard it."""
        return self._room.heard_now

    def write_wav(self, file: Path) -> None:
        """Write what a listener in the room heard."""
        with wave.open(str(file), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE_HZ)
            out.writeframes(self._room.heard_in_the_room().tobytes())

    def _sessions(
        self, scenario: Story, played: Samples, pace: Callable[[Samples, Samples], None]
    ) -> Samples:
        for n in range(self._day.sessions_due):
            if n:
                self._clock.advance(BREAK_S)
                self._tell_day()  # nothing tells the session that hours went by
            self._patient.begin(scenario if n == 0 else Story((), scenario.answers))
            played = self._wait(1.0, played, pace)
            self._begin_press()
            played = self._wait(2.0, played, pace)
            while self._session.runs or not self._patient.box_is_quiet:
                if self._room.now > MAX_REHEARSAL_S * RATE_HZ:
                    return played
                played = self._step(played, pace)
        return self._wait(1.0, played, pace)

    def _wait(
        self, seconds: float, played: Samples, pace: Callable[[Samples, Samples], None]
    ) -> Samples:
        for _ in range(samples(seconds) // BLOCK_SAMPLES):
            played = self._step(played, pace)
        return played

    def _step(self, played: Samples, pace: Callable[[Samples, Samples], None]) -> Samples:
        now = self._room.now
        if self._release_at is not None and now >= self._release_at:
            self._pin.drive_high()
            self._release_at = None
        self._patient.step()
        if self._transcript is not None:
            self._transcript.step()
        microphone = self._room.step(played)
        for gesture in self._panel.step(self._chain.view, now / RATE_HZ):
            self._chain.inbox.put(gesture)
        before_s, before_all_s = time.thread_time(), time.process_time()
        speaker = self._chain.step(microphone)
        self._block_s.append(time.thread_time() - before_s)
        self._chain_s += time.process_time() - before_all_s
        if self._is_over:
            self._tell_day()
        self._spoken.append(speaker)
        self._gave_way.append(self._chain.gives_way)
        self._clock.advance(BLOCK_S)
        pace(microphone, speaker)
        return speaker
