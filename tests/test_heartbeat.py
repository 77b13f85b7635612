"""The mark of a daemon that lives: renewed while sound moves, gone when it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.heartbeat import HEARTBEAT_FILE, Heartbeat, quiet_s
from device.sd_notify import Systemd


def test_each_beat_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    now = [99_999.5]
    heart = Heartbeat({"RUNTIME_DIRECTORY": f"{tmp_path}:/elsewhere"}, lambda: now[0])
    for at in (99_999.5, 100_000.25, 7.0):
        now[0] = at
        heart.beat()
        assert quiet_s(tmp_path / HEARTBEAT_FILE, lambda: now[0] + 30) == pytest.approx(30)


def test_who_ends_in_order_takes_the_mark_away(tmp_path: Path) -> None:
    heart = Heartbeat({"RUNTIME_DIRECTORY": str(tmp_path)})
    heart.beat()
    heart.close()
    assert quiet_s(tmp_path / HEARTBEAT_FILE) is None
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_or_a_way_to_write_the_box_exercises_all_the_same(
    tmp_path: Path,
) -> None:
    Heartbeat({}).beat()
    Heartbeat({"RUNTIME_DIRECTORY": str(tmp_path / "none")}).beat()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoiled", ["", "soon", "12:30"])
def test_a_mark_that_cannot_be_read_is_none(tmp_path: Path, spoiled: str) -> None:
    (tmp_path / HEARTBEAT_FILE).write_text(spoiled, encoding="ascii")
    assert quiet_s(tmp_path / HEARTBEAT_FILE) is None


def test_the_mark_is_renewed_with_the_signs_of_life_for_systemd(tmp_path: Path) -> None:
    now = [0.0]
    environ = {"RUNTIME_DIRECTORY": str(tmp_path), "WATCHDOG_USEC": "10000000"}
    systemd = Systemd(environ, lambda: now[0])
    systemd.alive()
    mark = tmp_path / HEARTBEAT_FILE
    mark.write_text("0" * 16, encoding="ascii")
    systemd.alive()
    assert mark.read_text("ascii") == "0" * 16, "not for every block of sound"
    now[0] += 2.5
    systemd.alive()
    assert mark.read_text("ascii") > "0" * 16
    systemd.stopping()
    assert not mark.exists()
