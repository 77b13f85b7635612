"""Setting up asks for a model once a day at most, and never stops because there is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device.hearing.model_setup import find_or_fetch_model
from device.hearing.models import FoundModel, ModelMissing
from tests.hearing.shop import Shop, opened
from tests.hearing.test_models import a_model

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with opened(a_model()) as shop:
        yield shop


def asked(shop: Shop, models: Path, now: datetime) -> FoundModel:
    return find_or_fetch_model("en", now, models=models, environ={}, release=shop.release)


def test_what_is_missing_is_fetched_and_then_only_found(shop: Shop, tmp_path: Path) -> None:
    assert asked(shop, tmp_path, NOW) == asked(shop, tmp_path, NOW)
    assert len(shop.asked) == 1


def test_a_failure_is_told_every_time_but_tried_again_only_after_a_day(
    shop: Shop, tmp_path: Path
) -> None:
    shop.status = 503
    for now in (NOW, NOW + timedelta(hours=23)):
        with pytest.raises(ModelMissing, match=r"Tried on 2026-03-01 at 09:00 UTC: .*503|Unavail"):
            asked(shop, tmp_path, now)
    assert len(shop.asked) == 1
    shop.status = 200
    assert asked(shop, tmp_path, NOW + timedelta(days=1)).origin == "fetched"


def test_a_clock_that_was_set_back_does_not_keep_us_from_trying(shop: Shop, tmp_path: Path) -> None:
    shop.status = 503
    with pytest.raises(ModelMissing):
        asked(shop, tmp_path, NOW)
    shop.status = 200
    assert asked(shop, tmp_path, NOW - timedelta(days=400)).origin == "fetched"


def test_a_damaged_note_of_the_last_try_is_no_note(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / ".en.failed").write_bytes(b"\xff")
    assert asked(shop, tmp_path, NOW).origin == "fetched"


def test_in_place_of_a_wrong_model_that_somebody_named_no_other_is_fetched(
    shop: Shop, tmp_path: Path
) -> None:
    named = {"SPINECOACH_MODEL_EN": str(tmp_path / "nowhere")}
    with pytest.raises(ModelMissing, match="SPINECOACH_MODEL_EN cannot be used"):
        find_or_fetch_model("en", NOW, models=tmp_path, environ=named, release=shop.release)
    assert not shop.asked
