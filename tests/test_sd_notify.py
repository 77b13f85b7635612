"""What systemd is told, over a real socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.sd_notify import Systemd


@pytest.fixture
def recognizer(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


def told(recognizer: socket.socket) -> list[str]:
    heard = []
    while True:
        try:
            heard.append(recognizer.recv(4096).decode())
        except BlockingIOError:
            return heard


def environ(recognizer: socket.socket, watchdog_usec: str = "4000000") -> dict[str, str]:
    return {"NOTIFY_SOCKET": str(recognizer.getsockname()), "WATCHDOG_USEC": watchdog_usec}


def test_start_state_and_end_are_told(recognizer: socket.socket) -> None:
    systemd = Systemd(environ(recognizer))
    systemd.status("rendering")
    systemd.ready("waiting")
    systemd.stopping()
    assert told(recognizer) == ["STATUS=rendering", "READY=1\nSTATUS=waiting", "STOPPING=1"]


def test_of_many_signs_of_life_four_are_told_in_a_watchdogs_time(recognizer: socket.socket) -> None:
    now_s = 100.0
    systemd = Systemd(environ(recognizer), lambda: now_s)
    for _ in range(400):
        systemd.alive()
        now_s += 0.02
    assert told(recognizer) == ["WATCHDOG=1"] * 8


def test_without_a_watchdog_or_without_systemd_nothing_is_told(recognizer: socket.socket) -> None:
    Systemd({"NOTIFY_SOCKET": str(recognizer.getsockname())}).alive()
    Systemd({}).ready("nobody is there")
    Systemd(environ(recognizer) | {"NOTIFY_SOCKET": "/nowhere/notify"}).alive()
    assert told(recognizer) == []


def test_a_systemd_that_does_not_listen_holds_nobody_up(recognizer: socket.socket) -> None:
    now_s = 100.0
    systemd = Systemd(environ(recognizer), lambda: now_s)
    for _ in range(2000):  # far more than a socket keeps; each of them returns
        systemd.alive()
        systemd.status("still here")
        now_s += 2
    systemd.stopping()
    assert 0 < len(told(recognizer)) < 2000


def test_an_abstract_address_is_understood() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("")  # the kernel gives it an abstract name
        listening.setblocking(False)
        name = listening.getsockname().decode()
        Systemd({"NOTIFY_SOCKET": f"@{name[1:]}"}).stopping()
        assert told(listening) == ["STOPPING=1"]
