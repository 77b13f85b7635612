"""What docs/many-boxes.md says of a broker for many boxes holds at a real one."""

from __future__ import annotations

import re
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from device.publishing.broker import Address, Broker, Lost
from device.publishing.messages import Message, Topics, discovery_of, forgetting, state_of
from device.publishing.state import PublishedState
from device.report.texts import load_texts
from tests.publishing.brokers import running

OTHERS = Topics("bed-2")


def rules(project: Path) -> str:
    text = (project / "docs" / "many-boxes.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"```mosquitto-acl\n(.*?)```", text, re.DOTALL)
    return str(found)


def test_each_box_may_write_its_own_places_and_no_other(tmp_path: Path, project: Path) -> None:
    with running(tmp_path / "broker") as broker:
        broker.stop()
        (broker.folder / "allowed").write_text(rules(project), encoding="utf-8")
        passwords = broker.folder / "passwords"
        command = ["mosquitto_passwd", "-b", str(passwords), "bed-1", "one"]
        subprocess.run(command, check=True, capture_output=True)
        passwords.chmod(0o644)
        broker.start()
        address = Address("127.0.0.1", broker.port, "bed-1", "bed-1", "one")
        mine = Topics("bed-1")
        texts = load_texts(project / "voices" / "en")
        with closing(Broker(address, mine.availability_of("offline"))) as box:
            box.open()
            box.send(
                (
                    *discovery_of(mine, texts, "1"),
                    state_of(mine, PublishedState()),
                    *forgetting(mine),
                )
            )
        for foreign in (
            state_of(OTHERS, PublishedState()),
            Message("homeassistant/sensor/x/y/config", ""),
        ):
            with closing(Broker(address, mine.availability_of("offline"))) as box:
                box.open()
                with pytest.raises(Lost, match="what the broker allows"):
                    box.send((foreign,))
