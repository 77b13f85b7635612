"""What the name of an operation says about where, and from where, it was done."""

from __future__ import annotations

import re

from device.plan.model import Approach, Region

_REGIONS: dict[Region, str] = {
    Region.CERVICAL: (
        r"\bacd[fra]\b|\baccf\b|\bpcd?f\b|\bcda\b|cervical|laminoplasty|\bc[1-7]\b|경추|목 ?디스크"
    ),
    Region.THORACIC: r"thoracic|thoracolumbar|\b(t|th)([1-9]|1[0-2])\b|흉추",
    Region.LUMBAR: r"\b[paxltdo]lif\b|\bmidlif\b|lumbar|lumbosacral|\bl[1-6]\b|요추|허리",
}
_APPROACHES: dict[Approach, str] = {
    Approach.ANTERIOR: r"\bacd[fra]\b|\baccf\b|\balif\b|\bcda\b|\banterior|전방",
    Approach.POSTERIOR: (
        r"\b[pt]lif\b|\bmidlif\b|\bpcd?f\b|laminoplasty|laminectomy|\bposterior|후방"
    ),
    Approach.LATERAL: r"\b[xldo]lif\b|\blateral|측방",
}


def regions_of(kind: str) -> frozenset[Region]:
    """Return the parts of the spine that the name of an operation speaks of; often none."""
    return frozenset(each for each, seen in _REGIONS.items() if _found(seen, kind))


def approaches_of(kind: str) -> frozenset[Approach]:
    """Return from where an operation of this name is done; often nobody can tell."""
    return frozenset(each for each, seen in _APPROACHES.items() if _found(seen, kind))


def _found(seen: str, kind: str) -> bool:
    return re.search(seen, kind.casefold().replace("_", " ")) is not None
