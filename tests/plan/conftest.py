"""What the tests of the plan share: the project's catalogue, and a plan to make mistakes in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from device.plan.loading import LoadedPlan, load_catalogue, load_plan
from device.plan.model import Catalogue
from device.plan.signature import sign
from tests.plan.written import PLAN, Load

SIGNED_ON = dt.date(2026, 11, 9)


@pytest.fixture(scope="session")
def catalogue(project: Path) -> Catalogue:
    catalogue, problems = load_catalogue(project / "config" / "exercises.yaml")
    assert catalogue is not None, problems
    return catalogue


@pytest.fixture
def load(catalogue: Catalogue, tmp_path: Path) -> Load:
    """Return what loads `PLAN` with one text in the place of another, signed."""

    def load(there: str = "", instead: str = "", *, plan: str = PLAN) -> LoadedPlan:
        assert there in plan
        file = tmp_path / "plan.yaml"
        file.write_text(plan.replace(there, instead) if there else plan)
        sign(file, "Dr. Lee", "surgeon", SIGNED_ON)
        return load_plan(file, catalogue)

    return load
