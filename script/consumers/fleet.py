"""Many boxes on one broker, with the rules of docs/many-boxes.md, and somebody who watches them."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from device.publishing.broker import Address, Broker
from device.publishing.messages import ONLINE, Message, Topics, discovery_of
from device.publishing.publisher import Publisher
from device.publishing.state import PublishedState
from device.report.texts import load_texts
from script.benches.pages.homes import PROJECT
from tests.publishing.brokers import RealBroker

WATCHER = "dashboard"
LONGEST_S = 60.0


def rules() -> str:
    """Return the rules for mosquitto that docs/many-boxes.md gives."""
    text = (PROJECT / "docs" / "many-boxes.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"```mosquitto-acl\n(.*?)```", text, re.DOTALL)
    return str(found)


def password(user: str) -> str:
    """Return what a user of the trial says to the broker."""
    return f"word-of-{user}"


def prepare(broker: RealBroker, names: tuple[str, ...]) -> None:
    """Give each box a user of its own, and the broker its rules."""
    broker.prepare()
    (broker.folder / "allowed").write_text(rules(), encoding="utf-8")
    passwords = broker.folder / "passwords"
    lines = "".join(f"{each}:{password(each)}\n" for each in (*names, WATCHER))
    passwords.write_text(lines, encoding="utf-8")
    subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True, capture_output=True)
    passwords.chmod(0o644)


class Watcher:
    """Who watches all boxes at the broker: the latest message of each topic."""

    def __init__(self, port: int) -> None:
        self.latest: dict[str, str] = {}
        self._client = client = mqtt.Client(
            CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5
        )
        client.username_pw_set(WATCHER, password(WATCHER))
        client.on_connect = self._on_connect
        client.on_message = self._on_message
        client.connect("127.0.0.1", port)
        client.loop_start()

    def _on_connect(self, *_: object) -> None:
        # By QoS 1 mosquitto queues 1000 messages for a client and silently drops the rest.
        self._client.subscribe([("spinecoach/#", 0), ("homeassistant/#", 0)])

    def _on_message(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        self.latest[message.topic] = message.payload.decode()

    def online(self, names: tuple[str, ...]) -> int:
        """Return how many of these boxes are there."""
        return sum(self.latest.get(Topics(each).availability) == ONLINE for each in names)

    def entities(self) -> int:
        """Return how many entities a home centre finds."""
        return sum(each.endswith("/config") for each in self.latest if self.latest[each])

    def close(self) -> None:
        """Go."""
        self._client.disconnect()
        self._client.loop_stop()


@dataclass
class Fleet:
    """Boxes that publish, each as its service does, with a connection and a user of its own."""

    port: int
    names: tuple[str, ...]
    states: dict[str, PublishedState] = field(default_factory=dict)
    brokers: dict[str, Broker] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Let all of them connect at once."""
        texts = load_texts(PROJECT / "voices" / "en")
        for name in self.names:
            topics = Topics(name)
            publisher = Publisher(
                self._broker_of(name), self._state_of(name), topics,
                discovery_of(topics, texts, "0"), self.stop, look_every_s=1.0,
            )  # fmt: skip
            thread = threading.Thread(target=publisher.run, name=name, daemon=True)
            thread.start()
            self.threads.append(thread)

    def _broker_of(self, name: str) -> Callable[[Message], Broker]:
        def made(will: Message) -> Broker:
            address = Address("127.0.0.1", self.port, name, name, password(name))
            self.brokers[name] = Broker(address, will)
            return self.brokers[name]

        return made

    def _state_of(self, name: str) -> Callable[[], PublishedState]:
        return lambda: self.states.get(name, PublishedState(sessions_left=2))

    def end(self) -> None:
        """Stop all, and wait for them."""
        self.stop.set()
        for thread in self.threads:
            thread.join(LONGEST_S)


def seconds_until(holds: Callable[[], bool]) -> float | None:
    """Return after how many seconds it holds; None where it does not within a minute."""
    began = time.monotonic()
    while (took := time.monotonic() - began) < LONGEST_S:
        if holds():
            return took
        threading.Event().wait(0.05)
    return None


def refusing() -> PublishedState:
    """Return the state of a box whose plan has run out."""
    return PublishedState(refusal="plan_expired", why="The plan has run out.")


def broken() -> PublishedState:
    """Return the state of a box with a fault."""
    return PublishedState(fault=True, last_seen=dt.datetime.now(dt.UTC))
