"""What earlier calendars held: kept beside the journal, so that the next one can take it back.

Where it cannot be kept (the card is read-only, somebody else may only look) an export does without:
the box is told apart by its journal and its plan, and every session that is gone is taken back.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from device.files import for_the_box, write
from device.plan.model import Plan
from device.settings import is_time_zone

REMEMBERED_FILE = "calendar.json"

LOCALTIME = Path("/etc/localtime")
_NO_ZONE = frozenset({"UTC", "Etc/UTC", "Universal", "Zulu", "GMT", "Etc/GMT", "UCT", "Etc/UCT"})
"""Names of UTC: a box that nobody has told its zone has one of them."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Whose calendars they were, the number of the last, and what any of them has held."""

    box: str
    sequence: int
    names: tuple[str, ...]


def load_memory(state: Path) -> Memory | None:
    """Return it; None where there is none, or none that can be read."""
    try:
        told = json.loads((state / REMEMBERED_FILE).read_text(encoding="utf-8"))
        names = tuple(map(str, told["names"]))
        return Memory(str(told["box"]), int(told["sequence"]), names)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(state: Path, memory: Memory) -> bool:
    """Put it beside the journal, for the folder's owner only; return whether that was possible."""
    with contextlib.suppress(OSError):
        write(state / REMEMBERED_FILE, json.dumps(asdict(memory)).encode(), for_the_box)
        return True
    return False


def box_of(birth: tuple[str, str] | None, plan: Plan) -> str:
    """Return what tells this box from others before anything is remembered."""
    operation, family = plan.operation, plan.contacts.family
    return repr((birth, operation.date.isoformat(), operation.kind, family.name, family.phone))


def zone_of(timezone: str, localtime: Path = LOCALTIME) -> str:
    """Return the IANA name of the home's zone: `timezone` of the settings, else the system's.

    Empty when nobody has told the box where it stands: UTC is nobody's home.
    """
    if timezone:
        return timezone
    name = str(localtime.resolve()).partition("zoneinfo/")[2]
    known = name not in _NO_ZONE and is_time_zone(name)
    return name if known else ""
