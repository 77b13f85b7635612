"""The daemon: builds every part from the real ones, moves sound, and puts all away in reverse."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from device.configuration import Configuration, own_words
from device.day_service import DayService
from device.hearing.hearing_thread import HearingThread
from device.hearing.listener import Listener
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from device.memory import return_freed
from device.panel.pins import Panel
from device.parts import DaemonParts
from device.pipeline import Pipeline, PipelineObserver
from device.plan.script import Question
from device.preferences import Keeping, load_preferences
from device.recognition import start_recognition
from device.session.events import DayKnown, FaultBegan, FaultEnded
from device.session.session import Session
from device.session.view import View
from device.settings import Settings
from device.sound.block import Samples, silence
from device.sound.devices import DeviceError
from device.sound.metronome import Metronome
from device.sound.microphone_level import MicrophoneLevel
from device.sound.reconnecting import ReconnectingDevice
from device.speaking.phrase import Phrase
from device.speaking.voices import clip_cache_of
from device.worker import Worker

log = logging.getLogger(__name__)

DAY_LOOKED_AT_EVERY_S = 30.0
SLOW_AT_A_TIME = 4
"""Number of slow clips that are rendered before other work has its turn."""

PINS_TRIED_EVERY_S = 30.0

WRITES_WITHIN_S = 0.8
"""Timeout at the end of the daemon: for what the disk has not taken yet."""

HEARING_ENDS_WITHIN_S = 0.3
"""Timeout at the end of the daemon: for a word that is being decided."""

WORKER_ENDS_WITHIN_S = 0.5
"""Timeout at the end of the daemon: for a phrase. A model that is being loaded takes longer."""


class Daemon:
    """`run` until `stop`. The light is right before anything slow begins.

    It runs with what is there: a light or a button that is missing, a card, a model, a disk is a
    fault that is told and shown as far as that can be done, and tried again.

    What is slow (rendering, loading the model, working out the next day) is done by one worker; the
    thread that runs moves sound and nothing else.
    """

    def __init__(
        self,
        configuration: Configuration,
        state: Path,
        parts: DaemonParts,
        *,
        rehearsing: bool = False,
        watches: tuple[PipelineObserver, ...] = (),
    ) -> None:
        """`rehearsing`: an example plan is good enough. Raises ValueError, JournalTooNew."""
        if configuration.book is None or configuration.commands is None:
            raise ValueError("a language that cannot be read cannot be spoken")
        self._configuration = configuration
        self._parts = parts
        self._state = state
        self._stop = threading.Event()
        self._prepared = threading.Event()
        settings = configuration.settings or Settings()
        day = settings.day
        with ExitStack() as opened:
            self._journal = SqliteJournal(
                state / "journal.sqlite",
                parts.clock,
                rollover_hour=day.rollover_hour,
                timezone=day.timezone,
            )
            opened.callback(self._journal.close)
            for fault in self._journal.history().faults:
                self._journal.write(Entry(Kind.FAULT_ENDED, text=fault.part))  # all is tried anew
            pins = settings.panel
            self._panel = Panel(
                *(parts.pins, pins.button_pin, pins.led_pin, time.monotonic), whatever_works=True
            )
            opened.callback(self._panel.close)
            book, commands = configuration.book, configuration.commands
            self._clip_cache = clip_cache_of(book, state / "clips")
            self._clip_cache.missed = self._missed
            self._days = DayService(
                configuration, self._journal.history, self._clip_cache, rehearsing=rehearsing
            )
            self._day = self._days.today()
            self._sure = self._journal.history().sure
            self._session = Session(self._clip_cache.length, self._day)
            self._panel.step(self._session.view, time.monotonic())
            opened.pop_all()
        self._chain = Pipeline(
            self._session,
            self._clip_cache,
            self._journal,
            listener=None,
            own_words=own_words(book, commands),
            session_over=self._tell_day,
            watches=watches,
        )
        self._microphone = ReconnectingDevice(parts.microphone)
        self._speaker = ReconnectingDevice(parts.speaker)
        self._metronome = Metronome(self._stop)
        self._hearing: HearingThread | None = None
        self._worker = Worker(lambda: self._chain.inbox.put(FaultBegan("voice")))
        self._chain.inbox.put(load_preferences(state))
        self._chain.watch(Keeping(state, self._worker.put))
        self._faults: set[str] = set()
        self._gain_db = settings.sound.microphone_gain_db
        self._level = MicrophoneLevel(self._gain_db)
        self._look_at_day_s = 0.0
        self._look_at_pins_s = 0.0
        if self._journal.set_aside is not None:
            self._fault("journal", there_is=True)

    @property
    def view(self) -> View:
        """What the lamp shows."""
        return self._session.view

    @property
    def question(self) -> Question | None:
        """The question that waits for an answer."""
        return self._session.question

    def stop(self) -> None:
        """Let `run` come to its end; any thread, also from a signal."""
        self._stop.set()

    def wait_until_prepared(self, within_s: float) -> bool:
        """Wait until everything can be said and heard, `within_s` seconds at most. Any thread."""
        return self._prepared.wait(within_s)

    def run(self) -> None:
        """Move sound until `stop`, then put everything away within two seconds.

        First what cannot hang (lamp), then what must not be lost (journal), then the cards.
        """
        log.info("the light is right; preparing what will be said")
        self._worker.put(self._prepare)
        self._worker.start()
        try:
            while not self._stop.is_set():
                self._turn()
                # Before all is prepared, systemd waits for that and not for signs of life.
                if not self._worker.hangs:
                    self._parts.systemd.alive()
        finally:
            self._parts.systemd.stopping()
            self._worker.end()
            self._panel.close()
            self._journal.close(WRITES_WITHIN_S)
            self._microphone.close()
            self._speaker.close()
            if self._hearing is not None:
                self._hearing.close(HEARING_ENDS_WITHIN_S)
            self._worker.join(WORKER_ENDS_WITHIN_S)
            log.info("stopped")

    # ------------------------------------------------------------------ moving sound

    def _turn(self) -> None:
        microphone = self._hear()
        now_s = time.monotonic()
        if self._prepared.is_set():
            for gesture in self._panel.step(self._session.view, now_s):
                self._chain.inbox.put(gesture)
            self._look_around(now_s)
            self._play(self._chain.step(microphone))
        else:
            self._panel.show(self._session.view, now_s)

    def _hear(self) -> Samples:
        """Return the next block; the microphone is open only while a session runs."""
        if not self._session.runs:
            self._microphone.release()
            self._level.forget()
            return self._metronome.wait()
        device = self._microphone.get()
        if device is None:
            return self._metronome.wait()
        try:
            block = device.read()
        except DeviceError as problem:
            log.warning("%s", problem)
            self._microphone.lost(problem)
            self._level = MicrophoneLevel(self._gain_db)  # it may come back as another card
            return silence()
        self._level.step(block)
        return block

    def _play(self, block: Samples) -> None:
        device = self._speaker.get()
        if device is None:
            return
        try:
            device.write(block)
        except DeviceError as problem:
            log.warning("%s", problem)
            self._speaker.lost(problem)

    def _look_around(self, now_s: float) -> None:
        deaf = self._microphone.problem is not None or self._level.trouble is not None
        self._fault("microphone", there_is=deaf and self._session.runs)
        self._fault("speaker", there_is=self._speaker.problem is not None)
        self._fault("disk", there_is=self._journal.failing)
        self._fault("panel", there_is=self._panel.problem is not None)
        if self._panel.problem is not None and now_s >= self._look_at_pins_s:
            self._look_at_pins_s = now_s + PINS_TRIED_EVERY_S
            log.warning("%s", self._panel.problem)
            self._panel.open()
        if now_s >= self._look_at_day_s:
            self._look_at_day_s = now_s + DAY_LOOKED_AT_EVERY_S
            history = self._journal.history()
            if not self._session.runs and (history.today, history.sure) != (
                self._day.day,
                self._sure,
            ):
                self._sure = history.sure
                self._tell_day()

    def _fault(self, part: str, *, there_is: bool) -> None:
        if there_is and part not in self._faults:
            self._faults.add(part)
            log.warning("fault: %s", part)
            self._chain.inbox.put(FaultBegan(part))
        elif not there_is and part in self._faults:
            self._faults.discard(part)
            log.info("over: %s", part)
            self._chain.inbox.put(FaultEnded(part))

    # ------------------------------------------------------------------ the worker

    def _prepare(self) -> None:
        unspoken = self._days.prepare(self._day, self._progress)
        for each in unspoken:
            log.error("left out: %s", each.why)
        if unspoken:
            day = self._days.with_what_can_be_said(self._day, unspoken)
            self._day_known(DayKnown(day))
            self._chain.inbox.put(FaultBegan("voice"))
        self._prepared.set()
        if self._configuration.errors:
            self._chain.inbox.put(FaultBegan("settings"))
        self._get_recognizers()
        self._parts.loaded()
        self._worker.put(self._prepare_slow)
        self._parts.systemd.ready("waiting for the button")
        log.info("ready: waiting for the button")

    def _missed(self, phrase: Phrase) -> None:
        """Go on without a phrase that was not prepared; the sound's thread."""
        log.error("left out, as nobody had prepared it: %s", phrase)
        self._chain.inbox.put(FaultBegan("voice"))

    def _prepare_slow(self) -> None:
        """Render a few slow clips, and the others after whatever else has come up meanwhile.

        A session that ended and a word that is being learned must not wait for minutes of it; and
        while a session runs the processor is for it alone. After it the day is told, and this, too.
        """
        if self._chain.view.session_runs:
            return
        unspoken, more = self._days.prepare_slow(self._day, self._progress, most=SLOW_AT_A_TIME)
        for each in unspoken:
            log.warning("not slower than usual: %s", each.why)
        if more:
            self._worker.put(self._prepare_slow)

    def _progress(self, done: int, of: int) -> None:
        self._worker.step()
        self._parts.systemd.status(f"rendering what will be said, {done} of {of}")

    def _get_recognizers(self) -> None:
        start_recognition(
            *(self._configuration, self._state, self._chain, self._worker.put),
            hearing_of=self._on_a_thread,
        )

    def _on_a_thread(self, listener: Listener) -> HearingThread:
        self._hearing = HearingThread(listener)
        return self._hearing

    def _tell_day(self) -> None:
        look = self._days.look()
        self._worker.put(lambda: look(self._day_known, self._progress))
        self._worker.put(return_freed)
        self._worker.put(self._prepare_slow)

    def _day_known(self, event: DayKnown | FaultBegan) -> None:
        if isinstance(event, DayKnown):
            self._day = event.day_state
        self._chain.inbox.put(event)
