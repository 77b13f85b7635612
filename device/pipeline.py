"""The chain: a microphone block in, a speaker block out. All of the product, 20 ms at a time."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Protocol

from device.hearing.hearing_thread import BlockListener
from device.journal.entry import Entry
from device.session.actions import Action, Listen, Play, SetVolume, Silence, Write
from device.session.events import Event, SpokenOver, Ticked, Word
from device.session.session import Session
from device.session.view import View
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from device.sound.echo_canceller import EchoCanceller
from device.sound.mixer import Mixer
from device.speaking.phrase import Phrase

MISSED = samples(0.4)
"""Minimum loss after which a sentence is repeated, in samples (0.4 s)."""


class ClipSource(Protocol):
    """Where the chain takes its clips from: everything is rendered already."""

    def clip(self, phrase: Phrase) -> Samples:
        """The sound of `phrase`, its first sample audible."""


class JournalWriter(Protocol):
    """Where entries go; it must not block."""

    def write(self, entry: Entry) -> object:
        """Take one entry."""


class PipelineObserver(Protocol):
    """Sees all that happens and changes nothing: the transcript, the benches."""

    def happened(self, event: Event, now: int) -> None:
        """`event` is about to be handled at sample `now`; ticks are not told."""

    def done(self, action: Action, now: int) -> None:
        """`action` has been done at sample `now`."""


class Pipeline:
    """One `step` for each block that the sound card or the simulated room gives.

    `own_words` tells which commands the box itself says in a phrase. Other threads put events into
    `inbox`; everything else belongs to the thread that steps.
    """

    def __init__(  # noqa: PLR0913 - the parts of the box, put together in one place
        self,
        session: Session,
        clips: ClipSource,
        journal: JournalWriter,
        *,
        listener: BlockListener | None,
        own_words: Callable[[Phrase], frozenset[Word]],
        session_over: Callable[[], None],
        watches: tuple[PipelineObserver, ...] = (),
        echo: EchoCanceller | None = None,
    ) -> None:
        self.inbox: SimpleQueue[Event] = SimpleQueue()
        self._session = session
        self._clips = clips
        self._journal = journal
        self._listener = listener
        self._coming: BlockListener | None = None
        self._words: frozenset[Word] = frozenset()
        self._own_words = own_words
        self._session_over = session_over
        self._watches = watches
        self._echo = echo or EchoCanceller()
        self._mixer = Mixer()
        self._played = silence()
        self._unheard = 0

    @property
    def now(self) -> int:
        """The sample at which the next speaker block begins."""
        return self._mixer.position

    @property
    def view(self) -> View:
        """What the lamp shows."""
        return self._session.view

    @property
    def gives_way(self) -> bool:
        """Whether the own voice is silent in the block made last because somebody speaks."""
        return self._session.runs and self._listener is not None and self._listener.gives_way

    def watch(self, *watches: PipelineObserver) -> None:
        """From the next event on let these see what happens, too; any thread, one at a time."""
        self._watches = (*self._watches, *watches)

    def listen_with(self, listener: BlockListener) -> None:
        """From the next block on hear with this; any thread."""
        self._coming = listener

    def step(self, microphone: Samples) -> Samples:
        """Take a microphone block (`BLOCK_SAMPLES` samples); return what the speaker plays next."""
        now = self._mixer.position
        ran = self._session.runs
        if self._coming is not None:
            self._listener, self._coming = self._coming, None
            self._listener.listen_for(self._words)
        cleaned = self._echo.clean(microphone, self._played)
        if self._listener is not None and ran:
            for event in self._listener.hear(cleaned, now):
                self._unheard = 0
                self._take(event, now)
            self._give_way(now, down=self._listener.gives_way)
        self._empty_inbox(now)
        self._do(self._session.handle(Ticked(now + BLOCK_SAMPLES), now), now)
        self._played = self._mixer.next_block()
        if ran and not self._session.runs:
            self._mixer.duck(down=False)
            self._session_over()
        return self._played

    def _give_way(self, now: int, *, down: bool) -> None:
        self._mixer.duck(down=down)
        if down and self._mixer.sounding:
            self._unheard += BLOCK_SAMPLES
        elif not down:
            if self._unheard >= MISSED:
                self._take(SpokenOver(now), now)
            self._unheard = 0

    def _empty_inbox(self, now: int) -> None:
        try:
            while True:
                self._take(self.inbox.get_nowait(), now)
        except Empty:
            pass

    def _take(self, event: Event, now: int) -> None:
        for watch in self._watches:
            watch.happened(event, now)
        self._do(self._session.handle(event, now), now)

    def _do(self, actions: tuple[Action, ...], now: int) -> None:
        for action in actions:
            match action:
                case Play(said, at):
                    clip = self._clips.clip(said)
                    self._mixer.play(clip, at)
                    if self._listener is not None:
                        self._listener.box_says(self._own_words(said), at, at + len(clip))
                case Silence():
                    self._mixer.silence()
                case Listen(words):
                    self._words = words
                    if self._listener is not None:
                        self._listener.listen_for(words)
                case SetVolume(gain_db):
                    self._mixer.set_gain(gain_db)
                case Write(entry):
                    self._journal.write(entry)
            for watch in self._watches:
                watch.done(action, now)
