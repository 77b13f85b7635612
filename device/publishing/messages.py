"""The messages: what is told, and how a home centre finds it, by Home Assistant's discovery. Pure.

https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery

The box's name is a whole level of every topic: from 2.1 on mosquitto refuses rules whose `%u` is a
part of one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass

from device.publishing.state import PublishedState
from device.report.texts import Texts, plain_text

ONLINE, OFFLINE = "online", "offline"

MAX_STATE = 250
"""Letters; Home Assistant takes no state of more than 255."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `retain`: the broker keeps it; `optional`: it may refuse it."""

    topic: str
    payload: str
    retain: bool = True
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """One value as a home centre shows it; `key` is its name in the state.

    `more`: what else Home Assistant is told of it.
    """

    key: str
    component: str
    icon: str
    device_class: str | None = None
    more: tuple[tuple[str, str], ...] = ()


DIAGNOSTIC = ("entity_category", "diagnostic")

ENTITIES = (
    Entity("today_done", "binary_sensor", "mdi:check-circle-outline"),
    Entity("sessions_left", "sensor", "mdi:counter", None, (("state_class", "measurement"),)),
    Entity("refusal", "sensor", "mdi:help-circle-outline"),
    Entity("pain_shown", "binary_sensor", "mdi:alert-outline", "problem"),
    Entity("fault", "binary_sensor", "mdi:wrench-outline", "problem", (DIAGNOSTIC,)),
    Entity("last_session", "sensor", "mdi:clock-outline", "timestamp"),
    Entity("plan_ends", "sensor", "mdi:calendar-end", "date"),
    Entity("last_seen", "sensor", "mdi:heart-pulse", "timestamp", (DIAGNOSTIC,)),
)

TRIGGER = "pain_shown"
"""What is sent once when pain ends a session, for automations of the device."""


@dataclass(frozen=True, slots=True)
class Topics:
    """Where a box speaks: `box` keeps several on one broker apart."""

    box: str
    prefix: str = "homeassistant"

    @property
    def state(self) -> str:
        """Return where the values are."""
        return f"spinecoach/{self.box}/state"

    @property
    def availability(self) -> str:
        """Return where it is said whether the box is there."""
        return f"spinecoach/{self.box}/availability"

    @property
    def event(self) -> str:
        """Return where it is said once that something has happened."""
        return f"spinecoach/{self.box}/event"

    @property
    def trigger(self) -> str:
        """Return where a home centre looks for the trigger of the device."""
        return f"{self.prefix}/device_automation/{self.box}/spinecoach_{TRIGGER}/config"

    @property
    def slug(self) -> str:
        """Return the box in an entity id, which knows no hyphen: `bed-1` and `bed_1` stay two."""
        slug = re.sub("[-_]+", "_", self.box).strip("_")
        if slug.replace("_", "-") == self.box:
            return slug
        return f"{slug}_{hashlib.sha256(self.box.encode()).hexdigest()[:6]}"

    def discovery(self, entity: Entity) -> str:
        """Return where a home centre looks for one of the values."""
        return f"{self.prefix}/{entity.component}/{self.box}/spinecoach_{entity.key}/config"

    def formerly(self, entity: Entity) -> str:
        """Return where version 0.1 put the same."""
        return f"{self.prefix}/{entity.component}/spinecoach_{self.box}/{entity.key}/config"

    def availability_of(self, state: str) -> Message:
        """Return the message that the box is there, or is not."""
        return Message(self.availability, state)


def state_of(topics: Topics, told: PublishedState) -> Message:
    """Return the values as one message."""
    values = {
        "today_done": _on(told.today_done),
        "sessions_left": told.sessions_left,
        "refusal": plain_text(told.why)[:MAX_STATE],
        "refusal_key": told.refusal or "",
        "pain_shown": _on(told.pain_shown),
        "fault": _on(told.fault),
        "last_session": _moment(told.last_session),
        "plan_ends": told.plan_ends.isoformat() if told.plan_ends is not None else None,
        "last_seen": _moment(told.last_seen),
    }
    return Message(topics.state, json.dumps(values))


def happened(topics: Topics) -> Message:
    """Return the message that pain has just ended a session; a broker does not keep it."""
    return Message(topics.event, TRIGGER, retain=False)


def discovery_of(topics: Topics, texts: Texts, version: str) -> tuple[Message, ...]:
    """Return what makes the values appear in a home centre, in the box's language."""
    device: dict[str, object] = {
        "identifiers": [f"spinecoach_{topics.box}"],
        "name": f"Spinecoach {topics.box}",
        "manufacturer": "Spinecoach",
        "model": "Bedside box",
        "sw_version": version,
    }
    entities = (
        Message(topics.discovery(entity), json.dumps(_described(entity, topics, texts, device)))
        for entity in ENTITIES
    )
    return (*entities, Message(topics.trigger, json.dumps(_trigger(topics, device))))


def forgetting(topics: Topics) -> tuple[Message, ...]:
    """Return what makes a broker forget the box: an empty message in each of its places."""
    places = (*map(topics.discovery, ENTITIES), topics.trigger, topics.state, topics.availability)
    former = (Message(topics.formerly(entity), "", optional=True) for entity in ENTITIES)
    return (*(Message(place, "") for place in places), *former)


def _described(
    entity: Entity, topics: Topics, texts: Texts, device: dict[str, object]
) -> dict[str, object]:
    described: dict[str, object] = {
        "name": plain_text(texts.said(f"mqtt_{entity.key}")),
        "unique_id": f"spinecoach_{topics.box}_{entity.key}",
        "default_entity_id": f"{entity.component}.spinecoach_{topics.slug}_{entity.key}",
        "state_topic": topics.state,
        "value_template": f"{{{{ value_json.{entity.key} }}}}",
        "availability_topic": topics.availability,
        "icon": entity.icon,
        "device": device,
        "origin": {"name": "Spinecoach", "sw_version": device["sw_version"]},
        **dict(entity.more),
    }
    if entity.device_class is not None:
        described["device_class"] = entity.device_class
    if entity.key == "refusal":
        described["json_attributes_topic"] = topics.state
        described["json_attributes_template"] = "{{ {'key': value_json.refusal_key} | tojson }}"
    return described


def _trigger(topics: Topics, device: dict[str, object]) -> dict[str, object]:
    return {
        "automation_type": "trigger",
        "type": TRIGGER,
        "subtype": "box",
        "topic": topics.event,
        "payload": TRIGGER,
        "device": device,
        "origin": {"name": "Spinecoach", "sw_version": device["sw_version"]},
    }


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at is not None else None


def _on(value: bool) -> str:  # noqa: FBT001 - ON and OFF are what a home centre expects
    return "ON" if value else "OFF"
