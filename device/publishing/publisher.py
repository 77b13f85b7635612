"""The small service beside the daemon: looks at the journal, tells a broker what has changed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from device.publishing.backoff import Backoff
from device.publishing.broker import Broker, Lost
from device.publishing.messages import OFFLINE, ONLINE, Message, Topics, happened, state_of
from device.publishing.state import PublishedState

log = logging.getLogger(__name__)

PUBLISH_POLL_S = 5.0

MAX_DISCONNECTS = 3
"""Connections that are cut so often without a reason are probably taken over by another box:
mosquitto before 2.1 does not say so."""


@dataclass
class Publisher:
    """Publishes until `stop` is set, and never gives up.

    `broker` makes a connection that is not open yet, with that will; `look` tells what there is to
    tell now; `introduction` is sent whenever a connection is new.
    """

    broker: Callable[[Message], Broker]
    look: Callable[[], PublishedState]
    topics: Topics
    introduction: tuple[Message, ...]
    stop: threading.Event = field(default_factory=threading.Event)
    patience: Backoff = field(default_factory=Backoff)
    look_every_s: float = PUBLISH_POLL_S
    cuts: int = 0
    pain_told: bool = False

    def run(self) -> None:
        """Connect and publish, again and again; return once `stop` is set."""
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                self._one_connection()
            except Lost as lost:
                if self.patience.lasted(time.monotonic() - began):
                    self.cuts = 0
                self.cuts += lost.cut
                taken = self.cuts >= MAX_DISCONNECTS
                wait_s = self.patience.next_s(by_hand=lost.by_hand or taken)
                hint = f" Does another box call itself {self.topics.box!r}, too?" if taken else ""
                log.warning("%s%s Tried again in %.0f seconds.", lost, hint, wait_s)
                self.stop.wait(wait_s)

    def _one_connection(self) -> None:
        """Until it is lost, or `stop`."""
        broker = self.broker(self.topics.availability_of(OFFLINE))
        try:
            broker.open()
            told = self.look()
            state = state_of(self.topics, told)
            broker.send((*self.introduction, state, self.topics.availability_of(ONLINE)))
            self._tell_pain(broker, told)
            log.info("The broker knows how today stands, as %s.", self.topics.state)
            while not self.stop.is_set():
                broker.listen(self.look_every_s)
                told = self.look()
                before, state = state, state_of(self.topics, told)
                if state != before:
                    broker.send((state,))
                self._tell_pain(broker, told)
            broker.send((self.topics.availability_of(OFFLINE),))
        finally:
            broker.close()

    def _tell_pain(self, broker: Broker, told: PublishedState) -> None:
        """Say once that pain ended a session: also of one before there was a connection."""
        if told.pain_shown and not self.pain_told:
            broker.send((happened(self.topics),))
        self.pain_told = told.pain_shown
