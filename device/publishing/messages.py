"""The messages: what is told, and how a home centre finds it, by Home Assistant's discovery. Pure.

https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from device.publishing.told import Told
from device.report.texts import Texts, plain

ONLINE, OFFLINE = "online", "offline"


@dataclass(frozen=True, slots=True)
class Message:
    """One message; the broker keeps every one of ours (retained)."""

    topic: str
    payload: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One value as a home centre shows it; `key` is its name in the state."""

    key: str
    component: str
    icon: str
    device_class: str | None = None


ENTITIES = (
    Entity("today_done", "binary_sensor", "mdi:check-circle-outline"),
    Entity("sessions_left", "sensor", "mdi:counter"),
    Entity("pain_shown", "binary_sensor", "mdi:alert-outline", "problem"),
    Entity("fault", "binary_sensor", "mdi:wrench-outline", "problem"),
    Entity("last_session", "sensor", "mdi:clock-outline", "timestamp"),
)


@dataclass(frozen=True, slots=True)
class Topics:
    """Where a box speaks: `box` keeps several on one broker apart."""

    box: str
    prefix: str = "homeassistant"

    @property
    def state(self) -> str:
        """Return where the five values are."""
        return f"spinecoach/{self.box}/state"

    @property
    def availability(self) -> str:
        """Return where it is said whether the box is there."""
        return f"spinecoach/{self.box}/availability"

    def discovery(self, entity: Entity) -> str:
        """Return where a home centre looks for one of the values."""
        return f"{self.prefix}/{entity.component}/spinecoach_{self.box}/{entity.key}/config"

    def availability_of(self, state: str) -> Message:
        """Return the message that the box is there, or is not."""
        return Message(self.availability, state)


def state_of(topics: Topics, told: Told) -> Message:
    """Return the five values as one message."""
    at = told.last_session
    values = {
        "today_done": _on(told.today_done),
        "sessions_left": told.sessions_left,
        "pain_shown": _on(told.pain_shown),
        "fault": _on(told.fault),
        "last_session": at.isoformat(timespec="seconds") if at is not None else None,
    }
    return Message(topics.state, json.dumps(values))


def discovery_of(topics: Topics, texts: Texts, version: str) -> tuple[Message, ...]:
    """Return what makes the five values appear in a home centre, in the box's language."""
    device: dict[str, object] = {
        "identifiers": [f"spinecoach_{topics.box}"],
        "name": f"Spinecoach {topics.box}",
        "manufacturer": "Spinecoach",
        "sw_version": version,
    }
    return tuple(
        Message(topics.discovery(entity), json.dumps(_described(entity, topics, texts, device)))
        for entity in ENTITIES
    )


def forgetting(topics: Topics) -> tuple[Message, ...]:
    """Return what makes a broker forget the box: an empty message in each of its places."""
    places = (*map(topics.discovery, ENTITIES), topics.state, topics.availability)
    return tuple(Message(place, "") for place in places)


def _described(
    entity: Entity, topics: Topics, texts: Texts, device: dict[str, object]
) -> dict[str, object]:
    described: dict[str, object] = {
        "name": plain(texts.said(f"mqtt_{entity.key}")),
        "unique_id": f"spinecoach_{topics.box}_{entity.key}",
        "state_topic": topics.state,
        "value_template": f"{{{{ value_json.{entity.key} }}}}",
        "availability_topic": topics.availability,
        "icon": entity.icon,
        "device": device,
        "origin": {"name": "Spinecoach", "sw_version": device["sw_version"]},
    }
    if entity.device_class is not None:
        described["device_class"] = entity.device_class
    return described


def _on(value: bool) -> str:  # noqa: FBT001 - ON and OFF are what a home centre expects
    return "ON" if value else "OFF"
