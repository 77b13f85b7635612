"""The publisher at a real mosquitto: accepted, cut off, refused, thrown out, and back again."""

from __future__ import annotations

import gc
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from device.publishing.backoff import Backoff
from device.publishing.broker import Address, Broker, Lost
from device.publishing.messages import ENTITIES, Message, Topics, discovery_of, forgetting
from device.publishing.publisher import Publisher
from device.publishing.state import PublishedState
from device.report.texts import Texts, load_texts
from tests.household import wait_for
from tests.publishing.brokers import RealBroker, listening, running

STATE, THERE = "spinecoach/bed-1/state", "spinecoach/bed-1/availability"
WILL = Message(THERE, "offline")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RealBroker]:
    with running(tmp_path / "broker") as broker:
        yield broker


@pytest.fixture(scope="module")
def texts(project: Path) -> Texts:
    return load_texts(project / "voices" / "en")


@contextmanager
def opened(address: Address) -> Iterator[Broker]:
    with closing(Broker(address, WILL)) as broker:
        broker.open()
        yield broker


class Impatient(Backoff):
    """Waits for a tenth of a second, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bool] = []

    def next_s(self, *, by_hand: bool = False) -> float:
        self.asked.append(by_hand)
        return 0.1


def impatient(publisher: Publisher) -> Impatient:
    assert isinstance(publisher.patience, Impatient)
    return publisher.patience


@contextmanager
def publishing(address: Address, texts: Texts) -> Iterator[Publisher]:
    """Publish in a thread; what there is to tell stands in `telling`."""
    topics = Topics(address.box)
    publisher = Publisher(
        lambda will: Broker(address, will),
        lambda: look(address.box),
        topics,
        discovery_of(topics, texts, "1.2"),
        patience=Impatient(),
        look_every_s=0.05,
    )
    TELLING[address.box] = PublishedState(sessions_left=2)
    thread = threading.Thread(target=publisher.run)
    thread.start()
    try:
        yield publisher
    finally:
        publisher.stop.set()
        thread.join(20)
        assert not thread.is_alive(), "the publisher does not stop"


KEPT = len(ENTITIES) + 3
"""What a broker keeps of a box: each entity, the trigger, the state, and whether it is there."""

TELLING: dict[str, PublishedState] = {}
"""What each box has to tell just now."""

LOOKED: list[str] = []
"""Which box was looked at, each time."""


def entities_in(latest: dict[str, str]) -> list[str]:
    """Return the descriptions of entities, without the trigger of the device."""
    places = [t for t in latest if t.endswith("/config") and "/device_automation/" not in t]
    return [latest[topic] for topic in places]


def look(box: str) -> PublishedState:
    LOOKED.append(box)
    return TELLING[box]


def test_discovery_and_state_are_accepted_and_kept(broker: RealBroker, texts: Texts) -> None:
    with publishing(broker.address(), texts):
        with listening(broker) as first:
            wait_for(lambda: first.latest.get(THERE) == "online", 10, "online")
        with listening(broker) as later:
            wait_for(lambda: len(later.latest) == KEPT, 10, "what was kept")
            kept = [later.all.get() for _ in later.latest]
    assert all(retained for _, _, retained in kept)
    assert json.loads(later.latest[STATE])["sessions_left"] == 2
    found = [json.loads(text) for text in entities_in(later.latest)]
    assert {each["name"] for each in found} >= {"Today done", "Fault", "Last session"}
    assert {each["state_topic"] for each in found} == {STATE}


def test_what_changes_is_told_and_nothing_is_said_twice(broker: RealBroker, texts: Texts) -> None:
    with listening(broker) as somebody, publishing(broker.address(), texts):
        wait_for(lambda: somebody.latest.get(THERE) == "online", 10, "online")
        TELLING["bed-1"] = PublishedState(today_done=True)
        wait_for(lambda: '"today_done": "ON"' in somebody.latest[STATE], 10, "done")
        TELLING["bed-1"] = PublishedState(today_done=True, pain_shown=True)
        wait_for(lambda: '"pain_shown": "ON"' in somebody.latest[STATE], 10, "pain")
        looked = len(LOOKED)
        wait_for(lambda: len(LOOKED) > looked + 5, 10, "more looks")
        states = [somebody.all.get() for _ in range(somebody.all.qsize())]
    assert len([topic for topic, _, _ in states if topic == STATE]) == 3


def test_who_stops_says_goodbye(broker: RealBroker, texts: Texts) -> None:
    with listening(broker) as somebody:
        with publishing(broker.address(), texts):
            wait_for(lambda: somebody.latest.get(THERE) == "online", 10, "online")
        wait_for(lambda: somebody.latest.get(THERE) == "offline", 10, "the goodbye")


def test_who_is_cut_off_has_a_last_will(broker: RealBroker) -> None:
    with listening(broker) as somebody, opened(broker.address()) as gone:
        gone.send([Message(THERE, "online")])
        gone._client.socket().close()  # type: ignore[union-attr]  # noqa: SLF001 - pulled out
        wait_for(lambda: somebody.latest.get(THERE) == "offline", 10, "the last will")


def test_a_broker_that_is_killed_and_comes_back_knows_all_again(
    broker: RealBroker, texts: Texts
) -> None:
    with publishing(broker.address(), texts) as publisher:
        with listening(broker) as before:
            wait_for(lambda: before.latest.get(THERE) == "online", 10, "online")
        broker.kill()
        TELLING["bed-1"] = PublishedState(today_done=True)
        patience = impatient(publisher)
        wait_for(lambda: len(patience.asked) >= 2, 10, "tries while the broker is gone")
        assert not any(patience.asked)
        broker.start()
        with listening(broker) as after:
            wait_for(lambda: '"today_done": "ON"' in after.latest.get(STATE, ""), 20, "state again")
            wait_for(lambda: after.latest.get(THERE) == "online", 10, "online again")
            assert len([t for t in after.latest if t.endswith("/config")]) == len(ENTITIES) + 1


def test_the_state_is_there_right_after_the_broker_was_restarted(
    broker: RealBroker, texts: Texts
) -> None:
    with publishing(broker.address(), texts), listening(broker) as before:
        wait_for(lambda: before.latest.get(THERE) == "online", 10, "online")
    broker.stop()
    broker.start()
    with listening(broker) as after:
        wait_for(lambda: STATE in after.latest, 10, "the state that was kept")
        wait_for(lambda: after.latest.get(THERE) == "offline", 10, "that the box is not there")


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_told_and_waits_for_a_person(
    broker: RealBroker, texts: Texts, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.WARNING),
        publishing(broker.address(password=password), texts) as publisher,
    ):
        patience = impatient(publisher)
        wait_for(lambda: len(patience.asked) >= 2, 20, "two refusals")
    assert all(patience.asked)
    assert "does not accept this box" in caplog.text
    assert "`password_file` under `mqtt`" in caplog.text
    assert "wrong" not in caplog.text.replace("wrong place", "")


def test_a_topic_that_is_not_allowed_is_told(broker: RealBroker) -> None:
    broker.kill()
    broker.allow("readwrite elsewhere/#")
    broker.start()
    with (
        opened(broker.address()) as mine,
        pytest.raises(Lost, match="what the broker allows") as lost,
    ):
        mine.send([Message(STATE, "x")])
    assert lost.value.by_hand


def test_two_boxes_of_one_name_are_told_and_wait_for_a_person(
    broker: RealBroker, texts: Texts, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.WARNING),
        publishing(broker.address(), texts) as first,
        publishing(broker.address(), texts) as second,
    ):
        for publisher in (first, second):
            asked = impatient(publisher).asked
            wait_for(lambda asked=asked: True in asked, 20, "a wait for a person")  # type: ignore[misc]
    guessed, said = "Does another box call itself 'bed-1'", "Another box calls itself 'bed-1'"
    assert guessed in caplog.text or said in caplog.text, "mosquitto says it from 2.1 on"


def test_a_broker_that_says_who_took_the_place_is_understood(broker: RealBroker) -> None:
    taken_over = ReasonCode(PacketTypes.DISCONNECT, identifier=0x8E)
    with opened(broker.address()) as mine:
        mine._on_disconnect(None, None, None, taken_over, None)  # noqa: SLF001 - mosquitto 2.1 says it
        with pytest.raises(Lost, match="Another box calls itself 'bed-1', too") as lost:
            mine.listen(1)
    assert lost.value.by_hand


def test_several_boxes_on_one_broker_keep_apart(broker: RealBroker, texts: Texts) -> None:
    with (
        listening(broker) as somebody,
        publishing(broker.address("bed-1"), texts),
        publishing(broker.address("bed-2"), texts),
    ):
        TELLING["bed-2"] = PublishedState(pain_shown=True)
        other = "spinecoach/bed-2/state"
        wait_for(lambda: '"pain_shown": "ON"' in somebody.latest.get(other, ""), 10, "bed-2")
        wait_for(lambda: '"sessions_left": 2' in somebody.latest.get(STATE, ""), 10, "bed-1")
        assert '"pain_shown": "OFF"' in somebody.latest[STATE]
        wait_for(lambda: len(somebody.latest) == 2 * KEPT + 1, 10, "all of both")
    unique = [json.loads(text)["unique_id"] for text in entities_in(somebody.latest)]
    assert len(set(unique)) == 2 * len(ENTITIES)


def test_a_box_can_be_forgotten(broker: RealBroker, texts: Texts) -> None:
    with publishing(broker.address(), texts), listening(broker) as before:
        wait_for(lambda: before.latest.get(THERE) == "online", 10, "online")
    with opened(broker.address()) as gone:
        gone.send(forgetting(Topics("bed-1")))
    with opened(broker.address("sign")) as sign:
        sign.send([Message("sign", "here")])
    with listening(broker) as later:
        wait_for(lambda: "sign" in later.latest, 10, "what another one left")
    assert [topic for topic in later.latest if "bed-1" in topic] == []


@pytest.mark.filterwarnings("ignore:.*unclosed.*SSLSocket")  # paho leaves one that failed open
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"host": "no-such-broker.invalid"}, "There is no 'no-such-broker.invalid'"),
        ({"port": 1}, "No broker answers at 127.0.0.1, port 1 .*Is it on"),
        ({"tls": True}, "does not speak TLS|cannot be trusted"),
    ],
)
def test_what_keeps_it_from_a_broker_is_told(
    broker: RealBroker, change: dict[str, object], told: str
) -> None:
    address = replace(broker.address(), **change)  # type: ignore[arg-type]
    with pytest.raises(Lost, match=told), opened(address):
        pass
    gc.collect()


def test_pain_is_told_once_and_again_only_after_it_was_acknowledged(
    broker: RealBroker, texts: Texts
) -> None:
    """Also a pain from before there was a connection: nobody else tells of it."""
    with listening(broker) as somebody, publishing(broker.address(), texts):
        event = "spinecoach/bed-1/event"
        for n in range(2):
            TELLING["bed-1"] = PublishedState(pain_shown=True, sessions_left=n)
            wait_for(lambda: event in somebody.latest, 10, "the event")
            TELLING["bed-1"] = PublishedState(pain_shown=True, sessions_left=5 + n)
            told = f'"sessions_left": {5 + n}'
            wait_for(lambda told=told: told in somebody.latest.get(STATE, ""), 10, "more")  # type: ignore[misc]
            del somebody.latest[event]
            TELLING["bed-1"] = PublishedState()
            wait_for(lambda: '"pain_shown": "OFF"' in somebody.latest[STATE], 10, "quiet")
    found = [somebody.all.get() for _ in range(somebody.all.qsize())]
    assert [(text, kept) for topic, text, kept in found if topic == event] == [
        ("pain_shown", False)
    ] * 2
