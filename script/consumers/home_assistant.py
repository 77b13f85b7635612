"""Home Assistant, from PyPI in a Python that fits, with a real broker and boxes that publish."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from device.publishing.messages import ENTITIES, Topics
from script.consumers import exports, fleet
from script.consumers.box import publishing, with_broker
from script.consumers.getting import HERE, in_newer_debian, program, progress
from script.consumers.outcome import Outcome, judged
from tests.publishing.brokers import RealBroker, free_port

VERSION = "2026.11.0"
REQUIRED = ("homeassistant==" + VERSION, "paho-mqtt==2.1.0")
NAME = "Home Assistant"
BOXES = (("bed-1", "en"), ("bed_1", "ko"))
CONFIGURATION = """\
homeassistant:
  name: Trial
api:
auth:
config:
device_automation:
onboarding:
websocket_api:
http:
  server_host: 127.0.0.1
  server_port: {port}
"""


@dataclass
class Asked:
    """A Home Assistant that runs, and who asks it."""

    asking: subprocess.Popen[str]
    questions: IO[str]
    answers: IO[str]

    def ask(self, question: str) -> Any:  # noqa: ANN401 - JSON
        """Return its answer."""
        self.questions.write(f"{question}\n")
        self.questions.flush()
        return self.answer()

    def answer(self) -> Any:  # noqa: ANN401 - JSON
        """Return the next line that it says."""
        line = self.answers.readline()
        if not line:
            raise RuntimeError("Home Assistant's asker ended")
        return json.loads(line)


@contextmanager
def running(broker_port: int, log: IO[bytes]) -> Iterator[Asked]:
    """Start it fresh, add the broker in the way of its settings; end it afterwards."""
    root = in_newer_debian("ha", *REQUIRED)
    config = Path(tempfile.mkdtemp(dir=root / "tmp"))
    inside = f"/tmp/{config.name}"  # noqa: S108 - of the root of that Debian
    port = free_port()
    (config / "configuration.yaml").write_text(CONFIGURATION.format(port=port), encoding="utf-8")
    shutil.copyfile(HERE / "ask_home_assistant.py", config / "ask.py")
    user = fleet.WATCHER
    inner = ["chroot", str(root), "/ha/bin/python"]
    command = [*inner, "-m", "homeassistant", "-c", inside, "--log-no-color"]
    server = subprocess.Popen(command, stdout=log, stderr=log)
    asking = subprocess.Popen(
        [*inner, f"{inside}/ask.py", str(port), str(broker_port), user, fleet.password(user)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
    )  # fmt: skip
    try:
        if asking.stdin is None or asking.stdout is None:
            raise RuntimeError("no pipes")
        asked = Asked(asking, asking.stdin, asking.stdout)
        asked.answer()
        yield asked
    finally:
        for each in (asking, server):
            each.terminate()
            each.wait(60)
        shutil.rmtree(config, ignore_errors=True)


def home_assistant(folder: Path) -> Iterator[Outcome]:
    """Yield what it makes of two boxes whose names differ in one sign, one of them Korean."""
    program("mosquitto", "mosquitto")
    progress(f"{NAME} {VERSION}")
    broker = RealBroker(folder / "broker")
    fleet.prepare(broker, tuple(box for box, _ in BOXES))
    rules = (broker.folder / "allowed").read_text("utf-8")
    # Its birth message, which the rules of docs/many-boxes.md leave to the operator.
    (broker.folder / "allowed").write_text(f"{rules}topic write homeassistant/status\n", "utf-8")
    homes = []
    for box, language in BOXES:
        home = exports.lived(folder / box, language=language)
        homes.append(with_broker(home, broker.port, box, box, fleet.password(box)))
    broker.start()
    with tempfile.TemporaryFile() as log:
        try:
            with (
                running(broker.port, log) as asked,
                publishing(homes[0]) as first,
                publishing(homes[1]),
            ):
                yield from _told(asked, broker, first)
        except (RuntimeError, OSError) as problem:
            log.seek(0)
            raise RuntimeError(f"{problem}: {log.read()[-9000:]!r}") from problem
        finally:
            broker.kill()


def _expected() -> dict[str, list[str]]:
    return {
        box: [f"{each.component}.spinecoach_{Topics(box).slug}_{each.key}" for each in ENTITIES]
        for box, _ in BOXES
    }


def _told(asked: Asked, broker: RealBroker, first: subprocess.Popen[bytes]) -> Iterator[Outcome]:
    expected = _expected()
    every = [each for ids in expected.values() for each in ids]

    def there(ids: list[str]) -> Callable[[], bool]:
        return lambda: all(_state(asked, each) not in ("none", "unavailable") for each in ids)

    found = fleet.seconds_until(there(every))
    states = asked.ask("states")
    missing = [each for each in every if states.get(each) in (None, "unavailable")]
    strange = [each for each in states if "spinecoach" in each and each not in every]
    checks = "entity ids of docs/many-boxes.md, of both boxes, English and Korean"
    yield judged(
        NAME, VERSION, checks, missing + strange, f"all {len(every)} after {found or 0:.0f} s"
    )
    triggers = asked.ask("triggers")
    wrong = [f"{box}: {told}" for box, told in triggers.items() if told != ["pain_shown"]]
    wrong += [] if len(triggers) == len(BOXES) else [f"{len(triggers)} devices"]
    yield judged(NAME, VERSION, "a trigger of each device for pain", wrong, "there")
    first.kill()
    mine, others = expected[BOXES[0][0]], expected[BOXES[1][0]]
    gone = fleet.seconds_until(lambda: all(_state(asked, each) == "unavailable" for each in mine))
    wrong = [] if gone is not None else ["still there after a minute"]
    wrong += [each for each in others if _state(asked, each) == "unavailable"]
    yield judged(
        NAME,
        VERSION,
        "a box that is killed",
        wrong,
        f"unavailable after {gone or 0:.1f} s, the other is not",
    )
    broker.kill()
    away = fleet.seconds_until(lambda: all(_state(asked, each) == "unavailable" for each in others))
    broker.start()
    back = fleet.seconds_until(there(others))
    wrong = (
        [] if away is not None and back is not None else [f"away after {away}, back after {back}"]
    )
    yield judged(
        NAME, VERSION, "the broker's death", wrong, f"all back {back or 0:.0f} s after its return"
    )


def _state(asked: Asked, entity: str) -> str:
    return str(asked.ask("states").get(entity, "none"))
