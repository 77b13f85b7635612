"""A real mosquitto for tests: started, killed and started again on the same port."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from device.publishing.broker import Address
from tests.household import wait_for

NAME, PASSWORD = "spinecoach", "open sesame"


def mosquitto() -> str:
    """Return where it is; Debian has it where the PATH of a user does not lead."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/sbin")
    if found is None or shutil.which("mosquitto_passwd") is None:
        pytest.skip("mosquitto is not on this machine: apt install mosquitto")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RealBroker:
    """Keeps what is retained in its folder; asks for a password."""

    folder: Path
    port: int = field(default_factory=free_port)
    program: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        self.folder.mkdir()
        self.folder.chmod(0o777)
        passwords = self.folder / "passwords"
        subprocess.run(
            ["mosquitto_passwd", "-b", "-c", passwords, NAME, PASSWORD],
            check=True,
            capture_output=True,
        )
        passwords.chmod(0o644)
        (self.folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous false\n"
            f"password_file {passwords}\nacl_file {self.folder}/allowed\n"
            f"persistence true\npersistence_location {self.folder}/\nautosave_on_changes true\n"
            f"autosave_interval 1\nlog_dest stderr\nuser {getpass.getuser()}\n",
            encoding="utf-8",
        )
        self.allow("readwrite #")

    def allow(self, rule: str) -> None:
        (self.folder / "allowed").write_text(f"user {NAME}\ntopic {rule}\n", encoding="utf-8")

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.program = subprocess.Popen(
                [mosquitto(), "-c", self.folder / "mosquitto.conf"], stderr=log, stdout=log
            )
        wait_for(self.answers, 10, f"mosquitto, see {self.folder}/log")

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        if self.program is not None:
            self.program.kill()
            self.program.wait()
            self.program = None

    def stop(self) -> None:
        if self.program is not None:
            self.program.terminate()
            self.program.wait(10)
            self.program = None

    def address(self, box: str = "bed-1", password: str = PASSWORD) -> Address:
        return Address("127.0.0.1", self.port, box, NAME, password)


@contextmanager
def running(folder: Path) -> Iterator[RealBroker]:
    mosquitto()
    broker = RealBroker(folder)
    broker.prepare()
    try:
        broker.start()
        yield broker
    finally:
        broker.kill()


class Listener:
    """Somebody else at the broker: the latest message of each topic, and all of them in order."""

    def __init__(self, broker: RealBroker) -> None:
        self.latest: dict[str, str] = {}
        self.all: SimpleQueue[tuple[str, str, bool]] = SimpleQueue()
        self._ready = Event()
        self._client = client = mqtt.Client(
            CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5
        )
        client.username_pw_set(NAME, PASSWORD)
        client.on_message = self._on_message
        client.on_subscribe = lambda *_: self._ready.set()
        client.connect("127.0.0.1", broker.port)
        client.subscribe("#", qos=1)
        client.loop_start()
        assert self._ready.wait(10)

    def _on_message(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        self.latest[message.topic] = message.payload.decode()
        self.all.put((message.topic, message.payload.decode(), message.retain))

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        self._client.on_message = self._client.on_subscribe = None
        self._client.__del__()


@contextmanager
def listening(broker: RealBroker) -> Iterator[Listener]:
    listener = Listener(broker)
    try:
        yield listener
    finally:
        listener.close()
