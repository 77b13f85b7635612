"""`spinecoach publish`, as a person or systemd runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from device.cli import main
from device.publishing.messages import ENTITIES
from tests.household import wait_for
from tests.journal.past import BEGAN, DONE, began, paced
from tests.publishing.brokers import NAME, PASSWORD, RealBroker, listening, running
from tests.report.home import Home, home

WHOLE = [BEGAN, began("glute_squeezes"), paced("glute_squeezes"), DONE]


@pytest.fixture
def lived(tmp_path: Path, project: Path) -> Home:
    return home(tmp_path, project, {1: WHOLE})


def switched_on(lived: Home, port: int, more: str = "") -> None:
    with (lived.project / "config" / "device.yaml").open("a", encoding="utf-8") as out:
        out.write(f"mqtt:\n  broker: 127.0.0.1\n  port: {port}\n  box: bed-1\n{more}")


def switched_on_at(lived: Home, broker: RealBroker, password: str = PASSWORD) -> None:
    switched_on(lived, broker.port, f"  username: {NAME}\n  password_file: secret\n")
    secret = lived.project / "config" / "secret"
    secret.write_text(password, encoding="utf-8")
    secret.chmod(0o600)


def there(lived: Home) -> dict[str, str]:
    return {"SPINECOACH_HOME": str(lived.project), "STATE_DIRECTORY": str(lived.state)}


def typed(lived: Home, *words: str) -> Result:
    return CliRunner().invoke(main, ["publish", *words], env=there(lived))


def test_off_it_says_so_and_how_to_switch_it_on(lived: Home) -> None:
    result = typed(lived)
    assert result.exit_code == 2
    assert "has no `mqtt`" in result.output


def test_everything_that_would_leave_the_box_can_be_looked_at(lived: Home) -> None:
    switched_on(lived, 1883)
    result = typed(lived, "--show")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert len(lines) == 2 * (len(ENTITIES) + 3)
    state = json.loads(lines[lines.index("spinecoach/bed-1/state") + 1])
    assert set(state) == {entity.key for entity in ENTITIES} | {"refusal_key"}
    for secret in ("Anna", "0123", "Weber", "glute", "Glute"):
        assert secret not in result.output


def test_without_its_library_it_says_what_to_do(
    lived: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    switched_on(lived, 1883)
    monkeypatch.setitem(sys.modules, "paho.mqtt.client", None)
    for name in ("broker", "address", "publisher"):
        monkeypatch.delitem(sys.modules, f"device.publishing.{name}", raising=False)
    result = typed(lived)
    assert result.exit_code == 1
    assert "sudo script/install --with-mqtt" in result.output


def test_a_mistake_in_the_settings_is_told_with_its_line(lived: Home) -> None:
    switched_on(lived, 99999)
    result = typed(lived)
    assert result.exit_code == 2
    assert "device.yaml, line" in result.output


def test_a_password_file_that_is_not_there_is_told(lived: Home) -> None:
    switched_on(lived, 1883, "  username: box\n  password_file: nowhere\n")
    result = typed(lived)
    assert result.exit_code == 2
    assert "The password cannot be read" in result.output


def test_it_publishes_until_systemd_stops_it_and_says_goodbye(lived: Home, tmp_path: Path) -> None:
    with running(tmp_path / "broker") as broker, listening(broker) as somebody:
        switched_on_at(lived, broker)
        service = subprocess.Popen(
            [sys.executable, "-m", "device", "publish"],
            env=os.environ | there(lived),
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            wait_for(lambda: "online" in somebody.latest.values(), 20, "online")
            assert "spinecoach/bed-1/state" in somebody.latest
            service.send_signal(signal.SIGTERM)
            _, said = service.communicate(timeout=20)
        finally:
            service.kill()
            service.wait()
        wait_for(lambda: "offline" in somebody.latest.values(), 10, "goodbye")
    assert service.returncode == 0, said
    assert PASSWORD not in said


def test_the_broker_can_be_made_to_forget(lived: Home, tmp_path: Path) -> None:
    with running(tmp_path / "broker") as broker:
        switched_on_at(lived, broker)
        result = typed(lived, "--forget")
        assert result.exit_code == 0, result.output
        assert "has forgotten bed-1" in result.output
        (lived.project / "config" / "secret").write_text("wrong", encoding="utf-8")
        result = typed(lived, "--forget")
        assert result.exit_code == 1
        assert "does not accept this box" in result.output
