"""One connection to an MQTT broker, by paho-mqtt: everything that goes wrong is told in words.

MQTT 5, because only there does a broker say why it closes a connection.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from device.publishing.messages import Message

KEEPALIVE_S = 30
"""A broker that hears nothing for one and a half times as long says that the box is gone."""

ANSWER_S = 10.0
"""A broker that takes longer than this to answer is lost."""

WRONG_PASSWORD, NOT_ALLOWED, TAKEN_OVER = 0x86, 0x87, 0x8E
"""Reasons of MQTT 5, section 2.4."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker is and who we are to it. `box` must be another one for each box."""

    host: str
    port: int
    box: str
    username: str = ""
    password: str = ""
    tls: bool = False
    ca_file: Path | None = None


class Lost(Exception):
    """There is no connection; the message says why. `by_hand`: somebody must change something.

    `cut`: there was one, and the broker ended it without a reason.
    """

    def __init__(self, told: str, *, by_hand: bool = False, cut: bool = False) -> None:
        super().__init__(told)
        self.by_hand = by_hand
        self.cut = cut


class Broker:
    """A connection. `will` is what the broker says for us when it hears no more of us.

    Not thread-safe. Every method but `close` raises Lost.
    """

    def __init__(self, address: Address, will: Message) -> None:
        self._address = address
        self._ended: ReasonCode | None = None
        self._connected = False
        self._waiting: dict[int, Message] = {}
        self._client = client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"spinecoach-{address.box}",
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        client.connect_timeout = ANSWER_S
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.will_set(will.topic, will.payload, qos=1, retain=True)
        if address.username:
            client.username_pw_set(address.username, address.password)

    def open(self) -> None:
        """Connect, and wait until the broker has agreed."""
        at = self._address
        try:
            if at.tls:
                self._client.tls_set(ca_certs=str(at.ca_file) if at.ca_file else None)
            self._client.connect(at.host, at.port, KEEPALIVE_S)
        except (OSError, ValueError) as problem:
            raise self._unreachable(problem) from problem
        self._until(lambda: self._connected)

    def send(self, messages: Iterable[Message]) -> None:
        """Hand messages over and wait until the broker has all of them."""
        for message in messages:
            told = self._client.publish(
                message.topic, message.payload, qos=1, retain=message.retain
            )
            self._waiting[told.mid] = message
        self._until(lambda: not self._waiting)

    def listen(self, seconds: float) -> None:
        """Keep the connection alive for about so many `seconds`."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._step(left)

    def close(self) -> None:
        """Go; the broker says nothing for us. Nothing happens where there is no connection."""
        with contextlib.suppress(OSError):
            self._client.disconnect()
        # paho leaves its sockets to the garbage collector, which a reference back would delay.
        self._client.on_connect = self._client.on_disconnect = self._client.on_publish = None
        self._client.__del__()

    def _until(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + ANSWER_S
        while not holds():
            left = until - time.monotonic()
            if left <= 0:
                raise Lost(f"The broker at {self._where} does not answer.")
            self._step(left)

    def _step(self, longest_s: float) -> None:
        """Take what the network has, and wait for it at most so long."""
        code = self._client.loop(min(longest_s, 1.0))
        if self._ended is not None:
            raise self._refused(self._ended)
        if code != mqtt.MQTT_ERR_SUCCESS:
            raise Lost(f"The connection to the broker at {self._where} broke.", cut=True)

    @property
    def _where(self) -> str:
        return f"{self._address.host}, port {self._address.port}"

    def _on_connect(
        self, _client: object, _data: object, _flags: object, code: ReasonCode, _more: object
    ) -> None:
        if code.is_failure:
            self._ended = code
        else:
            self._connected = True

    def _on_disconnect(
        self, _client: object, _data: object, _flags: object, code: ReasonCode, _more: object
    ) -> None:
        self._ended = self._ended or code

    def _on_publish(
        self, _client: object, _data: object, mid: int, code: ReasonCode, _more: object
    ) -> None:
        message = self._waiting.pop(mid, None)
        if code.is_failure and not (message is not None and message.optional):
            self._ended = code

    def _refused(self, code: ReasonCode) -> Lost:
        box = self._address.box
        if code.value in (WRONG_PASSWORD, NOT_ALLOWED):
            told = (
                f"The broker at {self._where} does not accept this box ({code}). "
                "Check `username` and `password_file` under `mqtt` in device.yaml, and what "
                f"the broker allows that user: spinecoach/{box}/# and homeassistant/+/{box}/#."
            )
            return Lost(told, by_hand=True)
        if code.value == TAKEN_OVER:
            told = (
                f"Another box calls itself {box!r}, too, and has taken this one's place at the "
                f"broker at {self._where}. Give each its own `box` under `mqtt` in device.yaml."
            )
            return Lost(told, by_hand=True)
        told = f"The broker at {self._where} ended the connection ({code})."
        return Lost(told, cut=self._connected)

    def _unreachable(self, problem: Exception) -> Lost:
        at = self._address
        if isinstance(problem, socket.gaierror):
            told = f"There is no {at.host!r} in this network. Check `broker` under `mqtt`."
            return Lost(told)
        hung_up = isinstance(problem, ConnectionResetError | ConnectionAbortedError)
        if isinstance(problem, ssl.SSLError) or (at.tls and hung_up):
            told = (
                f"The broker at {self._where} cannot be trusted, or does not speak TLS there "
                f"({problem}). Check `port`, `tls` and `ca_file` under `mqtt`."
            )
            return Lost(told, by_hand=True)
        told = f"No broker answers at {self._where} ({problem}). Is it on, and is the port right?"
        return Lost(told)
