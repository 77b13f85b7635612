"""The messages: a few values, in the form that a home centre expects, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from device.publishing.backoff import (
    MAX_BY_HAND_S,
    MAX_S,
    MIN_BY_HAND_S,
    MIN_CONNECTED_S,
    MIN_S,
    Backoff,
)
from device.publishing.messages import (
    ENTITIES,
    Topics,
    discovery_of,
    forgetting,
    happened,
    state_of,
)
from device.publishing.state import PublishedState
from device.report.texts import Texts, load_texts

AWKWARD = "<script>\"'</script>\u202egnol\nline =cmd|' /C calc'!A0 {{ states }}"
TOPICS = Topics("bed-1")


@pytest.fixture(params=["en", "ko"])
def texts(request: pytest.FixtureRequest, project: Path) -> Texts:
    return load_texts(project / "voices" / request.param)


def test_the_state_is_these_values_and_nothing_else() -> None:
    at = dt.datetime(2026, 11, 23, 9, 0, 7, 123, dt.UTC)
    told = PublishedState(
        True, 0, False, False, at, "on_hold", "On\nhold.", dt.date(2027, 1, 31), at
    )
    message = state_of(TOPICS, told)
    assert message.topic == "spinecoach/bed-1/state"
    assert json.loads(message.payload) == {
        "today_done": "ON",
        "sessions_left": 0,
        "refusal": "On hold.",
        "refusal_key": "on_hold",
        "pain_shown": "OFF",
        "fault": "OFF",
        "last_session": "2026-11-23T09:00:07+00:00",
        "plan_ends": "2027-01-31",
        "last_seen": "2026-11-23T09:00:07+00:00",
    }


def described(texts: Texts, topics: Topics = TOPICS) -> list[dict[str, Any]]:
    found = [json.loads(each.payload) for each in discovery_of(topics, texts, "1.2")]
    return [each for each in found if "unique_id" in each]


def test_every_value_is_described_and_finds_itself_in_the_state(texts: Texts) -> None:
    state = json.loads(state_of(TOPICS, PublishedState()).payload)
    for each in described(texts):
        key = re.fullmatch(r"\{\{ value_json\.(\w+) \}\}", each["value_template"])
        assert key is not None
        assert key[1] in state
        assert each["name"]
        assert each["availability_topic"] == "spinecoach/bed-1/availability"
        assert each["device"]["identifiers"] == ["spinecoach_bed-1"]
        assert each["device"]["model"]
    assert len({each["unique_id"] for each in described(texts)}) == len(ENTITIES)


def test_an_entity_id_is_the_same_in_every_language(project: Path) -> None:
    names = [
        [each["default_entity_id"] for each in described(load_texts(project / "voices" / language))]
        for language in ("en", "ko")
    ]
    assert names[0] == names[1]
    assert "sensor.spinecoach_bed_1_sessions_left" in names[0]


@given(
    st.lists(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True), min_size=2, unique=True)
)
@example(["bed-1", "bed_1", "bed--1", "bed-1-", "bed__1", "bed_1_"])
def test_no_two_boxes_share_an_entity_id_and_each_is_a_valid_one(boxes: list[str]) -> None:
    slugs = [Topics(box).slug for box in boxes]
    assert len(set(slugs)) == len(slugs)
    valid = re.compile(r"(?!.+__)(?!_)[\da-z_]+(?<!_)")
    assert [slug for slug in slugs if not valid.fullmatch(slug)] == []


def test_pain_is_a_trigger_of_the_device_that_no_broker_keeps(texts: Texts) -> None:
    (trigger,) = [
        json.loads(each.payload)
        for each in discovery_of(TOPICS, texts, "1.2")
        if each.topic.startswith("homeassistant/device_automation/bed-1/")
    ]
    message = happened(TOPICS)
    assert (trigger["topic"], trigger["payload"]) == (message.topic, message.payload)
    assert trigger["device"]["identifiers"] == ["spinecoach_bed-1"]
    assert not message.retain


def test_the_boxs_name_is_a_whole_level_of_every_topic(texts: Texts) -> None:
    """Mosquitto 2.1 refuses rules in which `%u` is a part of a level."""
    topics = [each.topic for each in (*discovery_of(TOPICS, texts, "1"), happened(TOPICS))]
    topics += [TOPICS.state, TOPICS.availability]
    assert [topic for topic in topics if "bed-1" not in topic.split("/")] == []


def test_counting_and_diagnosing_are_told_apart(texts: Texts) -> None:
    by_key = {
        each["unique_id"].removeprefix("spinecoach_bed-1_"): each for each in described(texts)
    }
    assert by_key["sessions_left"]["state_class"] == "measurement"
    assert by_key["fault"]["entity_category"] == "diagnostic"
    assert "entity_category" not in by_key["pain_shown"]


def test_home_assistant_finds_each_where_it_looks(texts: Texts) -> None:
    topics = [each.topic for each in discovery_of(TOPICS, texts, "1.2")]
    form = re.compile(
        r"homeassistant/(binary_sensor|sensor|device_automation)/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+/config"
    )
    assert all(form.fullmatch(topic) for topic in topics)
    timestamps = [each for each in ENTITIES if each.device_class == "timestamp"]
    assert [each.key for each in timestamps] == ["last_session", "last_seen"]


def test_awkward_texts_stay_one_harmless_name(texts: Texts) -> None:
    awkward = replace(texts, mqtt_fault=AWKWARD)
    (message,) = [
        m for m in discovery_of(TOPICS, awkward, "1.2") if m.topic.endswith("fault/config")
    ]
    described = json.loads(message.payload)
    assert "\u202e" not in described["name"]
    assert len(described["name"].splitlines()) == 1
    assert described["value_template"] == "{{ value_json.fault }}"
    assert message.payload.isascii()


def test_two_boxes_have_no_topic_in_common(texts: Texts) -> None:
    def topics(box: str) -> set[str]:
        there = Topics(box)
        found = {each.topic for each in discovery_of(there, texts, "1.2")}
        return found | {there.state, there.availability}

    assert not topics("bed-1") & topics("bed-2")


def test_to_be_forgotten_every_place_is_emptied(texts: Texts) -> None:
    places = {each.topic for each in discovery_of(TOPICS, texts, "1.2")}
    emptied = forgetting(TOPICS)
    former = {TOPICS.formerly(entity) for entity in ENTITIES}
    known = places | {TOPICS.state, TOPICS.availability}
    assert {each.topic for each in emptied} == known | former
    assert {each.topic for each in emptied if each.optional} == former
    assert {each.payload for each in emptied} == {""}


# ------------------------------------------------------------ patience


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_no_wait_is_so_short_that_it_is_a_loop_nor_longer_than_a_quarter_of_an_hour(
    tries: list[tuple[float, bool]],
) -> None:
    for dice, by_hand in tries:
        patience = Backoff(lambda dice=dice: dice)  # type: ignore[misc]
        for _ in range(12):
            wait_s = patience.next_s(by_hand=by_hand)
            least, most = (MIN_BY_HAND_S, MAX_BY_HAND_S) if by_hand else (MIN_S, MAX_S)
            assert least / 2 <= wait_s <= most


def test_waits_grow_until_a_connection_has_lasted() -> None:
    patience = Backoff(lambda: 0.0)
    assert [patience.next_s() for _ in range(9)] == [1, 2, 4, 8, 16, 32, 64, 120, 120]
    patience.lasted(MIN_CONNECTED_S - 1)
    assert patience.next_s() == 120
    patience.lasted(MIN_CONNECTED_S)
    assert patience.next_s() == 1
