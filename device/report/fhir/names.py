"""What things are called in the bundle: ids that nothing else has, and references to them.

An id is made of the clinic's name for the patient, the birth of the journal (its first row: no
other journal has it) and what the thing is. So the same thing has the same id at each export, and
neither a new card nor another patient under a re-used pseudonym can overwrite it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from device.plan.model import Plan
from device.report.texts import Texts, plain_text

PSEUDONYMS = "urn:spinecoach:pseudonym"

_ROOM = uuid.UUID("0c2f2a5d-6d3b-4f59-8d5e-3b2f6f6b7a11")
_OF_SEARCH = str.maketrans({letter: f"\\{letter}" for letter in "\\,|$"})
"""Letters that part values in a FHIR search (R4, 3.1.1.4.0.1)."""

Resource = dict[str, Any]
Birth = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """How things are called: the patient's pseudonym, the language's texts and exercises.

    `birth` is the journal's; `seal` stands for it where nothing has been written down yet.
    """

    pseudonym: str
    texts: Texts
    exercise: Callable[[str], str]
    birth: Birth | None = None
    seal: str = ""

    def id_of(self, kind: str, what: object = "") -> str:
        """Return the id of a thing: a UUID, the same at every export."""
        whose = self.birth if self.birth is not None else self.seal
        return str(uuid.uuid5(_ROOM, json.dumps([self.pseudonym, whose, kind, str(what)])))

    def reference(self, kind: str, what: object = "") -> Resource:
        """Return a reference to it within the bundle."""
        return {"reference": f"urn:uuid:{self.id_of(kind, what)}"}

    @property
    def patient(self) -> Resource:
        """Return a reference to the patient."""
        return self.reference("Patient")

    @property
    def device(self) -> Resource:
        """Return a reference to the box."""
        return self.reference("Device")

    @property
    def search(self) -> str:
        """Return the search that finds the patient on a server, by the pseudonym."""
        value = plain_text(self.pseudonym).translate(_OF_SEARCH)
        return f"identifier={quote(f'{PSEUDONYMS}|{value}', safe='')}"


def names_for(
    pseudonym: str | None,
    texts: Texts,
    exercise: Callable[[str], str],
    birth: Birth | None,
    plan: Plan | None,
) -> Names:
    """Return the names; without a `pseudonym` one that tells nothing, the journal's own."""
    seal = plan.signature.checksum if plan is not None and plan.signature is not None else ""
    return Names(pseudonym or pseudonym_from(birth), texts, exercise, birth, seal)


def pseudonym_from(birth: Birth | None) -> str:
    """Return a name that tells nothing; the same as long as the journal whose birth it is."""
    return f"box-{uuid.uuid5(_ROOM, repr(birth)).hex[:12]}" if birth is not None else "box-unused"
